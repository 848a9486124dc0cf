"""What a run is asked to do, and the sentences it is given, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workbench.domain.recipes import EMBEDDED, Recipe

__all__ = [
    "EMBEDDED",
    "HEAD",
    "MODEL_CARD",
    "CancelledError",
    "Data",
    "Example",
    "JobKind",
    "JobState",
    "ModelCard",
    "Spec",
]

MODEL_CARD = "workbench.json"
# The weights of a head that transformers itself does not know, beside those that it does.
HEAD = "head.safetensors"


class JobKind(StrEnum):
    """What a worker is started for."""

    TRAIN = "train"
    PREDICT = "predict"
    EVALUATE = "evaluate"
    RESCORE = "rescore"
    EXPORT = "export"
    CONVERT = "convert"
    SERVE = "serve"
    PUSH = "push"
    INSTANT = "instant"
    RANK = "rank"
    INSPECT = "inspect"
    CURVE = "curve"
    OPTIMISE = "optimise"


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
    """One sentence of a snapshot; `tags` are valid IOB2, or empty when there is no gold.

    `before` and `after` are the neighbouring tokens of its document, where a recipe asks
    for context; nothing is learned or said about them.
    """

    id: int
    tokens: tuple[str, ...]
    tags: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Data:
    """The three splits of a training."""

    train: tuple[Example, ...]
    dev: tuple[Example, ...]
    test: tuple[Example, ...]


@dataclass(frozen=True)
class Spec(Recipe):
    """Everything that decides how a job goes.

    `model` is the folder of a trained model (predict and evaluate). `options` are switches
    of single jobs, such as the script of the fake engine.
    """

    kind: JobKind = JobKind.TRAIN
    model: str | None = None
    labels: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)


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
