"""What an export is told in; no Qt."""

from __future__ import annotations

from pathlib import Path

from workbench.formats.exporting import Written
from workbench.formats.planning import Plan
from workbench.ui.exchange.import_words import counted, sentences


def counts(plan: Plan) -> str:
    """What will be written."""
    found = plan.counts
    tokens = counted(found.tokens, "token", "tokens")
    entities = counted(found.entities, "entity", "entities")
    return f"{sentences(found.sentences)} · {tokens} · {entities}"


def losses(plan: Plan) -> str:
    """What will be lost; "" where nothing is."""
    parts = []
    if plan.losses:
        parts.append(f"Left out: {'; '.join(plan.losses)}.")
    if plan.bad_tags:
        have = counted(plan.bad_tags, "sentence has", "sentences have")
        parts.append(f"{have} bad tags, which this format cannot hold. Clean them first, or:")
    return "\n".join(parts)


def result(written: Written) -> str:
    """What was written, and that it was proven."""
    where = str(written.path)
    if len(written.files) > 1 or written.files != (written.path,):
        where = f"{where}: {', '.join(file.name for file in written.files)}"
    return f"{sentences(written.sentences)} written, read back and compared.\n{where}"


def folder_of(written: Written) -> Path:
    """The folder in which what was written lies."""
    return written.path if written.path.is_dir() else written.path.parent
