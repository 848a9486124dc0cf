"""What one sentence or the label set says about quality."""

from __future__ import annotations

import pytest

from workbench.domain.entity import Entity
from workbench.domain.quality import (
    LIMITS,
    REPAIRS,
    QualityKind,
    longest_usual,
    rare_labels,
    similar_labels,
    trimmed,
)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("Geneva ,", "Geneva"),
        ('" Hamlet "', "Hamlet"),
        ("( UN )", "UN"),
        ("Acme Inc .", "Acme Inc ."),
        ("the end .", "the end"),
        ("Smith ( father )", "Smith ( father )"),
        ("Smith )", "Smith"),
        ("U.S. Steel", "U.S. Steel"),
        ("， 北京", "北京"),
        ("...", ""),
    ],
)
def test_punctuation_at_the_border_is_cut_but_what_belongs_stays(words: str, left: str) -> None:
    """A full stop of an abbreviation and a bracket that closes one inside belong."""
    tokens = tuple(words.split())
    found = trimmed(tokens, Entity("X", 0, len(tokens)))
    assert " ".join(tokens[found.start : found.end] if found else ()) == left


def test_long_is_measured_by_the_others() -> None:
    """Four deviations over the mean, but never up to eight tokens."""
    assert longest_usual({}) == LIMITS.long_tokens
    assert longest_usual({1: 500, 2: 400}) == LIMITS.long_tokens
    assert longest_usual({10: 100, 12: 100}) == pytest.approx(15.0)


@pytest.mark.parametrize(
    ("counts", "pairs"),
    [
        ({"PER": 40, "Per": 2, "LOC": 9}, [("Per", "PER")]),
        ({"GEO-LOC": 3, "GEO_LOC": 30}, [("GEO-LOC", "GEO_LOC")]),
        ({"РER": 1, "PER": 5}, [("РER", "PER")]),
        ({"PERSON": 100, "PERSN": 2}, [("PERSN", "PERSON")]),
        ({"PERSON": 30, "PERSN": 20}, []),
        ({"NAM": 100, "NOM": 1}, []),
        ({"GPE.NAM": 205, "GPE.NOM": 8, "PER.NOM": 772}, []),
        ({"---": 1, "+++": 1}, []),
    ],
)
def test_labels_that_look_alike_are_paired(
    counts: dict[str, int], pairs: list[tuple[str, str]]
) -> None:
    """By capitals, marks, letters of another alphabet, or as a slip of a frequent one."""
    assert similar_labels(counts) == pairs


def test_labels_with_too_few_examples_come_rarest_first() -> None:
    """Those without any example too."""
    counts = {"A": LIMITS.rare_label, "B": 9, "C": 0}
    assert rare_labels(counts) == [("C", 0), ("B", 9)]


def test_every_kind_says_which_repairs_it_has() -> None:
    """The table of repairs is whole."""
    assert set(REPAIRS) == set(QualityKind)
