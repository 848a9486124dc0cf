"""Light and dark: readable, and changed in one step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from workbench.domain.labels import COLOURS
from workbench.ui import theme


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply_theme(qapp, "light")


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_labels_are_readable(qapp: QApplication, choice: str) -> None:
    """Every label colour gives text of 4.5:1 on the chip and on its tint, and a line of 3:1."""
    theme.apply_theme(qapp, choice)
    for colour in COLOURS:
        chip = theme.label_colours(colour)
        assert theme.contrast(chip.foreground, chip.background) >= theme.READABLE
        assert theme.contrast(chip.on_tint, chip.tint) >= theme.READABLE
        assert theme.contrast(chip.line, theme.colours().base) >= theme.VISIBLE
        assert chip.background == colour


@pytest.mark.parametrize("page", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
@pytest.mark.parametrize("role", ["text", "muted", "accent", "bad", "good", "warning"])
def test_text_is_readable_on_every_surface(page: theme.Colours, role: str) -> None:
    """What is written in a role's colour stands out 4.5:1 from window, base and raised."""
    for surface in (page.window, page.base, page.raised):
        assert theme.contrast(getattr(page, role), surface) >= theme.READABLE


def test_a_theme_dresses_the_application(qtbot: QtBot, qapp: QApplication) -> None:
    """Switching changes palette, style sheet and icons, and tells the painters."""
    button = QPushButton()
    qtbot.addWidget(button)
    theme.apply_theme(qapp, "light")
    theme.set_icon(button, "ph.x")
    before = button.icon().cacheKey()
    with qtbot.waitSignal(theme.theme().changed):
        theme.apply_theme(qapp, "dark")
    assert qapp.palette().color(QPalette.ColorRole.Base).name() == theme.DARK.base
    assert theme.DARK.border in qapp.styleSheet()
    assert "@" not in qapp.styleSheet()
    assert button.icon().cacheKey() != before


def test_an_unknown_theme_follows_the_system(qapp: QApplication) -> None:
    """A damaged setting does no harm."""
    theme.apply_theme(qapp, "plaid")
    assert theme.theme().choice == "system"
