"""Detection names the scheme a corpus was written in."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.detection import detect_scheme
from workbench.domain.entity import Entity
from workbench.domain.schemes import (
    BARE,
    BILOU,
    BIOES,
    BMES,
    IO,
    IOB1,
    IOB2,
    SCHEMES,
    Scheme,
    entities_to_tags,
    with_outside,
)

ALL = (*SCHEMES.values(), with_outside(BARE, "0"), with_outside(IOB2, "0"))
SIZE = 200


def generated_corpus(scheme: Scheme, seed: int) -> list[tuple[str, ...]]:
    """Sentences with entities of one to five tokens, some of which touch their like."""
    dice = random.Random(seed)
    corpus = []
    for _ in range(SIZE):
        entities = []
        position = 0
        for _ in range(dice.randint(0, 3)):
            start = position + dice.choice((0, 1, 4))
            position = start + dice.randint(1, 5)
            entities.append(Entity(dice.choice(("PER", "ORG")), start, position))
        corpus.append(entities_to_tags(entities, position + 6, scheme))
    return corpus


@given(st.sampled_from(ALL), st.integers(0, 10_000))
def test_generated_corpora_are_recognised(scheme: Scheme, seed: int) -> None:
    """A corpus written in a scheme is found to be in that scheme, outside mark included."""
    assert detect_scheme(generated_corpus(scheme, seed)) == scheme


@pytest.mark.parametrize("scheme", ALL)
@pytest.mark.parametrize(
    "slips", [("0", "O"), ("I-", "I-I-PER"), ("VMISC", "PER"), ("", "b-PER"), ("E-PER", "U-ORG")]
)
def test_a_few_bad_tags_do_not_mislead(scheme: Scheme, slips: tuple[str, ...]) -> None:
    """One tag in some hundred may be anything."""
    corpus = [list(tags) for tags in generated_corpus(scheme, seed=7)]
    for index, tags in enumerate(corpus[::25]):
        tags[-2] = slips[index % len(slips)]
    assert detect_scheme(corpus) == scheme


def test_a_few_orphans_leave_iob2_what_it_is() -> None:
    """I- after O now and then is a fault, not another scheme."""
    orphans: list[tuple[str, ...]] = [("O", "I-PER", "O")] * 5
    assert detect_scheme(generated_corpus(IOB2, seed=1) + orphans) == IOB2


def test_a_few_b_make_no_other_scheme_of_io() -> None:
    """B- where no like stands before tells nothing about IO."""
    strays: list[tuple[str, ...]] = [("O", "B-PER", "O")] * 3
    assert detect_scheme(generated_corpus(IO, seed=1) + strays) == IO


def test_one_parting_b_tells_iob1_from_io() -> None:
    """B- directly after its like is what IOB1 has it for."""
    corpus = generated_corpus(IO, seed=1)
    assert detect_scheme([*corpus, ("I-PER", "B-PER", "O")]) == IOB1


@pytest.mark.parametrize("corpus", [[], [()], [("O", "O")], [("", "")]])
def test_without_entities_it_is_iob2(corpus: list[tuple[str, ...]]) -> None:
    """Nothing to go by: the scheme that is our own."""
    assert detect_scheme(corpus) == IOB2


def test_all_labels_but_outside_by_weight() -> None:
    """An unusual outside mark is found by being most of the corpus."""
    corpus = [("none", "none", "none", "Person", "none")]
    assert detect_scheme(corpus) == with_outside(BARE, "none")


def test_closing_schemes_are_told_apart_by_their_letters() -> None:
    """E and S, L and U, and M each speak for one scheme."""
    tags = {scheme: entities_to_tags([Entity("PER", 0, 3)], 4, scheme) for scheme in ALL}
    assert [detect_scheme([tags[scheme]]) for scheme in (BIOES, BILOU, BMES)] == [
        BIOES,
        BILOU,
        BMES,
    ]
