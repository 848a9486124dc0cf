"""Looks for damage in the whole project, and mends it in one step."""

from __future__ import annotations

from collections.abc import Iterator

from workbench.domain.changes import Changes
from workbench.domain.complaints import Damage
from workbench.operations.store import Reader, Transaction

REPAIR = "repair of damage"


def look(reader: Reader) -> Iterator[list[Damage]]:
    """All damage, some of it at a time; a question in steps."""
    yield from reader.damage()


def repair(transaction: Transaction) -> Changes:
    """Mend what can be mended; the details count the sentences by kind."""
    return transaction.changes(REPAIR, **transaction.mend())
