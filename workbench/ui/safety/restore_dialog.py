"""The backups of a project: when each was made, why, and whether it reads as it was made."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.backups import Backup, Examination
from workbench.ui.services import Safety
from workbench.ui.tasks import Tasks, Ticket
from workbench.ui.theme import LARGE, MEDIUM, plain_label

HEADINGS = ("Made", "Why", "Sentences", "State")
WAITING, DAMAGED, WHOLE = "not read yet", "✗ damaged", "✓ whole"
NONE = "There is no backup of {name} beside it."
_WORDS = (
    "A backup becomes a new project under a name that you choose next. The project itself stays"
    " as it is."
)
_ROW = Qt.ItemDataRole.UserRole


class RestoreDialog(QDialog):
    """Reads one backup after the other, the newest first; only one that is whole can be chosen."""

    def __init__(
        self, name: str, backups: Sequence[Backup], doors: Safety, tasks: Tasks, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._backups, self._doors, self._tasks = backups, doors, tasks
        self._found: dict[int, Examination] = {}
        self._ticket: Ticket | None = None
        self.setWindowTitle(self.tr("Restore from backup"))
        self.resize(640, 420)
        self.table = QTreeWidget()
        self.table.setAccessibleName(self.tr("Backups"))
        self.table.setHeaderLabels([self.tr(one) for one in HEADINGS])
        self.table.setProperty("rows", "airy")
        self.table.setRootIsDecorated(False)
        self.table.setAllColumnsShowFocus(True)
        self.table.setUniformRowHeights(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.choose = buttons.addButton(self.tr("Restore…"), QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        text = self.tr(_WORDS) if backups else self.tr(NONE).format(name=name)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(text, role="muted", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addWidget(buttons)
        self._fill()
        self.table.currentItemChanged.connect(lambda *_: self._enable())
        self.table.itemActivated.connect(lambda *_: self._accept_whole())
        self.finished.connect(lambda _: self._leave())
        self._enable()
        self._read(0)

    @property
    def chosen(self) -> Backup | None:
        """The backup under the cursor, where it was read and is whole."""
        item = self.table.currentItem()
        if item is None:
            return None
        row = int(item.data(0, _ROW))
        found = self._found.get(row)
        return self._backups[row] if found is not None and found.ok else None

    def _fill(self) -> None:
        for row, one in enumerate(self._backups):
            made = one.time.astimezone().strftime("%Y-%m-%d %H:%M")
            item = QTreeWidgetItem([made, one.reason, "", self.tr(WAITING)])
            item.setData(0, _ROW, row)
            item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.addTopLevelItem(item)
        header = self.table.header()
        header.setStretchLastSection(False)
        heading = self.table.headerItem()
        heading.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for column in (0, 2, 3):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _read(self, row: int) -> None:
        if row < len(self._backups):
            work = partial(self._doors.examined, self._backups[row].path)
            self._ticket = self._tasks.run(work, partial(self._show, row))

    def _show(self, row: int, found: Examination) -> None:
        self._found[row] = found
        item = self.table.topLevelItem(row)
        if item is not None:
            item.setText(2, f"{found.sentences:,}" if found.ok else "")
            item.setText(3, self.tr(WHOLE if found.ok else DAMAGED))
            if found.ok and self.chosen is None:
                self.table.setCurrentItem(item)
        self._enable()
        self._read(row + 1)

    def _accept_whole(self) -> None:
        if self.chosen is not None:
            self.accept()

    def _enable(self) -> None:
        self.choose.setEnabled(self.chosen is not None)

    def _leave(self) -> None:
        if self._ticket is not None:
            self._ticket.drop()
