"""Saved filters and the guideline, with undo."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench import bootstrap
from workbench.domain.errors import UsageError
from workbench.domain.filters import Order
from workbench.operations.guideline import guideline, write_guideline
from workbench.operations.history import redo, undo
from workbench.operations.saved_filters import (
    SavedFilter,
    delete_filter,
    rename_filter,
    save_filter,
    saved_filters,
)
from workbench.operations.store import Store, Transaction

LOOK = SavedFilter("second look", "flag:", Order.DOUBT)
LONG = SavedFilter("long ones", "length:>40")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with bootstrap.create_project(tmp_path / "filters.nerproj") as made:
        yield made


def kept(store: Store) -> tuple[SavedFilter, ...]:
    return store.ask(saved_filters).result()


def test_filters_are_kept_under_their_names(store: Store) -> None:
    """In the order they were saved; the same name again replaces, and undo brings it back."""
    for one in (LOOK, LONG):
        store.submit(save_filter, one).result()
    fresh = SavedFilter("second  look ", "flag: x")
    changes = store.submit(save_filter, fresh).result()
    assert changes.values == {"saved_filters"}
    assert kept(store) == (SavedFilter("second look", "flag: x"), LONG)
    store.submit(undo).result()
    assert kept(store) == (LOOK, LONG)
    store.submit(redo).result()
    assert kept(store)[0].text == "flag: x"


def test_a_filter_is_renamed_and_deleted(store: Store) -> None:
    """Each is one step back."""
    for one in (LOOK, LONG):
        store.submit(save_filter, one).result()
    store.submit(rename_filter, "second look", "third").result()
    store.submit(delete_filter, "long ones").result()
    assert kept(store) == (SavedFilter("third", "flag:", Order.DOUBT),)
    store.submit(undo).result()
    store.submit(undo).result()
    assert kept(store) == (LOOK, LONG)


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ((save_filter, SavedFilter("  ", "x")), "NW-U50"),
        ((rename_filter, "second look", "long ones"), "NW-U50"),
        ((rename_filter, "none such", "x"), "NW-U51"),
        ((delete_filter, "none such"), "NW-U51"),
    ],
)
def test_what_cannot_be_done_is_said(store: Store, call: tuple[object, ...], code: str) -> None:
    """A name is needed, and is one filter's; nothing is changed."""
    for one in (LOOK, LONG):
        store.submit(save_filter, one).result()
    with pytest.raises(UsageError) as refused:
        store.submit(*call).result()  # type: ignore[arg-type]
    assert refused.value.code == code
    assert kept(store) == (LOOK, LONG)


def test_faulty_ones_break_nothing(store: Store) -> None:
    """What is no filter is left out; an order that nobody knows is the order by position."""

    def spoil(transaction: Transaction) -> object:
        entries = [3, {}, {"name": "", "text": ""}, {"name": "a", "text": 5}]
        good = {"name": "b", "text": "status:nix", "order": "colour"}
        transaction.put_value("saved_filters", [*entries, good])
        return transaction.changes("spoil")

    store.submit(spoil).result()  # type: ignore[arg-type]
    assert kept(store) == (SavedFilter("b", "status:nix"),)


def test_the_guideline_is_a_part_of_the_history(store: Store) -> None:
    """One text for all and one a label; an empty one is forgotten; undo brings all back."""
    store.submit(write_guideline, "", "Names only.").result()
    store.submit(write_guideline, "PER", "No titles.\n").result()
    assert store.ask(guideline).result() == {"": "Names only.", "PER": "No titles."}
    store.submit(write_guideline, "", " ").result()
    assert store.ask(guideline).result() == {"PER": "No titles."}
    for _ in range(3):
        store.submit(undo).result()
    assert store.ask(guideline).result() == {}
