"""The figures of an evaluation: one model on one set of gold sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.entity import Entity
from workbench.domain.scores import (
    NONE,
    Bin,
    Calibration,
    Confusion,
    PieceTable,
    Scores,
    ScoreTable,
    TokenTable,
)

__all__ = [
    "NONE",
    "Bin",
    "Calibration",
    "Confusion",
    "Coverage",
    "Mistake",
    "MistakeKind",
    "Mistakes",
    "PieceTable",
    "Report",
    "ScoreTable",
    "Scores",
    "TokenTable",
]

Json = dict[str, Any]


class MistakeKind(StrEnum):
    """How a predicted entity and a gold one differ."""

    MISSED = "missed"
    SPURIOUS = "spurious"
    WRONG_TYPE = "wrong_type"
    WRONG_EXTENT = "wrong_extent"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One entity that is not right, in the sentence of that id.

    `score` is the confidence (0..1) in the predicted entity; None where there is none.
    """

    sentence: int
    kind: MistakeKind
    gold: Entity | None
    predicted: Entity | None
    score: float | None = None

    @property
    def label(self) -> str:
        """The label that the mistake is counted under: gold's, else the predicted one."""
        entity = self.gold or self.predicted
        return entity.label if entity else ""

    def to_json(self) -> Json:
        return {
            "sentence": self.sentence,
            "kind": self.kind.value,
            "gold": _entity_to_json(self.gold),
            "predicted": _entity_to_json(self.predicted),
            "score": self.score,
        }

    @staticmethod
    def from_json(data: Json) -> Mistake:
        return Mistake(
            data["sentence"],
            MistakeKind(data["kind"]),
            _entity_from_json(data["gold"]),
            _entity_from_json(data["predicted"]),
            data.get("score"),
        )


Counts = Mapping[MistakeKind, int]


@dataclass(frozen=True)
class Mistakes:
    """How many mistakes of each kind there are, also by label, and the first of them."""

    counts: Counts = field(default_factory=dict)
    examples: tuple[Mistake, ...] = ()
    labels: Mapping[str, Counts] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            **_counts_to_json(self.counts),
            "labels": {label: _counts_to_json(row) for label, row in self.labels.items()},
            "examples": [mistake.to_json() for mistake in self.examples],
        }

    @staticmethod
    def from_json(data: Json) -> Mistakes:
        return Mistakes(
            _counts_from_json(data),
            tuple(Mistake.from_json(mistake) for mistake in data["examples"]),
            {label: _counts_from_json(row) for label, row in data.get("labels", {}).items()},
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was scored: sentences and gold entities, and tokens that were not seen whole.

    `cut` counts tokens too long for one window of the model, `unscored` tokens that its
    tokenizer drops altogether (they count as O), `windowed` sentences that were read in
    more than one window.
    """

    sentences: int = 0
    entities: int = 0
    cut: int = 0
    unscored: int = 0
    windowed: int = 0

    def to_json(self) -> Json:
        return {
            "sentences": self.sentences,
            "entities": self.entities,
            "cut": self.cut,
            "unscored": self.unscored,
            "windowed": self.windowed,
        }

    @staticmethod
    def from_json(data: Json) -> Coverage:
        return Coverage(**data)


@dataclass(frozen=True)
class Report:
    """One model on one set of gold sentences; `strict` is the headline.

    All is counted on words. `exact`, `partial` and `type` are nervaluate's readings: extents
    whatever the label, overlaps whatever the label (other borders count half), and labels
    whatever the borders. Only `pieces` is on word pieces, where the engine tells them.
    """

    strict: ScoreTable = field(default_factory=ScoreTable)
    lenient: ScoreTable = field(default_factory=ScoreTable)
    partial: ScoreTable = field(default_factory=ScoreTable)
    token: TokenTable = field(default_factory=TokenTable)
    confusion: Confusion = field(default_factory=Confusion)
    errors: Mistakes = field(default_factory=Mistakes)
    coverage: Coverage = Coverage()
    exact: ScoreTable = field(default_factory=ScoreTable)
    type: ScoreTable = field(default_factory=ScoreTable)
    entity_confusion: Confusion = field(default_factory=Confusion)
    calibration: Calibration = field(default_factory=Calibration)
    pieces: PieceTable | None = None

    def to_json(self) -> Json:
        tables = {name: getattr(self, name).to_json() for name in _PARTS}
        return {**tables, "pieces": self.pieces.to_json() if self.pieces else None}

    @staticmethod
    def from_json(data: Json) -> Report:
        """Read a report; tables that an older one lacks are empty."""
        parts = {name: read(data[name]) for name, read in _PARTS.items() if name in data}
        pieces = data.get("pieces")
        return Report(**parts, pieces=PieceTable.from_json(pieces) if pieces else None)


_PARTS: Mapping[str, Any] = {
    "strict": ScoreTable.from_json,
    "lenient": ScoreTable.from_json,
    "exact": ScoreTable.from_json,
    "type": ScoreTable.from_json,
    "partial": ScoreTable.from_json,
    "token": TokenTable.from_json,
    "confusion": Confusion.from_json,
    "entity_confusion": Confusion.from_json,
    "errors": Mistakes.from_json,
    "calibration": Calibration.from_json,
    "coverage": Coverage.from_json,
}


def _counts_to_json(counts: Counts) -> Json:
    return {kind.value: counts.get(kind, 0) for kind in MistakeKind}


def _counts_from_json(data: Json) -> dict[MistakeKind, int]:
    return {kind: data[kind.value] for kind in MistakeKind}


def _entity_to_json(entity: Entity | None) -> Json | None:
    if entity is None:
        return None
    return {"label": entity.label, "start": entity.start, "end": entity.end}


def _entity_from_json(data: Json | None) -> Entity | None:
    return Entity(data["label"], data["start"], data["end"]) if data else None
