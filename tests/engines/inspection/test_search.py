"""The whole search over small gold, with real models."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from workbench.domain.label_errors import LabelErrorKind
from workbench.domain.training import CancelledError, Example
from workbench.engines.fake import FakeHost
from workbench.engines.inspection.corpus import make_corpus
from workbench.engines.inspection.search import find_label_errors
from workbench.engines.inspection.sequences import by_crf
from workbench.engines.inspection.tokenwise import by_vectors, by_words
from workbench.engines.inspection.vectors import batches_of, token_vectors

PEOPLE = ("Ann", "Bob", "Cleo", "Dora", "Emil", "Fay")
TOWNS = ("Rome", "Bern", "Oslo", "Riga")
VERBS = ("lives", "stays", "works", "sleeps")
MISSED, LABEL = (17, 52), (31, 78)


def _gold() -> list[Example]:
    lots, found = random.Random(5), []
    for number in range(100):
        words = (lots.choice(PEOPLE), lots.choice(VERBS), "in", lots.choice(TOWNS), "today")
        tags = ["B-PER", "O", "O", "B-LOC", "O"]
        if number in MISSED:
            tags[3] = "O"
        if number in LABEL:
            tags[0] = "B-LOC"
        found.append(Example(number, (*words, str(number)), (*tags, "O")))
    return found


def _nothing() -> None:
    pass


def test_planted_errors_are_found_first(host: FakeHost, tiny_encoder: Path) -> None:
    """Two missed towns and two wrong labels head the list, and it is told how far it is."""
    found = find_label_errors(_gold(), host, encoder=tiny_encoder)
    assert (found.sentences, found.folds) == (100, 5)
    best = {one.sentence: one.kind for one in found.cases[:4]}
    assert best == {
        **dict.fromkeys(MISSED, LabelErrorKind.MISSED),
        **dict.fromkeys(LABEL, LabelErrorKind.LABEL),
    }
    assert all(one.reasons for one in found.cases[:4])


def test_it_goes_without_an_encoder(host: FakeHost) -> None:
    """Two families are enough; the same seed finds the same."""
    found = find_label_errors(_gold(), host)
    assert {one.sentence for one in found.cases[:4]} == {*MISSED, *LABEL}
    assert found == find_label_errors(_gold(), host)


def test_a_cancel_is_heard_between_two_models() -> None:
    """Nothing is found then."""

    class Impatient(FakeHost):
        def check(self) -> None:
            raise CancelledError

    with pytest.raises(CancelledError):
        find_label_errors(_gold(), Impatient())


def test_every_family_speaks_of_each_token_once() -> None:
    """Probabilities add up to one, and none is left out of its fold."""
    corpus = make_corpus(_gold(), 5, 13)
    vectors = np.random.default_rng(1).normal(size=(len(corpus.given), 6)).astype(np.float16)
    early, late = by_crf(corpus, (2, 20), _nothing)
    begun, ended = by_vectors(corpus, vectors, 13, _nothing)
    for rows in (early, late, by_words(corpus, 13, _nothing), begun, ended):
        assert rows.shape == (600, 5) and np.allclose(rows.sum(axis=1), 1, atol=1e-3)
    assert not np.allclose(early, late)


def test_a_label_that_a_fold_keeps_to_itself_is_no_trouble() -> None:
    """The others cannot know it, and give it nothing."""
    once = Example(500, ("Zed", "rules"), ("B-GOD", "O"))
    corpus = make_corpus([*_gold(), once], 5, 13)
    (rows,) = by_crf(corpus, (20,), _nothing)
    word = corpus.offsets[-2]
    assert rows[word, corpus.columns["B-GOD"]] == 0 and rows[word].sum() == pytest.approx(1)
    assert by_words(corpus, 13, _nothing)[word, corpus.columns["B-GOD"]] == 0


def test_a_single_entity_in_all_of_gold_is_no_trouble(host: FakeHost) -> None:
    """Where it is held out nobody knows of entities, and it is doubted."""
    empty = [replace(one, tags=("O",) * 6) for one in _gold()[:60]]
    found = find_label_errors([_gold()[99], *empty], host)
    assert found.cases[0].sentence == 99


def test_each_token_has_a_vector_wherever_its_sentence_is_cut(tiny_encoder: Path) -> None:
    """The same short sentence alike among others; long ones in parts; order as it was."""
    short = Example(1, ("Ann", "lives", "in", "Rome"))
    long = Example(2, ("Bob", "saw") * 40)
    ticks: list[None] = []
    both = token_vectors(tiny_encoder, [long, short], lambda: ticks.append(None))
    alone = token_vectors(tiny_encoder, [short], _nothing)
    assert both.shape == (84, 64) and len(ticks) == batches_of([long, short])
    assert np.allclose(both[-4:].astype(float), alone.astype(float), atol=0.02)
    assert np.abs(both).sum(axis=1).min() > 0
