"""The gold of today for a test set that was frozen before, and a report's new figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.changes import Changes
from workbench.domain.sentence import Status
from workbench.domain.training import Example
from workbench.operations.runs import to_example
from workbench.operations.store import Reader, Transaction


@dataclass(frozen=True)
class GoldOfToday:
    """Sentences of a frozen test set with today's tags, and how many were left out why.

    `gone` were deleted, `retokenised` have other tokens now, `unconfirmed` are not done any
    more; `changed` are among the examples, with other tags than before.
    """

    examples: tuple[Example, ...]
    gone: int = 0
    retokenised: int = 0
    unconfirmed: int = 0
    changed: int = 0


def gold_of_today(reader: Reader, frozen: tuple[Example, ...]) -> GoldOfToday:
    """Look up the sentences of a frozen test set."""
    known = frozenset(reader.labels().names)
    found = {one.id: one for one in reader.sentences([example.id for example in frozen])}
    kept: list[Example] = []
    retokenised = unconfirmed = changed = 0
    for before in frozen:
        now = found.get(before.id)
        if now is None:
            continue
        if now.tokens != before.tokens:
            retokenised += 1
        elif now.status is not Status.DONE:
            unconfirmed += 1
        else:
            kept.append(to_example(now, known))
            changed += kept[-1].tags != before.tags
    return GoldOfToday(tuple(kept), len(frozen) - len(found), retokenised, unconfirmed, changed)


def keep_rescored(transaction: Transaction, name: str, rescored: Mapping[str, Any]) -> Changes:
    """Put new figures beside those that a run's report has."""
    run = transaction.run(name)
    report = dict(run.report or {})
    report["rescored"] = [*report.get("rescored", ()), dict(rescored)]
    transaction.put_run(replace(run, report=report))
    return transaction.changes(f"{name} rescored")
