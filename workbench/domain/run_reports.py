"""The report of a run with its learning curve."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.domain.reports import Report

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
    learning_rate: float | None = None

    def to_json(self) -> Json:
        return {
            "epoch": self.epoch,
            "train_loss": self.train_loss,
            "dev": self.dev.to_json(),
            "best": self.best,
            "memory_mb": self.memory_mb,
            "learning_rate": self.learning_rate,
        }

    @staticmethod
    def from_json(data: Json) -> EpochRow:
        return EpochRow(
            data["epoch"],
            data["train_loss"],
            DevScores.from_json(data["dev"]),
            data["best"],
            data["memory_mb"],
            data.get("learning_rate"),
        )


@dataclass(frozen=True)
class Rescored:
    """What a run said of its test set, scored against gold that was corrected since.

    `gone` sentences were deleted, `retokenised` have other tokens now, `unconfirmed` are not
    done any more: all three are left out. `changed` have other tags than in the snapshot.
    """

    time: str
    test: Report
    gone: int = 0
    retokenised: int = 0
    unconfirmed: int = 0
    changed: int = 0

    def to_json(self) -> Json:
        counts = {name: getattr(self, name) for name in _RESCORED_COUNTS}
        return {"time": self.time, "test": self.test.to_json(), **counts}

    @staticmethod
    def from_json(data: Json) -> Rescored:
        counts = {name: data.get(name, 0) for name in _RESCORED_COUNTS}
        return Rescored(data["time"], Report.from_json(data["test"]), **counts)


_RESCORED_COUNTS = ("gone", "retokenised", "unconfirmed", "changed")


@dataclass(frozen=True)
class RunReport:
    """What a run leaves behind in `report.json`.

    `settings` is the spec as JSON, `snapshot` the hashes and sizes of its data.
    `best_epoch` is None when no epoch ended. `seconds` are those of all attempts together.
    `device_name` is the maker's name of the device, `versions` those of Python, of the
    libraries and of this program. `peak_memory_mb` is 0 and `energy_joules` None where they
    could not be read. `warnings` were known before the start; `notes` say what happened on
    the way, such as a restart with a smaller batch. `preset` names where the recipe is from.
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
    rescored: tuple[Rescored, ...] = ()
    device_name: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    peak_memory_mb: int = 0
    energy_joules: float | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    preset: str = ""

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
            "rescored": [one.to_json() for one in self.rescored],
            "device_name": self.device_name,
            "versions": dict(self.versions),
            "peak_memory_mb": self.peak_memory_mb,
            "energy_joules": self.energy_joules,
            "warnings": list(self.warnings),
            "notes": list(self.notes),
            "preset": self.preset,
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
            rescored=tuple(Rescored.from_json(one) for one in data.get("rescored", ())),
            device_name=data.get("device_name", ""),
            versions=data.get("versions", {}),
            peak_memory_mb=data.get("peak_memory_mb", 0),
            energy_joules=data.get("energy_joules"),
            warnings=tuple(data.get("warnings", ())),
            notes=tuple(data.get("notes", ())),
            preset=data.get("preset", ""),
        )
