"""What a worker cannot do, whatever a model asks of it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from workbench.domain.training import JobKind, Spec
from workbench.jobs.confinement import needs_network
from workbench.jobs.environment import worker_environment
from workbench.jobs.spec import create_run_folder

SPEC = Spec(kind=JobKind.PREDICT, engine="fake", device="cpu")
PROGRAM = """
import json, os, resource, socket, subprocess, sys
from pathlib import Path
from workbench.jobs.confinement import confine
from workbench.jobs.spec import RunFolder

def refusal(act):
    try:
        act()
    except OSError as error:
        return type(error).__name__
    return ""

before = os.stat("/proc/self/ns/net").st_ino
confine(RunFolder(Path(sys.argv[1])))
address = ("127.0.0.1", int(sys.argv[2]))
native = "import socket, sys; sys.exit(socket.socket().connect_ex(('127.0.0.1', %s)) != 0)"
print(json.dumps({
    "apart": os.stat("/proc/self/ns/net").st_ino != before,
    "connect": refusal(lambda: socket.create_connection(address, 5)),
    "send": refusal(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", address)),
    "name": refusal(lambda: socket.getaddrinfo("localhost", 80)),
    "pipe": refusal(lambda: socket.socket(socket.AF_UNIX).connect(sys.argv[3])),
    "child": subprocess.run([sys.executable, "-S", "-c", native % sys.argv[2]]).returncode,
    "offline": os.environ.get("HF_HUB_OFFLINE"),
    "core": resource.getrlimit(resource.RLIMIT_CORE)[0],
    "file": resource.getrlimit(resource.RLIMIT_FSIZE)[0],
    "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
    "home": str(Path.home()),
    "uid": os.getuid(),
}))
"""


def _confined(tmp_path: Path, spec: Spec) -> dict[str, Any]:
    """What a worker of that spec finds when it tries; there is somebody who would answer."""
    folder = create_run_folder(tmp_path / "run", spec, {"input": ()}).path
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as pipe:
        pipe.bind(str(tmp_path / "pipe"))
        pipe.listen()
        port = str(server.getsockname()[1])
        command = [sys.executable, "-c", PROGRAM, str(folder), port, str(tmp_path / "pipe")]
        environment = worker_environment() | {"HF_HUB_OFFLINE": "0"}
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_m03_a_worker_has_no_network(tmp_path: Path) -> None:
    """No connection, no datagram, no name; where the system helps, its children have none too."""
    found = _confined(tmp_path, SPEC)
    assert (found["connect"], found["send"], found["name"]) == ("PermissionError",) * 3
    assert found["child"] != 0 or not found["apart"]
    assert found["offline"] == "1"
    assert found["pipe"] == ""


def test_m03_a_worker_has_limits_and_a_home_of_its_own(tmp_path: Path) -> None:
    """No core file, which would hold texts; no file and no memory without end; still ourselves."""
    found = _confined(tmp_path, SPEC)
    assert found["core"] == 0
    assert 0 < found["file"] < 1 << 40 and 0 < found["memory"] < 1 << 50
    assert found["home"] == worker_environment()["HOME"] != str(Path.home())
    assert found["uid"] == os.getuid()


def test_x08_a_worker_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither tokens and keys, nor the doors to programs that keep them."""
    secrets = ("HF_TOKEN", "AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "DB_PASSWORD", "NETRC")
    for name in (*secrets, "SSH_AUTH_SOCK", "DBUS_SESSION_BUS_ADDRESS"):
        monkeypatch.setenv(name, "canary-token")
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    environment = worker_environment()
    assert "canary-token" not in environment.values()
    assert environment["CUDA_VISIBLE_DEVICES"] == "0"


TRAINING = Spec(kind=JobKind.TRAIN, engine="transformers")


@pytest.mark.parametrize(
    ("spec", "needed"),
    [
        (SPEC, False),
        (TRAINING, False),
        (replace(TRAINING, base="google-bert/bert-base-cased"), True),
        (replace(TRAINING, base="/"), False),
        (replace(TRAINING, engine="flair"), False),
        (replace(TRAINING, engine="flair", options={"download": True}), True),
        (replace(TRAINING, kind=JobKind.PUSH), True),
        (replace(TRAINING, kind=JobKind.CONVERT, base="google-bert/bert-base-cased"), False),
    ],
)
def test_only_what_was_agreed_to_reaches_the_net(spec: Spec, needed: bool) -> None:
    """A base with a hub's name, embeddings to be fetched, and an upload."""
    assert needs_network(spec) is needed
