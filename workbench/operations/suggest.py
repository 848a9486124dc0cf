"""Suggestions: taken in from a suggester, or dropped."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.sentence import Status
from workbench.operations.store import Reader, Transaction

# Whether a model suggests by itself after it was trained.
ANEW = "suggest_anew"


def put_suggestions(
    transaction: Transaction,
    suggester: str,
    found: Mapping[int, Sequence[Suggestion]],
    instead_of: Collection[str] = (),
) -> Changes:
    """Show a suggester's proposals on these sentences in place of its earlier ones.

    Those of the suggesters `instead_of` go there, too. What agrees with or overlaps a gold entity
    is left out: gold is never questioned here.
    """
    entities = 0
    for sentence in transaction.sentences(sorted(found)):
        gold = sentence.entities
        fresh = tuple(
            suggestion
            for suggestion in found[sentence.id]
            if not any(entity.overlaps(suggestion.entity) for entity in gold)
        )
        gone = (suggester, *instead_of)
        others = tuple(old for old in sentence.suggestions if old.suggester not in gone)
        entities += len(fresh)
        transaction.put(replace(sentence, suggestions=tuple(sorted((*others, *fresh)))))
    return transaction.changes(f"suggest by {suggester}", entities=entities)


def refresh_suggestions(
    transaction: Transaction,
    suggester: str,
    found: Mapping[int, Sequence[Suggestion]],
    instead_of: Collection[str] = (),
) -> Changes:
    """Show proposals that nobody asked for, on sentences that are still as they came.

    That is no step for undo: it is journalled, so that undo and redo stay exact, but goes
    with what somebody did before it. Where something could be redone nothing is written,
    for that would be lost; the details say that these `wait`, and the next refreshing makes up
    for it. What `instead_of` proposed on the same sentences goes.
    """
    operation = f"suggest by {suggester}"
    if not transaction.in_background(operation):
        return Changes(operation, details={"waits": len(found)})
    labels = frozenset(transaction.labels().names)
    untouched = {
        # Since it was asked for, tokens may have been merged and labels deleted.
        sentence.id: [
            one
            for one in found[sentence.id]
            if one.entity.label in labels and one.entity.end <= len(sentence.tokens)
        ]
        for sentence in transaction.sentences(sorted(found))
        if sentence.status is Status.NEW
    }
    return put_suggestions(transaction, suggester, untouched, instead_of)


def drop_suggestions(transaction: Transaction, suggester: str = "") -> Changes:
    """Take all suggestions away, or those of one suggester."""
    wanted = Filter((Term(Field.SUGGESTED),))
    for sentence in transaction.sentences(transaction.ids(wanted)):
        left = tuple(s for s in sentence.suggestions if suggester and s.suggester != suggester)
        if left != sentence.suggestions:
            transaction.put(replace(sentence, suggestions=left))
    return transaction.changes("drop suggestions")


def suggests_anew(reader: Reader) -> bool:
    """Whether a better model suggests by itself after each training."""
    return bool(reader.setting(ANEW, True))


def choose_suggesting_anew(transaction: Transaction, wanted: bool) -> Changes:
    """Let a better model suggest by itself after each training, or not."""
    transaction.put_setting(ANEW, wanted)
    return transaction.changes("")
