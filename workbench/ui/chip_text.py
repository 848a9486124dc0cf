"""Tagged sentences as plain painted text with coloured entities, for reading only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from workbench.domain.entity import Entity
from workbench.domain.sentence import needs_space
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours, label_colours, theme

TAG_SHARE = 0.72
LINE_SHARE = 1.55
LONGEST = 200


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """Tokens and the entities painted over them."""

    tokens: tuple[str, ...]
    entities: tuple[Entity, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run of tokens on one line; `tag` is the label's name behind its last piece."""

    area: QRectF
    text: str
    label: str
    tag: str


class ChipText(QWidget):
    """A column of sentences; its height follows its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences: Sequence[ShownSentence] = ()
        self._label_colours: Mapping[str, str] = {}
        self._pieces: list[_Piece] = []
        self._height = 0.0
        theme().changed.connect(self.update)

    def show_sentences(
        self, sentences: Sequence[ShownSentence], label_colours: Mapping[str, str]
    ) -> None:
        """Show these; `label_colours` maps each label to #rrggbb."""
        self._sentences = sentences
        self._label_colours = label_colours
        self.setAccessibleDescription("\n".join(" ".join(s.tokens) for s in sentences[:20]))
        self._lay_out()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(400, round(self._height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        visible = QRectF(event.rect())
        for piece in self._pieces:
            if piece.area.intersects(visible):
                self._paint(painter, piece)

    def _lay_out(self) -> None:
        writer = _Writer(self.font(), max(self.width() - 2 * LARGE, 80))
        for sentence in self._sentences:
            writer.add(sentence)
        self._pieces, self._height = writer.pieces, writer.y + MEDIUM
        self.setMinimumHeight(round(self._height))

    def _paint(self, painter: QPainter, piece: _Piece) -> None:
        painter.setFont(self.font())
        if not piece.label:
            painter.setPen(QColor(colours().text))
            painter.drawText(piece.area, _FLAGS, piece.text)
            return
        chip = label_colours(self._label_colours.get(piece.label, colours().muted))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(chip.tint))
        painter.drawRoundedRect(piece.area.adjusted(0, 2, 0, -2), 3, 3)
        painter.setPen(QColor(chip.on_tint))
        painter.drawText(piece.area.adjusted(SMALL, 0, 0, 0), _FLAGS, piece.text)
        if piece.tag:
            painter.setFont(_tag_font(self.font()))
            painter.drawText(piece.area.adjusted(0, 0, -SMALL, 0), _FLAGS_RIGHT, piece.tag)


_FLAGS = int(
    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
)
_FLAGS_RIGHT = int(
    Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.TextFlag.TextSingleLine
)


class _Writer:
    """Sets pieces one after the other, and breaks lines between tokens."""

    def __init__(self, font: QFont, width: float) -> None:
        self.pieces: list[_Piece] = []
        self.y = float(MEDIUM)
        self._metrics = QFontMetricsF(font)
        self._tag_metrics = QFontMetricsF(_tag_font(font))
        self._line = self._metrics.height() * LINE_SHARE
        self._width = width
        self._x = 0.0

    def add(self, sentence: ShownSentence) -> None:
        """Set one sentence, on lines of its own."""
        tokens = sentence.tokens[:LONGEST]
        owner = {place: entity for entity in sentence.entities for place in entity.positions}
        place = 0
        while place < len(tokens):
            entity = owner.get(place)
            end = min(entity.end, len(tokens)) if entity else place + 1
            if place and needs_space(tokens[place - 1], tokens[place]):
                self._x += self._metrics.horizontalAdvance(" ")
            self._add_run(tokens[place:end], entity)
            place = end
        if len(sentence.tokens) > LONGEST:
            self._add_run(("…",), None)
        self._x = 0.0
        self.y += self._line + SMALL

    def _add_run(self, tokens: Sequence[str], entity: Entity | None) -> None:
        text = " ".join(tokens)
        tag = entity.label if entity else ""
        width = self._metrics.horizontalAdvance(text)
        if entity:
            width += 3 * SMALL + self._tag_metrics.horizontalAdvance(tag)
        if self._x and self._x + width > self._width:
            self._x = 0.0
            self.y += self._line
        area = QRectF(LARGE + self._x, self.y, width + 1, self._line)
        self.pieces.append(_Piece(area, text, tag, tag))
        self._x += width


def _tag_font(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(font.pointSizeF() * TAG_SHARE)
    small.setBold(True)
    return small
