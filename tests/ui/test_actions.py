"""The one table of actions, and the keys that a person gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from workbench.ui.action_row import EDITOR, default_keys
from workbench.ui.action_table import TABLE, find_row, meet, scope_of
from workbench.ui.actions import (
    editor_keys,
    follow_keys,
    key_sign,
    key_text,
    keys_of,
    make_action,
    show_key,
)
from workbench.ui.keys.bindings import KeyBindings, bindings, normal
from workbench.ui.notify import with_present_key


@pytest.fixture(autouse=True)
def own_keys(qapp: QApplication) -> Iterator[None]:
    """Each test begins and ends with the keys of the table."""
    bindings().use({})
    yield
    bindings().use({})


def test_names_are_unique() -> None:
    """Each name stands for one action."""
    assert [name for name, n in Counter(row.name for row in TABLE).items() if n > 1] == []


def test_no_key_does_two_things_where_both_are_heard() -> None:
    """Two actions share a key only where no focus hears both; every key is one that Qt knows."""
    bound = [(key, row) for row in TABLE if not row.shown_only for key in default_keys(row)]
    assert [(row.name, key) for key, row in bound if normal(key) != key] == []
    twice = [
        (key, one.name, other.name)
        for number, (key, one) in enumerate(bound)
        for other_key, other in bound[number + 1 :]
        if key == other_key and meet(scope_of(one), scope_of(other))
    ]
    assert twice == []


def test_the_editor_keeps_its_own_keys() -> None:
    """No default key is one that the editor handles by itself."""
    taken = [
        (row.name, key, bindings().conflicts(row.name, key))
        for row in TABLE
        if not row.shown_only
        for key in default_keys(row)
        if bindings().conflicts(row.name, key)
    ]
    assert taken == []


def test_an_action_says_its_keys() -> None:
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


def test_changed_keys_act_in_every_place_at_once(qtbot: QtBot) -> None:
    """Action, tip and button show the new key without being made anew."""
    button = QPushButton()
    qtbot.addWidget(button)
    action = make_action("annotate.skip", button)
    show_key(button, "annotate.skip", "Skip")
    assert button.text() == "Skip  ␣"
    bindings().set_keys("annotate.skip", ["W", "F7"])
    assert [key.toString() for key in action.shortcuts()] == ["W", "F7"]
    assert "(W · F7)" in action.toolTip()
    assert button.text() == "Skip  w"
    bindings().set_keys("annotate.skip", [])
    assert action.shortcuts() == []
    assert button.text() == "Skip"


def test_a_key_that_is_taken_has_one_action_only() -> None:
    """Whoever had the key loses it; the others keep theirs."""
    bindings().set_keys("annotate.skip", ["F"])
    assert keys_of(find_row("annotate.flag")) == []
    assert keys_of(find_row("annotate.skip")) == ["F"]


def test_the_same_key_may_act_in_two_places() -> None:
    """Annotate and Clean never hear a key together."""
    assert bindings().conflicts("clean.repair_selected", "F3") == []
    assert [one.name for one in bindings().conflicts("annotate.skip", "F3")] == [
        "annotate.next_hit"
    ]


@pytest.mark.parametrize(
    ("name", "key", "whose"),
    [
        ("annotate.skip", "F", ["Flag"]),
        ("annotate.skip", "Ctrl+Z", ["Undo"]),
        ("annotate.search", "F", ["Flag"]),
        ("annotate.skip", "Left", ["Move the token cursor"]),
        ("annotate.skip", "Shift+Left", ["Move the token cursor"]),
        ("annotate.skip", "1", ["label PER"]),
        ("annotate.skip", "P", ["label PER_TOO"]),
        ("annotate.skip", "W", []),
        ("clean.repair_selected", "1", []),
    ],
)
def test_conflicts_are_named(name: str, key: str, whose: list[str]) -> None:
    """Other actions, what the editor does itself, and the project's label keys."""
    labels = {"1": "PER", "p": "PER_TOO"}
    assert [one.text for one in bindings().conflicts(name, key, labels)] == whose


def test_a_new_default_gives_way_to_the_key_a_person_chose() -> None:
    """Also where the change was made when the default did not exist yet."""
    kept = KeyBindings()
    kept.use({"file.new": ("Ctrl+T",)})
    assert kept.keys("train.start") == ()
    assert kept.keys("file.new") == ("Ctrl+T",)


def test_reset_brings_the_first_keys_back() -> None:
    """What another action has meanwhile stays there."""
    bindings().set_keys("annotate.skip", ["F"])
    bindings().reset("annotate.flag")
    assert key_text("annotate.flag") == ""
    bindings().reset("annotate.skip")
    assert (key_text("annotate.skip"), key_text("annotate.flag")) == ("Space", "F")
    assert bindings().changed_keys == {}


def test_label_keys_know_the_keys_in_use() -> None:
    """The single characters of commands follow what the person chose."""
    assert {"a", "x", "f", "?"} <= editor_keys()
    bindings().set_keys("annotate.flag", ["W"])
    assert "w" in editor_keys()
    assert "f" not in editor_keys()


def test_every_action_has_a_place_on_the_sheet() -> None:
    """A row's keys act in the window, in the editor, or in a place that has a title."""
    scopes = {scope_of(row).partition(".")[0] for row in TABLE}
    assert scopes <= {"", "annotate", "clean", "train", "models", "insights", "history"}
    assert scope_of(find_row("annotate.skip")) == EDITOR


def test_the_page_of_keys_is_true(checkout: Path) -> None:
    """docs/keys.md is what `python -m workbench.ui.keys.page` writes; run it to renew the page."""
    from workbench.ui.keys.page import page

    assert (checkout / "docs" / "keys.md").read_text("utf-8") == page()


@pytest.mark.parametrize(
    ("key", "sign"),
    [("X", "x"), ("Space", "␣"), ("Shift+Return", "⇧⏎"), ("Del", "⌦"), ("Ctrl+D", "Ctrl+D")],
)
def test_keys_on_buttons_are_short(key: str, sign: str) -> None:
    """Signs where there is one, single characters in lower case."""
    assert key_sign(key) == sign


def test_notices_name_the_key_in_use() -> None:
    """They are written with the table's key; without a key they name the command."""
    assert with_present_key("Done. Undo: Ctrl+Z") == "Done. Undo: Ctrl+Z"
    bindings().set_keys("edit.undo", ["F9"])
    assert with_present_key("Done. Undo: Ctrl+Z") == "Done. Undo: F9"
    bindings().set_keys("edit.undo", [])
    assert with_present_key("Ctrl+Z takes it back.") == "Undo takes it back."


def test_a_widget_that_is_gone_is_not_told(qtbot: QtBot) -> None:
    """Keys may change long after a dialog was closed."""
    button = QPushButton()
    qtbot.addWidget(button)
    told: list[str] = []
    follow_keys(button, lambda: told.append(key_text("edit.undo")))
    bindings().set_keys("edit.undo", ["F9"])
    with qtbot.waitSignal(button.destroyed):
        button.deleteLater()
    bindings().set_keys("edit.undo", ["F10"])
    assert told == ["Ctrl+Z", "F9"]
