"""What the command palette offers: actions, and whatever places add to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction

from workbench.ui.action_table import scope_of, scope_title
from workbench.ui.actions import BoundAction
from workbench.ui.palette.fuzzy import Match, match

MOST_SHOWN = 200
# A command that was used lately beats one that matches a little better.
RECENT_WORTH = 6.0


@dataclass(frozen=True)
class PaletteEntry:
    """One line of the palette.

    `name` is stable from one start to the next, for what was used last; `why_not` says why it
    cannot be done now, and is empty where it can.
    """

    name: str
    text: str
    run: Callable[[], object]
    where: str = ""
    keys: str = ""
    why_not: str = ""


@dataclass(frozen=True)
class Found:
    """An entry with the letters that were found in its text."""

    entry: PaletteEntry
    match: Match


def ranked(typed: str, entries: Iterable[PaletteEntry], recent: Sequence[str] = ()) -> list[Found]:
    """What matches, the best first; what cannot be done now comes last."""
    bonus = {name: RECENT_WORTH * (1 - n / len(recent)) for n, name in enumerate(recent)}
    found = []
    for entry in entries:
        matched = match(typed, entry.text)
        if matched is not None:
            # Where nothing is typed, the table's order stays; only what is recent comes first.
            score = (matched.score if typed.strip() else 0.0) + bonus.get(entry.name, 0.0)
            found.append((bool(entry.why_not), -score, Found(entry, matched)))
    found.sort(key=lambda one: one[:2])
    return [one for _, _, one in found[:MOST_SHOWN]]


def action_entry(
    action: QAction, run: Callable[[], object], why_not: str = "", place: str = ""
) -> PaletteEntry:
    """The line of an action; its text may say more than the table does ("Undo clean")."""
    row = action.row if isinstance(action, BoundAction) else None
    where = scope_title(scope_of(row) if row else place)
    keys = " · ".join(key.toString() for key in action.shortcuts())
    reason = "" if action.isEnabled() else why_not or "not now"
    text = plain_text(action)
    return PaletteEntry(action.objectName() or text, text, run, where, keys, reason)


def plain_text(action: QAction) -> str:
    """An action's text without marks for menus."""
    return action.text().replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


def with_recent(recent: Sequence[str], name: str, most: int = 8) -> list[str]:
    """The names used last, with this one before the others."""
    return [name, *(one for one in recent if one != name)][:most]
