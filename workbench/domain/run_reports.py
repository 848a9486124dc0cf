"""The report of a run with its learning curve, and the difference of two."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.reports import Report, Scores

Json = dict[str, Any]


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
