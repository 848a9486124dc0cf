"""Rows of the label set, and changes of its keys, colours and order, as pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace

from workbench.domain.counts import LabelCounts
from workbench.domain.label_names import odd_labels
from workbench.domain.labels import Label, LabelSet, free_colour
from workbench.ui.clean.wording import count_text
from workbench.ui.theme import corrected_in

NOT_IN_SET = "not in the label set"
# How a line is drawn in a theme where its own colour would hardly be seen.
_CORRECTED = {"light": "drawn darker in the light theme", "dark": "drawn lighter in the dark theme"}


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of the set, or one that only stands in the tags (`label` is None then).

    `remark` says what else there is to know of it.
    """

    name: str
    label: Label | None
    entities: int
    suggestions: int = 0
    remark: str = ""


def label_rows(
    labels: LabelSet, counts: Mapping[str, LabelCounts], unfinished: Mapping[str, int]
) -> list[LabelRow]:
    """The set in its order, then the labels that occur without being in it.

    `unfinished` is how many decisions of a split are kept for a label.
    """
    strays = sorted(set(counts) - set(labels.names))
    odd = odd_labels([*labels.names, *strays])
    none = LabelCounts(0, 0)
    known = [
        LabelRow(
            label.name,
            label,
            *counts.get(label.name, none),
            _remark(unfinished.get(label.name, 0), odd.get(label.name, ""), label.colour),
        )
        for label in labels
    ]
    unknown = (
        LabelRow(name, None, *counts[name], _joined(NOT_IN_SET, odd.get(name, "")))
        for name in strays
    )
    return [*known, *unknown]


def _remark(unfinished: int, oddity: str, colour: str) -> str:
    decisions = count_text(unfinished, "decision")
    kept = f"split begun: {decisions} kept" if unfinished else ""
    return _joined(kept, oddity, colour_remark(colour))


def colour_remark(colour: str) -> str:
    """What is done to a colour that would hardly be seen in one of the themes."""
    return " and ".join(_CORRECTED[theme] for theme in corrected_in(colour))


def _joined(*remarks: str) -> str:
    return "; ".join(remark for remark in remarks if remark)


def with_key(labels: LabelSet, name: str, key: str) -> LabelSet:
    """Give a label a key; who had that key before gets none."""
    return LabelSet(tuple(_rekeyed(label, name, key) for label in labels))


def owner_of(labels: LabelSet, key: str) -> str:
    """The label that has this key, if any."""
    return next((label.name for label in labels if key and label.key == key), "")


def _rekeyed(label: Label, name: str, key: str) -> Label:
    if label.name == name:
        return replace(label, key=key)
    return replace(label, key="") if key and label.key == key else label


def with_colour(labels: LabelSet, name: str, colour: str) -> LabelSet:
    """Give a label a colour, as #rrggbb."""
    return LabelSet(
        tuple(replace(label, colour=colour) if label.name == name else label for label in labels)
    )


def with_fresh_colours(labels: LabelSet) -> LabelSet:
    """Give every label the colour that a new set would have given it."""
    taken: set[str] = set()
    coloured = []
    for place, label in enumerate(labels):
        coloured.append(replace(label, colour=free_colour(taken, place)))
        taken.add(coloured[-1].colour)
    return LabelSet(tuple(coloured))


def moved(labels: LabelSet, name: str, step: int) -> LabelSet:
    """Move a label up (-1) or down (1) in the order; at the end it stays."""
    order = list(labels)
    at = labels.names.index(name)
    target = at + step
    if 0 <= target < len(order):
        order[at], order[target] = order[target], order[at]
    return LabelSet(tuple(order))


def key_problem(key: str, commands: Set[str]) -> str:
    """Why a key cannot set a label, or nothing; `commands` are the editor's keys, in small."""
    if len(key) > 1 or (key and (not key.isprintable() or key.isspace())):
        return "A label's key is one character."
    if key.lower() in commands:
        return f"The key {key} belongs to a command of the editor. Choose another one."
    return ""
