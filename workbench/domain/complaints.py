"""What the project doctor finds in a project file, beyond bad tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Complaint(StrEnum):
    """A kind of damage, in the order in which it is told."""

    FILE = "damaged-file"
    INDEX = "damaged-index"
    CHANGED = "changed-outside"
    UNREADABLE = "unreadable"
    DERIVED = "out-of-step"
    CONTROL = "control-characters"
    ORPHAN = "without-sentence"
    HISTORY = "unreadable-history"
    PATH = "path-outside"


# What each means, and what a repair does; none where only a backup helps.
MEANINGS: Mapping[Complaint, tuple[str, str]] = {
    Complaint.FILE: ("The database itself is damaged.", ""),
    Complaint.INDEX: (
        "An index does not agree with its table: lists may lack sentences.",
        "made anew from the table",
    ),
    Complaint.CHANGED: (
        "A sentence is not as it was saved.",
        "taken from a backup where that is proven or newest, else kept and flagged",
    ),
    Complaint.UNREADABLE: (
        "A sentence holds values that mean nothing.",
        "taken from a backup, else each such value becomes the usual one; suggestions are deleted",
    ),
    Complaint.DERIVED: (
        "Entities, findings or counts do not follow from the tags.",
        "made anew from the tags",
    ),
    Complaint.CONTROL: (
        "Tokens hold invisible control characters.",
        "each becomes its visible sign",
    ),
    Complaint.ORPHAN: ("Rows belong to a sentence that is gone.", "deleted"),
    Complaint.HISTORY: ("A step of the history cannot be read; undo ends there.", ""),
    Complaint.PATH: ("A run names a folder outside of the project's runs.", ""),
}


@dataclass(frozen=True, slots=True)
class Damage:
    """One thing that is wrong; `sentence` is 0 where it is none of a sentence."""

    kind: Complaint
    detail: str
    sentence: int = 0

    @property
    def repair(self) -> str:
        return MEANINGS[self.kind][1]
