"""Exact, type and partial are nervaluate's figures, and related to the strict ones."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nervaluate import Evaluator

from workbench.domain.scores import ScoreTable
from workbench.engines.scoring.partial import exact_scores, partial_scores, type_scores
from workbench.engines.scoring.score import strict_scores


@pytest.mark.parametrize(
    ("gold", "guess", "f1"),
    [
        ("B-PER I-PER O", "B-PER I-PER O", 1.0),
        ("B-PER I-PER O", "B-PER O O", 0.5),
        ("B-PER I-PER O", "B-ORG I-ORG O", 1.0),
        ("B-PER I-PER I-PER", "B-PER O B-PER", 1 / 3),
        ("O O O", "O O O", 0.0),
    ],
)
def test_known_pairs(gold: str, guess: str, f1: float) -> None:
    """Exact, other borders, other label, two guesses on one entity, nothing at all."""
    assert partial_scores([gold.split()], [guess.split()]).micro.f1 == pytest.approx(f1)


@pytest.mark.parametrize(
    ("guess", "exact", "kind", "partial"),
    [
        ("B-PER I-PER O", 1.0, 1.0, 1.0),
        ("B-ORG I-ORG O", 1.0, 0.0, 1.0),
        ("B-PER O O", 0.0, 1.0, 0.5),
        ("O O B-PER", 0.0, 0.0, 0.0),
    ],
)
def test_each_reading_forgives_one_thing(
    guess: str, exact: float, kind: float, partial: float
) -> None:
    """Gold is B-PER I-PER O: right, other label, other borders, elsewhere."""
    gold, said = [["B-PER", "I-PER", "O"]], [guess.split()]
    found = [
        reading(gold, said).micro.f1 for reading in (exact_scores, type_scores, partial_scores)
    ]
    assert found == [exact, kind, partial]


LABELS = ("PER", "LOC", "ORG", "A-B")


def random_tags(chance: random.Random, length: int) -> list[str]:
    """Any tags, valid or not."""
    return [
        f"{chance.choice('BIII')}-{chance.choice(LABELS)}" if chance.random() < 0.6 else "O"
        for _ in range(length)
    ]


def test_2000_random_pairs_are_scored_as_nervaluate_does() -> None:
    """All rows of all three tables, whole and by label, differ by 0 from Evaluator's."""
    chance = random.Random(5)
    lengths = [chance.randint(1, 15) for _ in range(2000)]
    gold = [random_tags(chance, length) for length in lengths]
    guess = [tags if chance.random() < 0.2 else random_tags(chance, len(tags)) for tags in gold]
    found = Evaluator(gold, guess, tags=list(LABELS), loader="list").evaluate()
    tables = {
        "exact": exact_scores(gold, guess),
        "ent_type": type_scores(gold, guess),
        "partial": partial_scores(gold, guess),
    }
    for name, table in tables.items():
        rows = {"": found["overall"][name]} | {
            label: figures[name] for label, figures in found["entities"].items()
        }
        assert set(rows) == {"", *LABELS}
        assert {label: _row(table, label) for label in rows} == {
            label: (row.precision, row.recall, row.f1, row.possible) for label, row in rows.items()
        }


def _row(table: ScoreTable, label: str) -> tuple[float, float, float, int]:
    scores = table.labels[label] if label else table.micro
    return scores.precision, scores.recall, scores.f1, scores.support


SENTENCE = st.lists(st.sampled_from(["O", "B-PER", "B-ORG"]), min_size=4, max_size=4)


@given(st.lists(st.tuples(SENTENCE, SENTENCE), min_size=1, max_size=5))
def test_labels_of_one_token_entities_score_as_in_the_strict_table(
    pairs: list[tuple[list[str], list[str]]],
) -> None:
    """By label there are no borders to forgive; together, labels may be confused for free."""
    gold, guess = [one for one, _ in pairs], [other for _, other in pairs]
    strict = strict_scores(gold, guess)
    for reading in (exact_scores, type_scores, partial_scores):
        table = reading(gold, guess)
        assert table.micro.f1 >= strict.micro.f1 - 1e-12
        for name in ("macro", "weighted"):
            ours, theirs = getattr(table, name), getattr(strict, name)
            assert (ours.precision, ours.recall, ours.f1) == pytest.approx(
                (theirs.precision, theirs.recall, theirs.f1)
            )
