"""What the project doctor finds, and its repairs."""

from __future__ import annotations

from collections import Counter

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.complaints import MEANINGS, Complaint, Damage
from workbench.operations import doctor
from workbench.ui.context import Context
from workbench.ui.tasks import Ticket
from workbench.ui.theme import LARGE, MEDIUM, plain_label

LOOKING = "Looking through the whole project…"
SOUND = "✓ Nothing is wrong: every sentence is as it was saved."
_REPAIR = "Repair makes a copy of the project first. Undo takes back what it changes in sentences."
_NO_REPAIR = "None of this can be repaired here. Restore a backup by File > Restore from backup."
_MOST = 200
_SMALL, _LARGE = (480, 160), (640, 420)


class CheckDialog(QDialog):
    """Looks at once; while it does, everything else goes first."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._found: list[Damage] = []
        self._tickets: list[Ticket] = []
        self.setWindowTitle(self.tr("Check project"))
        self.resize(*_SMALL)
        self.told = plain_label(self.tr(LOOKING), wrap=True)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName(self.tr("Progress of the check"))
        self.tree = QTreeWidget()
        self.tree.setProperty("rows", "airy")
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(self.tr("What is wrong"))
        self.hint = plain_label(role="muted", wrap=True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.repair = buttons.addButton(self.tr("Repair"), QDialogButtonBox.ButtonRole.ActionRole)
        self.repair.setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        self.repair.clicked.connect(self._repair)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        for widget in (self.told, self.progress):
            layout.addWidget(widget)
        layout.addWidget(self.tree, 1)
        layout.addWidget(self.hint)
        layout.addStretch()
        layout.addWidget(buttons)
        self.finished.connect(lambda _: self._leave())
        self._look()

    def _look(self) -> None:
        self._found.clear()
        self.tree.clear()
        self._make_room(False)
        self.repair.setEnabled(False)
        self.progress.show()
        self.told.setText(self.tr(LOOKING))
        self.hint.clear()
        self._tickets.append(
            self._context.follow(
                doctor.look, step=self._found.extend, done=lambda _: self._show(), failed=self._fail
            )
        )

    def _show(self) -> None:
        self.progress.hide()
        counts = Counter(one.kind for one in self._found)
        self._make_room(bool(counts))
        self.told.setText(self.tr(SOUND) if not counts else _total(len(self._found)))
        for kind in Complaint:
            if counts[kind]:
                self.tree.addTopLevelItem(self._item(kind, counts[kind]))
        mends = any(one.repair for one in self._found)
        self.repair.setEnabled(mends)
        if counts:
            self.hint.setText(self.tr(_REPAIR if mends else _NO_REPAIR))

    def _make_room(self, found: bool) -> None:
        """Nobody needs an empty list, or a button for mending nothing."""
        self.tree.setVisible(found)
        self.repair.setVisible(found)
        self.resize(*(_LARGE if found else _SMALL))

    def _item(self, kind: Complaint, count: int) -> QTreeWidgetItem:
        meaning, repair = MEANINGS[kind]
        item = QTreeWidgetItem([f"{meaning} ({count:,})"])
        item.addChild(QTreeWidgetItem([f"Repair: {repair or 'none'}"]))
        here = [one for one in self._found if one.kind is kind]
        for one in here[:_MOST]:
            where = f"Sentence {one.sentence}: " if one.sentence else ""
            item.addChild(QTreeWidgetItem([f"{where}{one.detail}"]))
        if len(here) > _MOST:
            item.addChild(QTreeWidgetItem([f"and {len(here) - _MOST:,} more"]))
        return item

    def _repair(self) -> None:
        self.repair.setEnabled(False)
        self.progress.show()
        self.told.setText(self.tr("Making a copy first…"))
        store = self._context.store
        self._tickets.append(
            self._context.tasks.run(
                lambda: store.copy_as_it_is("before-repair"), lambda _: self._mend(), self._fail
            )
        )

    def _mend(self) -> None:
        self.told.setText(self.tr("Repairing…"))
        self._tickets.append(self._context.do(doctor.repair, done=self._mended, failed=self._fail))

    def _mended(self, changes: Changes) -> None:
        count = sum(changes.details.values())
        self._context.notify.done(self.tr("Repaired {count} things.").format(count=f"{count:,}"))
        self._look()

    def _fail(self, error: BaseException) -> None:
        self.reject()
        self._context.notify.error(error)

    def _leave(self) -> None:
        for ticket in self._tickets:
            ticket.drop()


def _total(count: int) -> str:
    return "1 thing is wrong." if count == 1 else f"{count:,} things are wrong."
