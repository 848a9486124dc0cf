"""Undo and redo, over restarts."""

from __future__ import annotations

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
    """Go back to just after an operation, or to the beginning (0); each one can be redone."""
    return transaction.undo_to(sequence)


def redo_to(transaction: Transaction, sequence: int) -> Changes:
    """Do everything again up to and including an operation that was undone."""
    return transaction.redo_to(sequence)


def restore(transaction: Transaction, sentence_id: int, sequence: int) -> Changes:
    """Bring a sentence back to what it was after an operation; UsageError for an unknown one."""
    for version in transaction.sentence_history(sentence_id):
        if version.sequence == sequence:
            transaction.put(version.sentence)
            return transaction.changes("restore sentence")
    raise UsageError(
        "NW-U46",
        f"Operation {sequence} left no state of sentence {sentence_id}.",
        "Nothing was changed.",
        "Choose a state from the history of the sentence.",
    )
