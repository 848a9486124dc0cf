"""All operations of the project: look for one, list its sentences, go back to it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.operations import history
from workbench.operations.store import HistoryEntry, Reader, Row
from workbench.ui.actions import make_action, show_key
from workbench.ui.context import Context
from workbench.ui.history.delegate import OperationDelegate
from workbench.ui.history.model import HistoryModel
from workbench.ui.history.words import operation_count, sentence_count, what
from workbench.ui.notify import travel_words
from workbench.ui.theme import MEDIUM, SMALL, plain_label
from workbench.ui.tips import literal_tip

SOON_MS = 60
SHOWN = 500
NUMBER = Qt.ItemDataRole.UserRole


def read_concerned(reader: Reader, sequence: int) -> list[Row]:
    """The first sentences of an operation, as far as they are there."""
    return reader.rows(reader.operation_sentences(sequence, SHOWN))


class HistoryList(QWidget):
    """Follows the project while it is seen; `open_requested` carries a sentence's id."""

    open_requested = Signal(int)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._stale = True
        self._kept: int | None = None
        self.model = HistoryModel(context, self)
        self.words = QLineEdit()
        self.table = QListView()
        self.go_to = QPushButton()
        self.list_sentences = QPushButton()
        self.sentences = QTreeWidget()
        self.sentences_title = plain_label(role="section", wrap=True)
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._actions = self._make_actions()
        self._lay_out()
        self._connect()
        self._chosen()

    def refresh(self) -> None:
        """Read the journal again, now or when it is seen again."""
        self._stale = not self.isVisible()
        if not self._stale:
            self.model.refresh()

    def actions_of_panel(self) -> list[QAction]:
        return list(self._actions.values())

    def stop(self) -> None:
        """Ask nothing any more: the project is being closed."""
        self._soon.stop()

    def chosen_row(self) -> int | None:
        """The row that is chosen, if any."""
        row = self.table.currentIndex().row()
        return row if 0 <= row < len(self.model.rows) else None

    def choose(self, row: int) -> None:
        """Choose a row."""
        self.table.setCurrentIndex(self.model.index(row))

    def showEvent(self, event: object) -> None:
        if self._stale:
            self.refresh()

    def travel(self) -> None:
        """Undo or redo until the chosen operation is the last one that stands."""
        row = self.chosen_row()
        steps = self.model.steps_to(row) if row is not None else []
        if row is None or not steps:
            return
        entry = self.model.rows[row]
        back = not steps[0].undone
        operation = history.undo_to if back else history.redo_to
        self.go_to.setEnabled(False)
        goal = entry.sequence if entry else 0
        self._context.do(operation, goal, done=partial(self._travelled, back))

    def show_sentences(self) -> None:
        """List the sentences that the chosen operation changed or added."""
        row = self.chosen_row()
        entry = self.model.rows[row] if row is not None else None
        if entry is not None:
            self._context.ask(
                read_concerned, entry.sequence, done=partial(self._show_concerned, entry)
            )

    def _take_in(self, _changes: Changes) -> None:
        # Not started anew at each change: with a key held down it would never end.
        if not self._soon.isActive():
            self._soon.start()

    def _travelled(self, back: bool, changes: Changes) -> None:
        self._context.notify.info(travel_words(changes, back))
        self._chosen()

    def _show_concerned(self, entry: HistoryEntry, rows: Sequence[Row]) -> None:
        title = f"{what(entry.operation)}: {sentence_count(entry.sentences)}"
        more = f", the first {len(rows)} here" if 0 < len(rows) < entry.sentences else ""
        gone = ", no longer there" if entry.sentences and not rows else ""
        self.sentences_title.setText(title + more + gone)
        self.sentences.clear()
        for row in rows:
            item = QTreeWidgetItem([row.text[:SHOWN]])
            item.setData(0, NUMBER, row.id)
            self.sentences.addTopLevelItem(item)
        for widget in (self.sentences_title, self.sentences):
            widget.setVisible(True)
        if rows:
            self.sentences.setFocus()

    def _keep_choice(self) -> None:
        row = self.chosen_row()
        entry = self.model.rows[row] if row is not None else None
        self._kept = entry.sequence if entry else None

    def _choose_again(self) -> None:
        row = self.model.row_of(self._kept) if self._kept is not None else None
        if row is not None:
            self.choose(row)
        self._chosen()

    def _chosen(self) -> None:
        row = self.chosen_row()
        steps = self.model.steps_to(row) if row is not None else []
        entry = self.model.rows[row] if row is not None else None
        verb = "Redo" if steps and steps[0].undone else "Undo"
        count = f"{verb} {operation_count(len(steps))}" if steps else "Undo to here"
        for name, possible in (("go_to", bool(steps)), ("sentences", bool(entry))):
            self._actions[name].setEnabled(possible)
        self.go_to.setText(count)
        self.go_to.setEnabled(bool(steps))
        self.list_sentences.setEnabled(bool(entry and entry.sentences))
        self.go_to.setToolTip(literal_tip(_preview(verb, steps)))

    def _make_actions(self) -> dict[str, QAction]:
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        made: dict[str, QAction] = {
            "go_to": make_action("history.go_to", self, self.travel, within),
            "sentences": make_action(
                "history.sentences", self, self.show_sentences, Qt.ShortcutContext.WidgetShortcut
            ),
        }
        self.addAction(made["go_to"])
        self.table.addAction(made["sentences"])
        return made

    def _lay_out(self) -> None:
        self.words.setPlaceholderText(self.tr("Find an operation"))
        self.words.setAccessibleName(self.tr("Find an operation"))
        self.words.setClearButtonEnabled(True)
        self.table.setModel(self.model)
        self.table.setItemDelegate(OperationDelegate(self.table))
        self.table.setUniformItemSizes(True)
        self.table.setAccessibleName(self.tr("All operations"))
        self.sentences.setProperty("rows", "airy")
        self.sentences.setHeaderHidden(True)
        self.sentences.setRootIsDecorated(False)
        self.sentences.setUniformRowHeights(True)
        self.sentences.setAccessibleName(self.tr("Sentences of the operation"))
        show_key(self.list_sentences, "history.sentences", self.tr("Its sentences"))
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.go_to)
        foot.addWidget(self.list_sentences)
        foot.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(SMALL)
        layout.addWidget(self.words)
        layout.addWidget(self.table, 3)
        layout.addLayout(foot)
        layout.addWidget(self.sentences_title)
        layout.addWidget(self.sentences, 2)
        self.sentences_title.hide()
        self.sentences.hide()

    def _connect(self) -> None:
        self.words.textChanged.connect(self.model.search)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.doubleClicked.connect(self.show_sentences)
        self.model.modelAboutToBeReset.connect(self._keep_choice)
        self.model.modelReset.connect(self._choose_again)
        self.model.rowsInserted.connect(self._chosen)
        self.model.dataChanged.connect(self._chosen)
        self.go_to.clicked.connect(self.travel)
        self.list_sentences.clicked.connect(self.show_sentences)
        self.sentences.itemActivated.connect(self._open)
        self.sentences.itemClicked.connect(self._open)
        self._soon.timeout.connect(self.refresh)
        self._context.hub.changed.connect(self._take_in)

    def _open(self, item: QTreeWidgetItem) -> None:
        self.open_requested.emit(item.data(0, NUMBER))


def _preview(verb: str, steps: Sequence[HistoryEntry]) -> str:
    """What going there takes back or brings again, as far as a tooltip has room."""
    if not steps:
        return "This is where the project is"
    names = [f"{verb} {step.operation} ({sentence_count(step.sentences)})" for step in steps[:8]]
    more = len(steps) - len(names)
    return "\n".join([*names, *([f"and {more:,} more"] if more > 0 else [])])
