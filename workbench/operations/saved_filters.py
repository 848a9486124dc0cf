"""Filters that a person keeps under a name; a part of the project and of its history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.filters import Order
from workbench.operations.store import Reader, Transaction

NAME = "saved_filters"


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A filter as it was typed, and the order of its list."""

    name: str
    text: str
    order: Order = Order.POSITION


def saved_filters(reader: Reader) -> tuple[SavedFilter, ...]:
    """The saved filters as they are listed; what cannot be read as one is left out."""
    stored = reader.value(NAME)
    entries = stored if isinstance(stored, list) else []
    return tuple(one for one in map(_read, entries) if one is not None)


def save_filter(transaction: Transaction, wanted: SavedFilter) -> Changes:
    """Keep a filter under its name, in place of one that has this name already."""
    name = _checked_name(wanted.name)
    kept = replace(wanted, name=name)
    filters = saved_filters(transaction)
    if any(one.name == name for one in filters):
        filters = tuple(kept if one.name == name else one for one in filters)
    else:
        filters = (*filters, kept)
    return _put(transaction, filters, "save filter")


def rename_filter(transaction: Transaction, old: str, new: str) -> Changes:
    """Give a saved filter another name; UsageError NW-U50 or NW-U51 where that cannot be."""
    filters, name = saved_filters(transaction), _checked_name(new)
    _check_there(filters, old)
    if name != old and any(one.name == name for one in filters):
        raise UsageError(
            "NW-U50",
            f"There is a saved filter called {name} already.",
            NOTHING_CHANGED,
            "Choose another name.",
        )
    renamed = tuple(replace(one, name=name) if one.name == old else one for one in filters)
    return _put(transaction, renamed, "rename filter")


def delete_filter(transaction: Transaction, name: str) -> Changes:
    """Forget a saved filter; UsageError NW-U51 where there is none of that name."""
    filters = saved_filters(transaction)
    _check_there(filters, name)
    return _put(transaction, [one for one in filters if one.name != name], "delete filter")


def _read(entry: Any) -> SavedFilter | None:
    if not isinstance(entry, dict):
        return None
    name, text, order = (entry.get(key) for key in ("name", "text", "order"))
    if not (isinstance(name, str) and name and isinstance(text, str)):
        return None
    return SavedFilter(name, text, Order(order) if order in list(Order) else Order.POSITION)


def _put(transaction: Transaction, filters: Sequence[SavedFilter], operation: str) -> Changes:
    transaction.put_value(NAME, [asdict(one) for one in filters])
    return transaction.changes(operation)


def _checked_name(name: str) -> str:
    plain = " ".join(name.split())
    if not plain:
        raise UsageError(
            "NW-U50", "A saved filter needs a name.", NOTHING_CHANGED, "Write a name for it."
        )
    return plain


def _check_there(filters: Sequence[SavedFilter], name: str) -> None:
    if all(one.name != name for one in filters):
        raise UsageError(
            "NW-U51",
            f"There is no saved filter called {name}.",
            NOTHING_CHANGED,
            "Choose one of those that are listed.",
        )
