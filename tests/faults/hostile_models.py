"""Tries hostile models at every door: import by the window's way and by verb, loading, converting.

`python -m tests.faults.hostile_models [COUNT]` takes all of them, or so many. The canary must
never appear, nothing may connect, nothing may be written elsewhere, every refusal has a code,
and none may take long.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.hostile.base import Artefact
from tests.faults.hostile.collection import artefacts
from tests.faults.training_runs import tiny_encoder
from workbench.__main__ import main as verb
from workbench.bootstrap import create_project
from workbench.domain.errors import WorkbenchError
from workbench.files import hash_file
from workbench.jobs.environment import worker_environment
from workbench.storage.project import Project
from workbench.workflow.models import import_model

LONGEST = 60.0
LABELS = ("PER", "LOC")


@dataclass
class Outcome:
    """What a series of hostile models has shown."""

    tried: int = 0
    refused: int = 0
    loaded: int = 0
    connections: int = 0
    written_elsewhere: int = 0
    slowest: float = 0.0
    megabytes: int = 0
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        line = (
            f"{self.tried} hostile models: {self.refused} refused at the door, {self.loaded} "
            f"loaded without what they asked for; {self.connections} connections, "
            f"{self.written_elsewhere} files elsewhere, slowest {self.slowest:.1f} s, at most "
            f"{self.megabytes} MB; {len(self.broken)} broke a promise"
        )
        return "\n".join([*self.broken, line])


def sound_model(place: Path) -> Path:
    """A tiny model that can be loaded."""
    from safetensors.torch import save_file
    from transformers import BertConfig, BertForTokenClassification

    encoder = tiny_encoder(place / "sound")
    tags = ["O", *(f"{sign}-{label}" for label in LABELS for sign in "BI")]
    config = BertConfig.from_pretrained(encoder, num_labels=len(tags))
    config.id2label = dict(enumerate(tags))
    config.label2id = {tag: number for number, tag in enumerate(tags)}
    model = BertForTokenClassification(config)  # type: ignore[no-untyped-call]
    save_file({name: tensor.clone() for name, tensor in model.state_dict().items()},
              encoder / "model.safetensors", {"format": "pt"})  # fmt: skip
    config.save_pretrained(encoder)
    return encoder


def stub_model(place: Path) -> Path:
    """A folder that passes the checks at the door, made without any library."""
    from tests.faults.hostile.weights import safetensors

    folder = place / "sound"
    folder.mkdir()
    config = {"model_type": "bert", "id2label": {"0": "O", "1": "B-PER", "2": "I-PER"}}
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    tensor = {"dtype": "F32", "shape": [4], "data_offsets": [0, 16]}
    (folder / "model.safetensors").write_bytes(safetensors({"a": tensor}, bytes(16)))
    (folder / "tokenizer.json").write_text("{}", "utf-8")
    return folder


class Loader:
    """A child, confined as workers are, that loads what passed the door; made anew if it dies."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._child: subprocess.Popen[bytes] | None = None

    def ask(self, request: dict[str, str]) -> dict[str, Any]:
        """What came of one; {"died": STATUS} where the child did not survive it."""
        child = self._running()
        assert child.stdin is not None and child.stdout is not None
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
        answer = child.stdout.readline()
        if answer:
            found: dict[str, Any] = json.loads(answer)
            return found
        self._child = None
        return {"died": child.wait()}

    def end(self) -> None:
        if self._child is not None:
            self._child.communicate()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._child is None:
            command = [sys.executable, "-m", "tests.faults.hostile_loader", str(self._place)]
            log = (self._place / "loader.log").open("ab")
            pipe = subprocess.PIPE
            self._child = subprocess.Popen(
                command, stdin=pipe, stdout=pipe, stderr=log, env=worker_environment()
            )
            log.close()
        return self._child


def try_all(
    place: Path, chosen: Sequence[Artefact], canary: Path, project: Project, loader: Loader | None
) -> Outcome:
    """Try each at every door that it fits."""
    outcome = Outcome()
    if loader is not None:
        # Its libraries take their time.
        loader.ask({"door": "load", "path": str(place / "nothing")})
    for number, artefact in enumerate(chosen):
        folder = place / f"{number}"
        folder.mkdir()
        begun = time.monotonic()
        for fault in _faults(artefact, artefact.make(folder), project, loader, outcome):
            outcome.broken.append(f"{artefact.name}: {fault}")
        seconds = time.monotonic() - begun
        outcome.slowest = max(outcome.slowest, seconds)
        if seconds > LONGEST:
            outcome.broken.append(f"{artefact.name}: it took {seconds:.0f} s")
        if canary.exists():
            outcome.broken.append(f"{artefact.name}: the canary appeared")
            canary.rename(folder / "canary")
        outcome.tried += 1
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    outcome.megabytes = max(used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss) >> 10
    return outcome


def _faults(
    artefact: Artefact, path: Path, project: Project, loader: Loader | None, outcome: Outcome
) -> Iterator[str]:
    told = _import(project, path)
    if told.startswith("!"):
        yield f"the import ended in {told[1:]}"
    outcome.refused += bool(told)
    if told and path.suffix != ".zip":
        yield from _faults_of_verb(path)
    if loader is not None and (not told or path.suffix == ".pt"):
        yield from _faults_of_loading(path, loader, outcome)


def _import(project: Project, path: Path) -> str:
    """The code of the refusal, empty where it was taken in; `!` before what must not be."""
    try:
        import_model(project, path)
    except WorkbenchError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - to be told
        return f"!{type(error).__name__}: {error}"
    return ""


def _faults_of_verb(path: Path) -> Iterator[str]:
    """Of a verb: one line with a code, whatever the model is called."""
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
        status = verb(["tag", "--model", str(path)])
    lines = said.getvalue().strip().splitlines()
    told = len(lines) == 1 and lines[0].startswith("error[NW-")
    # Without a sentence to tag, what is refused at import only is not looked into.
    if not (told and status == 2) and (status, lines) != (0, []):
        yield f"the verb said {lines}"


def _faults_of_loading(path: Path, loader: Loader, outcome: Outcome) -> Iterator[str]:
    door = "convert" if path.suffix == ".pt" else "load"
    if path.suffix == ".zip":
        return
    request = {"door": door, "path": str(path)}
    if door == "convert":
        request["agreed"] = hash_file(path)
    answer = loader.ask(request)
    outcome.connections += answer.get("connections", 0)
    outcome.written_elsewhere += len(answer.get("elsewhere", ()))
    for where in answer.get("elsewhere", ()):
        yield f"it wrote to {where}"
    for what in answer.get("refused", ()):
        yield f"it tried {what}"
    if "died" in answer:
        yield f"the process that loaded it ended with {answer['died']}"
    elif not answer["code"]:
        outcome.loaded += 1
    elif not answer["code"].startswith("NW-"):
        yield f"loading ended in {answer['code']}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try them; 1 where a promise broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.hostile_models")
    parser.add_argument("count", type=int, nargs="?", default=10**6)
    parser.add_argument("--only", default="", metavar="WORD", help="those with it in their name")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="workbench-hostile-") as name:
        place = Path(name)
        canary = place / "canary"
        every = [one for one in artefacts(sound_model(place), canary) if given.only in one.name]
        chosen = random.Random(13).sample(every, min(given.count, len(every)))
        loader = Loader(place)
        with create_project(place / "p.nerproj", LABELS) as project:
            outcome = try_all(place, chosen, canary, project, loader)
        loader.end()
        print(outcome)
    return int(bool(outcome.broken))


if __name__ == "__main__":
    sys.exit(main())
