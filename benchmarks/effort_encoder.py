"""The embedded encoder in the effort simulation: its vectors made once, the last layer trained.

Fine-tuning all of it after each round of each strategy and seed would take days on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor, nn

from workbench.domain.training import Example, Spec
from workbench.engines.base import Prediction
from workbench.engines.batching import chunk, pad
from workbench.engines.decoding import Decoder
from workbench.engines.fake import FakeHost
from workbench.engines.hardware import Hardware
from workbench.engines.selection.question import Numbers
from workbench.engines.transformers.tagger import Tagger, new_tagger
from workbench.jobs.bases import check_embedded

STEPS = 60
DECAY = 1e-4
BATCH = 64
Tokens = tuple[str, ...]


class FrozenLearner:
    """Trains one layer over vectors that never change."""

    def __init__(self) -> None:
        self._gold: dict[int, Example] = {}

    def learn(self, example: Example) -> None:
        """Take a sentence in."""
        self._gold[example.id] = example

    def train(self) -> FrozenModel:
        """Train the layer anew on everything, to the end."""
        gold = list(self._gold.values())
        tags = ("O", *sorted({tag for one in gold for tag in one.tags} - {"O"}))
        vectors = torch.cat([vectors_of(one.tokens) for one in gold])
        wanted = torch.tensor([tags.index(tag) for one in gold for tag in one.tags])
        return FrozenModel(tags, _fit(vectors, wanted, len(tags)))


class FrozenModel:
    """A trained layer; `tags` are those of `marginals`' columns."""

    def __init__(self, tags: tuple[str, ...], layer: nn.Linear) -> None:
        self.tags = tags
        self._layer = layer

    def tag(self, examples: Sequence[Example]) -> list[Prediction]:
        """The most probable valid IOB2 tags."""
        decoder = Decoder(self.tags)
        rows = (np.log(one + 1e-9).astype(np.float32) for one in self.marginals(examples))
        return [Prediction(*decoder.decode(one)) for one in rows]

    def marginals(self, examples: Sequence[Example]) -> list[Numbers]:
        """The probability of every tag at every token (tokens, tags)."""
        with torch.inference_mode():
            return [
                self._layer(vectors_of(one.tokens)).softmax(-1).double().numpy() for one in examples
            ]


def prepare(examples: Sequence[Example]) -> None:
    """Make the vectors of sentences that will be asked for."""
    known = _known()
    fresh = [one for one in examples if one.tokens not in known]
    for portion in chunk(sorted(fresh, key=lambda one: len(one.tokens)), BATCH):
        known.update(zip([one.tokens for one in portion], _read(portion), strict=True))


def vectors_of(tokens: Tokens) -> Tensor:
    """The vectors (tokens, n) of a sentence."""
    if tokens not in _known():
        prepare([Example(0, tokens)])
    return _known()[tokens]


@lru_cache(maxsize=1)
def _known() -> dict[Tokens, Tensor]:
    return {}


@lru_cache(maxsize=1)
def _tagger() -> Tagger:
    torch.set_num_threads(1)
    hardware = Hardware("cpu", 1, "fp32")
    return new_tagger(check_embedded(), Spec(), ("O", "B-X", "I-X"), hardware, FakeHost())


def _read(examples: Sequence[Example]) -> list[Tensor]:
    """What the encoder makes of each token's first piece; 0 for tokens without pieces."""
    tagger, host = _tagger(), FakeHost()
    encoded = tagger.encoder.encode(examples, host)
    encoder = tagger.network.body.base_model
    size = int(tagger.network.config.hidden_size)
    tagger.network.train(False)
    found = [torch.zeros(len(one.tokens), size) for one in examples]
    for batch in chunk(encoded.inputs, BATCH):
        tensors = pad(batch, tagger.network.config.pad_token_id or 0)
        with torch.inference_mode():
            states = encoder(
                input_ids=tensors["input_ids"], attention_mask=tensors["attention_mask"]
            ).last_hidden_state
        for place, window in enumerate(batch):
            found[window.sentence][window.tokens] = states[place, window.firsts]
    return [one.clone() for one in found]


def _fit(vectors: Tensor, wanted: Tensor, tags: int) -> nn.Linear:
    """Softmax regression by L-BFGS, from nothing."""
    layer = nn.Linear(vectors.shape[1], tags)
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    optimiser = torch.optim.LBFGS(layer.parameters(), max_iter=STEPS, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimiser.zero_grad()
        loss = nn.functional.cross_entropy(layer(vectors), wanted)
        loss = loss + DECAY * layer.weight.square().sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimiser.step(closure)  # type: ignore[no-untyped-call]
    return layer
