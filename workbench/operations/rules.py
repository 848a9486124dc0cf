"""The rules of a project: a part of it and of its history.

Whether a pattern can be read is checked before (`workflow.matching`): that takes a library.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.rules import (
    Rule,
    check_rule,
    read_rules,
    relabelled_rules,
    with_rule,
    written_rules,
)
from workbench.operations.dictionaries import no_label
from workbench.operations.store import Reader, Transaction

NAME = "rules"


def rules(reader: Reader) -> tuple[Rule, ...]:
    """The rules in the order of their making."""
    return read_rules(reader.value(NAME))


def put_rule(transaction: Transaction, rule: Rule, old: str = "") -> Changes:
    """Keep a rule, in the place of the one called `old`.

    Raises UsageError NW-L13 for a name that is taken, NW-L14 for a label that the set lacks.
    """
    known = rules(transaction)
    checked = check_rule(known, rule, old)
    if transaction.labels().find(checked.label) is None:
        raise no_label(checked.label)
    _put(transaction, with_rule(known, checked, old))
    return transaction.changes(f"rule {checked.name}")


def switch_rules(transaction: Transaction, names: Iterable[str], enabled: bool) -> Changes:
    """Let rules suggest, or not."""
    wanted = frozenset(names)
    switched = [
        replace(one, enabled=enabled) if one.name in wanted else one for one in rules(transaction)
    ]
    _put(transaction, switched)
    return transaction.changes("switch rules on" if enabled else "switch rules off")


def remove_rules(transaction: Transaction, names: Iterable[str]) -> Changes:
    """Forget rules."""
    gone = frozenset(names)
    _put(transaction, [one for one in rules(transaction) if one.name not in gone])
    return transaction.changes("remove rules")


def follow_label(transaction: Transaction, old: str, new: str) -> tuple[str, ...]:
    """Let rules follow their label; the names of those that did."""
    before = rules(transaction)
    after = relabelled_rules(before, old, new)
    if after != before:
        _put(transaction, after)
    return tuple(one.name for one in before if one.label == old)


def _put(transaction: Transaction, wanted: Sequence[Rule]) -> None:
    transaction.put_value(NAME, written_rules(wanted) or None)
