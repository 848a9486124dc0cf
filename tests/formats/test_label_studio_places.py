"""Spans of Label Studio are found by their own text, however their offsets were counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats.label_studio_places import Place, place_span

TEXT = "😀 Ada met Ada in  Bonn."


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize(
    ("stated", "own", "found", "place"),
    [
        ((2, 5), "Ada", (2, 5), Place.EXCLUSIVE),
        ((2, 4), "Ada", (2, 5), Place.INCLUSIVE),
        ((3, 6), "Ada", (2, 5), Place.UTF16),
        ((3, 5), "Ada", (2, 5), Place.UTF16_INCLUSIVE),
        ((14, 22), "in Bonn", (14, 22), Place.EXCLUSIVE),
        ((2, 9), "Ada\\nmet", (2, 9), Place.EXCLUSIVE),
        ((4, 8), "Bonn", (18, 22), Place.SHIFTED),
        ((11, 14), "Ada", (10, 13), Place.UTF16),
        ((12, 15), "Ada", (10, 13), Place.SHIFTED),
        ((0, 3), "Ida", (0, 3), Place.NOWHERE),
        ((900, 905), "Bonn", (18, 22), Place.SHIFTED),
        ((-5, 0), "Bonn", (18, 22), Place.SHIFTED),
    ],
)
def test_the_own_text_tells(
    stated: tuple[int, int],
    own: str,
    found: tuple[int, int],
    place: Place,
    inclusive: bool,
) -> None:
    """Squeezed spaces and written-out line ends in it are allowed for."""
    placed = place_span(TEXT, stated, own, inclusive)
    assert placed.place is place
    assert placed.offsets == found


def test_without_a_text_the_layout_decides() -> None:
    """The end is the last character in the legacy one."""
    assert place_span(TEXT, (2, 5), "", False).offsets == (2, 5)
    assert place_span(TEXT, (2, 4), "", True).offsets == (2, 5)
    assert place_span(TEXT, (2, 4), "", True).place is Place.UNTOLD


def test_a_text_at_many_places_is_not_guessed() -> None:
    """Unless one of them is near."""
    text = "Ada " * 100
    assert place_span(text, (1001, 1004), "Ada", False).place is Place.NOWHERE
    assert place_span(text, (201, 204), "Ada", False).offsets == (200, 203)


@given(st.text("a😀b ", min_size=1), st.data())
def test_utf16_offsets_are_understood(text: str, data: st.DataObject) -> None:
    """What they point at is what is found."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    stated = tuple(len(text[:place].encode("utf-16-le")) // 2 for place in (start, end))
    placed = place_span(text, (stated[0], stated[1]), text[start:end], False)
    assert text[slice(*placed.offsets)].split() == text[start:end].split()
    assert placed.place in (Place.EXCLUSIVE, Place.INCLUSIVE, Place.UTF16)
