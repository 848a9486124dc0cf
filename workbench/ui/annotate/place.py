"""The Annotate place: list, editor, palette and details, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QHideEvent
from PySide6.QtWidgets import QFrame, QMenu, QSplitter, QVBoxLayout, QWidget

from workbench.domain.changes import Changes
from workbench.domain.entity import Suggestion
from workbench.operations import edit
from workbench.operations.store import Reader
from workbench.ui.actions import key_text, make_action, show_key
from workbench.ui.annotate.actions_table import EDITOR_ACTIONS
from workbench.ui.annotate.commands import Commands
from workbench.ui.annotate.desk import Desk
from workbench.ui.annotate.details import Details
from workbench.ui.annotate.editor.cursor import select
from workbench.ui.annotate.editor.editor import Editor
from workbench.ui.annotate.editor.hits import hits_shown
from workbench.ui.annotate.editor.known_mentions import KnownMentions
from workbench.ui.annotate.editor.label_palette import LabelPalette
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.instant.switch import InstantSwitch
from workbench.ui.annotate.list.desk import ListDesk
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.annotate.mentions.desk import MentionDesk
from workbench.ui.annotate.queue.desk import QueueDesk
from workbench.ui.context import Context
from workbench.ui.keys.events import CharacterKeys

if TYPE_CHECKING:
    from workbench.ui.train.runner import Runner

SETTLED_MS = 90
WIDTHS = (320, 780, 260)

NO_SENTENCES = "There are no sentences yet.\n\nDrop a file here or press Ctrl+I to import."
NO_MATCH = "No sentence matches.\n\nClear the filter to see all of them."
MENU = (
    "accept_suggestion",
    "reject_suggestion",
    "cycle",
    "remove",
    "split_entity",
    "join_entities",
    "split_token",
    "merge_tokens",
    "apply_to_all",
)
NOT_REPEATED = (
    "accept",
    "reject",
    "skip",
    "flag",
    "accept_sure",
    "reject_all",
    "lock",
    "marks",
    "split_entity",
    "join_entities",
    "merge_tokens",
)


class AnnotatePlace(QWidget):
    """Where sentences are read, tagged and corrected."""

    status_text = Signal(str)

    def __init__(
        self,
        context: Context,
        parent: QWidget | None = None,
        runner: Callable[[], Runner] | None = None,
        command: Callable[[Path], Sequence[str]] | None = None,
    ) -> None:
        super().__init__(parent)
        self._context = context
        self._keys: dict[str, str] = {}
        self._opens_first = False
        self.panel = SentencePanel(context)
        self.editor = Editor()
        self.label_palette = LabelPalette()
        self.details = Details()
        self.desk = Desk(context, self)
        self.commands = Commands(self.desk, self.editor, self.panel, self)
        self.known = KnownMentions(context, self.desk, self.editor, self)
        self.mentions = MentionDesk(context, self.desk, self.editor, self.panel, self)
        self.lists = ListDesk(context, self.desk, self.editor, self.panel, self.details, self)
        self.queue = QueueDesk(
            context, self.desk, self.panel, self.details.why, runner or _no_runner, self
        )
        self.instant = InstantSwitch(context, self.desk, self.panel, command, self)
        self._settled = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._actions = self._make_actions()
        self._lay_out()
        self._connect()

    def activate(self) -> None:
        """Show what is current, and give the keys to the editor."""
        self.lists.begin()
        self.queue.begin()
        self.known.go_on()
        self.instant.begin()
        self.editor.setFocus()

    def open_sentence(self, sentence_id: int, start: int = 0, end: int = 0) -> None:
        """Show a sentence, whether the list holds it or not, and select tokens where any are."""
        self.desk.when_ready(lambda: self.desk.open(sentence_id))
        if start < end:
            self.desk.when_ready(lambda: self._select_in(sentence_id, start, end))
        self.activate()

    def show_filter(self, text: str) -> None:
        """List the sentences of a filter."""
        self.panel.show_filter(text)

    def open_filter(self, text: str) -> None:
        """List the sentences of a filter, and open the first of them."""
        self._opens_first = True
        self.panel.show_filter(text)

    def actions_of_place(self) -> list[QAction]:
        return [*self._actions.values(), *self.lists.actions()]

    def folds(self) -> dict[str, bool]:
        """Which panes are folded away, to be remembered."""
        return self.lists.folds()

    def fold(self, name: str, folded: bool) -> None:
        """Fold a pane away, or show it."""
        self.lists.fold(name, folded)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight, nothing is asked any more, and what was typed is saved."""
        super().hideEvent(event)
        self._settled.stop()
        self.known.pause()
        self.details.note.save()
        self.lists.leave()

    def _make_actions(self) -> dict[str, QAction]:
        CharacterKeys(self.editor)
        only_editor = Qt.ShortcutContext.WidgetShortcut
        made: dict[str, QAction] = {}
        commands = self.commands.table()
        for row in EDITOR_ACTIONS:
            short = row.name.removeprefix("annotate.")
            made[short] = make_action(row.name, self, commands[short], only_editor)
            made[short].setAutoRepeat(short not in NOT_REPEATED)
            self.editor.addAction(made[short])
        for short, slot in {
            **self.lists.slots(),
            **self.queue.slots(),
            "instant": self.instant.toggle,
            "search": self.lists.search,
            "apply_to_all": self.mentions.apply_to_all,
            "find_all": self.mentions.find_all,
            "next_hit": self.lists.hits.next,
            "refresh": self.panel.apply,
            "focus_editor": self.editor.setFocus,
            "zoom_in": lambda: self.editor.zoom(1),
            "zoom_out": lambda: self.editor.zoom(-1),
            "zoom_reset": lambda: self.editor.zoom(None),
        }.items():
            within = Qt.ShortcutContext.WidgetWithChildrenShortcut
            made[short] = make_action(f"annotate.{short}", self, slot, within)
            self.addAction(made[short])
        self.lists.bulk.actions = made
        self.instant.follow(made["instant"])
        self.queue.fill_menu(made)
        return made

    def _lay_out(self) -> None:
        for name, text, primary in (
            ("skip", "Skip", False),
            ("reject", "Reject", False),
            ("flag", "Flag", False),
            ("accept", "✓ Accept", True),
        ):
            button = self.label_palette.add_finishing(self._actions[name], text, primary)
            show_key(button, f"annotate.{name}", text)
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
        for number, widget in enumerate((self.panel, middle, self._right_side())):
            splitter.addWidget(widget)
            splitter.setStretchFactor(number, int(widget is middle))
        splitter.setSizes(list(WIDTHS))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)

    def _right_side(self) -> QSplitter:
        """The details, and the guideline under them."""
        right = QSplitter(Qt.Orientation.Vertical)
        right.setObjectName("right")
        right.setHandleWidth(1)
        right.setChildrenCollapsible(False)
        right.addWidget(self.details)
        right.addWidget(self.lists.guideline)
        right.setStretchFactor(0, 1)
        right.setSizes([460, 240])
        return right

    def _connect(self) -> None:
        self._context.hub.changed.connect(self._take_in)
        self.panel.chosen.connect(self._choose)
        self.panel.listed.connect(self._listed)
        self.panel.left_for_editor.connect(self.editor.setFocus)
        self.desk.shown_changed.connect(self._show)
        self.desk.lost.connect(self._listed)
        self.commands.said.connect(self.status_text)
        self.mentions.said.connect(self.status_text)
        self.instant.said.connect(self.status_text)
        self.lists.hits.said.connect(self.status_text)
        self.editor.typed.connect(self._type)
        self.editor.context_clicked.connect(self.open_sentence)
        self.editor.menu_wanted.connect(self._show_menu)
        self.editor.cursor_changed.connect(self._settled.start)
        self._settled.timeout.connect(self._cursor_settled)
        self.label_palette.clicked.connect(self._set_label)
        self.commands.lock.changed.connect(self.label_palette.set_lock)
        self._connect_details()

    def _connect_details(self) -> None:
        self.details.span_chosen.connect(self._select)
        offers = self.details.offers
        offers.answered.connect(self._answer)
        offers.chosen.connect(self.editor.prefer)
        offers.threshold_changed.connect(self.commands.proposals.set_threshold)
        offers.sure_wanted.connect(self.commands.proposals.accept_sure)
        offers.none_wanted.connect(self.commands.proposals.reject_all)
        offers.hiding_wanted.connect(self.commands.proposals.hide_doubtful)
        offers.thresholds_wanted.connect(self.commands.proposals.ask_thresholds)
        self.details.repair_wanted.connect(self.commands.repair)
        self.details.all_wanted.connect(self.mentions.apply_to_all)
        self.details.flag_wanted.connect(self.commands.flag)
        self.details.status_chosen.connect(self.commands.set_status)
        self.details.split_chosen.connect(self.commands.set_split)
        self.details.note.note_written.connect(self._save_note)

    def _take_in(self, changes: Changes) -> None:
        self.panel.take_in(changes)

    def _listed(self) -> None:
        """Keep the sentence that is shown; show the first of the list where there is none."""
        self._mark_hits()
        if self._opens_first:
            self._opens_first = False
            self.desk.clear()
        if self.desk.shown is not None or not self.desk.ready:
            return
        first = self.panel.beside(0)
        if first is not None:
            self.desk.open(first)
            return
        self.editor.empty_text = NO_MATCH if self.panel.total else _no_sentences()
        self.desk.clear()

    def _choose(self, sentence_id: int) -> None:
        self.desk.when_ready(lambda: self.desk.open(sentence_id))

    def _show(self, shown: Shown | None) -> None:
        hits_shown(self.lists.hits, self.editor, shown)
        self.details.show_sentence(shown)
        self.label_palette.setEnabled(shown is not None)
        self.panel.set_current(shown.sentence.id if shown else None)
        if shown is not None:
            self.label_palette.set_labels(shown.labels)
            self.panel.set_label_names(shown.labels.names)
            self._keys = {label.key: label.name for label in shown.labels if label.key}

    def _mark_hits(self) -> None:
        self.editor.set_hits(self.lists.hits.look())

    def _type(self, key: str) -> None:
        self.commands.type_label(self._keys, key)

    def _set_label(self, name: str) -> None:
        self.commands.set_label(name)
        self.editor.setFocus()

    def _select_in(self, sentence_id: int, start: int, end: int) -> None:
        """Select tokens of a sentence that may be another, or shorter, by now."""
        shown = self.desk.shown
        if shown is not None and shown.sentence.id == sentence_id:
            self.editor.set_cursor(select(start, end).within(shown.length))

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

    def _cursor_settled(self) -> None:
        shown, chip = self.desk.shown, self.editor.current_chip
        self.details.mark(chip)
        self.lists.guideline.show_label(chip.entity.label if shown and chip else "")
        if shown is None or chip is None or not self.isVisible() or chip.entity.end > shown.length:
            self.details.show_mentions("", {})
            return
        if shown.sentence.suggestions:
            self._context.ask(sum_up, done=self.details.offers.show_totals)
        text = shown.sentence.surface(chip.entity)
        self._context.ask(count_mentions, text, done=partial(self.details.show_mentions, text))

    def _show_menu(self, point: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for label in self.desk.shown.labels if self.desk.shown else ():
            text = label.name.replace("&", "&&")
            menu.addAction(f"{text}\t{label.key}", partial(self._set_label, label.name))
        menu.addSeparator()
        for name in MENU:
            menu.addAction(self._actions[name])
        menu.popup(point)


def _no_sentences() -> str:
    return NO_SENTENCES.replace("Ctrl+I", key_text("file.import") or "File, Import")


def count_mentions(reader: Reader, text: str) -> Mapping[str, int]:
    return reader.mention_labels(text)


def _no_runner() -> Runner:
    """Of a place by itself, as tests have it."""
    raise RuntimeError("nothing runs jobs here")


def _line() -> QFrame:
    line = QFrame()
    line.setProperty("line", "true")
    line.setFixedHeight(1)
    return line


def sum_up(reader: Reader) -> Mapping[str, int]:
    return reader.history_totals()
