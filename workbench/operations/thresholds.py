"""What a project keeps of which suggestions count as sure; settings, no part of its history."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain import thresholds as pure
from workbench.domain.changes import Changes
from workbench.domain.thresholds import Measured, Thresholds
from workbench.operations.store import Reader, Transaction

NAME = "thresholds"


def thresholds_of(reader: Reader) -> Thresholds:
    """What the project keeps, or the defaults."""
    return Thresholds.from_json(reader.setting(NAME, {}))


def choose_thresholds(
    transaction: Transaction,
    fixed: float | None = None,
    per_label: bool | None = None,
    hide: bool | None = None,
    by_hand: Mapping[str, float] | None = None,
) -> Changes:
    """Keep what a person chose; None leaves a choice as it is."""
    chosen = thresholds_of(transaction).with_choices(fixed, per_label, hide, by_hand)
    transaction.put_setting(NAME, chosen.to_json())
    return transaction.changes("")


def follow_label(transaction: Transaction, old: str, new: str) -> None:
    """Let the numbers of a label hold for its new name.

    Settings are no part of the history: the old name keeps its numbers, so that an undone
    rename finds them again.
    """
    before = thresholds_of(transaction)
    after = before.with_name(old, new)
    if after != before:
        transaction.put_setting(NAME, after.to_json())


def note_measured(transaction: Transaction, suggester: str, measured: Measured | None) -> Changes:
    """Keep what the scores of a suggester are worth; None forgets it."""
    noted = pure.with_measured(thresholds_of(transaction), suggester, measured)
    transaction.put_setting(NAME, noted.to_json())
    return transaction.changes("")
