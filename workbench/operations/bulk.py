"""What is done to many sentences at once beyond their status, split and flag."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.domain import editing
from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.operations.store import Transaction


@backed_up("before bulk")
def accept_suggestions(
    transaction: Transaction, sentence_ids: Iterable[int], threshold: float
) -> Changes:
    """Make the suggestions from a threshold on gold; the details count them as `accepted`."""
    accepted = 0
    for sentence in transaction.sentences(sentence_ids):
        if any(suggestion.score >= threshold for suggestion in sentence.suggestions):
            after = editing.accept_from(sentence, threshold)
            accepted += len(after.origins) - len(sentence.origins)
            transaction.put(after)
    return transaction.changes(f"accept from {threshold:.2f}", accepted=accepted)
