"""Icons: every one that is used is in the font, and has the colour asked for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage
from PySide6.QtWidgets import QApplication

import workbench.ui
from workbench.ui.icons import coloured_icon

USED = sorted(
    {
        name
        for file in Path(workbench.ui.__file__).parent.rglob("*.py")
        for name in re.findall(r'"(ph\.[a-z-]+)"', file.read_text("utf-8"))
    }
)
RED, GREY = QColor("#b3263a"), QColor("#d9d9d5")


def strongest(image: QImage) -> QColor:
    """The colour of the pixel that covers most."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return max(pixels, key=QColor.alpha)


@pytest.mark.parametrize("name", USED)
@pytest.mark.parametrize(("mode", "colour"), [("Normal", RED), ("Disabled", GREY)])
def test_every_icon_is_painted_in_its_colour(
    qapp: QApplication, name: str, mode: str, colour: QColor
) -> None:
    """With something on it, and another colour where the button is disabled."""
    icon = coloured_icon(name, RED.name(), GREY.name())
    image = icon.pixmap(QSize(32, 32), 1.0, QIcon.Mode[mode]).toImage()
    seen = strongest(image)
    assert seen.alpha() > 200
    assert (abs(seen.red() - colour.red()), abs(seen.blue() - colour.blue())) <= (2, 2)


def test_an_icon_is_as_sharp_as_the_screen(qapp: QApplication) -> None:
    """On a screen of 200 % it has twice the pixels."""
    pixmap = coloured_icon("ph.eraser", "#000000", "#888888").pixmap(QSize(22, 22), 2.0)
    assert pixmap.size() == QSize(44, 44)
    assert pixmap.devicePixelRatio() == 2.0


def test_a_name_that_the_set_lacks_is_an_error(qapp: QApplication) -> None:
    """Not an empty button."""
    with pytest.raises(KeyError):
        coloured_icon("ph.no-such-icon", "#000000", "#888888")
