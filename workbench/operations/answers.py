"""What a person answered to issues and suspects: ignored for good, or correct as it is.

Answers are kept in the project as one journalled value, so that undo brings them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.changes import Changes
from workbench.operations.store import Reader, Transaction

NAME = "answered_issues"
# Spans that are correct though they look inconsistent.
KEPT = "kept-span"


@dataclass(frozen=True, slots=True)
class Answers:
    """The keys of what is settled, by kind."""

    keys: Mapping[str, frozenset[str]]

    def holds(self, kind: str, key: str) -> bool:
        return key in self.keys.get(kind, ())


def read_answers(reader: Reader) -> Answers:
    """Everything that was answered so far."""
    stored = reader.value(NAME, {})
    return Answers({kind: frozenset(keys) for kind, keys in stored.items()})


def ignore(transaction: Transaction, kind: str, keys: Iterable[str]) -> Changes:
    """Never report issues of these keys again."""
    chosen = set(keys)
    _put(transaction, kind, chosen | _stored(transaction, kind))
    return transaction.changes(f"ignore {kind}", issues=len(chosen))


def take_back(transaction: Transaction, kind: str, keys: Iterable[str]) -> Changes:
    """Report issues of these keys again."""
    chosen = set(keys)
    _put(transaction, kind, _stored(transaction, kind) - chosen)
    return transaction.changes(f"report {kind} again", issues=len(chosen))


def _stored(reader: Reader, kind: str) -> set[str]:
    return set(reader.value(NAME, {}).get(kind, ()))


def _put(transaction: Transaction, kind: str, keys: Iterable[str]) -> None:
    stored: dict[str, Any] = dict(transaction.value(NAME, {}))
    stored[kind] = sorted(keys)
    transaction.put_value(NAME, {one: kept for one, kept in sorted(stored.items()) if kept})
