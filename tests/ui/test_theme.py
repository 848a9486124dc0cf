"""Light and dark: readable, and changed in one step."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from workbench.domain.colours import further_colours
from workbench.domain.labels import COLOURS, FURTHER
from workbench.ui import theme


@pytest.fixture(autouse=True)
def light_again(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply_theme(qapp, "light")


EVERY_COLOUR = (*COLOURS, *further_colours(COLOURS, FURTHER))


def wcag(first: str, second: str) -> float:
    """Contrast after WCAG 2.2, written down once more."""

    def luminance(colour: str) -> float:
        shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        light = [
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in shares
        ]
        return float(0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2])

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_labels_are_readable(qapp: QApplication, choice: str) -> None:
    """Every label colour gives text of 4.5:1 on the chip and on its tint, and a line of 3:1."""
    theme.apply_theme(qapp, choice)
    for colour in EVERY_COLOUR:
        chip = theme.label_colours(colour)
        assert wcag(chip.foreground, chip.background) >= theme.READABLE
        assert wcag(chip.on_tint, chip.tint) >= theme.READABLE
        assert wcag(chip.line, theme.colours().base) >= theme.VISIBLE
        assert chip.background == colour


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_default_colours_are_the_same_in_both_themes(qapp: QApplication, choice: str) -> None:
    """None of them has to be corrected to be seen."""
    theme.apply_theme(qapp, choice)
    assert [theme.label_colours(colour).line for colour in EVERY_COLOUR] == list(EVERY_COLOUR)
    assert not [colour for colour in EVERY_COLOUR if theme.corrected_in(colour)]


@pytest.mark.parametrize("colour", ["#ffee00", "#000000", "#ffffff", "#777777", "#220033"])
def test_a_chosen_colour_is_corrected(qapp: QApplication, colour: str) -> None:
    """Whatever a person chooses can be read and seen, and it is known where that took a change."""
    for choice in ("light", "dark"):
        theme.apply_theme(qapp, choice)
        chip = theme.label_colours(colour)
        assert wcag(chip.foreground, chip.background) >= theme.READABLE
        assert wcag(chip.on_tint, chip.tint) >= theme.READABLE
        assert wcag(chip.line, theme.colours().base) >= theme.VISIBLE
        assert (chip.line != colour) == (choice in theme.corrected_in(colour))


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
