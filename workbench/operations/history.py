"""Undo and redo, over restarts."""

from __future__ import annotations

from collections.abc import Callable

from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.operations.store import Transaction


def undo(transaction: Transaction) -> Changes:
    """Take the last operation back; Changes with `nothing` where there is none."""
    return transaction.undo()


def redo(transaction: Transaction) -> Changes:
    """Do the operation again that was undone last."""
    return transaction.redo()


def undo_to(transaction: Transaction, sequence: int) -> Changes:
    """Go back to just after an operation, in one go; 0 goes back to the beginning."""
    return _travel(transaction, transaction.undo, lambda: _undo_waits(transaction) > sequence)


def redo_to(transaction: Transaction, sequence: int) -> Changes:
    """Do everything again up to and including an operation that was undone, in one go."""
    return _travel(transaction, transaction.redo, lambda: 0 < _redo_waits(transaction) <= sequence)


def _travel(
    transaction: Transaction, step: Callable[[], Changes], more: Callable[[], bool]
) -> Changes:
    """Take steps while there are more, and say what they changed together."""
    steps = []
    while more():
        steps.append(step())
    if not steps:
        return Changes("nothing to go back to")
    sentences: frozenset[int] = frozenset().union(*(one.sentences for one in steps))
    return Changes(
        steps[-1].operation,
        steps[-1].sequence,
        sentences,
        membership=any(one.membership for one in steps),
        labels=any(one.labels for one in steps),
        runs=any(one.runs for one in steps),
        values=frozenset().union(*(one.values for one in steps)),
        finished=sum(one.finished for one in steps),
        details={
            "operations": len(steps),
            "sentences": sum(one.details.get("sentences", 0) for one in steps),
        },
    )


def _undo_waits(transaction: Transaction) -> int:
    entry = transaction.next_steps().undo
    return entry.sequence if entry else 0


def _redo_waits(transaction: Transaction) -> int:
    entry = transaction.next_steps().redo
    return entry.sequence if entry else 0


def restore(transaction: Transaction, sentence_id: int, sequence: int) -> Changes:
    """Bring a sentence back to what it was after an operation; UsageError for an unknown one."""
    versions = transaction.sentence_history(sentence_id)
    wanted = next((one for one in versions if one.sequence == sequence), None)
    if wanted is not None:
        transaction.put(wanted.sentence)
        return transaction.changes("restore sentence")
    raise UsageError(
        "NW-U46",
        f"Operation {sequence} left no state of sentence {sentence_id}.",
        "Nothing was changed.",
        "Choose a state from the history of the sentence.",
    )
