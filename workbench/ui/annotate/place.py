"""The Annotate place: list, editor, palette and details, put together."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.operations import edit
from workbench.operations.store import Reader
from workbench.ui.actions import make_action
from workbench.ui.annotate.actions_table import EDITOR_ACTIONS
from workbench.ui.annotate.commands import Commands
from workbench.ui.annotate.cursor import select
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.details import Details
from workbench.ui.annotate.editor import Editor
from workbench.ui.annotate.filter_text import hit_tokens, wanted_words
from workbench.ui.annotate.label_palette import LabelPalette
from workbench.ui.annotate.sentence_panel import SentencePanel
from workbench.ui.annotate.shown import Shown
from workbench.ui.context import Context

SETTLED_MS = 90
WIDTHS = (320, 780, 260)

NO_SENTENCES = "There are no sentences yet.\n\nDrop a file here or press Ctrl+I to import."
NO_MATCH = "No sentence matches.\n\nClear the filter to see all of them."
NOT_REPEATED = ("accept", "reject", "skip", "flag")


class AnnotatePlace(QWidget):
    """Where sentences are read, tagged and corrected."""

    status_text = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._keys: dict[str, str] = {}
        self.panel = SentencePanel(context)
        self.editor = Editor()
        self.label_palette = LabelPalette()
        self.details = Details()
        self.desk = Desk(context, self)
        self.commands = Commands(self.desk, self.editor, self.panel, self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._actions = self._make_actions()
        self._lay_out()
        self._connect()

    def activate(self) -> None:
        """Show what is current, and give the keys to the editor."""
        if not self.panel.loaded:
            self.panel.apply()
        if self.window().focusWidget() is None or self.desk.shown is not None:
            self.editor.setFocus()

    def open_sentence(self, sentence_id: int) -> None:
        """Show a sentence, whether the list holds it or not."""
        self.desk.when_ready(lambda: self.desk.open(sentence_id))
        self.activate()

    def show_filter(self, text: str) -> None:
        """List the sentences of a filter."""
        self.panel.show_filter(text)

    def actions_of_place(self) -> list[QAction]:
        return list(self._actions.values())

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, nothing is asked any more, and what was typed is saved."""
        super().hideEvent(event)
        self._settled.stop()
        self.details.note.save()

    def _make_actions(self) -> dict[str, QAction]:
        only_editor = Qt.ShortcutContext.WidgetShortcut
        made: dict[str, QAction] = {}
        commands = self.commands.table()
        for row in EDITOR_ACTIONS:
            short = row.name.removeprefix("annotate.")
            made[short] = make_action(row.name, self, commands[short], only_editor)
            made[short].setAutoRepeat(short not in NOT_REPEATED)
            self.editor.addAction(made[short])
        for short, slot in {
            "search": self._search,
            "next_hit": self.commands.next_hit,
            "refresh": self.panel.apply,
            "focus_editor": self.editor.setFocus,
            "zoom_in": lambda: self.editor.zoom(1),
            "zoom_out": lambda: self.editor.zoom(-1),
            "zoom_reset": lambda: self.editor.zoom(None),
        }.items():
            within = Qt.ShortcutContext.WidgetWithChildrenShortcut
            made[short] = make_action(f"annotate.{short}", self, slot, within)
            self.addAction(made[short])
        return made

    def _lay_out(self) -> None:
        for name, text, primary in (
            ("skip", "Skip  ␣", False),
            ("reject", "Reject  x", False),
            ("flag", "Flag  f", False),
            ("accept", "✓ Accept  ⏎", True),
        ):
            self.label_palette.add_finishing(self._actions[name], text, primary)
        middle = QWidget()
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.editor, 1)
        column.addWidget(_line())
        column.addWidget(self.label_palette)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setObjectName("columns")
        splitter.setHandleWidth(1)
        splitter.setChildrenCollapsible(False)
        for number, widget in enumerate((self.panel, middle, self.details)):
            splitter.addWidget(widget)
            splitter.setStretchFactor(number, int(widget is middle))
        splitter.setSizes(list(WIDTHS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _connect(self) -> None:
        self._context.hub.changed.connect(self._take_in)
        self.panel.chosen.connect(self._choose)
        self.panel.listed.connect(self._listed)
        self.panel.left_for_editor.connect(self.editor.setFocus)
        self.desk.shown_changed.connect(self._show)
        self.desk.lost.connect(self._listed)
        self.commands.said.connect(self.status_text)
        self.editor.typed.connect(self._type)
        self.editor.context_clicked.connect(self.open_sentence)
        self.editor.menu_wanted.connect(self._show_menu)
        self.editor.cursor_changed.connect(self._settled.start)
        self._settled.timeout.connect(self._cursor_settled)
        self.label_palette.clicked.connect(self._set_label)
        self._connect_details()

    def _connect_details(self) -> None:
        self.details.span_chosen.connect(self._select)
        self.details.suggestion_answered.connect(self._answer)
        self.details.repair_wanted.connect(self.commands.repair)
        self.details.flag_wanted.connect(self.commands.flag)
        self.details.status_chosen.connect(self.commands.set_status)
        self.details.split_chosen.connect(self.commands.set_split)
        self.details.note.note_written.connect(self._save_note)

    def _take_in(self, changes: Changes) -> None:
        self.panel.take_in(changes)

    def _listed(self) -> None:
        """Keep the sentence that is shown; show the first of the list where there is none."""
        self._mark_hits()
        if self.desk.shown is not None:
            return
        first = self.panel.beside(0)
        if first is not None:
            self.desk.open(first)
            return
        self.editor.empty_text = NO_MATCH if self.panel.total else NO_SENTENCES
        self.desk.clear()

    def _choose(self, sentence_id: int) -> None:
        self.desk.when_ready(lambda: self.desk.open(sentence_id))

    def _show(self, shown: Shown | None) -> None:
        self.editor.show_sentence(shown, self._hits(shown))
        self.details.show_sentence(shown)
        self.label_palette.setEnabled(shown is not None)
        self.panel.set_current(shown.sentence.id if shown else None)
        if shown is not None:
            self.label_palette.set_labels(shown.labels)
            self.panel.set_label_names(shown.labels.names)
            self._keys = {label.key: label.name for label in shown.labels if label.key}

    def _hits(self, shown: Shown | None) -> frozenset[int]:
        words = wanted_words(self.panel.wanted)
        return hit_tokens(shown.sentence.tokens, words) if shown and words else frozenset()

    def _mark_hits(self) -> None:
        self.editor.set_hits(self._hits(self.desk.shown))

    def _type(self, key: str) -> None:
        self.commands.type_label(self._keys, key)

    def _set_label(self, name: str) -> None:
        self.commands.set_label(name)
        self.editor.setFocus()

    def _select(self, start: int, end: int) -> None:
        self.editor.set_cursor(select(start, end))

    def _answer(self, suggestion: Suggestion, accepted: bool) -> None:
        if accepted:
            self.commands.accept_suggestion(suggestion)
        else:
            self.commands.reject_suggestion(suggestion)
        self.editor.setFocus()

    def _save_note(self, sentence_id: int, note: str) -> None:
        self._context.do(edit.set_note, sentence_id, note)

    def _search(self) -> None:
        self.panel.field.setFocus()
        self.panel.field.selectAll()

    def _cursor_settled(self) -> None:
        shown, chip = self.desk.shown, self.editor.current_chip
        self.details.mark(chip)
        if shown is None or chip is None or not self.isVisible() or chip.entity.end > shown.length:
            self.details.show_mentions("", {})
            return
        text = shown.sentence.surface(chip.entity)
        self._context.ask(count_mentions, text, done=partial(self.details.show_mentions, text))

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for label in self.desk.shown.labels if self.desk.shown else ():
            text = label.name.replace("&", "&&")
            menu.addAction(f"{text}\t{label.key}", partial(self._set_label, label.name))
        menu.addSeparator()
        for name in ("accept_suggestion", "reject_suggestion", "remove"):
            menu.addAction(self._actions[name])
        menu.popup(point)


def count_mentions(reader: Reader, text: str) -> Mapping[str, int]:
    return reader.mention_labels(text)


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", "true")
    line.setFixedHeight(1)
    return line
