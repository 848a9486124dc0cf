"""A box for text: what a model finds in it is marked as it is typed."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QHelpEvent,
    QHideEvent,
    QShowEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.models import KnownModel
from workbench.jobs.protocol import Tagged
from workbench.ui.chip_text import ChipText
from workbench.ui.context import Context
from workbench.ui.models.marks import Mark, Reading, mark_at, read_answer
from workbench.ui.models.resident import Phase, Resident, Standing
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours, label_colours, plain_label, theme
from workbench.workflow.trying import LONGEST_TEXT, TypedText, to_tokens

DEBOUNCE_MS = 150
LEAVE_MS = 5 * 60 * 1000
LINES = 4
# An answer about fewer tokens says little of the speed.
ENOUGH_TOKENS = 100


class TypedField(QPlainTextEdit):
    """The text, with the entities found in it on coloured ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._marks: tuple[Mark, ...] = ()
        self._label_colours: Mapping[str, str] = {}
        self.setTabChangesFocus(True)
        self.setMinimumHeight(LINES * QFontMetrics(self.font()).lineSpacing() + 2 * LARGE)
        theme().changed.connect(self._paint_marks)

    def show_marks(self, marks: tuple[Mark, ...], label_colours: Mapping[str, str]) -> None:
        """Mark these."""
        self._marks, self._label_colours = marks, label_colours
        self._paint_marks()

    def insertFromMimeData(self, source: object) -> None:
        """Take pasted text without its dress."""
        text = source.text() if hasattr(source, "text") else ""
        self.insertPlainText(text[:LONGEST_TEXT])

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            mark = mark_at(self._marks, self.cursorForPosition(event.pos()).position())
            tip = f"<qt>{escape(mark.tip)}</qt>" if mark else ""
            QToolTip.showText(event.globalPos(), tip, self.viewport())
            return True
        return super().viewportEvent(event)

    def _paint_marks(self) -> None:
        self.setExtraSelections([self._selection(mark) for mark in self._marks])

    def _selection(self, mark: Mark) -> QTextEdit.ExtraSelection:
        dress = label_colours(self._label_colours.get(mark.label, colours().muted))
        ground = QTextCharFormat()
        ground.setBackground(QColor(dress.tint))
        ground.setForeground(QColor(dress.on_tint))
        ground.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
        ground.setUnderlineColor(QColor(dress.line))
        cursor = QTextCursor(self.document())
        last = self.document().characterCount() - 1
        cursor.setPosition(min(mark.start, last))
        cursor.setPosition(min(mark.end, last), QTextCursor.MoveMode.KeepAnchor)
        selection = QTextEdit.ExtraSelection()
        selection.cursor, selection.format = cursor, ground
        return selection


class TryBox(QWidget):
    """`measured` carries a model's name, its tokens a second, and the device."""

    measured = Signal(str, float, str)

    def __init__(self, context: Context, resident: Resident, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.resident = resident
        self._label_colours: Mapping[str, str] = {}
        self._cutting: Ticket | None = None
        self._asked: dict[int, TypedText] = {}
        self._debounce = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._leave = QTimer(self, singleShot=True, interval=LEAVE_MS)
        self.reading = Reading((), ())
        self.field = TypedField()
        self.found = ChipText()
        self.state = plain_label(role="muted", wrap=True)
        self.bar = QProgressBar()
        self.again_button = QPushButton(self.tr("Try again"))
        self._build()
        self._connect()
        self._show_standing(resident.standing)

    def use(self, model: KnownModel | None, label_colours: Mapping[str, str]) -> None:
        """Try this model; the text stays and is read by it when somebody types or asks."""
        self._label_colours = label_colours
        name = model.name if model is not None and not model.problem else ""
        self.field.setEnabled(bool(name))
        changed = name != self.resident.model
        self.resident.use(name)
        if changed:
            self._show_reading(Reading((), ()))
            if self.isVisible() and self.field.toPlainText().strip() and name:
                self._debounce.start()
        else:
            self._show_reading(self.reading)

    def read_now(self) -> None:
        """Read the text as it is now."""
        text = self.field.toPlainText()
        if self._cutting is not None:
            self._cutting.drop()
        if not text.strip():
            self._asked.clear()
            self._show_reading(Reading((), ()))
            self._show_standing(self.resident.standing)
        elif self.resident.model:
            self._cutting = self._context.tasks.run(lambda: to_tokens(text), self._ask)

    def leave_after(self, milliseconds: int) -> None:
        """Let the model go when the box was out of sight for so long."""
        self._leave.setInterval(milliseconds)

    def let_go(self) -> None:
        """The window closes."""
        for timer in (self._debounce, self._leave):
            timer.stop()
        self.resident.let_go()

    def showEvent(self, event: QShowEvent) -> None:
        self._leave.stop()
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._leave.start()
        super().hideEvent(event)

    def _ask(self, typed: TypedText) -> None:
        if typed.tokens:
            self._asked = {self.resident.ask(typed.sentences): typed}

    def _take(self, answer: Tagged) -> None:
        typed = self._asked.pop(answer.id, None)
        # Something newer was asked meanwhile, or the text was taken away.
        if typed is None:
            return
        self._show_reading(read_answer(typed, answer))
        self._say_how_long(typed, answer)
        if typed.tokens >= ENOUGH_TOKENS and answer.seconds > 0:
            speed = typed.tokens / answer.seconds
            self.measured.emit(self.resident.model, speed, self.resident.device)

    def _say_how_long(self, typed: TypedText, answer: Tagged) -> None:
        words = self.tr("Entities: {0} · tokens: {1} · {2} ms").format(
            f"{len(self.reading.marks):,}", f"{typed.tokens:,}", f"{answer.seconds * 1000:,.0f}"
        )
        if len(typed.text) > LONGEST_TEXT:
            words += self.tr(" · only the first {0} characters were read").format(
                f"{LONGEST_TEXT:,}"
            )
        self._say(words)

    def _show_reading(self, reading: Reading) -> None:
        self.reading = reading
        self.field.show_marks(reading.marks, self._label_colours)
        self.found.show_sentences(reading.sentences, self._label_colours)

    def _show_standing(self, standing: Standing) -> None:
        loading = standing.phase is Phase.LOADING
        self.bar.setVisible(loading)
        self.again_button.setVisible(standing.phase is Phase.FAILED)
        if loading:
            self._say(self.tr("Loading {0}…").format(self.resident.model))
        elif standing.phase is Phase.FAILED:
            self._show_reading(Reading((), ()))
            error = standing.error
            words = f"{error.happened} {error.next_step}" if error else ""
            self._say(words or self.tr("The model is gone."), "bad")
        elif standing.phase is Phase.ABSENT:
            self._say(self.tr("The model is loaded when you type, and let go when you leave."))

    def _say(self, words: str, role: str = "muted") -> None:
        self.state.setText(words)
        self.state.setProperty("role", role)
        self.state.style().polish(self.state)

    def _connect(self) -> None:
        self.field.textChanged.connect(self._debounce.start)
        self._debounce.timeout.connect(self.read_now)
        self._leave.timeout.connect(self.resident.end)
        self.again_button.clicked.connect(self.read_now)
        self.resident.moved.connect(self._show_standing)
        self.resident.tagged.connect(self._take)

    def _build(self) -> None:
        self.field.setPlaceholderText(self.tr("Type or paste text to see what the model finds"))
        self.field.setAccessibleName(self.tr("Text to try the model on"))
        self.found.setAccessibleName(self.tr("What the model finds"))
        self.found.setProperty("surface", "base")
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(96)
        self.bar.setAccessibleName(self.tr("The model is loaded"))
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(self.state, 1)
        below.addWidget(self.bar)
        below.addWidget(self.again_button)
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setWidget(self.found)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        layout.setSpacing(SMALL)
        layout.addWidget(plain_label(self.tr("Try it"), "section"))
        layout.addWidget(self.field, 2)
        layout.addLayout(below)
        layout.addWidget(room, 3)
