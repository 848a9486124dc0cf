"""The page of the editor: where header, context and tokens stand; measured once, kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from workbench.operations.store import Row
from workbench.ui.annotate.editor.cursor import Chip
from workbench.ui.annotate.editor.shown import Shown, display_text
from workbench.ui.annotate.editor.text_flow import Box, Flow, Padding, flow_tokens, reads_rightwards
from workbench.ui.theme import HUGE, LARGE, MEDIUM, SMALL

CHIP_PADDING = 6.0
BADGE_PADDING = 4.0
LINE_SHARE = 1.7
MARGIN = HUGE + MEDIUM
WIDEST_LINE_EMS = 52
CONTEXT_CHARACTERS = 320
# So near to a border, the mouse takes hold of it.
GRIP = 4.0
NORMAL_SIZE, SMALLEST, LARGEST = 15.0, 8.0, 40.0


@dataclass(frozen=True)
class Fonts:
    """The fonts of a page, all derived from one size in points."""

    text: QFont
    badge: QFont
    context: QFont
    header: QFont

    @staticmethod
    def of(base: QFont, size: float) -> Fonts:
        def sized(points: float, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
            font = QFont(base)
            font.setPointSizeF(points)
            font.setWeight(weight)
            return font

        return Fonts(
            sized(size),
            sized(max(size * 0.6, 6.5), QFont.Weight.DemiBold),
            sized(max(size * 0.74, 7.0)),
            sized(max(size * 0.64, 7.0)),
        )


class Ruler:
    """Measures text in one set of fonts; remembers what it measured."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts
        self.text = QFontMetricsF(fonts.text)
        self.badge = QFontMetricsF(fonts.badge)
        self.context = QFontMetricsF(fonts.context)
        self.header = QFontMetricsF(fonts.header)
        self._widths: dict[str, float] = {}

    def width(self, token: str) -> float:
        known = self._widths.get(token)
        if known is None:
            known = self.text.horizontalAdvance(display_text(token))
            self._widths[token] = known
        return known

    def badge_width(self, chip: Chip) -> float:
        return self.badge.horizontalAdvance(badge_text(chip)) + 2 * BADGE_PADDING


@dataclass(frozen=True, slots=True)
class ContextLine:
    """A neighbouring sentence, in grey; a click on it opens it."""

    sentence: int
    text: str
    area: QRectF
    rightwards: bool


@dataclass(frozen=True)
class Page:
    """A laid-out sentence; all in pixels from the page's upper left corner."""

    shown: Shown
    ruler: Ruler
    flow: Flow
    context: tuple[ContextLine, ...]
    left: float
    top: float
    line_height: float
    width: float
    height: float

    @property
    def header_baseline(self) -> float:
        return LARGE + self.ruler.header.ascent()

    @property
    def bottom(self) -> float:
        """Where the last line of tokens ends."""
        return self.top + self.line_height * len(self.flow.lines)

    def line_top(self, line: int) -> float:
        return self.top + line * self.line_height

    def baseline(self, line: int) -> float:
        middle = self.line_top(line) + self.line_height / 2
        return middle + (self.ruler.text.ascent() - self.ruler.text.descent()) / 2

    def lines_between(self, top: float, bottom: float) -> range:
        """The lines that show in that part of the page."""
        first = int(max((top - self.top) // self.line_height, 0))
        last = int((bottom - self.top) // self.line_height) + 1
        return range(first, max(min(last, len(self.flow.lines)), first))

    def chip_height(self) -> float:
        return self.ruler.text.height() + SMALL

    def box_area(self, box: Box) -> QRectF:
        """A token with its padding, as high as a chip."""
        height = self.chip_height()
        top = self.line_top(box.line) + (self.line_height - height) / 2
        return QRectF(self.left + box.left, top, box.right - box.left, height)

    def token_area(self, token: int) -> QRectF:
        return self.box_area(self.flow.boxes[token])

    def token_at(self, point: QPointF, slack: float | None = None) -> int | None:
        """The token at a point; within `slack` pixels of it, or at any distance for None."""
        if not self.flow.boxes:
            return None
        line = int((point.y() - self.top) // self.line_height)
        if slack is not None and not 0 <= line < len(self.flow.lines):
            return None
        line = max(0, min(line, len(self.flow.lines) - 1))
        x = point.x() - self.left
        token = self.flow.nearest(line, x)
        box = self.flow.boxes[token]
        near = slack is None or box.left - slack <= x <= box.right + slack
        return token if near else None

    def visible_tokens(self, top: float, bottom: float) -> range:
        """The tokens of the lines that show in that part of the page."""
        lines = self.lines_between(top, bottom)
        if not lines:
            return range(0)
        return range(self.flow.lines[lines[0]].start, self.flow.lines[lines[-1]].stop)

    def edge_at(self, point: QPointF) -> tuple[Chip, bool] | None:
        """The chip one of whose borders is at a point, and whether that is where it ends."""
        near = {self.token_at(point + QPointF(step, 0), 0.0) for step in (-GRIP, GRIP)}
        chips = {chip for token in near if token is not None and (chip := self.chip_at(token))}
        for chip in chips:
            for ends in (True, False):
                if self._is_near_edge(point, chip, ends):
                    return chip, ends
        return None

    def edge_of(self, chip: Chip, ends: bool) -> QPointF:
        """The middle of a chip's border: where it ends, or where it begins."""
        box = self.flow.boxes[chip.entity.end - 1 if ends else chip.entity.start]
        area = self.box_area(box)
        return QPointF(area.right() if ends == box.rightwards else area.left(), area.center().y())

    def _is_near_edge(self, point: QPointF, chip: Chip, ends: bool) -> bool:
        away = point - self.edge_of(chip, ends)
        return abs(away.x()) <= GRIP and abs(away.y()) <= self.chip_height() / 2

    def context_at(self, point: QPointF) -> int | None:
        return next((line.sentence for line in self.context if line.area.contains(point)), None)

    def chip_at(self, token: int) -> Chip | None:
        chips = self.shown.chips
        place = bisect_right(chips, token, key=lambda chip: chip.entity.start) - 1
        if place >= 0 and token in chips[place].entity.positions:
            return chips[place]
        return None


def badge_text(chip: Chip) -> str:
    """The label's name; a suggestion's with its confidence and how many proposals it hides."""
    if chip.suggestion is None:
        return chip.entity.label
    hidden = f" +{chip.rivals}" if chip.rivals else ""
    return f"{chip.entity.label}? {chip.suggestion.score:.2f}{hidden}"


def chip_paddings(chips: Sequence[Chip], ruler: Ruler) -> dict[int, Padding]:
    """The room that chips need before their first and after their last token."""
    paddings: dict[int, Padding] = {}
    for chip in chips:
        tail = CHIP_PADDING + ruler.badge_width(chip) + SMALL
        first, last = chip.entity.start, chip.entity.end - 1
        paddings[first] = Padding(CHIP_PADDING, 0.0)
        lead = CHIP_PADDING if first == last else 0.0
        paddings[last] = Padding(lead, tail)
    return paddings


def lay_out_page(shown: Shown, ruler: Ruler, width: float) -> Page:
    """Measure a sentence and its context for a page of that width."""
    widest = ruler.text.averageCharWidth() * WIDEST_LINE_EMS * 2
    column = max(min(width - 2 * MARGIN, widest), 80.0)
    y = LARGE + ruler.header.height() + MEDIUM
    before, y = _context(shown.before, ruler, column, y, last_part)
    y += MEDIUM
    flow = flow_tokens(
        shown.sentence.tokens,
        ruler.width,
        max(ruler.text.horizontalAdvance(" "), 4.0),
        column,
        chip_paddings(shown.chips, ruler),
    )
    line_height = float(round(ruler.text.height() * LINE_SHARE))
    bottom = y + line_height * len(flow.lines) + LARGE
    after, end = _context(shown.after, ruler, column, bottom, first_part)
    return Page(shown, ruler, flow, (*before, *after), MARGIN, y, line_height, column, end + LARGE)


def first_part(text: str) -> str:
    """The beginning of a long text: what follows the sentence."""
    if len(text) <= CONTEXT_CHARACTERS:
        return text
    words, _, _ = text[:CONTEXT_CHARACTERS].rpartition(" ")
    return f"{words or text[:CONTEXT_CHARACTERS]} …"


def last_part(text: str) -> str:
    """The end of a long text: what comes right before the sentence."""
    if len(text) <= CONTEXT_CHARACTERS:
        return text
    _, _, words = text[-CONTEXT_CHARACTERS:].partition(" ")
    return f"… {words or text[-CONTEXT_CHARACTERS:]}"


def _context(
    rows: Sequence[Row], ruler: Ruler, column: float, y: float, cut: Callable[[str], str]
) -> tuple[list[ContextLine], float]:
    lines = []
    for row in rows:
        text = cut(row.text)
        bounds = ruler.context.boundingRect(
            QRectF(0, 0, column, 100_000), int(Qt.TextFlag.TextWordWrap), text
        )
        area = QRectF(MARGIN, y, column, bounds.height())
        lines.append(ContextLine(row.id, text, area, reads_rightwards(text.split()[:50])))
        y += bounds.height() + SMALL
    return lines, y
