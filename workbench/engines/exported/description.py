"""What lies beside an exported network: all that turns its scores into tags, as plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.domain.errors import JobError, ModelError
from workbench.files import read_json, write_json

NETWORK = "model.onnx"
TOKENIZER = "tokenizer.json"
DESCRIPTION = "exported.json"
SCHEMA = 1

Scores = tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class CrfScores:
    """Scores of the first tag (tags) and of the step from tag to tag (tags, tags)."""

    first: tuple[float, ...]
    step: Scores


@dataclass(frozen=True)
class Description:
    """`tags` by label id; `max_length` in pieces, special ones included; `padding` a piece's id.

    `overlap` is the share of a window that neighbours have in common. `constrained` says
    whether only valid IOB2 may be answered.
    """

    tags: tuple[str, ...]
    max_length: int
    overlap: float
    padding: int
    constrained: bool
    crf: CrfScores | None = None

    def write(self, folder: Path) -> None:
        """Write it into the folder of a model."""
        crf = {"first": self.crf.first, "step": self.crf.step} if self.crf else None
        values = {name: getattr(self, name) for name in _PLAIN}
        write_json(folder / DESCRIPTION, {"schema": SCHEMA, **values, "crf": crf})


_PLAIN = ("tags", "max_length", "overlap", "padding", "constrained")


def read_description(folder: Path) -> Description:
    """Read it; ModelError NW-M42 where it is missing or damaged."""
    try:
        return _from_json(read_json(folder / DESCRIPTION))
    except (JobError, KeyError, TypeError, ValueError) as error:
        raise unusable(folder, f"{DESCRIPTION} is missing or damaged") from error


def _from_json(data: Mapping[str, Any]) -> Description:
    tags = tuple(map(str, data["tags"]))
    crf = data["crf"]
    if data["schema"] != SCHEMA or "O" not in tags or int(data["max_length"]) < 1:
        raise ValueError("another schema")
    return Description(
        tags,
        int(data["max_length"]),
        float(data["overlap"]),
        int(data["padding"]),
        bool(data["constrained"]),
        _crf(crf, len(tags)) if crf else None,
    )


def _crf(data: Mapping[str, Any], size: int) -> CrfScores:
    first = tuple(map(float, data["first"]))
    step = tuple(tuple(map(float, row)) for row in data["step"])
    if {len(first), len(step), *map(len, step)} != {size}:
        raise ValueError("a CRF of another size")
    return CrfScores(first, step)


def unusable(folder: Path, detail: str) -> ModelError:
    """That an exported model cannot be loaded."""
    return ModelError(
        "NW-M42",
        f"The exported model in {folder} cannot be used: {detail}.",
        "It was not loaded, and nothing was changed.",
        "Optimise the model again, or use the original.",
    )
