"""How the project is to be tagged: a text for all, and one for each label."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.changes import Changes
from workbench.operations.store import Reader, Transaction

NAME = "guideline"
GENERAL = ""


def guideline(reader: Reader) -> Mapping[str, str]:
    """The texts by label; the general one stands under "". What is no text is left out."""
    stored = reader.value(NAME)
    texts = stored if isinstance(stored, dict) else {}
    return {label: text for label, text in texts.items() if isinstance(text, str) and text}


def write_guideline(transaction: Transaction, label: str, text: str) -> Changes:
    """Put the text of a label, or the general one, in place of what it was."""
    texts = {**guideline(transaction), label: text.rstrip()}
    transaction.put_value(NAME, {one: texts[one] for one in sorted(texts) if texts[one]} or None)
    return transaction.changes(f"guideline for {label}" if label else "guideline")
