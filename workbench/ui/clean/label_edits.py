"""Changes of keys, colours and order of a label set, as pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from workbench.domain.labels import Label, LabelSet
from workbench.ui.annotate.actions_table import EDITOR_ACTIONS

COMMAND_KEYS = frozenset(
    key.lower() for row in EDITOR_ACTIONS for key in row.keys.split("; ") if len(key) == 1
)


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A label of the set, or one that only stands in the gold tags (`label` is None then)."""

    name: str
    label: Label | None
    entities: int


def label_rows(labels: LabelSet, counts: Mapping[str, int]) -> list[LabelRow]:
    """The set in its order, then the labels that occur without being in it."""
    known = [LabelRow(label.name, label, counts.get(label.name, 0)) for label in labels]
    strays = sorted(set(counts) - set(labels.names))
    return known + [LabelRow(name, None, counts[name]) for name in strays]


def with_key(labels: LabelSet, name: str, key: str) -> LabelSet:
    """Give a label a key; who had that key before gets none."""
    return LabelSet(tuple(_rekeyed(label, name, key) for label in labels))


def _rekeyed(label: Label, name: str, key: str) -> Label:
    if label.name == name:
        return replace(label, key=key)
    return replace(label, key="") if key and label.key == key else label


def with_colour(labels: LabelSet, name: str, colour: str) -> LabelSet:
    """Give a label a colour, as #rrggbb."""
    return LabelSet(
        tuple(replace(label, colour=colour) if label.name == name else label for label in labels)
    )


def moved(labels: LabelSet, name: str, step: int) -> LabelSet:
    """Move a label up (-1) or down (1) in the order; at the end it stays."""
    order = list(labels)
    at = labels.names.index(name)
    target = at + step
    if 0 <= target < len(order):
        order[at], order[target] = order[target], order[at]
    return LabelSet(tuple(order))


def key_problem(key: str) -> str:
    """Why a key cannot set a label, or nothing."""
    if len(key) > 1 or (key and (not key.isprintable() or key.isspace())):
        return "A label's key is one character."
    if key.lower() in COMMAND_KEYS:
        return f"The key {key} belongs to a command of the editor. Choose another one."
    return ""
