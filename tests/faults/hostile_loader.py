"""Loads models in a process that is confined as workers are; asked by `hostile_models`.

What a model makes libraries try is noted by an audit hook of its own: connections, other
programs, and files opened for writing outside of the temporary places.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.domain.errors import WorkbenchError
from workbench.domain.training import Example, JobKind, Spec
from workbench.jobs.bases import check_base, check_model
from workbench.jobs.configurations import check_configuration_values
from workbench.jobs.confinement import confine
from workbench.jobs.host import WorkerHost
from workbench.jobs.spec import create_run_folder

CONNECTIONS = frozenset({"socket.connect", "socket.getaddrinfo", "socket.sendto"})
PROGRAMS = frozenset({"os.system", "subprocess.Popen", "os.exec", "os.posix_spawn", "os.fork"})
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
SENTENCE = Example(1, ("Ann", "lives", "in", "Rome"))


@dataclass
class Watch:
    """What was tried since the last request."""

    places: tuple[str, ...]
    connections: int = 0
    elsewhere: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in CONNECTIONS:
            self.connections += 1
        elif event in PROGRAMS:
            self.refused.append(event)
        elif event == "open" and isinstance(arguments[2], int) and arguments[2] & WRITING:
            path = os.path.realpath(arguments[0]) if isinstance(arguments[0], str) else ""
            if path and not path.startswith(self.places):
                self.elsewhere.append(path)

    def take(self) -> dict[str, Any]:
        found = {
            "connections": self.connections,
            "elsewhere": self.elsewhere,
            "refused": self.refused,
        }
        self.connections, self.elsewhere, self.refused = 0, [], []
        return found


def load(request: dict[str, str], host: WorkerHost) -> None:
    """As a job that suggests does, and as a training that begins with it."""
    from workbench.engines.encoders import load_model, load_tokenizer
    from workbench.engines.resident import load_resident

    folder = Path(request["path"])
    card = check_model(folder)
    spec = Spec(kind=JobKind.SERVE, engine=card.engine, model=str(folder), device="cpu")
    load_resident(spec, host)([SENTENCE])
    if card.engine == "transformers":
        check_base(str(folder))
        load_model(folder, load_tokenizer(folder), ["O", "B-X", "I-X"])


def convert(request: dict[str, str], host: WorkerHost) -> None:
    """As the job does after a person agreed."""
    from workbench.engines.flair.exchange import convert as convert_plain

    with tempfile.TemporaryDirectory() as name:
        path, target = Path(request["path"]), Path(name) / "model"
        convert_plain(path, request["agreed"], target, host, check_configuration_values)


DOORS: dict[str, Callable[[dict[str, str], WorkerHost], None]] = {"load": load, "convert": convert}


def main(place: Path) -> None:
    """Answer requests, a line of JSON each, until there are no more."""
    out = os.dup(1)
    os.dup2(2, 1)
    spec = Spec(kind=JobKind.PREDICT, engine="fake", device="cpu")
    folder = create_run_folder(Path(tempfile.mkdtemp(dir=place)) / "run", spec, {"input": ()})
    confine(folder)
    # Libraries write caches of their own while they are loaded.
    import flair.models
    import transformers.models.auto

    del flair, transformers
    null = os.open(os.devnull, os.O_WRONLY)
    host = WorkerHost(null, folder.events)
    watch = Watch((tempfile.gettempdir(), os.devnull, str(Path.home())))
    sys.addaudithook(watch)
    for line in sys.stdin:
        request = json.loads(line)
        code = ""
        try:
            DOORS[request["door"]](request, host)
        except WorkbenchError as error:
            code = error.code
        except Exception as error:  # noqa: BLE001 - to be told
            code = f"{type(error).__name__}: {error}"[:300]
        os.write(out, json.dumps({"code": code, **watch.take()}).encode() + b"\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
