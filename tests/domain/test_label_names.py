"""Labels whose names mislead are noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.label_names import odd_labels, skeleton


@pytest.mark.parametrize(
    ("label", "oddity"),
    [
        ("PER\u200b", "holds a character that cannot be seen (U+200B)"),
        ("\u202ePER", "holds a character that cannot be seen (U+202E)"),
        ("РER", "looks like 'PER', but is another label"),
        ("ＰＥＲ", "looks like 'PER', but is another label"),
        ("micro avg", "is a name that reports use for something else"),
        ("x" * 10_000, "has 10,000 characters"),
        ("ГPE", "mixes letters of two alphabets that look alike"),
    ],
)
def test_names_that_mislead(label: str, oddity: str) -> None:
    """Each kind is said in words."""
    assert odd_labels([label, "PER", "ORG"])[label] == oddity


def test_of_look_alikes_the_plain_one_is_not_odd() -> None:
    """The label in plain letters was meant; where none is plain, each names the other."""
    assert set(odd_labels(["PER", "РЕR", "ORG"])) == {"РЕR"}
    assert odd_labels(["РЕR", "РER"])["РЕR"] == "looks like 'РER', but is another label"


@pytest.mark.parametrize(
    "label",
    [
        *("PER", "creative-work", "LOC.NAM", "人", "B-PER", "a-b", "ЛИЦО", "ΠΡΟΣΩΠΟ", "<b>", "CON"),
        *("x'); DROP TABLE", "%_", "a/../b", "=cmd", "date of birth", "GPE 2", "ÄMNE"),
    ],
)
def test_ordinary_names_are_not_odd(label: str) -> None:
    """What is merely unusual is nobody's business."""
    assert odd_labels([label, "ORG"]) == {}


@given(st.sets(st.text(min_size=1), max_size=6))
def test_any_names_have_an_answer(labels: set[str]) -> None:
    """Every answer is about a label that was asked about; what looks like itself stays."""
    assert set(odd_labels(labels)) <= labels
    assert all(skeleton(skeleton(label)) == skeleton(label) for label in labels if label.isascii())
