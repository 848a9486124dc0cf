"""The icons: glyphs of one font, painted in a colour at whatever size is asked for.

QtAwesome brings the font and the names of its glyphs. Its own code is not loaded: it reads every
font that it has and a good part of Qt, which takes as long as half the window.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

_SET = "ph."
# A glyph of this share of the icon's height leaves the room around it that the font counts on.
_GLYPH = 0.875


@dataclass(frozen=True)
class _IconFont:
    family: str
    characters: dict[str, str]


def coloured_icon(name: str, colour: str, disabled: str) -> QIcon:
    """An icon such as "ph.eraser" in a colour, and in another one where it is disabled.

    KeyError where the set has no icon of that name.
    """
    font = _icon_font()
    character = chr(int(font.characters[name.removeprefix(_SET)], 16))
    return QIcon(_Glyph(font.family, character, QColor(colour), QColor(disabled)))


@cache
def _icon_font() -> _IconFont:
    found = find_spec("qtawesome")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "fonts"
    (names,) = folder.glob("phosphor-charmap-*.json")
    (file,) = folder.glob("phosphor-*.ttf")
    number = QFontDatabase.addApplicationFont(str(file))
    (family,) = QFontDatabase.applicationFontFamilies(number)
    return _IconFont(family, json.loads(names.read_text("utf-8")))


class _Glyph(QIconEngine):
    """Paints one character of the font."""

    def __init__(self, family: str, character: str, colour: QColor, disabled: QColor) -> None:
        super().__init__()
        self._font = QFont(family)
        self._character = character
        self._colour = colour
        self._disabled = disabled

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(self._font)
        font.setPixelSize(max(1, round(_GLYPH * rect.height())))
        painter.save()
        painter.setFont(font)
        painter.setPen(self._disabled if mode == QIcon.Mode.Disabled else self._colour)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return pixmap
