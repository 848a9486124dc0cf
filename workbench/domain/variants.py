"""Variants of a trained model: smaller or quicker forms, each measured beside the original."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ORIGINAL = "original"
# The engines whose models can be optimised; the last is scripted, for tests.
ENGINES = ("transformers", "flair", "fake")
# What a change of strict F1 may be before somebody is told to look.
HARMLESS = 0.003


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle of several measurements, and the least and the most of them."""

    median: float
    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Variant:
    """One form of a model, as it was measured.

    `size` is in bytes, of network and tokenizer together. `single` and `batched` are
    milliseconds a sentence, one by one and many at once. `f1` is strict, on the frozen test
    set; `changed` of its sentences were tagged otherwise than by the original.
    """

    name: str
    size: int
    single: Spread
    batched: Spread
    f1: float
    changed: int


@dataclass(frozen=True)
class Variants:
    """The table of a model: the original first, with what it was measured on.

    `sentences` of the test set were tagged; the times are medians over `repeats` of the
    sentences that were timed, on `threads` of `processor`.
    """

    rows: tuple[Variant, ...]
    sentences: int
    repeats: int
    threads: int
    processor: str
    measured: str

    @property
    def original(self) -> Variant:
        return self.rows[0]

    @property
    def fastest(self) -> Variant:
        """The one that takes the least time for a sentence, many at once."""
        return min(self.rows, key=lambda row: row.batched.median)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(row.name for row in self.rows)

    def to_json(self) -> dict[str, Any]:
        values = {name: getattr(self, name) for name in _PLAIN}
        return {"schema": SCHEMA, "rows": [_row_to_json(row) for row in self.rows], **values}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Variants:
        """Read them; ValueError, KeyError or TypeError where that is not possible."""
        rows = tuple(map(_json_to_row, data["rows"]))
        if data["schema"] != SCHEMA or not rows:
            raise ValueError("another schema")
        return Variants(
            rows,
            int(data["sentences"]),
            int(data["repeats"]),
            int(data["threads"]),
            str(data["processor"]),
            str(data["measured"]),
        )


SCHEMA = 1
_PLAIN = ("sentences", "repeats", "threads", "processor", "measured")


def _row_to_json(row: Variant) -> dict[str, Any]:
    return {
        "variant": row.name,
        "bytes": row.size,
        "single_ms": _spread_to_json(row.single),
        "batched_ms": _spread_to_json(row.batched),
        "f1": row.f1,
        "changed": row.changed,
    }


def _spread_to_json(spread: Spread) -> dict[str, float]:
    return {"median": spread.median, "least": spread.least, "most": spread.most}


def _json_to_row(data: Mapping[str, Any]) -> Variant:
    single, batched = (
        Spread(float(one["median"]), float(one["least"]), float(one["most"]))
        for one in (data["single_ms"], data["batched_ms"])
    )
    return Variant(
        str(data["variant"]),
        int(data["bytes"]),
        single,
        batched,
        float(data["f1"]),
        int(data["changed"]),
    )
