"""Undo and redo, over restarts."""

from __future__ import annotations

from workbench.domain.changes import Changes
from workbench.operations.store import Transaction


def undo(transaction: Transaction) -> Changes:
    """Take the last operation back; Changes with `nothing` where there is none."""
    return transaction.undo()


def redo(transaction: Transaction) -> Changes:
    """Do the operation again that was undone last."""
    return transaction.redo()
