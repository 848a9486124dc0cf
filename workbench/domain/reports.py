"""The figures of an evaluation, the report of a run, and the difference of two."""

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


@dataclass(frozen=True, slots=True)
class DevScores:
    """Strict micro scores on the dev set after an epoch; the loss is a mean over tokens."""

    precision: float
    recall: float
    f1: float
    loss: float | None = None

    def to_json(self) -> Json:
        return {
            "precision": self.precision,
            "recall": self.recall,
            "f1": self.f1,
            "loss": self.loss,
        }

    @staticmethod
    def from_json(data: Json) -> DevScores:
        return DevScores(data["precision"], data["recall"], data["f1"], data.get("loss"))


@dataclass(frozen=True, slots=True)
class EpochRow:
    """One point of the learning curves; `best` says that it beats every epoch before."""

    epoch: int
    train_loss: float | None
    dev: DevScores
    best: bool
    memory_mb: int = 0

    def to_json(self) -> Json:
        return {
            "epoch": self.epoch,
            "train_loss": self.train_loss,
            "dev": self.dev.to_json(),
            "best": self.best,
            "memory_mb": self.memory_mb,
        }

    @staticmethod
    def from_json(data: Json) -> EpochRow:
        return EpochRow(
            data["epoch"],
            data["train_loss"],
            DevScores.from_json(data["dev"]),
            data["best"],
            data["memory_mb"],
        )


@dataclass(frozen=True)
class RunReport:
    """What a run leaves behind in `report.json`.

    `settings` is the spec as JSON, `snapshot` the hashes and sizes of its data.
    `best_epoch` is None when no epoch ended.
    """

    run: str
    engine: str
    base: str
    seconds: float
    device: str
    epochs: tuple[EpochRow, ...] = ()
    best_epoch: int | None = None
    dev: Report | None = None
    test: Report | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    snapshot: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> Json:
        return {
            "run": self.run,
            "engine": self.engine,
            "base": self.base,
            "seconds": self.seconds,
            "device": self.device,
            "epochs": [row.to_json() for row in self.epochs],
            "best_epoch": self.best_epoch,
            "dev": self.dev.to_json() if self.dev else None,
            "test": self.test.to_json() if self.test else None,
            "settings": dict(self.settings),
            "snapshot": dict(self.snapshot),
        }

    @staticmethod
    def from_json(data: Json) -> RunReport:
        return RunReport(
            run=data["run"],
            engine=data["engine"],
            base=data["base"],
            seconds=data["seconds"],
            device=data["device"],
            epochs=tuple(EpochRow.from_json(row) for row in data["epochs"]),
            best_epoch=data["best_epoch"],
            dev=Report.from_json(data["dev"]) if data["dev"] else None,
            test=Report.from_json(data["test"]) if data["test"] else None,
            settings=data["settings"],
            snapshot=data["snapshot"],
        )


@dataclass(frozen=True)
class Difference:
    """Strict F1 of a second report less that of a first; a label only one has counts as 0."""

    micro: float
    macro: float
    labels: Mapping[str, float]

    def to_json(self) -> Json:
        return {"micro": self.micro, "macro": self.macro, "labels": dict(self.labels)}


def difference(first: Report, second: Report) -> Difference:
    """Compare two reports; a positive figure means that the second is better."""
    before, after = first.strict, second.strict
    nothing = Scores()
    return Difference(
        after.micro.f1 - before.micro.f1,
        after.macro.f1 - before.macro.f1,
        {
            label: after.labels.get(label, nothing).f1 - before.labels.get(label, nothing).f1
            for label in sorted({*before.labels, *after.labels})
        },
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
