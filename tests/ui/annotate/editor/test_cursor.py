"""The token cursor, selections, stops and borders."""

from __future__ import annotations

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Sentence
from workbench.ui.annotate.editor.cursor import (
    Cursor,
    chip_under,
    chips_of,
    next_stop,
    select,
    with_border,
)

GOLD = (Entity("PER", 1, 3), Entity("LOC", 5, 6))
SURE = Suggestion(Entity("ORG", 3, 5), "run-1", 0.9)
DOUBTED = Suggestion(Entity("LOC", 4, 5), "run-2", 0.4)


def sentence() -> Sentence:
    tags = entities_to_tags(GOLD, 8, IOB2)
    return Sentence(1, tuple("abcdefgh"), tags, suggestions=(DOUBTED, SURE))


def test_chips_are_all_gold_and_the_surest_free_suggestions() -> None:
    """A suggestion that another, surer one covers is not painted over it."""
    chips = chips_of(sentence())
    assert [chip.entity for chip in chips] == [GOLD[0], SURE.entity, GOLD[1]]
    assert [chip.is_gold for chip in chips] == [True, False, True]


def test_moving_stays_inside_the_sentence() -> None:
    """At both ends the cursor stops."""
    assert Cursor(0).moved(-1, 8) == Cursor(0)
    assert Cursor(7).moved(8, 8) == Cursor(7)


def test_extending_keeps_where_the_selection_began() -> None:
    """Two steps with Shift select three tokens, also backwards."""
    assert Cursor(3).moved(4, 8, True).moved(5, 8, True).selected == range(3, 6)
    assert Cursor(3).moved(2, 8, True).selected == range(2, 4)


def test_a_cursor_survives_a_shorter_sentence() -> None:
    """Within the new length it stays; beyond it goes to the last token."""
    assert select(1, 3).within(8) == select(1, 3)
    assert Cursor(7, 5).within(3) == Cursor(2)
    assert Cursor(2).within(0) == Cursor()


def test_the_chip_under_the_cursor() -> None:
    """Without a selection the chip that holds the cursor, else the one selected exactly."""
    chips = chips_of(sentence())
    assert chip_under(chips, Cursor(2)) == chips[0]
    assert chip_under(chips, Cursor(0)) is None
    assert chip_under(chips, select(1, 3)) == chips[0]
    assert chip_under(chips, select(1, 4)) is None


def test_tab_goes_round_all_chips() -> None:
    """From the start through each chip in order, and round again; back the same way."""
    chips = chips_of(sentence())
    cursor: Cursor | None = Cursor(0)
    visited = []
    for _ in range(4):
        assert cursor is not None
        cursor = next_stop(chips, cursor, True)
        assert cursor is not None
        visited.append(cursor.span.start)
    assert visited == [1, 3, 5, 1]
    assert next_stop(chips, Cursor(0), False) == select(5, 6)
    assert next_stop((), Cursor(0), True) is None


def test_tab_stops_at_a_chip_that_begins_under_the_cursor() -> None:
    """As long as it is not selected already."""
    chips = chips_of(sentence())
    assert next_stop(chips, Cursor(1), True) == select(1, 3)
    assert next_stop(chips, select(1, 3), True) == select(3, 5)


def test_borders_move_within_the_free_room() -> None:
    """A border stops at the sentence's ends, at the neighbour, and before nothing is left."""
    chips = chips_of(sentence())
    person, town = chips[0], chips[2]
    assert with_border(chips, person, 8, True, 1) == Entity("PER", 1, 4)
    assert with_border(chips, person, 8, False, -1) == Entity("PER", 0, 3)
    assert with_border(chips, town, 8, True, -1) is None
    assert with_border(chips, town, 6, True, 1) is None
    touching = (*chips[:1], *(c for c in chips if c.entity.start == 5))
    grown = with_border(touching, touching[1], 8, False, -2)
    assert grown == Entity("LOC", 3, 6)
    assert with_border(touching, touching[1], 8, False, -3) is None
