"""The table of piece vectors, trained only where the training sentences have pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding

from workbench.engines.transformers.encoding import Input
from workbench.engines.transformers.network import Network

# Of a table that is needed nearly whole there is nothing to save.
WORTH = 0.8


class SeenPieces(nn.Module):
    """An embedding whose rows in `seen` alone are learned; the others stay as they are.

    A piece that no training sentence has gets no gradient, yet an optimizer would visit its
    row at each step. The state that is saved and loaded is that of the whole table, as if it
    were a plain embedding.
    """

    learned: nn.Parameter
    table: Tensor
    seen: Tensor
    places: Tensor

    def __init__(self, whole: nn.Embedding, seen: Tensor) -> None:
        super().__init__()
        table = whole.weight.detach()
        places = torch.full((len(table),), -1, dtype=torch.long, device=table.device)
        places[seen] = torch.arange(len(seen), device=table.device)
        self.padding = whole.padding_idx
        self.learned = nn.Parameter(table[seen])
        self.register_buffer("table", table, persistent=False)
        self.register_buffer("seen", seen, persistent=False)
        self.register_buffer("places", places, persistent=False)

    def fill(self) -> Tensor:
        """The weight (pieces, size) of the whole embedding, with what was learned put in."""
        return self.table.index_copy_(0, self.seen, self.learned.detach())

    def forward(self, ids: Tensor) -> Tensor:
        """Vectors (…, size) for ids (…); in training all of them must have been seen."""
        if not self.training:
            return embedding(ids, self.fill())
        padding = None if self.padding is None else int(self.places[self.padding])
        return embedding(self.places[ids], self.learned, padding)

    def _save_to_state_dict(self, destination: Any, prefix: str, keep_vars: bool) -> None:
        destination[f"{prefix}weight"] = self.fill()

    def _load_from_state_dict(self, state: Any, prefix: str, *others: Any) -> None:
        with torch.no_grad():
            self.table.copy_(state[f"{prefix}weight"])
            self.learned.copy_(self.table[self.seen])


@contextmanager
def only_seen(network: Network, inputs: Iterable[Input]) -> Iterator[None]:
    """Learn nothing about pieces that are not among the inputs, as long as this lasts.

    The figures are the same, only faster and in less memory: with many languages in a model,
    most of its weights belong to pieces that a corpus does not have.
    """
    whole = _table_of_its_own(network)
    pieces = {piece for item in inputs for piece in item.ids} | {network.config.pad_token_id or 0}
    if whole is None or len(pieces) > WORTH * whole.num_embeddings:
        yield
        return
    if whole.padding_idx is not None:
        pieces.add(whole.padding_idx)
    partly = SeenPieces(whole, torch.tensor(sorted(pieces), device=whole.weight.device))
    network.body.set_input_embeddings(partly.train(whole.training))
    try:
        yield
    finally:
        partly.fill()
        network.body.set_input_embeddings(whole)


def _table_of_its_own(network: Network) -> nn.Embedding | None:
    """The embedding of pieces, if it is that and nothing more, and no other part shares it."""
    table: Any = network.body.get_input_embeddings()
    if type(table) is not nn.Embedding or table.max_norm is not None or table.sparse:
        return None
    owners = sum(
        parameter is table.weight
        for module in network.modules()
        for parameter in module.parameters(recurse=False)
    )
    return table if owners == 1 and table.weight.requires_grad else None
