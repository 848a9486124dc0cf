"""The training loop: transformers' Trainer, with our batches, callback and checkpoints."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from torch.utils.data import DataLoader
from transformers import Trainer, TrainerState, TrainingArguments
from transformers.trainer import TRAINER_STATE_NAME
from transformers.trainer_callback import PrinterCallback

from workbench.domain.recipes import Recipe, Schedule
from workbench.engines.batching import LengthBatches, pad
from workbench.engines.checkpoints import (
    Checkpoint,
    newest_checkpoint,
    optimizer_state,
    random_state,
    restore_optimizer,
    restore_random_state,
    save_checkpoint,
)
from workbench.engines.hardware import Hardware
from workbench.engines.transformers.encoding import Input
from workbench.engines.transformers.losses import GPU_INTERVAL
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.resuming import Progress, Resumed, network_tensors, resume
from workbench.engines.transformers.vocabulary import only_seen
from workbench.engines.transformers.watch import Watch

SCHEDULES = {
    Schedule.LINEAR: "linear",
    Schedule.COSINE: "cosine",
    Schedule.CONSTANT: "constant_with_warmup",
}


class WindowTrainer(Trainer):
    """A Trainer whose batches hold windows of like length, and whose state is no pickle.

    `resumed` is where an earlier process came to. The names of the methods are the
    Trainer's own; it calls them in its loop.
    """

    def __init__(
        self,
        network: Network,
        inputs: Sequence[Input],
        watch: Watch,
        recipe: Recipe,
        resumed: Resumed | None,
        hardware: Hardware,
    ) -> None:
        args = _arguments(recipe, hardware)
        super().__init__(
            model=network,
            args=args,
            train_dataset=list(inputs),  # a list is a dataset to torch
            callbacks=[watch],
        )
        self.remove_callback(PrinterCallback)  # type: ignore[no-untyped-call]
        self._network = network
        self._watch = watch
        self._recipe = recipe
        self._resumed = resumed
        self._hardware = hardware

    def get_train_dataloader(self) -> DataLoader[Input]:
        padding_id = self._network.config.pad_token_id or 0
        return DataLoader(
            self.train_dataset,  # type: ignore[arg-type]
            batch_sampler=self._watch.batches,
            collate_fn=lambda inputs: pad(inputs, padding_id),
        )

    def compute_loss_context_manager(self) -> AbstractContextManager[object]:
        """Mixed precision on a CPU; for a GPU the Trainer sees to it, with all that it needs."""
        if self._hardware.device == "cpu":
            return self._hardware.autocast()
        parent: Any = super()
        context: AbstractContextManager[object] = parent.compute_loss_context_manager()
        return context

    def create_optimizer(self) -> torch.optim.Optimizer:
        """AdamW with a rate of its own for the head; no decay on biases and norms."""
        if self.optimizer is None:
            kind, options = self.get_optimizer_cls_and_kwargs(self.args)
            self.optimizer = kind(self._parameter_groups(), **options)
        return self.optimizer

    def _parameter_groups(self) -> list[dict[str, Any]]:
        decayed = set(self.get_decay_parameter_names(self._network))
        rates = self._recipe.rate, self._recipe.head_rate
        groups: dict[tuple[bool, bool], dict[str, Any]] = {}
        for name, parameter in self._network.named_parameters():
            key = self._network.is_head(name), name in decayed and not name.startswith("crf.")
            decay = self._recipe.weight_decay if key[1] else 0.0
            made = {"params": [], "lr": rates[key[0]], "weight_decay": decay}
            groups.setdefault(key, made)["params"].append(parameter)
        return list(groups.values())

    def training_step(self, *args: Any, **kwargs: Any) -> torch.Tensor:
        loss = super().training_step(*args, **kwargs)
        self._watch.losses.add(loss)
        return loss

    def _save_checkpoint(self, model: Any, trial: Any) -> None:
        if self.args.should_save:
            save_checkpoint(self._watch.best.checkpoints, self._checkpoint())
            self._watch.saved(self.state.global_step)

    def _checkpoint(self) -> Checkpoint:
        """All that the rest of the training depends on; after its end, only what came out."""
        batches = self._watch.batches
        progress = Progress(self.state.global_step, batches.steps, batches.step_size)
        state: dict[str, Any] = {"progress": asdict(progress), "watch": self._watch.to_json()}
        if self._watch.ended:
            return Checkpoint(state)
        assert self.optimizer is not None and self.lr_scheduler is not None
        optimizer, chance = optimizer_state(self.optimizer), random_state()
        scaler = self.accelerator.scaler
        state["optimizer"] = optimizer.state
        state["random"] = chance.state
        state["scheduled"] = self.lr_scheduler.last_epoch
        state["scaler"] = scaler.state_dict() if scaler is not None else None
        return Checkpoint(
            state, {**network_tensors(self._network), **optimizer.tensors, **chance.tensors}
        )

    def _load_from_checkpoint(self, *args: Any, **kwargs: Any) -> None:
        """Nothing: the network was read before it came here."""

    def _load_optimizer_and_scheduler(self, checkpoint: str | None) -> None:
        if self._resumed is None:
            return
        assert self.optimizer is not None
        saved = self._resumed.checkpoint
        restore_optimizer(self.optimizer, Checkpoint(saved.state["optimizer"], saved.tensors))
        moved = self._resumed.moved
        step = self._resumed.progress.step if moved else saved.state["scheduled"]
        set_schedule(self.lr_scheduler, step)

    def _load_scaler(self, checkpoint: str | None) -> None:
        scaler = self.accelerator.scaler
        if self._resumed and scaler is not None:
            scaler.load_state_dict(self._resumed.checkpoint.state["scaler"])

    def _load_rng_state(self, checkpoint: str | None) -> None:
        if self._resumed is not None:
            saved = self._resumed.checkpoint
            restore_random_state(Checkpoint(saved.state["random"], saved.tensors))


def set_schedule(schedule: Any, step: int) -> None:
    """Put a schedule of learning rates to a step; each rate follows from the step alone."""
    rates = [
        base * rate(step) for base, rate in zip(schedule.base_lrs, schedule.lr_lambdas, strict=True)
    ]
    schedule.last_epoch = step
    schedule._step_count = step + 1
    schedule._last_lr = rates
    for group, rate in zip(schedule.optimizer.param_groups, rates, strict=True):
        group["lr"] = rate


def run_trainer(
    network: Network,
    inputs: Sequence[Input],
    recipe: Recipe,
    hardware: Hardware,
    make_watch: Callable[[LengthBatches], Watch],
) -> Watch:
    """Train until the epochs, the patience or the host end it; CancelledError passes through.

    It goes on from the newest checkpoint where there is one.
    """
    lengths = [len(item.ids) for item in inputs]
    watch = make_watch(LengthBatches(lengths, recipe.batch_size, recipe.seed, recipe.accumulation))
    watch.losses.interval = 1 if hardware.device == "cpu" else GPU_INTERVAL
    folder = watch.best.checkpoints
    resumed = resume(newest_checkpoint(folder), network, watch, recipe.epochs)
    if watch.ended:
        return watch
    position = resumed and _write_position(folder, resumed.progress, recipe.batch_size)
    with only_seen(network, inputs):
        trainer = WindowTrainer(network, inputs, watch, recipe, resumed, hardware)
        trainer.train(str(position) if position else None)
    return watch


def _write_position(folder: Path, progress: Progress, batch_size: int) -> Path:
    """The file by which the Trainer learns at which step it goes on."""
    position = folder / "position"
    position.mkdir(exist_ok=True)
    state = TrainerState(
        epoch=progress.step / progress.steps,
        global_step=progress.step,
        train_batch_size=batch_size,
    )
    state.save_to_json(str(position / TRAINER_STATE_NAME))
    return position


def _arguments(recipe: Recipe, hardware: Hardware) -> TrainingArguments:
    return TrainingArguments(
        num_train_epochs=recipe.epochs,
        per_device_train_batch_size=recipe.batch_size,
        gradient_accumulation_steps=recipe.accumulation,
        learning_rate=recipe.rate,
        weight_decay=recipe.weight_decay,
        warmup_ratio=recipe.warmup,
        lr_scheduler_type=SCHEDULES[recipe.schedule],
        max_grad_norm=recipe.gradient_clip,
        seed=recipe.seed,
        data_seed=recipe.seed,
        # On a CPU the Trainer would leave mixed precision on in the network when it is asked.
        bf16=hardware.precision == "bf16" and hardware.device != "cpu",
        fp16=hardware.precision == "fp16",
        use_cpu=hardware.device == "cpu",
        optim="adamw_torch_fused",
        logging_strategy="no",
        eval_strategy="no",
        save_strategy="no",
        report_to=[],
        disable_tqdm=True,
        remove_unused_columns=False,
        dataloader_pin_memory=False,
        log_level="error",
    )
