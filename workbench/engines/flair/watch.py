"""What hangs in flair's training loop: progress, stop and cancel, the best epoch, checkpoints."""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import torch
from flair.trainers.plugins import TrainerPlugin
from flair.trainers.plugins.base import TrainingInterrupt
from flair.training_utils import Result

from workbench.domain.errors import ModelError, TrainingError
from workbench.domain.recipes import FlairMode
from workbench.domain.run_reports import DevScores, EpochRow
from workbench.domain.training import Spec
from workbench.engines.base import Host, Prediction
from workbench.engines.checkpoints import (
    Checkpoint,
    newest_checkpoint,
    optimizer_state,
    random_state,
    restore_optimizer,
    restore_random_state,
    save_checkpoint,
)
from workbench.engines.flair.model import learned_weights, load_learned
from workbench.engines.flair.order import LikeLengths
from workbench.engines.hardware import peak_memory_mb

MOST_INVALID_LOSSES = 3
MODEL = "model."
BEST = "best-"
MINUTE = 60.0
INVALID = "The loss became invalid (NaN); the best epoch before that is kept."

Evaluation = tuple[DevScores, tuple[Prediction, ...]]


@dataclass(frozen=True)
class Standing:
    """How far a training is; this, weights and generators are all that a checkpoint holds.

    `done` counts the sentences of `epoch` that were learned from, `losses` and `batches` are
    those of this epoch. `size` is the batch that the order of sentences is made for.
    """

    epoch: int = 1
    done: int = 0
    size: int = 1
    losses: float = 0.0
    batches: int = 0
    rows: tuple[EpochRow, ...] = ()
    best: int | None = None
    rank: tuple[float, float] = (-1.0, 0.0)
    finished: bool = False

    def to_json(self) -> dict[str, Any]:
        rows = [row.to_json() for row in self.rows]
        return {**vars(self), "rank": list(self.rank), "rows": rows}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> Standing:
        first, second = data["rank"]
        rows = tuple(EpochRow.from_json(row) for row in data["rows"])
        return Standing(**{**data, "rank": (first, second), "rows": rows})

    @property
    def mean_loss(self) -> float | None:
        return self.losses / self.batches if self.batches else None


@dataclass
class Course:
    """What a training is about, apart from how far it is."""

    spec: Spec
    host: Host
    tagger: Any
    evaluate: Callable[[], Evaluation]
    checkpoints: Path
    order: LikeLengths
    sentences: int

    @property
    def size(self) -> int:
        """Sentences in one step of the optimizer."""
        return self.spec.batch_size * self.spec.accumulation

    @property
    def steps(self) -> int:
        return math.ceil(self.sentences / self.size)

    def save_best(self, epoch: int) -> None:
        shutil.rmtree(self.checkpoints / f"{BEST}{epoch}", ignore_errors=True)
        weights = Checkpoint({"epoch": epoch}, learned_weights(self.tagger))
        save_checkpoint(self.checkpoints / f"{BEST}{epoch}", weights)

    def load_best(self, epoch: int) -> None:
        saved = newest_checkpoint(self.checkpoints / f"{BEST}{epoch}")
        if saved is None:
            raise TrainingError(
                "NW-T30",
                f"The best epoch ({epoch}) cannot be read back from {self.checkpoints}.",
                "The project is untouched.",
                "Start the run again.",
            )
        load_learned(self.tagger, saved.tensors)

    def forget_others(self, best: int | None) -> None:
        """Remove the best epochs of the past, which no checkpoint speaks of any more."""
        for folder in self.checkpoints.glob(f"{BEST}*"):
            if folder.name != f"{BEST}{best}":
                shutil.rmtree(folder)


@dataclass(eq=False)
class Watch(TrainerPlugin):  # type: ignore[misc]  # flair is not read by mypy
    """The plugin that goes along with a training.

    Put it before flair's schedulers: at the end of an epoch it is asked first.
    """

    course: Course
    saved: Checkpoint | None = None
    standing: Standing = field(default_factory=Standing)
    best_dev: tuple[Prediction, ...] | None = None
    _evaluation: Evaluation | None = None
    _loss: float | None = None
    _invalid: int = 0
    _waiting: bool = False
    _checkpointed: float = 0.0

    def __post_init__(self) -> None:
        super().__init__()
        self.standing = replace(self.standing, size=self.course.size)
        if self.saved is not None:
            self.standing = Standing.from_json(self.saved.state["standing"])
            self._waiting = True
        self.course.order.size = self.standing.size
        self._checkpointed = time.monotonic()

    def evaluate(self, *arguments: Any, **options: Any) -> Any:
        """Take the place of the tagger's own evaluation: our scores choose the best epoch."""
        try:
            self._evaluation = self.course.evaluate()
        except ModelError as error:
            if not self.standing.rows or error.code != "NW-M09":
                raise
            self.course.host.log(INVALID)
            raise TrainingInterrupt(INVALID) from error
        scores = self._evaluation[0]
        # flair's scheduler takes a loss of exactly 0 for none at all.
        loss = max(scores.loss or 0.0, 1e-12)
        return Result(scores.f1, "", scores={"loss": loss})

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def before_training_epoch(self, epoch: int, **facts: Any) -> None:
        self.course.host.check()
        if self._waiting and self.saved is not None:
            self._restore(self.saved)
        elif self.standing.rows:
            self._save()
        self.course.order.start(epoch, self.standing.done)

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def before_training_batch(self, batch_no: int, **facts: Any) -> None:
        self.course.host.check()
        if self._waiting and self.saved is not None:
            restore_random_state(self.saved)
            self._waiting = False
        elif batch_no and self._is_due():
            self._save()

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def metric_recorded(self, record: Any) -> None:
        """Hear the loss of each batch; it is recorded before the batch is told to be over."""
        if record.name == "train/batch_loss":
            self._loss = float(record.value)
            self._invalid = 0 if math.isfinite(self._loss) else self._invalid + 1

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def after_training_batch(self, batch: Sequence[Any], epoch: int, **facts: Any) -> None:
        course, now = self.course, self.standing
        done, loss = now.done + len(batch), self._loss or 0.0
        self.standing = replace(
            now, epoch=epoch, done=done, losses=now.losses + loss, batches=now.batches + 1
        )
        step = (epoch - 1) * course.steps + math.ceil(done / course.size)
        share = epoch - 1 + done / course.sentences
        course.host.progress(step, course.steps * course.spec.epochs, share, self._loss)
        course.host.check()
        self._refuse_invalid()
        if course.host.stopping and done < course.sentences:
            self._stop_within(epoch)

    @TrainerPlugin.hook  # type: ignore[untyped-decorator]
    def after_evaluation(self, epoch: int, **facts: Any) -> None:
        self._end_epoch(epoch)
        fine_tuned = self.course.spec.flair.mode is FlairMode.FINE_TUNE
        waited = epoch - (self.standing.best or 0)
        if self.course.host.stopping or (fine_tuned and waited >= self.course.spec.patience):
            raise TrainingInterrupt("enough")

    @TrainerPlugin.hook("after_training_loop", "training_interrupt")  # type: ignore[untyped-decorator]
    def finish(self, **facts: Any) -> None:
        """What is left after this is testing; a resumption goes on there."""
        self.standing = replace(self.standing, finished=True)
        self._save()

    def _stop_within(self, epoch: int) -> None:
        """End in the middle of an epoch; without a whole one, the model as it is now is kept."""
        if not self.standing.rows:
            self.evaluate()
            self._end_epoch(epoch)
        raise TrainingInterrupt("stopped")

    def _end_epoch(self, epoch: int) -> None:
        if self._evaluation is None:
            self.evaluate()
        assert self._evaluation is not None
        scores, predictions = self._evaluation
        self._evaluation = None
        rank = (scores.f1, -(scores.loss or 0.0))
        now, better = self.standing, rank > self.standing.rank
        if better:
            self.course.save_best(epoch)
            self.best_dev = predictions
        rates = [group["lr"] for group in self.trainer.optimizer.param_groups]
        row = EpochRow(epoch, now.mean_loss, scores, better, peak_memory_mb(), min(rates))
        self.standing = Standing(
            epoch=epoch + 1,
            size=now.size,
            rows=(*now.rows, row),
            best=epoch if better else now.best,
            rank=rank if better else now.rank,
        )
        self.course.host.epoch(row)

    def _refuse_invalid(self) -> None:
        if self._invalid < MOST_INVALID_LOSSES:
            return
        if self.standing.rows:
            self.course.host.log(INVALID)
            raise TrainingInterrupt(INVALID)
        raise TrainingError(
            "NW-T09",
            "The loss became invalid (NaN) before the first epoch ended.",
            "The project is untouched.",
            "Lower the learning rate, and start the run again.",
        )

    def _is_due(self) -> bool:
        """Whether it is time for a checkpoint within the epoch."""
        spec = self.course.spec
        if spec.checkpoint_steps and self.standing.batches % spec.checkpoint_steps == 0:
            return True
        return time.monotonic() - self._checkpointed >= spec.checkpoint_minutes * MINUTE

    def _save(self) -> None:
        """Write a checkpoint; what only the older one spoke of goes when it is complete."""
        optimizer, chance = optimizer_state(self.trainer.optimizer), random_state()
        weights = learned_weights(self.course.tagger)
        state = {
            **optimizer.state,
            **chance.state,
            "standing": self.standing.to_json(),
            "scheduler": self._scheduler().state_dict(),
        }
        tensors = {f"{MODEL}{name}": tensor for name, tensor in weights.items()}
        saved = Checkpoint(state, {**tensors, **optimizer.tensors, **chance.tensors})
        save_checkpoint(self.course.checkpoints, saved)
        self.course.forget_others(self.standing.best)
        self._checkpointed = time.monotonic()

    def _restore(self, saved: Checkpoint) -> None:
        """Put optimizer, scheduler and generators back; the weights are there already."""
        restore_optimizer(self.trainer.optimizer, saved)
        self._scheduler().load_state_dict(dict(saved.state["scheduler"]))
        if not self.standing.done:
            restore_random_state(saved)
            self._waiting = False

    def _scheduler(self) -> Any:
        """The scheduler of flair's own plugin."""
        return next(one.scheduler for one in self.trainer.plugins if hasattr(one, "scheduler"))


def restore_weights(tagger: Any, saved: Checkpoint) -> None:
    """Put the weights of a checkpoint into a fresh tagger."""
    weights: dict[str, torch.Tensor] = {
        name.removeprefix(MODEL): tensor
        for name, tensor in saved.tensors.items()
        if name.startswith(MODEL)
    }
    load_learned(tagger, weights)
