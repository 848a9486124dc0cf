"""The folder of a run: its spec, its snapshot of the data, and what it leaves behind."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from workbench.domain.entity import Entity
from workbench.domain.errors import JobError
from workbench.domain.recipes import read_options, write_options
from workbench.domain.run_reports import RunReport
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import EMBEDDED, Data, Example, JobKind, JobState, Spec
from workbench.files import hash_file, read_json, write_atomically, write_json
from workbench.jobs.protocol import LineReader, Message

__all__ = [
    "EMBEDDED",
    "Data",
    "Example",
    "JobKind",
    "JobState",
    "RunFolder",
    "Spec",
    "create_run_folder",
    "read_events",
    "read_predictions",
    "write_predictions",
]

SCHEMA = 1
SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class SnapshotNotes:
    """How a snapshot came about: `bad_tags` were read as outside, so many sentences of
    train were `held_out` as dev."""

    bad_tags: int = 0
    held_out: int = 0


AS_IT_STANDS = SnapshotNotes()


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where each thing of a run lies."""

    path: Path

    @property
    def spec_file(self) -> Path:
        return self.path / "spec.json"

    @property
    def data(self) -> Path:
        return self.path / "data"

    @property
    def snapshot_file(self) -> Path:
        return self.data / "snapshot.json"

    @property
    def events(self) -> Path:
        return self.path / "events.jsonl"

    @property
    def report_file(self) -> Path:
        return self.path / "report.json"

    @property
    def answer_file(self) -> Path:
        """What a ranking or an inspection found."""
        return self.path / "answer.json"

    @property
    def predictions(self) -> Path:
        return self.path / "predictions.jsonl"

    @property
    def dev_predictions(self) -> Path:
        """What the best epoch said of the dev set; by that its scores are measured."""
        return self.path / "dev_predictions.jsonl"

    @property
    def test_predictions(self) -> Path:
        """What the trained model says of the frozen test set."""
        return self.path / "test_predictions.jsonl"

    @property
    def model(self) -> Path:
        return self.path / "model"

    @property
    def plain_model(self) -> Path:
        """A model as the one file that plain flair reads."""
        return self.path / "model.pt"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"

    @property
    def retry_file(self) -> Path:
        """What a worker that began anew does otherwise than the spec asks for."""
        return self.path / "retry.json"

    @property
    def spent_file(self) -> Path:
        """The time, memory and energy of all attempts so far."""
        return self.path / "spent.json"

    @property
    def worker_file(self) -> Path:
        """Which process works here."""
        return self.path / "worker.json"

    @property
    def commands(self) -> Path:
        """The named pipe over which a worker that outlives its owner is told what to do."""
        return self.path / "commands"

    def spec(self) -> Spec:
        """Read the spec; JobError NW-J03 when it is damaged or of a newer schema."""
        return json_to_spec(read_json(self.spec_file))

    def snapshot(self) -> dict[str, Any]:
        return read_json(self.snapshot_file)

    def snapshot_notes(self) -> SnapshotNotes:
        """How the snapshot came about; older ones say less."""
        kept = self.snapshot()
        return SnapshotNotes(kept.get("bad_tags", 0), kept.get("held_out", 0))

    def examples(self, name: str) -> tuple[Example, ...]:
        """Read one file of the snapshot ("train", "dev", "test", "input")."""
        path = self.data / f"{name}.jsonl"
        try:
            return tuple(_read_examples(path))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise _unreadable(f"{path.name} is damaged ({error})") from error

    def training_data(self) -> Data:
        return Data(*(self.examples(split) for split in SPLITS))

    def report(self) -> RunReport | None:
        """Read the report; None while there is none."""
        if not self.report_file.exists():
            return None
        try:
            return RunReport.from_json(read_json(self.report_file))
        except (KeyError, TypeError, ValueError) as error:
            raise _unreadable(f"report.json is damaged ({error!r})") from error

    @property
    def log(self) -> Path:
        """What the worker and its libraries wrote on standard error."""
        return self.path / "worker.log"

    def remove_results(self) -> None:
        """Remove model, checkpoints, report and predictions, as a cancelled run must."""
        shutil.rmtree(self.model, ignore_errors=True)
        shutil.rmtree(self.checkpoints, ignore_errors=True)
        self.report_file.unlink(missing_ok=True)
        self.answer_file.unlink(missing_ok=True)
        self.predictions.unlink(missing_ok=True)
        self.test_predictions.unlink(missing_ok=True)
        self.dev_predictions.unlink(missing_ok=True)


def spec_to_json(spec: Spec) -> dict[str, Any]:
    """Write a spec as plain JSON."""
    return {"schema": SCHEMA, **write_options(spec)}


def json_to_spec(data: Mapping[str, Any]) -> Spec:
    """Read a spec; JobError NW-J03 when it is of another schema or not whole."""
    if data.get("schema") != SCHEMA:
        raise _unreadable(f"spec.json has schema {data.get('schema')!r}, not {SCHEMA}")
    try:
        kind = JobKind(data["kind"])
    except (KeyError, ValueError) as error:
        raise _unreadable(f"spec.json is damaged ({error!r})") from error
    model = data.get("model")
    spec = replace(read_options(Spec, data), kind=kind, model=model)
    # A default in the place of a value that was not understood would be another training.
    whole = spec_to_json(spec)
    if odd := [name for name, value in whole.items() if data.get(name, value) != value]:
        raise _unreadable(f"spec.json is damaged ({', '.join(odd)})")
    return spec


def create_run_folder(
    folder: Path,
    spec: Spec,
    data: Mapping[str, Iterable[Example]],
    notes: SnapshotNotes = AS_IT_STANDS,
) -> RunFolder:
    """Write spec and snapshot, whole or not at all.

    `data` maps "train", "dev", "test" (training) or "input" (predict, evaluate) to examples.
    JobError NW-J04 when the folder exists.
    """
    if folder.exists():
        raise _taken(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = RunFolder(folder.with_name(folder.name + ".new"))
    shutil.rmtree(aside.path, ignore_errors=True)
    try:
        aside.data.mkdir(parents=True)
        counts = {name: _write_examples(aside, name, rows) for name, rows in data.items()}
        write_json(aside.snapshot_file, _describe(aside, counts, notes))
        write_json(aside.spec_file, spec_to_json(spec))
        aside.path.replace(folder)
    finally:
        shutil.rmtree(aside.path, ignore_errors=True)
    return RunFolder(folder)


def write_predictions(
    folder: RunFolder,
    examples: Sequence[Example],
    predictions: Sequence[tuple[Sequence[str], Sequence[float]]],
) -> None:
    """Write predictions.jsonl from tags (valid IOB2) and scores, sentence by sentence.

    An entity's score is that of its least certain token.
    """
    lines = [
        json.dumps(prediction_to_json(example.id, tags, scores)).encode() + b"\n"
        for example, (tags, scores) in zip(examples, predictions, strict=True)
    ]
    write_atomically(folder.predictions, b"".join(lines))


def read_predictions(folder: RunFolder) -> dict[int, tuple[tuple[Entity, float], ...]]:
    """The predicted entities with their scores, by sentence."""
    found = {}
    for line in folder.predictions.read_bytes().splitlines():
        row = json.loads(line)
        found[int(row["id"])] = tuple(
            (Entity(item["label"], item["start"], item["end"]), float(item["score"]))
            for item in row["entities"]
        )
    return found


def prediction_to_json(
    sentence: int, tags: Sequence[str], scores: Sequence[float]
) -> dict[str, Any]:
    entities = [
        {
            "label": entity.label,
            "start": entity.start,
            "end": entity.end,
            "score": min(scores[entity.start : entity.end]),
        }
        for entity in tags_to_entities(tags, IOB2)
    ]
    return {"id": sentence, "tags": list(tags), "scores": list(scores), "entities": entities}


def read_events(folder: RunFolder) -> tuple[list[Message], int]:
    """The messages a worker left behind, and how many lines are no message."""
    reader = LineReader()
    try:
        return reader.feed(folder.events.read_bytes()), reader.garbage
    except FileNotFoundError:
        return [], 0


def _describe(folder: RunFolder, counts: Mapping[str, int], notes: SnapshotNotes) -> dict[str, Any]:
    files = [f"{name}.jsonl" for name in counts]
    return {
        "sha256": {name: hash_file(folder.data / name) for name in files},
        "sentences": dict(counts),
        **asdict(notes),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _write_examples(folder: RunFolder, name: str, examples: Iterable[Example]) -> int:
    lines = [example_to_line(example) for example in examples]
    write_atomically(folder.data / f"{name}.jsonl", b"".join(lines))
    return len(lines)


def example_to_line(example: Example) -> bytes:
    """One line of a snapshot file; lone surrogates survive as escapes."""
    row: dict[str, Any] = {"id": example.id, "tokens": list(example.tokens)}
    for name in ("tags", "before", "after"):
        if value := getattr(example, name):
            row[name] = list(value)
    return json.dumps(row).encode() + b"\n"


def _read_examples(path: Path) -> Iterator[Example]:
    with path.open("rb") as file:
        for line in file:
            row = json.loads(line)
            rest = (tuple(row.get(name, ())) for name in ("tags", "before", "after"))
            yield Example(row["id"], tuple(row["tokens"]), *rest)


def _unreadable(detail: str) -> JobError:
    return JobError(
        "NW-J03",
        f"The run folder cannot be used: {detail}.",
        "The project is untouched.",
        "Delete this run and start it again.",
    )


def _taken(folder: Path) -> JobError:
    return JobError(
        "NW-J04",
        f"There is a run folder at {folder} already.",
        "It was left as it is.",
        "Start the run under another name.",
    )
