"""What a run is asked to do, and the sentences it is given, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

EMBEDDED = "embedded"
MODEL_CARD = "workbench.json"
EMBEDDED_LEARNING_RATE = 2e-4
LEARNING_RATE = 5e-5


class JobKind(StrEnum):
    """What a worker is started for."""

    TRAIN = "train"
    PREDICT = "predict"
    EVALUATE = "evaluate"


class JobState(StrEnum):
    """Where a job stands; the last five are ends."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    DONE = "done"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"
    LOST = "lost"

    @property
    def ended(self) -> bool:
        return self not in (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of a snapshot; `tags` are valid IOB2, or empty when there is no gold."""

    id: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Data:
    """The three splits of a training."""

    train: tuple[Example, ...]
    dev: tuple[Example, ...]
    test: tuple[Example, ...]


@dataclass(frozen=True)
class Spec:
    """Everything that decides how a run goes.

    `base` is "embedded", a folder or a hub name; `model` the folder of a trained model
    (predict and evaluate). `patience` counts epochs without a better dev F1. `warmup` is
    the share of all steps. `threads` None means all the processor's cores.
    """

    kind: JobKind = JobKind.TRAIN
    engine: str = "transformers"
    base: str = EMBEDDED
    model: str | None = None
    labels: tuple[str, ...] = ()
    seed: int = 13
    epochs: int = 5
    batch_size: int = 16
    learning_rate: float | None = None
    max_length: int = 128
    all_pieces: bool = False
    patience: int = 3
    weight_decay: float = 0.01
    warmup: float = 0.1
    threads: int | None = None
    precision: str = "auto"
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """The learning rate, or the default that suits the base."""
        if self.learning_rate is not None:
            return self.learning_rate
        return EMBEDDED_LEARNING_RATE if self.base == EMBEDDED else LEARNING_RATE


class CancelledError(Exception):
    """The owner asked a job to end at once and to keep nothing."""


@dataclass(frozen=True)
class ModelCard:
    """What a trained model is; it lies in the model's folder as `workbench.json`.

    `options` are those that prediction must repeat, such as `max_length`.
    """

    engine: str
    base: str
    labels: tuple[str, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    languages: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "engine": self.engine,
            "base": self.base,
            "labels": list(self.labels),
            "options": dict(self.options),
            "languages": self.languages,
        }

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> ModelCard:
        return ModelCard(
            data["engine"],
            data["base"],
            tuple(data["labels"]),
            data["options"],
            data["languages"],
        )
