"""Going back and forth by several operations at once, on a real project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.operations import edit, history
from workbench.operations.store import NewSentence, Store, Transaction


def add(transaction: Transaction, number: int) -> Changes:
    transaction.add(
        NewSentence(("Ada", str(n)), ("B-PER", "O"), IOB2, Status.NEW, None, "a.txt")
        for n in range(number)
    )
    return transaction.changes("import")


def put_value(transaction: Transaction, value: object) -> Changes:
    transaction.put_value("guideline", value)
    return transaction.changes("guideline")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A project with five operations: 1 import, 2 done, 3 dev, 4 flag, 5 guideline."""
    made = bootstrap.create_project(tmp_path / "a.nerproj", ("PER",))
    made.submit(add, 4).result()
    ids = list(made.ask(lambda reader: reader.ids()).result())
    made.submit(edit.set_status, ids[:3], Status.DONE).result()
    made.submit(edit.set_split, ids[:2], Split.DEV).result()
    made.submit(edit.set_flag, ids[:1], True).result()
    made.submit(put_value, {"": "As said."}).result()
    yield made
    made.close()


def states(store: Store) -> list[tuple[int, bool]]:
    """The journal's operations with whether each stands."""
    entries = store.ask(lambda reader: reader.history()).result()
    return [(one.sequence, not one.undone) for one in reversed(entries)]


def page(store: Store, before: int | None) -> list[int]:
    """The two latest operations before one."""
    entries = store.ask(lambda reader: reader.history(2, before)).result()
    return [one.sequence for one in entries]


def standing(store: Store) -> list[int]:
    return [sequence for sequence, done in states(store) if done]


def test_undo_to_an_operation_leaves_it_standing(store: Store) -> None:
    """All later ones are undone, each still an operation of its own."""
    changes = store.submit(history.undo_to, 2).result()
    assert standing(store) == [1, 2]
    assert len(changes.sentences) == 2
    assert changes.values == {"guideline"}
    assert changes.finished == 0
    assert store.ask(lambda reader: reader.value("guideline")).result() is None
    store.submit(history.redo).result()
    assert standing(store) == [1, 2, 3]


def test_undo_to_the_beginning_and_back(store: Store) -> None:
    """Sentence by sentence the project is as it was."""
    before = store.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
    gone = store.submit(history.undo_to, 0).result()
    assert (standing(store), gone.membership, gone.finished) == ([], True, -3)
    assert store.ask(lambda reader: reader.count()).result() == 0
    back = store.submit(history.redo_to, 5).result()
    assert (standing(store), back.membership, back.finished) == ([1, 2, 3, 4, 5], True, 3)
    assert store.ask(lambda reader: list(reader.sentences(reader.ids()))).result() == before


def test_redo_to_stops_at_the_operation(store: Store) -> None:
    """It is redone, what is later is not."""
    store.submit(history.undo_to, 1).result()
    assert store.submit(history.redo_to, 3).result().sequence == 3
    assert standing(store) == [1, 2, 3]


def test_going_where_one_is_changes_nothing(store: Store) -> None:
    """There is nothing to tell."""
    assert store.submit(history.undo_to, 5).result().nothing
    assert store.submit(history.redo_to, 5).result().nothing
    assert standing(store) == [1, 2, 3, 4, 5]


def test_what_was_written_over_is_no_more(store: Store) -> None:
    """An undone operation is dropped by the next one: it says so, and no redo brings it."""
    store.submit(history.undo_to, 3).result()
    ids = list(store.ask(lambda reader: reader.ids()).result())
    store.submit(edit.set_note, ids[0], "new").result()
    entries = store.ask(lambda reader: reader.history()).result()
    assert [(one.sequence, one.dropped) for one in entries[:3]] == [
        (6, False),
        (5, True),
        (4, True),
    ]
    assert store.submit(history.redo_to, 5).result().nothing


def test_the_next_steps_are_told(store: Store) -> None:
    """What Ctrl+Z and Ctrl+Y would do; None where there is nothing."""
    steps = store.ask(lambda reader: reader.next_steps()).result()
    assert steps.undo is not None
    assert (steps.undo.operation, steps.redo) == ("guideline", None)
    store.submit(history.undo_to, 0).result()
    steps = store.ask(lambda reader: reader.next_steps()).result()
    assert steps.redo is not None
    assert (steps.undo, steps.redo.operation) == (None, "import")


def test_the_sentences_of_an_operation(store: Store) -> None:
    """Those it changed or added, as far as they are there."""
    ids = list(store.ask(lambda reader: reader.ids()).result())

    def concerned(sequence: int) -> list[int]:
        return list(store.ask(lambda reader: reader.operation_sentences(sequence)).result())

    assert [concerned(n) for n in range(1, 7)] == [ids, ids[:3], ids[:2], ids[:1], [], []]
    store.submit(history.undo_to, 0).result()
    assert concerned(1) == []


def test_the_journal_is_read_in_pages(store: Store) -> None:
    """Each page ends before the one that was read last."""
    assert page(store, None) == [5, 4]
    assert page(store, 4) == [3, 2]
    assert page(store, 2) == [1]
