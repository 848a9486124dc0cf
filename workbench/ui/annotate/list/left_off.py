"""The place where a person left off: the sentence, the filter and the order of the list."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import Order, parse_filter
from workbench.operations.store import Reader, Transaction

NAME = "annotate.place"
SCHEMA = 1


@dataclass(frozen=True, slots=True)
class LeftOff:
    """Where to go on; no sentence means the first one of the list."""

    sentence: int | None = None
    text: str = ""
    order: Order = Order.POSITION

    @staticmethod
    def from_json(data: Any) -> LeftOff:
        """Read what was kept; a filter that is no longer valid gives way to none."""
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            return LeftOff()
        sentence, text, order = (data.get(key) for key in ("sentence", "text", "order"))
        return LeftOff(
            sentence if isinstance(sentence, int) else None,
            text if isinstance(text, str) and _is_filter(text) else "",
            Order(order) if order in list(Order) else Order.POSITION,
        )


def where_left_off(reader: Reader) -> LeftOff:
    """What the project remembers; a sentence that is gone is forgotten."""
    found = LeftOff.from_json(reader.setting(NAME))
    if found.sentence is not None and not reader.rows([found.sentence]):
        return LeftOff(None, found.text, found.order)
    return found


def remember_place(transaction: Transaction, place: LeftOff) -> Changes:
    """Keep where the person is; no part of the history."""
    transaction.put_setting(NAME, {"schema": SCHEMA, **asdict(place)})
    return transaction.changes("remember the place")


def _is_filter(text: str) -> bool:
    try:
        parse_filter(text)
    except UsageError:
        return False
    return True
