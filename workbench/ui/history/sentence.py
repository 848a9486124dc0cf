"""The history of the sentence at hand: its states, what each changed, and the way back."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QHeaderView,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.operations import history
from workbench.operations.store import Reader, SentenceVersion
from workbench.ui.actions import make_action, show_key
from workbench.ui.context import Context
from workbench.ui.history.diff import DiffLine, Sign, differences
from workbench.ui.history.words import here_and_now, moment, what
from workbench.ui.theme import LARGE, MEDIUM, SMALL, colours, plain_label, theme
from workbench.ui.tips import literal_tip

# Longer than for the list of operations: all states of the sentence are read each time.
SOON_MS = 150
TITLE_CHARACTERS = 200
NO_SENTENCE = "No sentence is shown in Annotate."
UNCHANGED = "Nothing that is shown here was changed."
ROLES = {Sign.ADDED: "good", Sign.REMOVED: "bad", Sign.CHANGED: "warning"}


def read_versions(reader: Reader, sentence_id: int) -> list[SentenceVersion]:
    """The states of a sentence; none of one that is gone."""
    return list(reader.sentence_history(sentence_id)) if reader.rows([sentence_id]) else []


class SentenceHistory(QWidget):
    """Follows the sentence that Annotate shows, while it is seen."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._sentence: int | None = None
        self._stale = False
        self._versions: Sequence[SentenceVersion] = ()
        self.title = plain_label(NO_SENTENCE, role="muted", wrap=True)
        self.versions = _tree(3, "States of the sentence")
        self.changes = _tree(3, "What the operation changed")
        self.changes_title = plain_label(role="section", wrap=True)
        self.restore_button = QPushButton()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.action = make_action("history.restore", self, self.restore, within)
        self.addAction(self.action)
        self._lay_out()
        self._connect()
        self._show_version()

    def follow(self, sentence_id: int | None) -> None:
        """Show the history of this sentence, or of none."""
        if sentence_id != self._sentence:
            self._sentence, self._versions = sentence_id, ()
            self.versions.clear()
        self._follow_soon()

    def actions_of_panel(self) -> list[QAction]:
        return [self.action]

    def stop(self) -> None:
        """Ask nothing any more: the project is being closed."""
        self._soon.stop()

    def shown_lines(self) -> list[tuple[str, str, str]]:
        """The differences as they are shown: sign, what, and from what to what."""
        items = (self.changes.topLevelItem(n) for n in range(self.changes.topLevelItemCount()))
        return [(i.text(0), i.text(1), i.text(2)) for i in items if i is not None]

    def choose(self, row: int) -> None:
        """Choose a state; 0 is the present one."""
        item = self.versions.topLevelItem(row)
        if item is not None:
            self.versions.setCurrentItem(item)

    def restore(self) -> None:
        """Bring the sentence back to the chosen state."""
        version = self._chosen_version()
        if version is not None and self._sentence is not None and self.action.isEnabled():
            self._context.do(history.restore, self._sentence, version.sequence, done=self._restored)

    def refresh(self) -> None:
        """Ask for the states again, now or when they are seen again."""
        self._stale = not self.isVisible()
        if self._stale:
            return
        if self._sentence is None:
            self._show(())
        else:
            self._context.ask(read_versions, self._sentence, done=self._show)

    def showEvent(self, event: object) -> None:
        if self._stale:
            self.refresh()

    def _take_in(self, changes: Changes) -> None:
        if self._sentence is not None and (
            changes.membership or self._sentence in changes.sentences
        ):
            self._follow_soon()

    def _follow_soon(self) -> None:
        # Not started anew at each change: with a key held down it would never end.
        if not self._soon.isActive():
            self._soon.start()

    def _restored(self, changes: Changes) -> None:
        if changes.nothing:
            self._context.notify.info(self.tr("The sentence is in this state already."))
            return
        self._context.notify.done(self.tr("The state is restored."))

    def _show(self, versions: Sequence[SentenceVersion]) -> None:
        row = max(self._chosen_row(), 0)
        former, self._versions = self._versions, versions
        text = versions[0].sentence.text if versions else NO_SENTENCE
        self.title.setText(text[:TITLE_CHARACTERS])
        self._list(former)
        self.choose(0 if len(versions) != len(former) else row)
        self._show_version()

    def _list(self, former: Sequence[SentenceVersion]) -> None:
        """Change only the rows above what stays: with undo held down this comes often."""
        fresh = len(self._versions) - _common_end(former, self._versions)
        gone = len(former) - (len(self._versions) - fresh)
        now = here_and_now()
        if gone == self.versions.topLevelItemCount():
            self.versions.clear()
        for _ in range(min(gone, self.versions.topLevelItemCount())):
            self.versions.takeTopLevelItem(0)
        cells = [
            [moment(one.time, now), what(one.operation), one.actor]
            for one in self._versions[:fresh]
        ]
        self.versions.insertTopLevelItems(0, [QTreeWidgetItem(texts) for texts in cells])
        for column in (0, 2):
            _widen(self.versions, column, {texts[column] for texts in cells})

    def _chosen_row(self) -> int:
        item = self.versions.currentItem()
        return -1 if item is None else self.versions.indexOfTopLevelItem(item)

    def _chosen_version(self) -> SentenceVersion | None:
        row = self._chosen_row()
        return self._versions[row] if 0 <= row < len(self._versions) else None

    def _show_version(self) -> None:
        version = self._chosen_version()
        self.changes.clear()
        self.changes_title.setText("")
        past = version is not None and version is not self._versions[0]
        self.restore_button.setEnabled(past)
        self.action.setEnabled(past)
        if version is None:
            return
        row = self._versions.index(version)
        before = self._versions[row + 1].sentence if row + 1 < len(self._versions) else None
        lines = differences(before, version.sentence)
        first = self.tr("Entities at first") if before is None else what(version.operation)
        self.changes_title.setText(first if lines else UNCHANGED)
        self.changes.addTopLevelItems([_line_item(line) for line in lines])

    def _lay_out(self) -> None:
        # The widths follow the texts by hand: Qt would measure every row at every change.
        for tree, others in (
            (self.versions, QHeaderView.ResizeMode.Fixed),
            (self.changes, QHeaderView.ResizeMode.ResizeToContents),
        ):
            header = tree.header()
            header.setStretchLastSection(False)
            header.setSectionResizeMode(others)
            header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        for column in (0, 2):
            self.versions.setColumnWidth(column, LARGE)
        self.changes.setSelectionMode(QTreeWidget.SelectionMode.NoSelection)
        show_key(self.restore_button, "history.restore", self.tr("Restore this state"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.versions, 1)
        layout.addWidget(self.changes_title)
        layout.addWidget(self.changes, 1)
        layout.addWidget(self.restore_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _connect(self) -> None:
        self.versions.currentItemChanged.connect(self._show_version)
        self.restore_button.clicked.connect(self.restore)
        self._soon.timeout.connect(self.refresh)
        self._context.hub.changed.connect(self._take_in)
        theme().changed.connect(self._show_version)


def _tree(columns: int, name: str) -> QTreeWidget:
    tree = QTreeWidget()
    tree.setProperty("rows", "airy")
    tree.setColumnCount(columns)
    tree.setHeaderHidden(True)
    tree.setRootIsDecorated(False)
    tree.setUniformRowHeights(True)
    tree.setAccessibleName(name)
    tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return tree


def _common_end(first: Sequence[SentenceVersion], second: Sequence[SentenceVersion]) -> int:
    """How many of the oldest states two histories have in common."""
    pairs = zip(reversed(first), reversed(second), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _widen(tree: QTreeWidget, column: int, texts: Collection[str]) -> None:
    """Make a column wide enough for these texts, too."""
    metrics = tree.fontMetrics()
    needed = max((metrics.horizontalAdvance(text) for text in texts), default=0) + LARGE
    if needed > tree.columnWidth(column):
        tree.setColumnWidth(column, needed)


def _line_item(line: DiffLine) -> QTreeWidgetItem:
    item = QTreeWidgetItem([line.sign.value, line.text, line.change])
    item.setToolTip(1, literal_tip(line.text[:TITLE_CHARACTERS]))
    colour = QColor(getattr(colours(), ROLES[line.sign]))
    for column in range(3):
        item.setForeground(column, colour)
    return item
