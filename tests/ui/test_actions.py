"""The one table of actions."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from workbench.ui.actions import TABLE, find_row, keys_of, make_action
from workbench.ui.command_palette import matches
from workbench.ui.keys_sheet import rows_with_keys


def test_names_are_unique() -> None:
    """Each name stands for one action."""
    assert [name for name, n in Counter(row.name for row in TABLE).items() if n > 1] == []


def test_window_wide_keys_are_unique(qapp: QApplication) -> None:
    """No key does two things in the same place, and every one is a key Qt knows."""
    seen: Counter[str] = Counter()
    for row in TABLE:
        place = row.name.partition(".")[0]
        for key in keys_of(row):
            assert QKeySequence(key).toString(), (row.name, key)
            if not row.shown_only:
                seen[key if place in ("file", "edit", "view", "help") else f"{place} {key}"] += 1
    assert [key for key, n in seen.items() if n > 1] == []


def test_an_action_says_its_keys(qapp: QApplication) -> None:
    """The tooltip names the shortcut, and all keys of the row are bound."""
    owner = QObject()
    action = make_action("edit.redo", owner)
    assert "Ctrl+Shift+Z" in action.toolTip()
    assert "Ctrl+Y" in action.toolTip()
    assert len(action.shortcuts()) == 2


def test_an_unknown_action_is_refused() -> None:
    """A name that the table lacks is a mistake of ours."""
    with pytest.raises(KeyError):
        find_row("file.explode")


def test_the_sheet_lists_every_key() -> None:
    """What has a key stands on the sheet."""
    assert {row.name for row in rows_with_keys()} == {row.name for row in TABLE if row.keys}


@pytest.mark.parametrize(
    ("typed", "text", "found"),
    [("thm dark", "Dark theme", False), ("theme dar", "Dark theme", True), ("", "Undo", True)],
)
def test_the_palette_matches_words_in_any_order(typed: str, text: str, found: bool) -> None:
    """Every typed word must occur; their order does not matter."""
    assert matches(typed, text) is found


def test_the_page_of_keys_is_true(checkout: Path) -> None:
    """Each action that has keys stands in docs/keys.md with its text, keys and tip."""
    lines = (checkout / "docs" / "keys.md").read_text("utf-8").splitlines()
    rows = [f"| {row.text} | {row.keys.replace('; ', ', ')} | {row.tip} |" for row in TABLE]
    keyed = [line for row, line in zip(TABLE, rows, strict=True) if row.keys]
    assert sorted(line for line in lines if line in rows) == sorted(keyed)
    assert len([line for line in lines if line.startswith("| ")]) == len(keyed) + 4
