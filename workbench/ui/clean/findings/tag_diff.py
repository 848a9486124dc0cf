"""A sentence with its tags before and after: what changes has a sign and a colour."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from workbench.ui.annotate.editor.shown import display_text
from workbench.ui.annotate.editor.text_flow import reads_rightwards
from workbench.ui.clean.findings.cases import Diff
from workbench.ui.theme import MEDIUM, SMALL, Colours, colours, theme

GONE, NEW = "− ", "+ "
_TOKENS_FOR_DIRECTION = 64


@dataclass(frozen=True, slots=True)
class _Cell:
    """A token and where it is painted."""

    position: int
    area: QRect


class TagDiff(QWidget):
    """Tokens in reading order, each with its tag; changed ones with both, as − and +."""

    def __init__(self, diff: Diff | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diff = Diff((), (), ())
        self._cells: list[_Cell] = []
        self._laid_out_for = -1
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self.update)
        if diff is not None:
            self.show_diff(diff)

    @property
    def diff(self) -> Diff:
        return self._diff

    def show_diff(self, diff: Diff) -> None:
        """Show another sentence."""
        self._diff = diff
        self._laid_out_for = -1
        self.setAccessibleName(described(diff))
        self._lay_out(self.width())
        self.updateGeometry()
        self.update()

    def first_change(self) -> QRect:
        """Where the first changed token is painted; empty where nothing changes."""
        self._lay_out(self.width())
        changed = self._diff.changed
        return next((cell.area for cell in self._cells if cell.position in changed), QRect())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lay_out(width)

    def sizeHint(self) -> QSize:
        width = max(self.width(), 320)
        return QSize(width, self._lay_out(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self._row_height() if self._diff.tokens else 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out(event.size().width())
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        self._lay_out(self.width())
        painter = QPainter(self)
        page, changed = colours(), self._diff.changed
        for cell in self._cells:
            if cell.area.intersects(event.rect()):
                self._paint_cell(painter, cell, cell.position in changed, page)
        painter.end()

    def _paint_cell(self, painter: QPainter, cell: _Cell, changed: bool, page: Colours) -> None:
        diff, area = self._diff, cell.area
        if changed:
            painter.fillRect(area.adjusted(0, 0, -SMALL, -SMALL), QColor(page.hover))
        left = area.left() + SMALL
        step = self._step()
        painter.setFont(self.font())
        painter.setPen(QColor(page.text))
        painter.drawText(left, area.top() + step - SMALL, display_text(diff.tokens[cell.position]))
        was, now = diff.before[cell.position], diff.after[cell.position]
        small = self._tag_font()
        painter.setFont(small)
        quiet = page.faint if was in ("O", "0") else page.muted
        painter.setPen(QColor(page.bad if changed else quiet))
        painter.drawText(left, area.top() + 2 * step - SMALL, _gone(was) if changed else was)
        if changed:
            painter.setPen(QColor(page.good))
            painter.drawText(left, area.top() + 3 * step - SMALL, _new(now))

    def _lay_out(self, width: int) -> int:
        """Place the cells; the height that they need."""
        height = self._row_height()
        if width != self._laid_out_for:
            self._laid_out_for = width
            self._cells = self._placed(width, height)
        return self._cells[-1].area.bottom() + 1 if self._cells else 0

    def _placed(self, width: int, height: int) -> list[_Cell]:
        rightwards = reads_rightwards(self._diff.tokens[:_TOKENS_FOR_DIRECTION])
        cells = []
        x = y = 0
        for position, needed in enumerate(self._widths()):
            if x and x + needed > width:
                x, y = 0, y + height
            left = x if rightwards else width - x - needed
            cells.append(_Cell(position, QRect(left, y, needed, height)))
            x += needed
        return cells

    def _widths(self) -> list[int]:
        words, tags = QFontMetrics(self.font()), QFontMetrics(self._tag_font())
        diff, changed = self._diff, self._diff.changed
        found = []
        for position, (token, was, now) in enumerate(
            zip(diff.tokens, diff.before, diff.after, strict=True)
        ):
            shown = (_gone(was), _new(now)) if position in changed else (was,)
            tag_width = max(tags.horizontalAdvance(one) for one in shown)
            needed = max(words.horizontalAdvance(display_text(token)), tag_width)
            found.append(needed + MEDIUM + SMALL)
        return found

    def _step(self) -> int:
        return QFontMetrics(self.font()).height() + 2

    def _row_height(self) -> int:
        lines = 3 if self._diff.changed else 2
        return lines * self._step() + MEDIUM

    def _tag_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.9)
        return font


def described(diff: Diff) -> str:
    """What changes, in words: for screen readers."""
    changes = [
        f"{diff.tokens[i]}: {diff.before[i] or 'no tag'} to {diff.after[i]}"
        for i in sorted(diff.changed)
    ]
    return "; ".join(changes) or "No tag changes"


def _gone(tag: str) -> str:
    return f"{GONE}{tag or '(none)'}"


def _new(tag: str) -> str:
    return f"{NEW}{tag or '(none)'}"
