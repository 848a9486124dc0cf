"""Sentences are looked at once each, those in view first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.ui.suggesting.agenda import Agenda


def test_what_is_in_view_comes_first() -> None:
    """Then the order of the list; what was taken is not taken again."""
    agenda = Agenda([4, 2, 9, 7])
    assert agenda.take(2, [9, 5, 9]) == [9, 4]
    assert agenda.take(9, [9, 7]) == [7, 2]
    assert (agenda.take(3), agenda.left, agenda.total) == ([], 0, 4)


def test_only_what_is_in_view() -> None:
    """While a training runs."""
    agenda = Agenda([1, 2, 3])
    assert agenda.take(3, [2, 99, -1], only=True) == [2]
    assert agenda.left == 2


def test_what_is_put_back_comes_next() -> None:
    """It did not fit into one question."""
    agenda = Agenda([1, 2, 3, 4])
    assert agenda.take(3) == [1, 2, 3]
    agenda.put_back([2, 3])
    assert agenda.take(9) == [2, 3, 4]


@given(
    st.sets(st.integers(0, 40)),
    st.lists(st.tuples(st.integers(1, 7), st.lists(st.integers(0, 50)))),
)
def test_each_sentence_is_taken_once(ids: set[int], steps: list[tuple[int, list[int]]]) -> None:
    """Whatever is in view meanwhile."""
    agenda = Agenda(sorted(ids))
    taken = [one for count, first in steps for one in agenda.take(count, first)]
    assert len(set(taken)) == len(taken)
    assert agenda.left == len(ids) - len(taken)
    assert set(taken) | set(agenda.take(len(ids) + 1)) == ids
