"""The journal in words: when, what, and how much."""

from __future__ import annotations

from datetime import datetime, timedelta

from workbench.operations.store import HistoryEntry

BEGINNING = "As the project was made"
CAME_IN = "As it was at first"


def moment(time: str, now: datetime) -> str:
    """A time in UTC as a person says it here: `14:02`, `yesterday 09:10`, `3 Mar 09:10`."""
    if not time:
        return ""
    local = datetime.fromisoformat(time).astimezone(now.tzinfo)
    clock = f"{local:%H:%M}"
    if local.date() == now.date():
        return clock
    if local.date() == now.date() - timedelta(days=1):
        return f"yesterday {clock}"
    year = "" if local.year == now.year else f" {local.year}"
    return f"{local.day} {local:%b}{year} {clock}"


def here_and_now() -> datetime:
    """The present in the time zone of this machine."""
    return datetime.now().astimezone()


def what(operation: str) -> str:
    """An operation's name as the first words of a line."""
    return operation[:1].upper() + operation[1:] if operation else CAME_IN


def sentence_count(count: int) -> str:
    return "1 sentence" if count == 1 else f"{count:,} sentences"


def operation_count(count: int) -> str:
    return "1 operation" if count == 1 else f"{count:,} operations"


def state_of(entry: HistoryEntry) -> str:
    """Whether an operation stands, in a word for those who do not see its colour."""
    if entry.dropped:
        return "undone, and written over"
    return "undone" if entry.undone else "done"


def tip_of(entry: HistoryEntry) -> str:
    """All that the journal says about an operation."""
    counts = (f"{name.replace('_', ' ')}: {count:,}" for name, count in entry.details.items())
    lines = [what(entry.operation), f"{entry.time} · {entry.actor} · {state_of(entry)}"]
    return "\n".join([*lines, sentence_count(entry.sentences), *counts])
