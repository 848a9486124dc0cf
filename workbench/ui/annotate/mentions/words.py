"""What the search for mentions says, in words."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from workbench.domain.changes import Changes
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.mentions import CONFLICTS, Hit, State
from workbench.domain.sentence import Status
from workbench.ui.annotate.mentions.choice import Choice

# The sign says the same as the colour.
_STATES: Mapping[State, str] = {
    State.UNTAGGED: "○ untagged",
    State.SUGGESTED: "? suggested {label}",
    State.SAME: "= {label} already",
    State.OTHER: "≠ now {label}",
    State.OVERLAP: "≠ overlaps {label}",
    State.BAD_TAG: "≠ bad tag {label}",
}


class Shown(StrEnum):
    """Which hits the table shows."""

    OPEN = "To decide"
    ALL = "All"
    CHOSEN = "Chosen"
    UNTAGGED = "Untagged"
    SUGGESTED = "Suggested"
    SAME = "Already so"
    CONFLICTS = "Conflicts"


SHOWN_STATES: Mapping[Shown, frozenset[State]] = {
    Shown.OPEN: frozenset(State) - {State.SAME},
    Shown.ALL: frozenset(State),
    Shown.CHOSEN: frozenset(State),
    Shown.UNTAGGED: frozenset({State.UNTAGGED}),
    Shown.SUGGESTED: frozenset({State.SUGGESTED}),
    Shown.SAME: frozenset({State.SAME}),
    Shown.CONFLICTS: CONFLICTS,
}

REJECTED = Term(Field.STATUS, Status.REJECTED.value, True)
# Which sentences are looked at: what it is called, and its filter. The list comes first
# where it is filtered.
SCOPES: tuple[tuple[str, Filter], ...] = (
    ("all but rejected sentences", Filter((REJECTED,))),
    ("new sentences", Filter((Term(Field.STATUS, Status.NEW.value),))),
    (
        "sentences that are not done",
        Filter((Term(Field.STATUS, Status.DONE.value, True), REJECTED)),
    ),
    ("done sentences", Filter((Term(Field.STATUS, Status.DONE.value),))),
    ("all sentences", Filter()),
)
LISTED = "the sentences of the list as it is filtered"


def state_words(hit: Hit, state: State) -> str:
    """What stands at a hit, such as `≠ now MISC`."""
    return _STATES[state].format(label=hit.standing.label)


def shown_words(shown: Shown, choice: Choice) -> str:
    """A choice of the filter with its count, such as `Conflicts 2`."""
    counts = choice.ticked if shown is Shown.CHOSEN else choice.counts
    return f"{shown}  {sum(counts[state] for state in SHOWN_STATES[shown]):,}"


def counts_words(choice: Choice) -> str:
    """`39 of 41 chosen · 2 conflicts`, and how many need nothing."""
    parts = [f"{choice.ticked.total():,} of {len(choice):,} chosen"]
    conflicts = sum(choice.counts[state] for state in CONFLICTS)
    replaced = sum(choice.ticked[state] for state in CONFLICTS)
    if conflicts:
        parts.append(_counted(conflicts, "conflict"))
    if replaced:
        parts.append(f"{replaced:,} of them will be replaced")
    if choice.counts[State.SAME]:
        parts.append(f"{choice.counts[State.SAME]:,} {choice.label} already")
    return " · ".join(parts)


def tag_words(choice: Choice) -> str:
    """What the button says, such as `Tag 39 as ORG`."""
    number = choice.ticked.total()
    return f"Tag {number:,} as {choice.label}" if number else "Tag"


def tagged_words(changes: Changes, label: str) -> str:
    """What was done, and how to take it back."""
    details = changes.details
    parts = [f"{_counted(details['tagged'], 'mention')} tagged as {label}"]
    if details["replaced"]:
        parts.append(f"{_counted(details['replaced'], 'other entity', 'other entities')} replaced")
    if details["gone"]:
        parts.append(f"{details['gone']:,} no longer there")
    undo = " Ctrl+Z takes it back." if changes.sentences else ""
    return f"{', '.join(parts)}.{undo}"


def no_row_words(choice: Choice) -> str:
    """Why no hit is shown, although there are some."""
    if choice.counts[State.SAME] == len(choice):
        return f"Nothing to do: all {len(choice):,} are {choice.label} already."
    return "No place of this kind. Choose “All” to see the others."


def full_words(limit: int) -> str:
    return f"The first {limit:,} are listed. Tag these, or look in fewer sentences."


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"
