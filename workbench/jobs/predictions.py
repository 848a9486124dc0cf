"""What a trained model says of the frozen test set, kept beside the report of its run.

Two runs are compared by it, and it is scored again when gold was corrected.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from workbench.domain.errors import JobError
from workbench.domain.training import Example
from workbench.files import write_atomically
from workbench.jobs.spec import prediction_to_json


class Saying(Protocol):
    """What an engine says of one sentence (see `engines.base.Prediction`)."""

    @property
    def tags(self) -> Sequence[str]: ...
    @property
    def scores(self) -> Sequence[float]: ...
    @property
    def unscored(self) -> int: ...
    @property
    def cut(self) -> int: ...
    @property
    def windows(self) -> int: ...
    @property
    def pieces(self) -> Sequence[Sequence[str]]: ...


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said of the sentence of that id; read back from a file."""

    id: int
    tags: tuple[str, ...]
    scores: tuple[float, ...]
    unscored: int = 0
    cut: int = 0
    windows: int = 1
    pieces: tuple[tuple[str, ...], ...] = ()


def write_sayings(path: Path, examples: Sequence[Example], sayings: Sequence[Saying]) -> None:
    """Write one line a sentence, like those of predictions.jsonl; all or nothing."""
    lines = [
        json.dumps(_to_json(example.id, said)).encode() + b"\n"
        for example, said in zip(examples, sayings, strict=True)
    ]
    write_atomically(path, b"".join(lines))


def read_sayings(path: Path) -> dict[int, Said]:
    """Read what was written, by the id of the sentence; JobError NW-J20 when it is damaged."""
    try:
        rows = (json.loads(line) for line in path.read_bytes().splitlines())
        return {row["id"]: _from_json(row) for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise JobError(
            "NW-J20",
            f"What the model said of its test set cannot be read: {path.name} ({error!r}).",
            "The project and the report of the run are untouched.",
            "Train again to have it anew.",
        ) from error


_COUNTS = {"unscored": 0, "cut": 0, "windows": 1}


def _to_json(sentence: int, said: Saying) -> dict[str, Any]:
    row = prediction_to_json(sentence, said.tags, said.scores)
    row |= {
        name: getattr(said, name) for name, usual in _COUNTS.items() if getattr(said, name) != usual
    }
    if said.pieces:
        row["pieces"] = [list(tags) for tags in said.pieces]
    return row


def _from_json(row: Mapping[str, Any]) -> Said:
    counts = {name: int(row.get(name, usual)) for name, usual in _COUNTS.items()}
    pieces = tuple(tuple(tags) for tags in row.get("pieces", ()))
    return Said(row["id"], tuple(row["tags"]), tuple(row["scores"]), **counts, pieces=pieces)
