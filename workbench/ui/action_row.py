"""One row of the table of actions."""

from __future__ import annotations

from typing import NamedTuple


class ActionRow(NamedTuple):
    """An action's stable name, its text, and its default keys, separated by `; `.

    A key that acts only where a place handles it itself (single letters in the editor) has
    `shown_only`: it stands on the sheet of keys but makes no window-wide shortcut.
    """

    name: str
    text: str
    keys: str = ""
    tip: str = ""
    shown_only: bool = False
