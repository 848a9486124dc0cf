"""Moves of the cursor by names, letters and jumps."""

from __future__ import annotations

import pytest

from workbench.ui.annotate.editor.cursor import Cursor, select
from workbench.ui.annotate.editor.moves import (
    MARK_LETTERS,
    Ground,
    jump,
    marks,
    next_likely,
    to_letter,
    to_text,
)

#        0    1   2   3    4  5    6    7    8  9    10   11   12   13   14
TEXT = "then she met New York men , and  the  Mayor of Lima came too  late"
GROUND = Ground(tuple(TEXT.split()))


def test_likely_names_are_visited_in_turn() -> None:
    """Forward and backward, going round at the ends."""
    at = Cursor()
    visited = []
    for _ in range(4):
        found = next_likely(GROUND, at, forward=True)
        assert found is not None
        at = found
        visited.append((at.span.start, at.span.stop))
    assert visited == [(3, 5), (9, 10), (11, 12), (3, 5)]
    assert next_likely(GROUND, at, forward=False) == select(11, 12)
    assert next_likely(GROUND, Cursor(10), forward=False) == select(9, 10)


def test_a_likely_name_under_the_cursor_comes_first() -> None:
    """Nothing is selected yet, so it was not visited."""
    assert next_likely(GROUND, Cursor(3), forward=True) == select(3, 5)


def test_what_is_tagged_or_suggested_is_no_likely_name() -> None:
    """Tab goes there."""
    tagged = Ground(GROUND.tokens, chips=(range(3, 5), range(11, 12)))
    assert tagged.likely == (range(9, 10),)
    assert next_likely(Ground(("a", "b")), Cursor(), forward=True) is None


def test_a_letter_goes_to_the_next_token_that_begins_with_it() -> None:
    """Going round; case does not matter; a name is selected whole."""
    assert to_letter(GROUND, Cursor(), "M") == Cursor(2)
    assert to_letter(GROUND, Cursor(2), "m") == Cursor(5)
    assert to_letter(GROUND, Cursor(5), "M") == select(9, 10)
    assert to_letter(GROUND, select(9, 10), "M") == Cursor(2)
    assert to_letter(GROUND, Cursor(), "N") == select(3, 5)
    assert to_letter(GROUND, Cursor(), "Z") is None
    assert to_letter(Ground(()), Cursor(), "Z") is None


def test_typed_text_goes_to_the_token_that_it_begins() -> None:
    """From the cursor on, over several tokens, else inside of one."""
    assert to_text(GROUND, Cursor(), "m") == Cursor(2)
    assert to_text(GROUND, Cursor(), "ma") == select(9, 10)
    assert to_text(GROUND, Cursor(), "new y") == select(3, 5)
    assert to_text(GROUND, Cursor(), "ork") == Cursor(4)
    assert to_text(GROUND, Cursor(), "zz") is None
    assert to_text(GROUND, Cursor(), "") is None
    assert to_text(Ground(tuple("他在北京")), Cursor(), "北京") == Cursor(2)


def test_jumps_stop_at_names_signs_and_every_few_tokens() -> None:
    """So that a person can see where a jump will land."""
    assert GROUND.stops == (0, 3, 5, 6, 7, 9, 10, 11, 12)
    assert jump(GROUND, Cursor(0), forward=True, extend=False) == Cursor(3)
    assert jump(GROUND, Cursor(4), forward=False, extend=False) == Cursor(3)
    assert jump(GROUND, Cursor(13), forward=True, extend=False) == Cursor(14)
    assert jump(GROUND, Cursor(0), forward=False, extend=False) == Cursor(0)


def test_extending_by_jumps_takes_whole_stretches() -> None:
    """From the first token of a name to its last, then to the end of the next stretch."""
    first = jump(GROUND, Cursor(3), forward=True, extend=True)
    assert first.span == range(3, 5)
    assert jump(GROUND, first, forward=True, extend=True).span == range(3, 6)
    assert jump(GROUND, Cursor(4), forward=False, extend=True).span == range(3, 5)


def test_marks_begin_behind_the_cursor() -> None:
    """The easy letters stand on the stops in view in reading order, the cursor's has none."""
    found = marks(GROUND, Cursor(6), range(15))
    assert list(found) == list(MARK_LETTERS[: len(found)])
    assert list(found.values()) == [0, 3, 5, 7, 9, 10, 11, 12]
    assert list(marks(GROUND, Cursor(0), range(6)).values()) == [3, 5]


def test_a_long_page_has_marks_for_what_follows() -> None:
    """Where letters run out, what is behind the cursor goes before what is ahead of it."""
    long = Ground(("x", ",") * 40)
    found = marks(long, Cursor(40), range(80))
    assert len(found) == len(MARK_LETTERS)
    assert min(found.values()) == 41


@pytest.mark.parametrize("forward", [True, False])
def test_an_empty_sentence_has_nowhere_to_go(forward: bool) -> None:
    """No move fails there."""
    assert jump(Ground(()), Cursor(), forward, extend=True) == Cursor()
    assert next_likely(Ground(()), Cursor(), forward) is None
    assert to_text(Ground(()), Cursor(), "a") is None
