"""One row of the table of actions."""

from __future__ import annotations

from typing import NamedTuple

EDITOR = "annotate.editor"


class ActionRow(NamedTuple):
    """An action's stable name, its text, and its default keys, separated by `; `.

    A key that acts only where a place handles it itself (labels and arrows in the editor) has
    `shown_only`: it stands on the sheet of keys but makes no window-wide shortcut.

    `scope` says where the keys act: in the whole window (empty), in a place (`clean`), or in a
    part of one (`clean.labels`). None: in the place that the name begins with.
    """

    name: str
    text: str
    keys: str = ""
    tip: str = ""
    shown_only: bool = False
    scope: str | None = None


def default_keys(row: ActionRow) -> tuple[str, ...]:
    """The single key sequences that a row has before anybody changes them."""
    return tuple(key for key in row.keys.split("; ") if key)
