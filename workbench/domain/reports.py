"""The figures of an evaluation: one model on one set of gold sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.entity import Entity

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 in 0..1; support is the number of gold items."""

    precision: float = 0.0
    recall: float = 0.0
    f1: float = 0.0
    support: int = 0

    def to_json(self) -> Json:
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "support": self.support,
        }

    @staticmethod
    def from_json(data: Json) -> Scores:
        return Scores(data["precision"], data["recall"], data["f1"], data["support"])


@dataclass(frozen=True)
class ScoreTable:
    """Scores of each label, and their averages."""

    micro: Scores = Scores()
    macro: Scores = Scores()
    weighted: Scores = Scores()
    labels: Mapping[str, Scores] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "micro": self.micro.to_json(),
            "macro": self.macro.to_json(),
            "weighted": self.weighted.to_json(),
            "labels": _rows_to_json(self.labels),
        }

    @staticmethod
    def from_json(data: Json) -> ScoreTable:
        return ScoreTable(
            Scores.from_json(data["micro"]),
            Scores.from_json(data["macro"]),
            Scores.from_json(data["weighted"]),
            _rows_from_json(data["labels"]),
        )


@dataclass(frozen=True)
class TokenTable:
    """Scores token by token, by label without prefixes; O counts in the accuracy only."""

    accuracy: float = 0.0
    micro: Scores = Scores()
    macro: Scores = Scores()
    labels: Mapping[str, Scores] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "accuracy": self.accuracy,
            "micro": self.micro.to_json(),
            "macro": self.macro.to_json(),
            "labels": _rows_to_json(self.labels),
        }

    @staticmethod
    def from_json(data: Json) -> TokenTable:
        return TokenTable(
            data["accuracy"],
            Scores.from_json(data["micro"]),
            Scores.from_json(data["macro"]),
            _rows_from_json(data["labels"]),
        )


@dataclass(frozen=True)
class Confusion:
    """Token counts; `counts[gold][predicted]` in the order of `labels`, which holds O."""

    labels: tuple[str, ...] = ()
    counts: tuple[tuple[int, ...], ...] = ()

    def to_json(self) -> Json:
        return {"labels": list(self.labels), "counts": [list(row) for row in self.counts]}

    @staticmethod
    def from_json(data: Json) -> Confusion:
        return Confusion(tuple(data["labels"]), tuple(tuple(row) for row in data["counts"]))


class MistakeKind(StrEnum):
    """How a predicted entity and a gold one differ."""

    MISSED = "missed"
    SPURIOUS = "spurious"
    WRONG_TYPE = "wrong_type"
    WRONG_EXTENT = "wrong_extent"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One entity that is not right, in the sentence of that id."""

    sentence: int
    kind: MistakeKind
    gold: Entity | None
    predicted: Entity | None

    def to_json(self) -> Json:
        return {
            "sentence": self.sentence,
            "kind": self.kind.value,
            "gold": _entity_to_json(self.gold),
            "predicted": _entity_to_json(self.predicted),
        }

    @staticmethod
    def from_json(data: Json) -> Mistake:
        return Mistake(
            data["sentence"],
            MistakeKind(data["kind"]),
            _entity_from_json(data["gold"]),
            _entity_from_json(data["predicted"]),
        )


@dataclass(frozen=True)
class Mistakes:
    """How many mistakes of each kind there are, and the first of them."""

    counts: Mapping[MistakeKind, int] = field(default_factory=dict)
    examples: tuple[Mistake, ...] = ()

    def to_json(self) -> Json:
        counts = {kind.value: self.counts.get(kind, 0) for kind in MistakeKind}
        return {**counts, "examples": [mistake.to_json() for mistake in self.examples]}

    @staticmethod
    def from_json(data: Json) -> Mistakes:
        return Mistakes(
            {kind: data[kind.value] for kind in MistakeKind},
            tuple(Mistake.from_json(mistake) for mistake in data["examples"]),
        )


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was scored: sentences and gold entities, and tokens that were not seen whole.

    `cut` counts tokens too long for one window of the model, `unscored` tokens that its
    tokenizer drops altogether (they count as O).
    """

    sentences: int = 0
    entities: int = 0
    cut: int = 0
    unscored: int = 0

    def to_json(self) -> Json:
        return {
            "sentences": self.sentences,
            "entities": self.entities,
            "cut": self.cut,
            "unscored": self.unscored,
        }

    @staticmethod
    def from_json(data: Json) -> Coverage:
        return Coverage(data["sentences"], data["entities"], data["cut"], data["unscored"])


@dataclass(frozen=True)
class Report:
    """One model on one set of gold sentences; `strict` is the headline."""

    strict: ScoreTable = field(default_factory=ScoreTable)
    lenient: ScoreTable = field(default_factory=ScoreTable)
    partial: ScoreTable = field(default_factory=ScoreTable)
    token: TokenTable = field(default_factory=TokenTable)
    confusion: Confusion = field(default_factory=Confusion)
    errors: Mistakes = field(default_factory=Mistakes)
    coverage: Coverage = Coverage()

    def to_json(self) -> Json:
        return {
            "strict": self.strict.to_json(),
            "lenient": self.lenient.to_json(),
            "partial": self.partial.to_json(),
            "token": self.token.to_json(),
            "confusion": self.confusion.to_json(),
            "errors": self.errors.to_json(),
            "coverage": self.coverage.to_json(),
        }

    @staticmethod
    def from_json(data: Json) -> Report:
        return Report(
            ScoreTable.from_json(data["strict"]),
            ScoreTable.from_json(data["lenient"]),
            ScoreTable.from_json(data["partial"]),
            TokenTable.from_json(data["token"]),
            Confusion.from_json(data["confusion"]),
            Mistakes.from_json(data["errors"]),
            Coverage.from_json(data["coverage"]),
        )


def _rows_to_json(rows: Mapping[str, Scores]) -> Json:
    return {label: scores.to_json() for label, scores in rows.items()}


def _rows_from_json(data: Json) -> dict[str, Scores]:
    return {label: Scores.from_json(scores) for label, scores in data.items()}


def _entity_to_json(entity: Entity | None) -> Json | None:
    if entity is None:
        return None
    return {"label": entity.label, "start": entity.start, "end": entity.end}


def _entity_from_json(data: Json | None) -> Entity | None:
    return Entity(data["label"], data["start"], data["end"]) if data else None
