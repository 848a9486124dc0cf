"""Paints the rows of the sentence list straight from the store's rows.

A delegate would be asked for each cell and ask the model for each of its roles in turn: at a
screen full of rows that takes longer than a frame may last.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QStaticText

from workbench.operations.store import Row
from workbench.ui.annotate.editor.text_flow import reads_rightwards
from workbench.ui.annotate.list.sentence_model import (
    LOADING,
    MARKS,
    SPLIT,
    STATE,
    TEXT,
    text_of,
    tint_of,
)
from workbench.ui.theme import MEDIUM, SMALL, colours

# A row may hold a thousand words: no more of it is looked at.
_SHOWN_CHARACTERS = 400
# Letters are not narrower on the whole, as a share of the usual: what cannot be seen is not
# measured.
_NARROW = 0.5
# Nothing before this character is written from right to left.
_FIRST_LEFTWARDS = "\u0590"
_KEPT = 1024
_INSET = SMALL + 1

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns begin and how wide they are, in pixels."""

    state: Span
    split: Span
    text: Span


@dataclass(frozen=True, slots=True)
class Words:
    """A text laid out for a width; `indent` is what a text from the right leaves at its left."""

    laid_out: QStaticText
    indent: float


class RowPainter:
    """Lays a text out once for each width, and paints it as often as it is seen."""

    def __init__(self, font: QFont) -> None:
        self._font = font
        self._metrics = QFontMetrics(font)
        self._words: Callable[[str, int], Words] = lru_cache(_KEPT)(self._lay_out)
        # Not the method itself: of a method of Qt, lru_cache would ask for the docstring, and
        # PySide6 makes all its signatures to answer that.
        self._advance: Callable[[str], int] = lru_cache(_KEPT)(self._measure)

    def _measure(self, text: str) -> int:
        return self._metrics.horizontalAdvance(text)

    def paint(
        self, painter: QPainter, area: QRect, columns: Columns, row: Row | None, selected: bool
    ) -> None:
        """Paint one row; None stands for one that is on its way."""
        if selected:
            painter.fillRect(area, colour(colours().selection))
        left, width = columns.text
        if row is None:
            painter.setPen(colour(colours().text))
            self._paint_words(painter, LOADING, area, left, width)
            return
        self._paint_signs(painter, area, columns, row, selected)
        width -= self._paint_marks(painter, area, left + width, row)
        painter.setPen(_pen(row, TEXT, selected))
        self._paint_words(painter, row.text, area, left, width)

    def _paint_signs(
        self, painter: QPainter, area: QRect, columns: Columns, row: Row, selected: bool
    ) -> None:
        left, _ = columns.state
        painter.setPen(_pen(row, STATE, selected))
        painter.drawText(QPointF(left + _INSET, self._baseline(area)), text_of(row, STATE))
        left, width = columns.split
        split = text_of(row, SPLIT)
        painter.setPen(_pen(row, SPLIT, selected))
        indent = (width - self._advance(split)) / 2
        painter.drawText(QPointF(left + indent, self._baseline(area)), split)

    def _paint_marks(self, painter: QPainter, area: QRect, right: int, row: Row) -> int:
        """Paint the marks at the end of the text; the width that they take."""
        words = text_of(row, MARKS)
        if not words:
            return 0
        width = self._advance(words)
        painter.setPen(_pen(row, MARKS, False))
        painter.drawText(QPointF(right - width - SMALL, self._baseline(area)), words)
        return width + MEDIUM

    def _paint_words(
        self, painter: QPainter, text: str, area: QRect, left: int, width: int
    ) -> None:
        words = self._words(text, width - 2 * _INSET)
        height = words.laid_out.size().height()
        top = area.top() + (area.height() - height) / 2
        painter.drawStaticText(QPointF(left + _INSET + words.indent, top), words.laid_out)

    def _baseline(self, area: QRect) -> float:
        metrics = self._metrics
        return area.top() + (area.height() + metrics.ascent() - metrics.descent()) // 2

    def _lay_out(self, text: str, width: int) -> Words:
        text = text[:_SHOWN_CHARACTERS]
        rightwards = max(text, default="") < _FIRST_LEFTWARDS or reads_rightwards(text.split())
        room = int(max(width, 0) / (self._metrics.averageCharWidth() * _NARROW))
        seen = text if len(text) <= room else f"{text[:room]}…"
        seen = self._metrics.elidedText(seen, Qt.TextElideMode.ElideRight, width)
        laid_out = QStaticText(seen)
        # Never as rich text: it comes from the data.
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        option = laid_out.textOption()
        option.setWrapMode(option.WrapMode.NoWrap)
        if not rightwards:
            option.setTextDirection(Qt.LayoutDirection.RightToLeft)
        laid_out.setTextOption(option)
        laid_out.prepare(font=self._font)
        return Words(laid_out, 0.0 if rightwards else width - laid_out.size().width())


def _pen(row: Row, column: int, selected: bool) -> QColor:
    page = colours()
    return colour(page.text if selected else tint_of(row, column) or page.text)


@lru_cache(256)
def colour(name: str) -> QColor:
    """The colour of a theme's name for it."""
    return QColor(name)
