"""What a change of labels does, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbench.domain.changes import Changes
from workbench.operations.label import LabelAct, LabelAction, LabelEffect
from workbench.ui.clean.wording import count_text

SHOWN_NAMES = 3


def question(action: LabelAction) -> str:
    """The heading over what a change would do."""
    return {
        LabelAct.RENAME: f"Rename {action.old} to {action.new}?",
        LabelAct.MERGE: f"Merge {action.old} into {action.new}?",
        LabelAct.DELETE: f"Delete {action.old}?",
    }[action.act]


def told(action: LabelAction, changes: Changes, undo_key: str) -> str:
    """What a change did, and how to take it back."""
    done = {
        LabelAct.RENAME: f"Renamed {action.old} to {action.new}",
        LabelAct.MERGE: f"Merged {action.old} into {action.new}",
        LabelAct.DELETE: f"Deleted {action.old}",
    }[action.act]
    return with_undo(f"{done} in {extent(changes.details)}.", undo_key)


def split_told(old: str, changes: Changes, removing: bool, undo_key: str) -> str:
    """What a split did; it says so where the old label had to stay."""
    details = changes.details
    parts = [f"Split {old}: {entities(details.get('changed_entities', 0))} with a new label."]
    if details.get("gone"):
        stayed = "it was" if details["gone"] == 1 else "they were"
        mentions = count_text(details["gone"], "mention")
        parts.append(f"{mentions} had changed meanwhile and stayed as {stayed}.")
    if details.get("removed"):
        parts.append(f"{old} is gone.")
    elif removing:
        parts.append(f"{old} stays: some entities still have it.")
    return with_undo(" ".join(parts), undo_key)


def with_undo(text: str, undo_key: str) -> str:
    """A notice together with the key that takes back what it tells."""
    return f"{text} Undo: {undo_key}" if undo_key else text


def extent(details: Mapping[str, int]) -> str:
    """`3 entities and 1 suggestion`."""
    counts = [entities(details.get("changed_entities", 0))]
    if details.get("changed_suggestions"):
        counts.append(count_text(details["changed_suggestions"], "suggestion"))
    return " and ".join(counts)


def entities(count: int) -> str:
    return count_text(count, "entity", "entities")


def effect_lines(effect: LabelEffect, old: str, new: str, counting: bool) -> list[str]:
    """What would change, a line for each kind of thing; `counting` while sentences are counted."""
    where = count_text(effect.sentences, "sentence") + (" so far" if counting else "")
    touched = effect.entities or effect.suggestions
    first = f"{extent(effect.details)} in {where}." if touched else "No entity and no suggestion."
    lines = [first, *_values(effect, old, new)]
    return [effect.remark, *lines] if effect.remark else lines


def _values(effect: LabelEffect, old: str, new: str) -> list[str]:
    lines = []
    if effect.filters:
        lines.append(f"Saved filters follow: {listed(effect.filters)}.")
    if effect.lost:
        lines.append(f"Saved filters that go on asking for {old}: {listed(effect.lost)}.")
    if effect.term_lists:
        lines.append(f"Lists of terms follow: {listed(effect.term_lists)}.")
    if effect.guideline:
        fate = f"goes to {new}" if new else "goes away with it"
        lines.append(f"The guideline's text for {old} {fate}.")
    return [*lines, *_suggesters(effect, new)]


def _suggesters(effect: LabelEffect, new: str) -> list[str]:
    lines = []
    if effect.terms:
        fate = f"go to {new}" if new else "go away with it"
        lines.append(f"The terms of its dictionary {fate}: {effect.terms:,}.")
    if effect.rules:
        fate = "follow" if new else "are left without a label"
        lines.append(f"Rules that {fate}: {listed(effect.rules)}.")
    return lines


def listed(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(f"“{name}”" for name in names[:SHOWN_NAMES])
    more = len(names) - SHOWN_NAMES
    return f"{shown} and {more:,} more" if more > 0 else shown
