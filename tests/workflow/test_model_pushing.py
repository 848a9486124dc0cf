"""An upload by the library itself, to a hub of this machine."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from workbench.domain.training import JobKind, JobState, Spec
from workbench.jobs.protocol import Log, Message
from workbench.jobs.serving import token_to_line
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job

TOKEN = "hf_only_for_this_test"


class Hub(BaseHTTPRequestHandler):
    """Plays as much of the hub as an upload of small files needs."""

    server: HubServer

    def log_message(self, *args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer({"id": "me/model", "sha": "abc", "siblings": [], "private": True})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.server.calls.append((self.path, self.headers.get("authorization", ""), body))
        if self.server.status != 200:
            self._answer({"error": "no"}, self.server.status)
        elif "/preupload/" in self.path:
            files = json.loads(body)["files"]
            rows = [
                {"path": f["path"], "uploadMode": "regular", "shouldIgnore": False} for f in files
            ]
            self._answer({"files": rows})
        elif "/commit/" in self.path:
            self._answer(
                {"commitUrl": f"{self.server.url}/me/model/commit/abc", "commitOid": "abc"}
            )
        elif self.path.endswith("/repos/create"):
            self._answer({"url": f"{self.server.url}/me/model", "name": "me/model"})
        else:
            self._answer({"errors": [], "warnings": []})

    def _answer(self, value: dict[str, Any], status: int = 200) -> None:
        body = json.dumps(value).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class HubServer(ThreadingHTTPServer):
    """Remembers what it was asked; `status` is that of every answer to an upload."""

    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Hub)
        self.calls: list[tuple[str, str, bytes]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def uploaded(self) -> dict[str, bytes]:
        """The files of the commit, by name."""
        (body,) = (body for path, _, body in self.calls if "/commit/" in path)
        rows = [json.loads(line) for line in body.splitlines()]
        files = [row["value"] for row in rows if row["key"] == "file"]
        return {one["path"]: base64.b64decode(one["content"]) for one in files}


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[HubServer]:
    with HubServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        monkeypatch.setenv("HF_ENDPOINT", server.url)
        monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def job(tmp_path: Path) -> RunFolder:
    """An upload of two small files."""
    model = tmp_path / "model"
    model.mkdir()
    (model / "README.md").write_text("---\ntags: []\n---\n# A model\n", "utf-8")
    (model / "config.json").write_text("{}", "utf-8")
    spec = Spec(kind=JobKind.PUSH, model=str(model), options={"repo": "me/model"})
    return create_run_folder(tmp_path / "push", spec, {"input": ()})


def test_a_folder_arrives_whole_and_private(job: RunFolder, hub: HubServer) -> None:
    """By the library's own calls, with the token that came over standard input."""
    told: list[Message] = []
    finished = run_job(job.path, told.append, token_to_line(TOKEN))
    assert finished.state is JobState.DONE, (finished, job.log.read_text("utf-8"))
    create = json.loads(next(body for path, _, body in hub.calls if path.endswith("/create")))
    assert create["private"] is True and create["name"] == "model"
    assert {key for _, key, _ in hub.calls} <= {f"Bearer {TOKEN}", ""}
    assert hub.uploaded()["config.json"] == b"{}"
    assert hub.uploaded()["README.md"].startswith(b"---")
    assert any(isinstance(one, Log) and "me/model" in one.text for one in told)


def test_the_token_is_nowhere_but_with_the_worker(job: RunFolder, hub: HubServer) -> None:
    """Not in the job's folder: neither spec, log nor events."""
    run_job(job.path, lambda message: None, token_to_line(TOKEN))
    files = [path for path in job.path.rglob("*") if path.is_file()]
    assert files
    assert not [path for path in files if TOKEN.encode() in path.read_bytes()]


@pytest.mark.parametrize(("status", "code"), [(401, "NW-M34"), (403, "NW-M34"), (413, "NW-M35")])
def test_a_refusal_is_told(job: RunFolder, hub: HubServer, status: int, code: str) -> None:
    """With what to do about it."""
    hub.status = status
    finished = run_job(job.path, lambda message: None, token_to_line(TOKEN))
    assert finished.state is JobState.FAILED
    assert finished.error is not None and finished.error.code == code


def test_without_a_network_it_says_so(job: RunFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody answers at that address; or the libraries are told to stay offline."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    for offline in ("0", "1"):
        monkeypatch.setenv("HF_HUB_OFFLINE", offline)
        finished = run_job(job.path, lambda message: None, token_to_line(TOKEN))
        assert finished.error is not None and finished.error.code == "NW-M33", finished
