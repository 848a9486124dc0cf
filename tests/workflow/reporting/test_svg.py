"""The parts that pictures are made of."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.workflow.reporting.svg import Picture, shorten, text_width, ticks


@given(st.text())
def test_any_text_gives_a_picture_that_parses(text: str) -> None:
    """Control characters, lone surrogates and markup in a label break nothing."""
    picture = Picture("a", text, 10, 10)
    picture.write(1, 2, text, tip=text)
    assert len(list(ET.fromstring(picture.alone()))) == 2


@given(st.text(max_size=40), st.floats(20, 200))
def test_a_shortened_text_fits(text: str, width: float) -> None:
    """What does not fit ends in …; what fits stays."""
    short = shorten(text, width)
    assert text_width(short) <= width
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0.0, 1.0, [0.0, 0.5, 1.0]),
        (1.0, 5.0, [1.0, 2.0, 3.0, 4.0, 5.0]),
        (0.0, 5e-5, [0.0, 2e-5, 4e-5]),
        (3.0, 3.0, [3.0]),
        (0.0, float("inf"), [0.0]),
    ],
)
def test_ticks_are_round_numbers(low: float, high: float, expected: list[float]) -> None:
    """Steps of 1, 2 or 5 times a power of ten."""
    assert ticks(low, high) == pytest.approx(expected)
