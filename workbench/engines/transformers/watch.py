"""What happens between the steps of a training: telling, scoring, keeping, ending."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from workbench.domain.errors import ModelError, TrainingError
from workbench.domain.recipes import Recipe
from workbench.domain.run_reports import DevScores, EpochRow
from workbench.engines.base import Host, Prediction
from workbench.engines.batching import LengthBatches
from workbench.engines.hardware import peak_memory_mb
from workbench.engines.transformers.best import Best
from workbench.engines.transformers.losses import Losses
from workbench.engines.transformers.predict import NO_NUMBERS

MOST_INVALID_LOSSES = 3
SECONDS = 60
DIVERGED = "The loss became invalid (NaN); the best epoch before that is kept."

Evaluation = tuple[DevScores, tuple[Prediction, ...]]


@dataclass
class Watch(TrainerCallback):
    """Tells the host each step and epoch, keeps the best, and ends the loop when it is time.

    It also holds what a resumed training must know of the time before: rows, losses, notes,
    the best epoch.
    """

    host: Host
    evaluate: Callable[[], Evaluation]
    best: Best
    batches: LengthBatches
    recipe: Recipe
    losses: Losses = field(default_factory=Losses)
    rows: list[EpochRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    ended: bool = False
    _saved_at: float = field(default_factory=time.monotonic)
    _saved_step: int = 0

    def on_epoch_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.batches.epoch = state.global_step // self.batches.steps

    def on_step_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.host.check()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.losses.end_step()
        self.host.check()
        epoch = state.global_step / self.batches.steps
        self.host.progress(state.global_step, state.max_steps, epoch, self.losses.last)
        if self.host.stopping or self._diverged():
            control.should_training_stop = True
        elif state.global_step % self.batches.steps and self._is_due(state.global_step):
            control.should_save = True

    def on_epoch_end(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        lr_scheduler: Any = None,
        **kwargs: Any,
    ) -> None:
        self.losses.fetch()
        whole = state.global_step % self.batches.steps == 0
        if not self._diverged() and (whole or not self.rows):
            self._end_epoch(-(-state.global_step // self.batches.steps), lr_scheduler)
        if self._is_over():
            control.should_training_stop = True
        self.ended = control.should_training_stop
        control.should_save = True

    def _end_epoch(self, epoch: int, schedule: Any) -> None:
        try:
            scores, predictions = self.evaluate()
        except ModelError as error:
            if error.code != NO_NUMBERS:
                raise
            self.losses.invalid = MOST_INVALID_LOSSES
            self._diverged()
            return
        is_best = self.best.offer(epoch, scores, predictions)
        loss = self.losses.end_epoch()
        rate = schedule.get_last_lr()[0] if schedule else None
        self.rows.append(EpochRow(epoch, loss, scores, is_best, peak_memory_mb(), rate))
        self.host.epoch(self.rows[-1])

    def _is_over(self) -> bool:
        """Whether somebody, the patience or an invalid loss ends the training."""
        if self.host.stopping or self.losses.invalid >= MOST_INVALID_LOSSES:
            return True
        return self.rows[-1].epoch - (self.best.epoch or 0) >= self.recipe.patience

    def _is_due(self, step: int) -> bool:
        """Whether it is time for a checkpoint, and the model is worth one."""
        steps = self.recipe.checkpoint_steps
        late = time.monotonic() - self._saved_at >= self.recipe.checkpoint_minutes * SECONDS
        if not late and not (steps and step - self._saved_step >= steps):
            return False
        self.losses.fetch()
        return self.losses.invalid == 0

    def _diverged(self) -> bool:
        """Three invalid losses in a row end the training; the best epoch stays."""
        if self.losses.invalid < MOST_INVALID_LOSSES:
            return False
        if not self.rows:
            raise TrainingError(
                "NW-T09",
                "The loss became invalid (NaN) before the first epoch ended.",
                "The project is untouched.",
                "Lower the learning rate, and start the run again.",
            )
        if DIVERGED not in self.notes:
            self.note(DIVERGED)
        return True

    def note(self, text: str) -> None:
        """Tell something that belongs into the report, too."""
        self.notes.append(text)
        self.host.log(text)

    def saved(self, step: int) -> None:
        """Hear that a checkpoint is complete: what it does not refer to may go."""
        self._saved_step = step
        self._saved_at = time.monotonic()
        self.best.tidy()

    def to_json(self) -> dict[str, Any]:
        return {
            "rows": [row.to_json() for row in self.rows],
            "notes": list(self.notes),
            "losses": self.losses.to_json(),
            "best": self.best.to_json(),
            "ended": self.ended,
        }

    def restore(self, saved: Mapping[str, Any]) -> None:
        self.rows[:] = [EpochRow.from_json(row) for row in saved["rows"]]
        self.notes[:] = saved["notes"]
        self.losses.restore(saved["losses"])
        self.best.restore(saved["best"])
        self.ended = saved["ended"]
