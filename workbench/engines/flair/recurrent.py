"""LSTMs of both directions over padded batches, by the library that torch has for it on a CPU."""

from __future__ import annotations

from typing import Any, cast

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

# Below that, laying out the weights anew takes longer than the steps.
FEWEST_STEPS = 8
PARTS = 4


def run_lstm(rnn: Any, inputs: Tensor, lengths: Tensor) -> Tensor:
    """The states at all steps (sequences, steps, features); zeros behind the end of a sequence.

    `inputs` are (sequences, steps, features), `lengths` stand on the CPU and may have any
    order. torch takes packed sequences through an LSTM step by step with a record for each of
    them; whole ones go to oneDNN, which makes one step of a direction.
    """
    if _suits(rnn, inputs):
        return _run_whole(rnn, inputs, lengths)
    if int(lengths.min()) == inputs.size(1):
        if rnn.batch_first:
            return cast(Tensor, rnn(inputs)[0])
        return cast(Tensor, rnn(inputs.transpose(0, 1))[0]).transpose(0, 1)
    packed = pack_padded_sequence(inputs, lengths, batch_first=True, enforce_sorted=False)
    states, _ = pad_packed_sequence(rnn(packed)[0], batch_first=True)
    return states


def _suits(rnn: Any, inputs: Tensor) -> bool:
    return (
        type(rnn) is nn.LSTM
        and rnn.num_layers == 1
        and rnn.bidirectional
        and rnn.bias
        and inputs.device.type == "cpu"
        and inputs.dtype == torch.float32
        and inputs.size(1) >= FEWEST_STEPS
        and torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]
    )


def _run_whole(rnn: Any, inputs: Tensor, lengths: Tensor) -> Tensor:
    turned = turn_places(inputs.size(1), lengths)
    weights = rnn._flat_weights
    there = _run_once(inputs, weights[:PARTS])
    back = _run_once(turn(inputs, turned), weights[PARTS:])
    inside = torch.arange(inputs.size(1)) < lengths[:, None]
    return torch.cat((there, turn(back, turned)), 2) * inside[:, :, None]


def turn_places(steps: int, lengths: Tensor) -> Tensor:
    """Of each sequence its places from its own end to its beginning, then what fills it up."""
    places = torch.arange(steps)
    return torch.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)


def turn(rows: Tensor, places: Tensor) -> Tensor:
    """Sequences (sequences, steps, features) read at these places (sequences, steps)."""
    return rows.gather(1, places[:, :, None].expand(-1, -1, rows.size(2)))


def _run_once(inputs: Tensor, weights: list[Tensor]) -> Tensor:
    """From front to back, beginning with zeros."""
    empty = inputs.new_zeros(1, inputs.size(0), weights[1].size(1))
    states: Tensor = torch.lstm(
        inputs, (empty, empty), weights, True, 1, 0.0, torch.is_grad_enabled(), False, True
    )[0]
    return states
