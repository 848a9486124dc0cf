"""What a trained network thinks of sentences: probabilities, doubts of its head, and vectors.

The encoder reads each sentence once. Dropout is on before the last layer alone, so that ten
passes cost hardly more than one (Shelmanov et al., 2021).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from workbench.domain.training import Example
from workbench.engines.answer_batches import answer_batches
from workbench.engines.base import Host
from workbench.engines.batching import chunk, pad
from workbench.engines.selection.question import OUTSIDE, Belief, Numbers
from workbench.engines.selection.uncertainty import mutual_information
from workbench.engines.transformers.encoding import Encoded, Input
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.tagger import PORTION, Tagger

PASSES = 10
DROPOUT = 0.1


@dataclass(frozen=True, eq=False)
class Thoughts:
    """Of each sentence: its probabilities, the information of its tokens, a vector (n,)."""

    belief: Belief
    information: list[Numbers]
    vectors: Numbers


@dataclass(frozen=True, eq=False)
class _Read:
    """A window: log probabilities (tokens, tags), information (tokens,), a vector (n,)."""

    window: Input
    rows: Numbers
    information: Numbers
    vector: Numbers


def think(
    tagger: Tagger, examples: Sequence[Example], host: Host, passes: int = PASSES, seed: int = 13
) -> Thoughts:
    """Ask a tagger about sentences, a portion at a time; raises CancelledError in between."""
    torch.manual_seed(seed)
    rows: list[Numbers] = []
    information: list[Numbers] = []
    vectors: list[Numbers] = []
    for portion in chunk(examples, PORTION):
        encoded = tagger.encoder.encode(portion, host)
        read = list(_read(tagger, encoded, host, passes))
        rows += _probabilities(tagger, portion, read)
        information += _joined(portion, read)
        vectors += _vectors(portion, read)
        host.progress(len(rows), len(examples), len(rows) / len(examples), None)
    found = np.stack(vectors) if vectors else np.zeros((0, 1))
    return Thoughts(Belief(tagger.decoder.names, rows), information, found)


def output_layer(network: Network) -> nn.Linear:
    """The layer whose outputs are the scores of tags."""
    linear = [
        module
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and network.is_head(f"{name}.weight")
    ]
    return linear[-1]


def _read(tagger: Tagger, encoded: Encoded, host: Host, passes: int) -> Iterator[_Read]:
    network, inputs = tagger.network, encoded.inputs
    layer = output_layer(network)
    network.train(False)
    lengths = [len(item.ids) for item in inputs]
    enough = tagger.hardware.enough_pieces
    for batch in answer_batches(lengths, tagger.batch_size, enough=enough):
        host.check()
        yield from _read_batch(tagger, layer, [inputs[index] for index in batch], passes)


def _read_batch(
    tagger: Tagger, layer: nn.Linear, inputs: list[Input], passes: int
) -> Iterator[_Read]:
    """One pass of the encoder, then as many of the last layer as are wanted."""
    seen: list[Tensor] = []

    def keep(module: nn.Module, given: Any) -> None:
        seen.append(given[0])

    tensors = pad(inputs, tagger.network.config.pad_token_id or 0)
    moved = {
        name: tensors[name].to(tagger.hardware.device) for name in ("input_ids", "attention_mask")
    }
    hook = layer.register_forward_pre_hook(keep)
    try:
        with torch.inference_mode(), tagger.hardware.autocast():
            logits = tagger.network(**moved)["logits"].float()
            said = _wavering(layer, seen[0], passes)
    finally:
        hook.remove()
    mask = moved["attention_mask"].unsqueeze(-1)
    means = (seen[0].float() * mask).sum(1) / mask.sum(1)
    rows = logits.log_softmax(-1).cpu().double().numpy()
    for place, item in enumerate(inputs):
        wavering = said[:, place, item.firsts].cpu().double().numpy()
        vector = means[place].cpu().double().numpy()
        yield _Read(item, rows[place, item.firsts], mutual_information(wavering), vector)


def _wavering(layer: nn.Linear, states: Tensor, passes: int) -> Tensor:
    """The probabilities of passes with dropout (passes, windows, pieces, tags)."""
    said = [
        layer(nn.functional.dropout(states, DROPOUT)).float().softmax(-1)
        for _ in range(max(passes, 1))
    ]
    return torch.stack(said)


def _probabilities(
    tagger: Tagger, examples: Sequence[Example], read: Sequence[_Read]
) -> list[Numbers]:
    """Probabilities (tokens, tags); a token without pieces is surely outside."""
    names = tagger.decoder.names
    outside = names.index(OUTSIDE) if OUTSIDE in names else 0
    found = [np.full((len(one.tokens), len(names)), -1e9) for one in examples]
    for rows in found:
        rows[:, outside] = 0.0
    for one in read:
        found[one.window.sentence][one.window.tokens] = one.rows
    if tagger.network.crf is None:
        return [np.exp(rows) for rows in found]
    return [_marginals(tagger.network, rows) for rows in found]


def _marginals(network: Network, rows: Numbers) -> Numbers:
    """What a CRF makes of the scores of a sentence."""
    crf = network.crf
    assert crf is not None
    if not len(rows):
        return rows
    device = crf.step.device
    emissions = torch.from_numpy(rows).float().unsqueeze(0).to(device)
    mask = torch.ones(1, len(rows), dtype=torch.bool, device=device)
    with torch.inference_mode():
        found: Numbers = crf.marginals(emissions, mask)[0].cpu().double().numpy()
    return found


def _joined(examples: Sequence[Example], read: Sequence[_Read]) -> list[Numbers]:
    found = [np.zeros(len(one.tokens)) for one in examples]
    for one in read:
        found[one.window.sentence][one.window.tokens] = one.information
    return found


def _vectors(examples: Sequence[Example], read: Sequence[_Read]) -> list[Numbers]:
    """Vectors of length 1, from the first window of each sentence."""
    size = len(read[0].vector) if read else 1
    found = [np.zeros(size) for _ in examples]
    for one in sorted(read, key=lambda item: item.window.tokens[:1], reverse=True):
        found[one.window.sentence] = one.vector / max(float(np.linalg.norm(one.vector)), 1e-12)
    return found
