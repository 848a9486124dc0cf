"""Suggestions: taken in from a suggester, or dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.domain.filters import Field, Filter, Term
from workbench.operations.store import Transaction


def put_suggestions(
    transaction: Transaction, suggester: str, found: Mapping[int, Sequence[Suggestion]]
) -> Changes:
    """Show a suggester's proposals on these sentences in place of its earlier ones.

    What agrees with or overlaps a gold entity is left out: gold is never questioned here.
    """
    entities = 0
    for sentence in transaction.sentences(sorted(found)):
        gold = sentence.entities
        fresh = tuple(
            suggestion
            for suggestion in found[sentence.id]
            if not any(entity.overlaps(suggestion.entity) for entity in gold)
        )
        others = tuple(old for old in sentence.suggestions if old.suggester != suggester)
        entities += len(fresh)
        transaction.put(replace(sentence, suggestions=tuple(sorted((*others, *fresh)))))
    return transaction.changes(f"suggest by {suggester}", entities=entities)


def drop_suggestions(transaction: Transaction, suggester: str = "") -> Changes:
    """Take all suggestions away, or those of one suggester."""
    wanted = Filter((Term(Field.SUGGESTED),))
    for sentence in transaction.sentences(transaction.ids(wanted)):
        left = tuple(s for s in sentence.suggestions if suggester and s.suggester != suggester)
        if left != sentence.suggestions:
            transaction.put(replace(sentence, suggestions=left))
    return transaction.changes("drop suggestions")
