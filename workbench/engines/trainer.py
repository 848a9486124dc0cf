"""The training loop: transformers' Trainer, with our batches and our callback."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from torch.utils.data import DataLoader
from transformers import (
    PreTrainedModel,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from transformers.trainer_callback import PrinterCallback

from workbench.domain.errors import TrainingError
from workbench.domain.run_reports import DevScores, EpochRow
from workbench.domain.training import Spec
from workbench.engines.base import Host, Prediction
from workbench.engines.batching import LengthBatches, pad
from workbench.engines.encoding import Input
from workbench.engines.hardware import Hardware, peak_memory_mb
from workbench.files import complete_folder

LOGS_PER_EPOCH = 50
MOST_INVALID_LOSSES = 3

Evaluation = tuple[DevScores, tuple[Prediction, ...]]


@dataclass
class Best:
    """Keeps the best epoch on disk; a newer one is complete before the older one goes."""

    checkpoints: Path
    write: Callable[[Path], None]
    folder: Path | None = None
    epoch: int | None = None
    rank: tuple[float, float] = (-1.0, 0.0)
    dev: tuple[Prediction, ...] = ()

    def offer(self, epoch: int, scores: DevScores, dev: tuple[Prediction, ...]) -> bool:
        """Keep this epoch if it beats all before; of equal F1, the lower loss is better."""
        rank = (scores.f1, -(scores.loss or 0.0))
        if rank <= self.rank:
            return False
        older = self.folder
        aside = self.checkpoints / f"epoch-{epoch}.saving"
        aside.mkdir(parents=True)
        self.write(aside)
        self.folder = self.checkpoints / f"epoch-{epoch}"
        complete_folder(aside, self.folder)
        if older:
            shutil.rmtree(older)
        self.epoch, self.rank, self.dev = epoch, rank, dev
        return True


@dataclass
class Watch(TrainerCallback):
    """Tells the host each step and epoch, keeps the best, and ends the loop when it is time."""

    host: Host
    evaluate: Callable[[], Evaluation]
    best: Best
    patience: int
    steps_per_epoch: int
    rows: list[EpochRow] = field(default_factory=list)
    _losses: list[float] = field(default_factory=list)
    _loss: float | None = None
    _invalid: int = 0

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **kwargs: Any,
    ) -> None:
        if not logs or "loss" not in logs:
            return
        self._loss = logs["loss"]
        self._losses.append(self._loss)
        self._invalid = 0 if math.isfinite(self._loss) else self._invalid + 1

    def on_step_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.host.check()

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        self.host.check()
        epoch = state.global_step / self.steps_per_epoch
        self.host.progress(state.global_step, state.max_steps, epoch, self._loss)
        if self.host.stopping or self._diverged():
            control.should_training_stop = True

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **kwargs: Any
    ) -> None:
        whole = state.global_step % self.steps_per_epoch == 0
        if self._diverged() or (self.rows and not whole):
            return
        scores, predictions = self.evaluate()
        epoch = math.ceil(state.global_step / self.steps_per_epoch)
        is_best = self.best.offer(epoch, scores, predictions)
        self.rows.append(EpochRow(epoch, self._mean_loss(), scores, is_best, peak_memory_mb()))
        self.host.epoch(self.rows[-1])
        if self.host.stopping or epoch - (self.best.epoch or 0) >= self.patience:
            control.should_training_stop = True

    def _mean_loss(self) -> float | None:
        losses, self._losses = self._losses, []
        return sum(losses) / len(losses) if losses else None

    def _diverged(self) -> bool:
        """Three invalid losses in a row end the training; the best epoch stays."""
        if self._invalid < MOST_INVALID_LOSSES:
            return False
        if not self.rows:
            raise TrainingError(
                "NW-T09",
                "The loss became invalid (NaN) before the first epoch ended.",
                "The project is untouched.",
                "Lower the learning rate, and start the run again.",
            )
        self.host.log("The loss became invalid (NaN); the best epoch before that is kept.")
        return True


class WindowTrainer(Trainer):
    """A Trainer whose batches hold windows of like length."""

    def __init__(self, batches: LengthBatches, padding_id: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._batches = batches
        self._inputs: list[Input] = kwargs["train_dataset"]
        self._padding_id = padding_id

    def get_train_dataloader(self) -> DataLoader[Input]:
        return DataLoader(
            self._inputs,  # type: ignore[arg-type]  # a list is a dataset to torch
            batch_sampler=self._batches,
            collate_fn=lambda inputs: pad(inputs, self._padding_id),
        )


def run_trainer(
    model: PreTrainedModel,
    inputs: Sequence[Input],
    spec: Spec,
    hardware: Hardware,
    make_watch: Callable[[int], Watch],
) -> Watch:
    """Train until the epochs, the patience or the host end it; CancelledError passes through."""
    batches = LengthBatches([len(item.ids) for item in inputs], spec.batch_size, spec.seed)
    watch = make_watch(len(batches))
    trainer = WindowTrainer(
        batches,
        model.config.pad_token_id or 0,
        model=model,
        args=_arguments(spec, hardware, watch.best.checkpoints, len(batches)),
        train_dataset=list(inputs),
        callbacks=[watch],
    )
    trainer.remove_callback(PrinterCallback)  # type: ignore[no-untyped-call]
    trainer.train()
    return watch


def _arguments(
    spec: Spec, hardware: Hardware, folder: Path, steps_per_epoch: int
) -> TrainingArguments:
    return TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=spec.epochs,
        per_device_train_batch_size=spec.batch_size,
        learning_rate=spec.rate,
        weight_decay=spec.weight_decay,
        warmup_ratio=spec.warmup,
        seed=spec.seed,
        data_seed=spec.seed,
        bf16=hardware.precision == "bf16",
        fp16=hardware.precision == "fp16",
        use_cpu=hardware.device == "cpu",
        optim="adamw_torch_fused" if hardware.device == "cuda" else "adamw_torch",
        logging_steps=max(1, steps_per_epoch // LOGS_PER_EPOCH),
        logging_nan_inf_filter=False,
        eval_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        log_level="error",
    )


def load_weights(model: PreTrainedModel, folder: Path) -> None:
    """Put the weights saved in a folder back into a model."""
    from safetensors.torch import load_model

    load_model(model, folder / "model.safetensors", device=str(model.device))
