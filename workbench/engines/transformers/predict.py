"""Asks a model for the tags of encoded sentences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.domain.errors import ModelError
from workbench.engines.answer_batches import answer_batches
from workbench.engines.base import Host
from workbench.engines.batching import pad
from workbench.engines.decoding import Rows
from workbench.engines.hardware import Hardware
from workbench.engines.transformers.answers import Answers, Choices
from workbench.engines.transformers.encoding import IGNORED, Encoded, Input
from workbench.engines.transformers.network import Network

_NOTHING: Rows = np.empty((0, 0), dtype=np.float32)
NO_NUMBERS = "NW-M09"


def ask(
    network: Network,
    encoded: Encoded,
    hardware: Hardware,
    host: Host,
    batch_size: int = 32,
    pieces: bool = False,
) -> Answers:
    """Run the model over all windows, the longest first; raises CancelledError in between.

    `pieces` asks for the tags of every piece, too. ModelError NW-M09 when the model answers
    with numbers that are none.
    """
    inputs = encoded.inputs
    answers = Answers([_NOTHING] * len(inputs), [[] for _ in inputs] if pieces else [])
    network.train(False)
    lengths = [len(item.ids) for item in inputs]
    for batch in answer_batches(lengths, batch_size, enough=hardware.enough_pieces):
        host.check()
        chosen = [inputs[index] for index in batch]
        logits = _ask_batch(network, chosen, hardware, answers)
        rows = logits.log_softmax(-1).numpy()
        choices = logits.argmax(-1).numpy()
        for row, index in enumerate(batch):
            answers.windows[index] = rows[row, inputs[index].firsts]
            if pieces:
                answers.pieces[index] = _choices(choices[row], inputs[index])
    return answers


def _ask_batch(
    network: Network, inputs: Sequence[Input], hardware: Hardware, answers: Answers
) -> torch.Tensor:
    """The scores of a batch as (windows, pieces, tags); its loss is noted."""
    tensors = pad(inputs, network.config.pad_token_id or 0)
    known = int((tensors["labels"] != IGNORED).sum())
    if not known:
        del tensors["labels"]
    moved = {name: tensor.to(hardware.device) for name, tensor in tensors.items()}
    with torch.inference_mode(), hardware.autocast():
        output = network(**moved)
    logits: torch.Tensor = output["logits"].float().cpu()
    if not torch.isfinite(logits[tensors["attention_mask"].bool()]).all():
        raise _no_numbers()
    if known:
        answers.losses.append(float(output["loss"]))
        answers.weights.append(known)
    return logits


def _choices(row: NDArray[Any], item: Input) -> Choices:
    return [
        row[first : first + size].tolist()
        for first, size in zip(item.firsts, item.sizes, strict=True)
    ]


def _no_numbers() -> ModelError:
    return ModelError(
        NO_NUMBERS,
        "The model answers with invalid numbers (NaN or infinite).",
        "No tags were written.",
        "Choose another model, or train again with a lower learning rate.",
    )
