"""The window's part in bringing back what was saved and is not in the file any more."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QInputDialog

from workbench import paths
from workbench.ui import project_files
from workbench.ui.notify import Choice

if TYPE_CHECKING:
    from workbench.domain.changes import Changes
    from workbench.ui.main_window import MainWindow

# The file lost its name, or its disk: what is in it can still be saved elsewhere.
_HELD_ONLY = ("NW-S08", "NW-S40")


class RecoveryDesk(QObject):
    """Offers what is missing when a project opens, and a new file when one is lost."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.opened.connect(self._look)
        save_as = Choice(self.tr("Save as a new file…"), self.save_as)
        window.notify.offers.update(dict.fromkeys(_HELD_ONLY, (save_as,)))

    def _look(self) -> None:
        """Say what the file that was just opened lacks."""
        session = self._window.session
        count = session.context.store.missing if session else 0
        if not count:
            return
        one = self.tr("1 change that was saved is missing from this file.")
        many = self.tr("{count} changes that were saved are missing from this file.")
        verb = self.tr("Recover it") if count == 1 else self.tr("Recover them")
        self._window.notify.ask(
            one if count == 1 else many.format(count=f"{count:,}"),
            Choice(verb, self._recover),
            Choice(self.tr("Leave the file as it is"), self._leave),
        )

    def _recover(self) -> None:
        session = self._window.session
        if session is not None:
            self._window.tasks.follow(session.context.store.recover(), self._recovered)

    def _recovered(self, changes: Changes) -> None:
        """Show the file anew: anything in it may be different."""
        window = self._window
        if window.session is None:
            return
        count = changes.details.get("recovered", 0)
        text = (
            self.tr("Recovered 1 change.") if count == 1 else self.tr("Recovered {count} changes.")
        )
        words = text.format(count=f"{count:,}")
        if kept := changes.details.get("kept", 0):
            words += self.tr(" Sentences that were edited since stay as they are: {0:,}.").format(
                kept
            )
        window.open_path(window.session.path, lambda: window.notify.info(words))

    def _leave(self) -> None:
        session = self._window.session
        if session is not None:
            self._window.tasks.follow(session.context.store.leave_missing(), lambda _: None)

    def save_as(self, folder: Path | None = None) -> None:
        """Copy the open project, wherever its file went, and go on with the copy.

        What is proposed is a name beside it, or in a `folder`.
        """
        session = self._window.session
        target = None
        if session is not None:
            beside = os.access(session.path.parent, os.W_OK)
            folder = folder or (session.path.parent if beside else project_files.documents())
            target = self._target(folder / session.path.name, "saved")
        if session is None or target is None:
            return
        text = self.tr("Everything until now is in {name}.").format(name=target.name)
        self._window.tasks.follow(
            session.context.store.save_as(target), lambda _: self._open(target, text)
        )

    def recover_lost(self) -> None:
        """Ask which of the lost projects to make anew, and where."""
        doors = self._window.services.recovery
        if doors is None:
            return
        self._window.tasks.run(doors.lost, lambda found: self._choose([*found]))

    def _choose(self, found: list[Path]) -> None:
        doors, window = self._window.services.recovery, self._window
        if not found or doors is None:
            window.notify.info(self.tr("No project is known to be lost."))
            return
        chosen, taken = QInputDialog.getItem(
            window,
            self.tr("Recover a lost project"),
            self.tr("Projects that are gone from their place, or were replaced:"),
            [str(one) for one in found],
            editable=False,
        )
        target = self._target(Path(chosen), "recovered") if taken else None
        if target is None:
            return
        text = self.tr("Recovered {name}, with {count} changes since its last copy.")
        window.tasks.run(
            lambda: doors.rebuild(Path(chosen), target),
            lambda count: self._open(
                target, text.format(name=Path(chosen).name, count=f"{count:,}")
            ),
        )

    def _target(self, path: Path, what: str) -> Path | None:
        suggested = paths.free_name(path.with_name(f"{path.stem}.{what}{path.suffix}"))
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("New project"), str(suggested), project_files.PROJECTS
        )
        return Path(name) if name else None

    def _open(self, target: Path, text: str) -> None:
        self._window.open_path(target, lambda: self._window.notify.info(text))
