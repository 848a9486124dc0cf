"""Gold in folds."""

from __future__ import annotations

import numpy as np

from workbench.domain.training import Example
from workbench.engines.inspection.corpus import make_corpus


def _one(number: int, words: str = "", tags: str = "O") -> Example:
    return Example(number, tuple((words or f"word{number}").split()), tuple(tags.split()))


def test_twins_lie_in_the_same_fold() -> None:
    """A model must not have seen the very sentence that it judges."""
    twins = [_one(number, f"text {number % 7}", "O O") for number in range(70)]
    corpus = make_corpus(twins, 5, 1)
    folds = {one.tokens: set[int]() for one in twins}
    for example, fold in zip(corpus.examples, corpus.fold, strict=True):
        folds[example.tokens].add(fold)
    assert all(len(found) == 1 for found in folds.values())
    assert set(corpus.fold) == set(range(5))


def test_each_sentence_is_in_one_fold_and_outside_of_the_others() -> None:
    """Together the folds are everything, and they are of like size."""
    corpus = make_corpus([_one(number) for number in range(23)], 5, 3)
    inside = [list(corpus.inside(fold)) for fold in range(5)]
    assert sorted(place for one in inside for place in one) == list(range(23))
    assert {len(one) for one in inside} == {4, 5}
    assert all(not set(inside[fold]) & set(corpus.outside(fold)) for fold in range(5))


def test_the_same_seed_deals_alike() -> None:
    """Another seed deals otherwise."""
    examples = [_one(number) for number in range(40)]
    assert make_corpus(examples, 5, 3).fold == make_corpus(examples, 5, 3).fold
    assert make_corpus(examples, 5, 3).fold != make_corpus(examples, 5, 4).fold


def test_every_label_has_both_its_tags() -> None:
    """Also one that is never more than a word long; a sentence without words is left out."""
    corpus = make_corpus([_one(1, "a b", "B-Y O"), _one(2, "c", "B-X"), Example(3, ())], 2, 1)
    assert corpus.tags == ("O", "B-X", "I-X", "B-Y", "I-Y")
    assert corpus.given.tolist() == [3, 0, 1] and corpus.offsets == (0, 2, 3)
    assert len(np.unique(corpus.token_folds)) == 2
