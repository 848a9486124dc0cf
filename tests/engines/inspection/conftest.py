"""Small gold with known errors, and models that say what they are told to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from workbench.domain.training import Example
from workbench.engines.inspection.corpus import Corpus, Rows, make_corpus
from workbench.engines.inspection.voices import Voices

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")


def gold(number: int, tags: Sequence[str] = ("B-PER", "O", "O", "B-LOC")) -> Example:
    """A sentence of four words, each pair of person and town once in twelve."""
    words = (PEOPLE[number % 6], ("lives", "stays", "works")[number % 3], "in", TOWNS[number % 4])
    return Example(number, words, tuple(tags))


def sure(corpus: Corpus, tags: Mapping[int, Sequence[str]], certainty: float = 0.9) -> Rows:
    """Probabilities of a model that says gold, but where it is told to say other tags."""
    rows = np.full(
        (len(corpus.given), len(corpus.tags)),
        (1 - certainty) / (len(corpus.tags) - 1),
        np.float32,
    )
    for place, example in enumerate(corpus.examples):
        said = tags.get(example.id, example.tags)
        columns = [corpus.columns[tag] for tag in said]
        span = corpus.span(place)
        rows[np.arange(span.start, span.stop), columns] = certainty
    return rows


@pytest.fixture
def corpus() -> Corpus:
    """Sixty sentences: a town is missed in one, is a person in one; one person is made up."""
    wrong = {
        7: ("B-PER", "O", "O", "O"),
        20: ("B-PER", "O", "O", "B-PER"),
        33: ("B-PER", "O", "B-LOC", "I-LOC"),
        46: ("B-PER", "B-PER", "O", "B-LOC"),
    }
    usual = ("B-PER", "O", "O", "B-LOC")
    return make_corpus([gold(number, wrong.get(number, usual)) for number in range(60)], 5, 13)


@pytest.fixture
def voices(corpus: Corpus) -> Voices:
    """Two families that know better wherever gold is wrong, and one that always says gold."""
    usual = dict.fromkeys((7, 20, 33, 46), ("B-PER", "O", "O", "B-LOC"))
    return Voices(
        corpus,
        {
            "crf": sure(corpus, usual),
            "words": sure(corpus, usual, 0.8),
            "vectors": sure(corpus, {}),
        },
        {"crf": sure(corpus, usual, 0.6)},
    )
