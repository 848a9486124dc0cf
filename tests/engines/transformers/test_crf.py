"""The CRF against all paths, tried one by one."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.schemes import IOB2, is_valid
from workbench.engines.decoding import Rows
from workbench.engines.transformers.crf import Crf
from workbench.engines.transformers.crf_decoding import CrfDecoder
from workbench.engines.transformers.heads import take_labelled

NAMES = ("O", "B-PER", "I-PER", "B-LOC", "I-LOC")
SEEDS = st.integers(0, 10_000)


def random_crf(seed: int) -> Crf:
    torch.manual_seed(seed)
    crf = Crf(NAMES)
    for parameter in crf.parameters():
        torch.nn.init.normal_(parameter)
    return crf.requires_grad_(False)


def emissions_of(seed: int, length: int) -> torch.Tensor:
    return 2 * torch.randn(1, length, len(NAMES), generator=torch.Generator().manual_seed(seed))


def path_score(crf: Crf, rows: torch.Tensor, path: tuple[int, ...], continues: bool) -> float:
    score = 0.0 if continues else float(crf.first[path[0]])
    score += sum(float(rows[place, tag]) for place, tag in enumerate(path))
    return score + sum(float(crf.step[a, b]) for a, b in pairwise(path))


def valid_paths(length: int, continues: bool = False) -> list[tuple[int, ...]]:
    """All paths that IOB2 allows; one that continues may begin inside an entity."""
    paths = product(range(len(NAMES)), repeat=length)
    return [path for path in paths if _fits([NAMES[tag] for tag in path], continues)]


def _fits(tags: list[str], continues: bool) -> bool:
    opened = [f"B-{tags[0][2:]}"] if continues and tags[0].startswith("I-") else []
    return is_valid([*opened, *tags], IOB2)


@given(SEEDS, st.integers(1, 4), st.booleans())
def test_the_likelihoods_are_those_of_all_paths(seed: int, length: int, continues: bool) -> None:
    """Each valid path's log-likelihood is its score less the log sum over all valid ones."""
    crf, emissions = random_crf(seed), emissions_of(seed, length)
    paths = valid_paths(length, continues)
    scores = np.array([path_score(crf, emissions[0], path, continues) for path in paths])
    total = np.log(np.exp(scores - scores.max()).sum()) + scores.max()
    tags = torch.tensor(paths)
    many = emissions.expand(len(paths), -1, -1)
    mask = torch.ones_like(tags, dtype=torch.bool)
    found = crf(many, tags, mask, torch.full((len(paths),), continues))
    assert found.numpy() == pytest.approx(scores - total, abs=1e-4)


@given(SEEDS, st.integers(1, 4))
def test_the_best_path_is_the_best_of_all(seed: int, length: int) -> None:
    """Viterbi finds the valid path with the highest score, and the marginals are its scores."""
    crf, emissions = random_crf(seed), emissions_of(seed, length)
    paths = valid_paths(length)
    scores = np.array([path_score(crf, emissions[0], path, False) for path in paths])
    chances = np.exp(scores - scores.max())
    chances /= chances.sum()
    mask = torch.ones(1, length, dtype=torch.bool)
    [best] = crf.best_paths(emissions, mask)
    assert tuple(best) == paths[int(scores.argmax())]
    marginals = crf.marginals(emissions, mask)[0]
    for place, tag in product(range(length), range(len(NAMES))):
        through = sum(
            chance for path, chance in zip(paths, chances, strict=True) if path[place] == tag
        )
        assert float(marginals[place, tag]) == pytest.approx(through, abs=1e-4)


@given(SEEDS, st.lists(st.integers(1, 6), min_size=1, max_size=5))
def test_padding_changes_nothing(seed: int, lengths: list[int]) -> None:
    """Sentences read together come out as each would alone, in their order."""
    decoder = CrfDecoder(NAMES, random_crf(seed))
    rows: list[Rows] = [
        emissions_of(seed + index, length)[0].numpy() for index, length in enumerate(lengths)
    ]
    together = list(decoder.decode_all(rows))
    alone = [choice for one in rows for choice in decoder.decode_all([one])]
    for (tags, scores), (expected_tags, expected) in zip(together, alone, strict=True):
        assert tags == expected_tags and is_valid(tags, IOB2)
        assert scores == pytest.approx(expected, abs=1e-5)


def test_padding_is_no_part_of_a_likelihood() -> None:
    """A row with three tokens has the same likelihood beside a longer one; none without any."""
    crf, emissions = random_crf(3), emissions_of(3, 5)
    tags = torch.tensor([[1, 2, 0, 3, 4]] * 3)
    mask = torch.arange(5)[None, :] < torch.tensor([[5], [3], [0]])
    _, short, nothing = crf(emissions.expand(3, -1, -1), tags, mask).tolist()
    whole = torch.ones(1, 3, dtype=torch.bool)
    assert short == pytest.approx(float(crf(emissions[:, :3], tags[:1, :3], whole)[0]), abs=1e-5)
    assert nothing == 0


def test_only_labelled_places_are_taken() -> None:
    """Pieces without a label fall away; the others keep their order."""
    labels = torch.tensor([[-1, 3, -1, 4], [-1, -1, 2, -1]])
    logits = torch.arange(8.0).reshape(2, 4, 1)
    taken, kept, mask = take_labelled(logits, labels, -1)
    assert kept.tolist() == [[3, 4], [2, 0]]
    assert mask.tolist() == [[True, True], [True, False]]
    assert taken[mask].flatten().tolist() == [1.0, 3.0, 6.0]


def test_gradients_reach_emissions_and_steps() -> None:
    """Learning from a sequence makes it more likely."""
    crf = Crf(NAMES)
    emissions = torch.zeros(1, 3, len(NAMES), requires_grad=True)
    tags, mask = torch.tensor([[1, 2, 0]]), torch.ones(1, 3, dtype=torch.bool)
    before = crf(emissions, tags, mask)
    before.sum().backward()
    with torch.no_grad():
        for value in (emissions, *crf.parameters()):
            assert value.grad is not None and value.grad.abs().sum() > 0
            value += 0.1 * value.grad
    assert crf(emissions, tags, mask).item() > before.item()
