"""What dictionaries and rules found, taken in as suggestions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.operations.store import Transaction
from workbench.operations.suggest import put_suggestions


def put_finds(
    transaction: Transaction, suggester: str, found: Mapping[int, Sequence[Suggestion]]
) -> Changes:
    """Show finds as suggestions, in place of the suggester's earlier ones on these sentences.

    What does not fit any more is left out: since it was looked for, tokens may have been merged
    and labels or sentences deleted.
    """
    labels = frozenset(transaction.labels().names)
    sizes = {number: len(tokens) for number, tokens in transaction.tokens(sorted(found))}
    fitting = {
        number: [
            one for one in found[number] if one.entity.label in labels and one.entity.end <= size
        ]
        for number, size in sizes.items()
    }
    return put_suggestions(transaction, suggester, fitting)
