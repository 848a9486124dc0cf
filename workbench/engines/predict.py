"""Asks a model for the tags of encoded sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from transformers import PreTrainedModel

from workbench.domain.errors import ModelError
from workbench.engines.base import Host
from workbench.engines.batching import chunk, pad
from workbench.engines.decoding import Rows
from workbench.engines.encoding import IGNORED, Encoded, Input
from workbench.engines.hardware import Hardware

_NOTHING: Rows = np.empty((0, 0), dtype=np.float32)


@dataclass
class Answers:
    """Log probabilities (tokens, tags) for each window; `loss` is the mean over gold tags."""

    windows: list[Rows]
    losses: list[float] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    @property
    def loss(self) -> float | None:
        total = sum(self.weights)
        if not total:
            return None
        return sum(a * b for a, b in zip(self.losses, self.weights, strict=True)) / total


def ask(
    model: PreTrainedModel,
    encoded: Encoded,
    hardware: Hardware,
    host: Host,
    batch_size: int = 32,
) -> Answers:
    """Run the model over all windows, the longest first; raises CancelledError in between.

    ModelError NW-M09 when the model answers with numbers that are none.
    """
    inputs = encoded.inputs
    order = sorted(range(len(inputs)), key=lambda index: -len(inputs[index].ids))
    answers = Answers([_NOTHING] * len(inputs))
    model.train(False)
    for batch in chunk(order, batch_size):
        host.check()
        chosen = [inputs[index] for index in batch]
        rows = _ask_batch(model, chosen, hardware, answers)
        for index, answer in zip(batch, rows, strict=True):
            answers.windows[index] = answer
    return answers


def _ask_batch(
    model: PreTrainedModel, inputs: Sequence[Input], hardware: Hardware, answers: Answers
) -> list[Rows]:
    tensors = pad(inputs, model.config.pad_token_id or 0)
    labels = tensors.pop("labels")
    moved = {name: tensor.to(hardware.device) for name, tensor in tensors.items()}
    with torch.inference_mode(), hardware.autocast():
        logits = model(**moved).logits
    logits = logits.float().cpu()
    if not torch.isfinite(logits[tensors["attention_mask"].bool()]).all():
        raise _no_numbers()
    _add_loss(logits, labels, answers)
    rows = logits.log_softmax(-1).numpy()
    return [rows[row, item.firsts] for row, item in enumerate(inputs)]


def _add_loss(logits: torch.Tensor, labels: torch.Tensor, answers: Answers) -> None:
    known = int((labels != IGNORED).sum())
    if known:
        loss = torch.nn.functional.cross_entropy(
            logits.flatten(0, 1), labels.flatten(), ignore_index=IGNORED
        )
        answers.losses.append(float(loss))
        answers.weights.append(known)


def _no_numbers() -> ModelError:
    return ModelError(
        "NW-M09",
        "The model answers with invalid numbers (NaN or infinite).",
        "No tags were written.",
        "Choose another model, or train again with a lower learning rate.",
    )
