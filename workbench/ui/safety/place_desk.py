"""The window's part in where projects lie: a network drive is named once, with a way off it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSettings

from workbench.ui import project_files
from workbench.ui.notify import Choice
from workbench.ui.safety.network_drive import network_drive

if TYPE_CHECKING:
    from workbench.ui.main_window import MainWindow
    from workbench.ui.safety.recovery_desk import RecoveryDesk

_TOLD = "network/told"
# Projects that are remembered, the latest last.
_MOST = 50


class PlaceDesk(QObject):
    """Looks where a project lies that was opened."""

    def __init__(self, window: MainWindow, recovery: RecoveryDesk) -> None:
        super().__init__(window)
        self._window, self._recovery = window, recovery
        window.opened.connect(self._look)

    def _look(self) -> None:
        session = self._window.session
        # What is missing from a project is told first, and this the next time.
        if session is None or session.context.store.missing:
            return
        path = session.path
        # Elsewhere: a drive that does not answer is waited for.
        self._window.tasks.run(lambda: network_drive(path), lambda kind: self._tell(path, kind))

    def _tell(self, path: Path, kind: str) -> None:
        session, told = self._window.session, self._told()
        if not kind or session is None or session.path != path or str(path) in told:
            return
        self._settings().setValue(_TOLD, [*told, str(path)][-_MOST:])
        text = self.tr(
            "This project lies on a network drive ({kind}). If the connection breaks or a second"
            " computer opens it, it may be damaged. Keep it on a disk of this computer. [NW-S44]"
        )
        copy = self.tr("Copy it here…")
        self._window.notify.ask(
            text.format(kind=kind),
            Choice(copy, lambda: self._recovery.save_as(project_files.documents())),
        )

    def _told(self) -> list[str]:
        found = self._settings().value(_TOLD, [])
        return [found] if isinstance(found, str) else [str(one) for one in found or ()]  # type: ignore[attr-defined]

    def _settings(self) -> QSettings:
        return QSettings(str(self._window.services.state_file), QSettings.Format.IniFormat)
