"""What can be done with the runs that are chosen in the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QInputDialog, QMessageBox

from workbench.domain.training import JobState
from workbench.operations.runs import name_run, pin_run
from workbench.operations.store import Run
from workbench.ui.actions import make_action
from workbench.ui.context import Context
from workbench.ui.train.runner import Runner
from workbench.ui.train.runs.model import state_of
from workbench.ui.train.runs.table import RunTable
from workbench.ui.train.runs.words import describe_size, name_of
from workbench.workflow.runs import RESUMABLE, disk_use


class RunDesk(QObject):
    """The actions of the table; `measured` carries what each run takes on the disk."""

    measured = Signal(object)

    def __init__(self, context: Context, runner: Runner, table: RunTable) -> None:
        super().__init__(table)
        self._context = context
        self._runner = runner
        self._table = table
        self.actions_by_name: dict[str, QAction] = {}
        for name, slot in self._slots().items():
            action = make_action(name, table, slot, Qt.ShortcutContext.WidgetShortcut)
            table.addAction(action)
            self.actions_by_name[name] = action
        table.menu_actions = tuple(self.actions_by_name.values())
        table.selectionModel().selectionChanged.connect(self.enable)
        table.runs.dataChanged.connect(self.enable)
        table.runs.modelReset.connect(self.enable)
        self.measured.connect(table.runs.show_sizes)
        self.enable()

    def measure(self) -> None:
        """Find out what the runs take on the disk."""
        store = self._context.store
        self._context.tasks.run(lambda: disk_use(store), self.measured.emit)

    def enable(self) -> None:
        """Offer what the chosen runs allow."""
        chosen = self._table.selected
        one = chosen[0] if len(chosen) == 1 else None
        state = state_of(one) if one else None
        possible = {
            "train.rename": one is not None,
            "train.pin": bool(chosen),
            "train.compare": len(chosen) == 2,
            "train.resume": state in RESUMABLE,
            "train.move_up": state is JobState.QUEUED,
            "train.move_down": state is JobState.QUEUED,
            "train.open_folder": one is not None,
            "train.delete": bool(chosen) and all(state_of(run).ended for run in chosen),
        }
        for name, action in self.actions_by_name.items():
            action.setEnabled(possible[name])

    def rename(self) -> None:
        """Ask for a name of the chosen run."""
        run = self._one()
        if run is None:
            return
        title, agreed = QInputDialog.getText(
            self._table,
            self.tr("Name the run"),
            self.tr("Name of {0}; empty for its number alone").format(run.name),
            text=run.title,
        )
        if agreed:
            self._context.do(name_run, run.name, title.strip())

    def pin(self) -> None:
        """Keep the chosen runs on top, or let them go if all of them are there."""
        chosen = self._table.selected
        pinned = not all(run.pinned for run in chosen)
        for run in chosen:
            if run.pinned != pinned:
                self._context.do(pin_run, run.name, pinned)

    def delete(self) -> None:
        """Delete the chosen runs with their files, when the person agrees."""
        chosen = [run for run in self._table.selected if state_of(run).ended]
        if not chosen or not self._agreed(chosen):
            return
        for run in chosen:
            self._runner.delete(run.name)

    def resume(self) -> None:
        """Let the chosen run go on from its last complete checkpoint."""
        run = self._one()
        if run is not None and state_of(run) in RESUMABLE:
            self._runner.resume(run.name)

    def compare(self) -> None:
        """Show the two chosen runs side by side."""
        self._table.compare()

    def move_up(self) -> None:
        """Let the chosen run start before the one that waits before it."""
        self._move(-1)

    def move_down(self) -> None:
        """Let the chosen run start after the one that waits behind it."""
        self._move(1)

    def open_folder(self) -> None:
        """Open the folder of the chosen run in the file manager."""
        run = self._one()
        if run is not None:
            folder = self._context.store.runs_folder / run.folder
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _slots(self) -> Mapping[str, Callable[[], object]]:
        return {
            "train.rename": self.rename,
            "train.pin": self.pin,
            "train.compare": self.compare,
            "train.resume": self.resume,
            "train.move_up": self.move_up,
            "train.move_down": self.move_down,
            "train.open_folder": self.open_folder,
            "train.delete": self.delete,
        }

    def _one(self) -> Run | None:
        chosen = self._table.selected
        return chosen[0] if len(chosen) == 1 else None

    def _move(self, step: int) -> None:
        run, board = self._one(), self._runner.board
        if run is None or board.state(run.name) is not JobState.QUEUED:
            return
        waiting = board.waiting
        place = waiting.index(run.name) + step
        if 0 <= place < len(waiting):
            after = place if step < 0 else place + 1
            other = waiting[after] if after < len(waiting) else None
            self._runner.put_before(run.name, other)

    def _agreed(self, runs: list[Run]) -> bool:
        """Whether the person agrees that these are gone for good."""
        sizes = self._table.runs.sizes
        freed = sum(sizes.get(run.name, 0) for run in runs)
        names = ", ".join(name_of(run) for run in runs)
        words = self.tr(
            "Delete {0} with model, report and checkpoints? That frees {1}."
            " Undo brings the row back, but not the files."
        ).format(names, describe_size(freed))
        buttons = QMessageBox.StandardButton
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("Delete runs"), "", parent=self._table)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(words)
        box.setStandardButtons(buttons.Yes | buttons.Cancel)
        box.setDefaultButton(buttons.Cancel)
        box.button(buttons.Yes).setText(self.tr("Delete"))
        return box.exec() == buttons.Yes
