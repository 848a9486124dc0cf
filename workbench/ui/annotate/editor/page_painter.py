"""Paints the visible part of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from workbench.ui.annotate.editor.cursor import Chip, Cursor
from workbench.ui.annotate.editor.sentence_page import BADGE_PADDING, GRIP, Page, badge_text
from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.text_flow import Box
from workbench.ui.annotate.list.sentence_model import STATUS_GLYPHS, STATUS_ROLES
from workbench.ui.theme import MEDIUM, LabelColours, colours, label_colours, mix

CORNER = 4.0
OVERHANG = 4.0
UNKNOWN_LABEL = "#555f6b"
_WAVE = 2.0


@dataclass(frozen=True)
class Marks:
    """What is marked on the page besides its entities."""

    cursor: Cursor
    current: Chip | None
    hits: frozenset[int]
    focused: bool
    letters: Mapping[str, int] = field(default_factory=dict)


class PagePainter:
    """One painting of a page; `clip` is the part that shows."""

    def __init__(self, painter: QPainter, page: Page, marks: Marks, clip: QRectF) -> None:
        self._painter = painter
        self._page = page
        self._marks = marks
        self._clip = clip
        self._colours = colours()

    def paint(self) -> None:
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._header()
        self._context()
        boxes = self._visible_boxes()
        if not boxes:
            return
        for chip in self._visible_chips(boxes):
            self._chip(chip)
        self._hits(boxes)
        self._selection()
        self._tokens(boxes)
        self._cursor()
        self._letters()

    def _header(self) -> None:
        sentence = self._page.shown.sentence
        place = sentence.document or "no document"
        said = f"{STATUS_GLYPHS[sentence.status]} {sentence.status}"
        x = self._text(self._page.left, said, getattr(self._colours, STATUS_ROLES[sentence.status]))
        split = sentence.split.value if sentence.split else "no split"
        where = f"·  {place}  ·  sentence {sentence.position:,}  ·  {split}"
        x = self._text(x, where, self._colours.muted)
        if sentence.flagged:
            self._text(x, "⚑ flagged", self._colours.warning)

    def _text(self, x: float, text: str, colour: str) -> float:
        ruler = self._page.ruler
        self._painter.setFont(ruler.fonts.header)
        self._painter.setPen(QColor(colour))
        self._painter.drawText(QPointF(x, self._page.header_baseline), text)
        return x + ruler.header.horizontalAdvance(text) + MEDIUM

    def _context(self) -> None:
        self._painter.setFont(self._page.ruler.fonts.context)
        self._painter.setPen(QColor(self._colours.faint))
        flag = Qt.AlignmentFlag
        for line in self._page.context:
            if line.area.intersects(self._clip):
                side = flag.AlignLeft if line.rightwards else flag.AlignRight
                flags = int(side | flag.AlignAbsolute) | int(Qt.TextFlag.TextWordWrap)
                self._painter.setLayoutDirection(_qt_direction(line.rightwards))
                self._painter.drawText(line.area, flags, line.text)

    def _visible_boxes(self) -> list[Box]:
        lines = self._page.lines_between(self._clip.top(), self._clip.bottom())
        flow = self._page.flow
        return [flow.boxes[token] for line in lines for token in flow.lines[line]]

    def _visible_chips(self, boxes: list[Box]) -> Iterator[Chip]:
        first, last = boxes[0].token, boxes[-1].token
        for chip in self._page.shown.chips:
            if chip.entity.start <= last and chip.entity.end > first:
                yield chip

    def _hits(self, boxes: Iterable[Box]) -> None:
        colour = _translucent(self._colours.warning, 70)
        for box in boxes:
            if box.token in self._marks.hits:
                area = self._page.box_area(box)
                text = QRectF(self._page.left + box.text_left, area.top() + 2, box.text_width, 0)
                text.setBottom(area.bottom() - 2)
                self._painter.fillRect(text, colour)

    def _chip(self, chip: Chip) -> None:
        label = self._page.shown.labels.find(chip.entity.label)
        dress = label_colours(label.colour if label else UNKNOWN_LABEL)
        areas = joined_areas(self._page, chip.entity.positions)
        for area in areas:
            if area.intersects(self._clip):
                self._body(chip, dress, area)
        if chip == self._marks.current:
            self._grips(chip, dress)
        self._badge(chip, dress)

    def _grips(self, chip: Chip, dress: LabelColours) -> None:
        """Where the mouse takes hold of the borders of the chip that is selected."""
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(dress.line))
        height = self._page.chip_height() / 2
        for ends in (False, True):
            grip = QRectF(0, 0, GRIP, height)
            grip.moveCenter(self._page.edge_of(chip, ends))
            self._painter.drawRoundedRect(grip, GRIP / 2, GRIP / 2)

    def _body(self, chip: Chip, dress: LabelColours, area: QRectF) -> None:
        page = self._colours
        current = chip == self._marks.current
        pen, fill = QPen(Qt.PenStyle.NoPen), QColor(dress.tint)
        if chip.suggestion is not None:
            score = max(0.0, min(chip.suggestion.score, 1.0))
            sure = self._page.shown.thresholds.is_sure(chip.suggestion)
            strength = 0.55 + 0.45 * score if sure else 0.45 * score
            fill = QColor(mix(dress.tint, page.base, 0.1 + 0.6 * strength))
            pen = QPen(QColor(mix(dress.line, page.base, 0.45 + 0.55 * strength)), 1.2)
            # Dots are seen without the colour, too.
            pen.setDashPattern([3.0, 2.5] if sure else [1.0, 2.5])
        if current:
            pen.setStyle(Qt.PenStyle.SolidLine if chip.is_gold else Qt.PenStyle.CustomDashLine)
            pen.setColor(QColor(dress.line))
            pen.setWidthF(2.0)
        self._painter.setPen(pen)
        self._painter.setBrush(fill)
        inset = 0.0 if pen.style() == Qt.PenStyle.NoPen else 0.75
        self._painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), CORNER, CORNER)

    def _badge(self, chip: Chip, dress: LabelColours) -> None:
        area = self._badge_area(chip)
        if not area.intersects(self._clip):
            return
        self._painter.setFont(self._page.ruler.fonts.badge)
        if chip.is_gold:
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(dress.background))
            self._painter.drawRoundedRect(area, CORNER - 1, CORNER - 1)
            self._painter.setPen(QColor(dress.foreground))
        else:
            self._painter.setPen(QColor(dress.on_tint))
        self._painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter), badge_text(chip))

    def _badge_area(self, chip: Chip) -> QRectF:
        box = self._page.flow.boxes[chip.entity.end - 1]
        area = self._page.box_area(box)
        width = self._page.ruler.badge_width(chip)
        height = self._page.ruler.badge.height() + 2
        left = area.left() + BADGE_PADDING
        if box.rightwards:
            left = area.right() - BADGE_PADDING - width
        return QRectF(left, area.center().y() - height / 2, width, height)

    def _selection(self) -> None:
        selected = self._marks.cursor.selected
        current = self._marks.current
        if selected is None or (current is not None and current.entity.positions == selected):
            return
        colour = self._colours.accent if self._marks.focused else self._colours.faint
        self._painter.setPen(QPen(QColor(colour), 1.0))
        self._painter.setBrush(_translucent(colour, 60))
        for area in joined_areas(self._page, selected):
            if area.intersects(self._clip):
                self._painter.drawRoundedRect(area.adjusted(-1, 0, 1, 0), CORNER, CORNER)

    def _tokens(self, boxes: Iterable[Box]) -> None:
        page = self._page
        self._painter.setFont(page.ruler.fonts.text)
        rejected = page.shown.sentence.status == "rejected"
        plain = QColor(self._colours.muted if rejected else self._colours.text)
        tokens, findings = page.shown.sentence.tokens, page.shown.findings
        for box in boxes:
            self._painter.setPen(plain)
            self._token(box, tokens[box.token])
            if box.token in findings:
                self._wave(box)

    def _token(self, box: Box, token: str) -> None:
        ruler = self._page.ruler
        text = display_text(token)
        if ruler.width(token) > box.text_width + 1:
            text = ruler.text.elidedText(text, Qt.TextElideMode.ElideMiddle, box.text_width)
        self._painter.setLayoutDirection(_qt_direction(box.rightwards))
        point = QPointF(self._page.left + box.text_left, self._page.baseline(box.line))
        self._painter.drawText(point, text)

    def _wave(self, box: Box) -> None:
        left = self._page.left + box.text_left
        y = self._page.baseline(box.line) + self._page.ruler.text.descent() - 1
        points = QPolygonF()
        for step in range(max(int(box.text_width / _WAVE), 2) + 1):
            points.append(QPointF(left + step * _WAVE, y + (_WAVE if step % 2 else 0.0)))
        self._painter.setPen(QPen(QColor(self._colours.bad), 1.3))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)
        self._painter.drawPolyline(points)

    def _cursor(self) -> None:
        page = self._page
        position = self._marks.cursor.position
        if position >= len(page.flow.boxes):
            return
        box = page.flow.boxes[position]
        area = page.box_area(box)
        colour = self._colours.accent if self._marks.focused else self._colours.border
        bar = QRectF(page.left + box.text_left, area.bottom() + 1, max(box.text_width, 6.0), 2.5)
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(QColor(colour))
        self._painter.drawRoundedRect(bar, 1.2, 1.2)

    def _letters(self) -> None:
        """The letters that lead to tokens, each over the beginning of its token."""
        page = self._page
        self._painter.setFont(page.ruler.fonts.badge)
        metrics = page.ruler.badge
        for letter, token in self._marks.letters.items():
            box = page.flow.boxes[token]
            area = page.box_area(box)
            width, height = metrics.averageCharWidth() + 8, metrics.height()
            text_right = page.left + box.text_left + box.text_width
            left = page.left + box.text_left if box.rightwards else text_right - width
            plate = QRectF(left - 2, area.top() - height * 0.6, width, height)
            self._painter.setPen(Qt.PenStyle.NoPen)
            self._painter.setBrush(QColor(self._colours.accent))
            self._painter.drawRoundedRect(plate, 3, 3)
            self._painter.setPen(QColor(self._colours.on_accent))
            self._painter.drawText(plate, int(Qt.AlignmentFlag.AlignCenter), letter)


def area_of(page: Page, tokens: range) -> QRectF:
    """All lines that these tokens stand on, from the first to the last, as wide as the page."""
    lines = page.flow.line_of(tokens.start), page.flow.line_of(tokens.stop - 1)
    top = page.line_top(lines[0])
    return QRectF(0, top, page.left * 2 + page.width, page.line_top(lines[1] + 1) - top)


def joined_areas(page: Page, tokens: range) -> list[QRectF]:
    """The areas of neighbouring tokens as one rectangle for each line and direction.

    Where the tokens go on in another rectangle, this one stands a little over its edge.
    """
    found = (page.flow.boxes[token] for token in tokens)
    groups: list[list[Box]] = []
    for box in sorted(found, key=lambda box: (box.line, box.left)):
        last = groups[-1][-1] if groups else None
        if last and last.line == box.line and abs(last.token - box.token) == 1:
            groups[-1].append(box)
        else:
            groups.append([box])
    return [_joined(page, group, tokens) for group in groups]


def _joined(page: Page, group: list[Box], tokens: range) -> QRectF:
    area = page.box_area(group[0]).united(page.box_area(group[-1]))
    first = min(box.token for box in group)
    last = max(box.token for box in group)
    lead = OVERHANG if first != tokens.start else 0.0
    tail = OVERHANG if last != tokens.stop - 1 else 0.0
    if not group[0].rightwards:
        lead, tail = tail, lead
    return area.adjusted(-lead, 0, tail, 0)


def _qt_direction(rightwards: bool) -> Qt.LayoutDirection:
    return Qt.LayoutDirection.LeftToRight if rightwards else Qt.LayoutDirection.RightToLeft


@cache
def _translucent(colour: str, alpha: int) -> QColor:
    made = QColor(colour)
    made.setAlpha(alpha)
    return made
