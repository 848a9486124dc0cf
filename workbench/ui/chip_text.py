"""Tagged sentences as plain painted text with coloured entities, for reading only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import escape

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from workbench.domain.entity import Entity
from workbench.domain.sentence import join_tokens
from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.text_flow import Box, Padding, flow_tokens
from workbench.ui.theme import LARGE, MEDIUM, SMALL, LabelColours, colours, label_colours, theme

TAG_SHARE = 0.72
LINE_SHARE = 1.55
CORNER = 3.0
OUTLINE = 2.0
LONGEST = 200
# A token or a label's name may be as long as a file.
LONGEST_TOKEN = 200
LONGEST_TAG = 24
READ_ALOUD = 20


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """Tokens and the entities painted over them; those that are `marked` get an outline.

    `tips` are shown while the mouse rests on an entity.
    """

    tokens: tuple[str, ...]
    entities: tuple[Entity, ...]
    marked: frozenset[Entity] = frozenset()
    tips: Mapping[Entity, str] = field(default_factory=dict, compare=False)

    def cut(self) -> ShownSentence:
        """As much of it as is painted."""
        tokens = tuple(_shortened(token, LONGEST_TOKEN) for token in self.tokens[:LONGEST])
        if len(self.tokens) <= LONGEST:
            return replace(self, tokens=tokens)
        inside = [one for one in self.entities if one.start < LONGEST]
        entities = tuple(replace(one, end=min(one.end, LONGEST)) for one in inside)
        return ShownSentence((*tokens, "…"), entities)


@dataclass(frozen=True, slots=True)
class _Word:
    """A token on the page; `label` is that of its entity."""

    area: QRectF
    text_area: QRectF
    text: str
    label: str
    rightwards: bool


@dataclass(frozen=True, slots=True)
class _Chip:
    """The part of an entity that stands on one line; `tag` is written at its end."""

    area: QRectF
    label: str
    tag: str
    rightwards: bool
    marked: bool = False
    tip: str = ""


class ChipText(QWidget):
    """A column of sentences; its height follows its width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sentences: Sequence[ShownSentence] = ()
        self._label_colours: Mapping[str, str] = {}
        self._words: list[_Word] = []
        self._chips: list[_Chip] = []
        self._height = 0.0
        # Else a widget that paints itself gets no background from the style sheet.
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        theme().changed.connect(self.update)

    def show_sentences(
        self, sentences: Sequence[ShownSentence], label_colours: Mapping[str, str]
    ) -> None:
        """Show these; `label_colours` maps each label to #rrggbb."""
        self._sentences = [sentence.cut() for sentence in sentences]
        self._label_colours = label_colours
        spoken = (join_tokens(one.tokens) for one in self._sentences[:READ_ALOUD])
        self.setAccessibleDescription("\n".join(spoken))
        self._lay_out()
        self.update()

    @property
    def first_chip(self) -> QRectF:
        """Where the first entity, or its first line, is painted."""
        return self._chips[0].area if self._chips else QRectF()

    def tip_at(self, point: QPointF) -> str:
        """What is said of the entity there; empty elsewhere."""
        return next((chip.tip for chip in self._chips if chip.area.contains(point)), "")

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(QPointF(event.pos()))
            # As rich text, so that nothing in it is taken for markup.
            QToolTip.showText(event.globalPos(), f"<qt>{escape(tip)}</qt>" if tip else "", self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        return QSize(400, round(self._height))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        visible = QRectF(event.rect())
        for chip in self._chips:
            if chip.area.intersects(visible):
                self._paint_chip(painter, chip)
        painter.setFont(self.font())
        for word in self._words:
            if word.area.intersects(visible):
                self._paint_word(painter, word)

    def _lay_out(self) -> None:
        writer = _Writer(self.font(), max(self.width() - 2 * LARGE, 80))
        for sentence in self._sentences:
            writer.add(sentence)
        self._words, self._chips = writer.words, writer.chips
        self._height = writer.y + MEDIUM
        self.setMinimumHeight(round(self._height))

    def _colours_of(self, label: str) -> LabelColours:
        return label_colours(self._label_colours.get(label, colours().muted))

    def _paint_chip(self, painter: QPainter, chip: _Chip) -> None:
        dress = self._colours_of(chip.label)
        painter.setPen(QPen(QColor(dress.line), OUTLINE) if chip.marked else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(dress.tint))
        painter.drawRoundedRect(chip.area.adjusted(1, 2, -1, -2), CORNER, CORNER)
        if chip.tag:
            painter.setFont(_tag_font(self.font()))
            painter.setPen(QColor(dress.on_tint))
            side = Qt.AlignmentFlag.AlignRight if chip.rightwards else Qt.AlignmentFlag.AlignLeft
            flags = side | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
            painter.drawText(chip.area.adjusted(SMALL, 0, -SMALL, 0), int(flags), chip.tag)

    def _paint_word(self, painter: QPainter, word: _Word) -> None:
        plain = colours().text
        painter.setPen(QColor(self._colours_of(word.label).on_tint if word.label else plain))
        direction = Qt.LayoutDirection
        painter.setLayoutDirection(
            direction.LeftToRight if word.rightwards else direction.RightToLeft
        )
        metrics = QFontMetricsF(self.font())
        middle = (metrics.ascent() - metrics.descent()) / 2
        point = QPointF(word.text_area.left(), word.text_area.center().y() + middle)
        text = metrics.elidedText(word.text, Qt.TextElideMode.ElideRight, word.text_area.width())
        painter.drawText(point, text)


class _Writer:
    """Sets sentences below each other."""

    def __init__(self, font: QFont, width: float) -> None:
        self.words: list[_Word] = []
        self.chips: list[_Chip] = []
        self.y = float(MEDIUM)
        self._metrics = QFontMetricsF(font)
        self._tags = QFontMetricsF(_tag_font(font))
        self._line = self._metrics.height() * LINE_SHARE
        self._width = width

    def add(self, sentence: ShownSentence) -> None:
        """Set one sentence, on lines of its own."""
        space = self._metrics.horizontalAdvance(" ")
        paddings = self._paddings(sentence.entities)
        flow = flow_tokens(sentence.tokens, self._measure, space, self._width, paddings)
        owners = {place: one for one in sentence.entities for place in one.positions}
        for box in flow.boxes:
            self.words.append(self._word(box, sentence, owners.get(box.token)))
        for entity in sentence.entities:
            boxes = [flow.boxes[at] for at in entity.positions]
            tip = sentence.tips.get(entity, "")
            self.chips += self._chips_of(entity, boxes, entity in sentence.marked, tip)
        self.y += self._line * len(flow.lines) + SMALL

    def _measure(self, token: str) -> float:
        return self._metrics.horizontalAdvance(display_text(token)) + 1

    def _paddings(self, entities: Sequence[Entity]) -> dict[int, Padding]:
        paddings: dict[int, Padding] = {}
        for entity in entities:
            tail = 2 * SMALL + self._tags.horizontalAdvance(_tag(entity))
            paddings[entity.start] = Padding(lead=SMALL)
            lead = SMALL if entity.end - entity.start == 1 else 0
            paddings[entity.end - 1] = Padding(lead, tail)
        return paddings

    def _word(self, box: Box, sentence: ShownSentence, owner: Entity | None) -> _Word:
        text = display_text(sentence.tokens[box.token])
        area = self._area(box)
        text_area = QRectF(LARGE + box.text_left, area.top(), box.text_width + 1, self._line)
        return _Word(area, text_area, text, owner.label if owner else "", box.rightwards)

    def _chips_of(
        self, entity: Entity, boxes: Sequence[Box], marked: bool, tip: str
    ) -> Iterator[_Chip]:
        last = entity.end - 1
        for group in _neighbours(boxes):
            area = self._area(group[0]).united(self._area(group[-1]))
            tag = _tag(entity) if any(box.token == last for box in group) else ""
            yield _Chip(area, entity.label, tag, group[0].rightwards, marked, tip)

    def _area(self, box: Box) -> QRectF:
        top = self.y + box.line * self._line
        return QRectF(LARGE + box.left, top, box.right - box.left, self._line)


def _neighbours(boxes: Sequence[Box]) -> list[list[Box]]:
    """Boxes that stand beside each other on one line, from left to right."""
    groups: list[list[Box]] = []
    for box in sorted(boxes, key=lambda one: (one.line, one.left)):
        last = groups[-1][-1] if groups else None
        if last and last.line == box.line and abs(last.token - box.token) == 1:
            groups[-1].append(box)
        else:
            groups.append([box])
    return groups


def _tag(entity: Entity) -> str:
    return display_text(_shortened(entity.label, LONGEST_TAG))


def _shortened(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"


@lru_cache(maxsize=8)
def _scaled(family: str, points: float) -> QFont:
    small = QFont(family)
    small.setPointSizeF(points)
    small.setBold(True)
    return small


def _tag_font(font: QFont) -> QFont:
    return _scaled(font.family(), font.pointSizeF() * TAG_SHARE)
