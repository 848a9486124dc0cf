"""Pieces that no training sentence has are left alone, and that changes no figure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from transformers import AutoModelForTokenClassification

from workbench.engines.transformers.encoding import Input
from workbench.engines.transformers.network import Network
from workbench.engines.transformers.vocabulary import SeenPieces, only_seen

TAGS = ("O", "B-PER")
SEEN = [2, 5, 6, 3]
INPUTS = [Input(0, SEEN, [0, 1], [1, 2], [-100, 1, 0, -100])]
UNSEEN = 9


def new_network(folder: Path) -> Network:
    torch.manual_seed(3)
    classifier = AutoModelForTokenClassification.from_pretrained(folder, num_labels=len(TAGS))
    network = Network(classifier, TAGS)
    network.train(False)
    return network


def table(network: Network) -> Tensor:
    """The vectors of all pieces, as they would be saved."""
    weight: Tensor = network.state_dict()["body.bert.embeddings.word_embeddings.weight"]
    return weight.clone()


def learn(network: Network, steps: int = 3) -> None:
    """A few steps without dropout, so that nothing is left to chance."""
    network.body.get_input_embeddings().train()
    optimizer = torch.optim.AdamW(network.parameters(), lr=1e-2, weight_decay=0.0)
    for _ in range(steps):
        ids = torch.tensor([SEEN])
        labels = torch.tensor([INPUTS[0].labels])
        network(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels)[
            "loss"
        ].backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad()
    network.train(False)


def test_the_figures_are_those_of_the_whole_table(tiny_encoder: Path) -> None:
    """Without weight decay, three steps with all pieces and with the seen ones end alike."""
    whole, partly = new_network(tiny_encoder), new_network(tiny_encoder)
    learn(whole)
    with only_seen(partly, INPUTS):
        learn(partly)
    for (name, first), second in zip(
        whole.state_dict().items(), partly.state_dict().values(), strict=True
    ):
        assert torch.allclose(first, second, atol=1e-6), name


def test_only_the_seen_are_learned(tiny_encoder: Path) -> None:
    """The optimizer gets no rows of other pieces, and they stay as they were to the last bit."""
    network = new_network(tiny_encoder)
    before = table(network)
    with only_seen(network, INPUTS):
        sizes = {len(one) for name, one in network.named_parameters() if "word_embeddings" in name}
        learn(network)
    after = table(network)
    changed = (before != after).any(1).nonzero().flatten().tolist()
    # The padding's row is there for padded batches, and gets no gradient either.
    assert sizes == {len(SEEN) + 1}
    assert changed == sorted(SEEN)


def test_other_pieces_are_read_meanwhile(tiny_encoder: Path) -> None:
    """A dev sentence with a piece that no training sentence has is answered as before."""
    network = new_network(tiny_encoder)
    ids = torch.tensor([[2, UNSEEN, 5, 3]])
    mask = torch.ones_like(ids)
    with torch.inference_mode():
        plain = network(input_ids=ids, attention_mask=mask)["logits"]
        with only_seen(network, INPUTS):
            meanwhile = network(input_ids=ids, attention_mask=mask)["logits"]
    assert torch.equal(plain, meanwhile)


def test_a_state_is_that_of_the_whole_table(tiny_encoder: Path) -> None:
    """A state saved in the middle goes into a plain network, and one of that comes back."""
    network, plain = new_network(tiny_encoder), new_network(tiny_encoder)
    with only_seen(network, INPUTS):
        learn(network)
        assert plain.load_state_dict(network.state_dict()).missing_keys == []
        assert torch.equal(table(plain), table(network))
        learn(network)
        network.load_state_dict(plain.state_dict())
        assert torch.equal(table(plain), table(network))
    assert type(network.body.get_input_embeddings()) is nn.Embedding


def test_a_shared_table_is_left_whole(tiny_encoder: Path) -> None:
    """Where another part of the network uses the same weights, nothing is cut."""
    network = new_network(tiny_encoder)
    other = nn.Linear(1, 1)
    table: Any = network.body.get_input_embeddings()
    other.weight = table.weight
    network.add_module("other", other)
    with only_seen(network, INPUTS):
        assert not isinstance(network.body.get_input_embeddings(), SeenPieces)
