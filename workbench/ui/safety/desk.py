"""The window's part in keeping projects safe: restoring, checking, rescuing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workbench import paths
from workbench.domain.backups import Examination, Rescued
from workbench.domain.errors import DamagedError
from workbench.ui import project_files
from workbench.ui.notify import Choice, describe
from workbench.ui.safety.place_desk import PlaceDesk
from workbench.ui.safety.read_only_desk import ReadOnlyDesk
from workbench.ui.safety.recovery_desk import RecoveryDesk

if TYPE_CHECKING:
    from workbench.ui.main_window import MainWindow


class SafetyDesk(QObject):
    """Asks what to bring back, has it made elsewhere, and opens it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.recovery = RecoveryDesk(window)
        self.read_only = ReadOnlyDesk(window, self.recovery.save_as)
        self.place = PlaceDesk(window, self.recovery)
        self._told: BaseException | None = None
        self._told_of_journal = False
        window.opened.connect(self._follow)

    def slots(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of this part do, by their names."""
        return {
            "file.restore": self.restore,
            "file.check": self.check,
            "file.rescue": self.rescue,
            "file.recover": self.recovery.recover_lost,
            "file.save_as": self.recovery.save_as,
        }

    def tell(self, error: BaseException) -> None:
        """Say why a project was not opened, and what can be done about a damaged one."""
        if self.read_only.tell(error):
            return
        if not isinstance(error, DamagedError) or self._window.services.safety is None:
            self._window.notify.error(error)
            return
        path = error.path
        self._window.notify.ask(
            describe(error),
            Choice(self.tr("Restore a backup…"), lambda: self.restore_of(path)),
            Choice(self.tr("Rescue what can be read…"), lambda: self.rescue_of(path)),
        )

    def _follow(self) -> None:
        """Look after each change whether the project that is open is kept as it should be."""
        self._told, self._told_of_journal = None, False
        if self._window.session is not None:
            self._window.session.context.hub.changed.connect(self._look)
            self._look()

    def _look(self) -> None:
        self._look_at_backups()
        session = self._window.session
        failure = session.context.store.journal_failure if session else None
        # Once is enough; the status bar goes on saying it.
        if failure is not None and not self._told_of_journal:
            self._told_of_journal = True
            self._window.notify.error(failure)

    def _look_at_backups(self) -> None:
        session = self._window.session
        failure = session.context.store.backup_failure if session else None
        if failure is not None and failure is not self._told:
            self._told = failure
            self._window.notify.error(failure)

    def restore(self) -> None:
        """Show the backups of the open project, or of one that is chosen."""
        session = self._window.session
        path = session.path if session else project_files.ask_open_project(self._window)
        if path is not None:
            self.restore_of(path)

    def restore_of(self, path: Path) -> None:
        """Show the backups of a project, and bring the chosen one back under a new name."""
        doors = self._window.services.safety
        if doors is None:
            return
        from workbench.ui.safety.restore_dialog import RestoreDialog

        window = self._window
        dialog = RestoreDialog(path.name, doors.listed(path), doors, window.tasks, window)
        if dialog.exec() and (backup := dialog.chosen) is not None:
            target = self._target(path, "restored")
            if target is not None:
                window.tasks.run(
                    lambda: doors.restore(backup.path, target),
                    lambda found: self._restored(found, target),
                )
        dialog.deleteLater()

    def check(self) -> None:
        """Look through the whole project."""
        session = self._window.session
        if session is None:
            return
        from workbench.ui.safety.check_dialog import CheckDialog

        dialog = CheckDialog(session.context, self._window)
        dialog.exec()
        dialog.deleteLater()

    def rescue(self) -> None:
        """Ask for the damaged file."""
        path = project_files.ask_open_project(self._window)
        if path is not None:
            self.rescue_of(path)

    def rescue_of(self, path: Path) -> None:
        """Save what can be read of a file into a new project."""
        doors = self._window.services.safety
        target = self._target(path, "rescued")
        if doors is not None and target is not None:
            self._window.tasks.run(
                lambda: doors.rescue(path, target), lambda found: self._rescued(found, target)
            )

    def _target(self, path: Path, what: str) -> Path | None:
        suggested = paths.free_name(path.with_name(f"{path.stem}.{what}{path.suffix}"))
        chosen, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("New project"), str(suggested), project_files.PROJECTS
        )
        return Path(chosen) if chosen else None

    def _restored(self, found: Examination, target: Path) -> None:
        text = self.tr("Restored {count} sentences to {name}.")
        self._open(target, text.format(count=f"{found.sentences:,}", name=target.name))

    def _rescued(self, found: Rescued, target: Path) -> None:
        text = self.tr(
            "Saved {count} sentences to {name}; {changed} are not as they were saved, {lost} are"
            " lost."
        )
        figures = {
            "count": f"{found.sentences:,}",
            "changed": f"{len(found.changed):,}",
            "lost": f"{found.lost:,}",
        }
        self._open(target, text.format(name=target.name, **figures))

    def _open(self, target: Path, text: str) -> None:
        self._window.open_path(target, lambda: self._window.notify.info(text))
