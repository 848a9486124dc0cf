"""The window's part in projects that may only be looked at: the banner, and what is shaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from workbench.domain.errors import BusyError, ReadOnlyError
from workbench.ui.notify import Choice, describe
from workbench.ui.reading import reading
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, set_icon

if TYPE_CHECKING:
    from workbench.ui.main_window import MainWindow


class Banner(QFrame):
    """Says all the time that the project is read only, and why; a button leads out of that."""

    def __init__(self, save_copy: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Read only"))
        self.setProperty("notice", "info")
        heading = plain_label(self.tr("Read only"), "section")
        self.text = plain_label(wrap=True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.save = QPushButton(self.tr("Save a copy…"))
        self.save.setAccessibleName(self.tr("Save a copy"))
        self.save.setToolTip(self.tr("Copy the project to where you may write, and open that"))
        set_icon(self.save, "ph.floppy-disk")
        self.save.clicked.connect(lambda _checked=False: save_copy())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(LARGE, SMALL, MEDIUM, SMALL)
        layout.setSpacing(MEDIUM)
        layout.addWidget(heading)
        layout.addWidget(self.text, 1)
        layout.addWidget(self.save)
        self.hide()


class ReadOnlyDesk(QObject):
    """Opens what may not be written, or is open elsewhere, to be looked at."""

    def __init__(self, window: MainWindow, save_copy: Callable[[], object]) -> None:
        super().__init__(window)
        self._window = window
        self.banner = Banner(save_copy)
        window.opened.connect(self.follow)
        window.notify.offers["NW-S42"] = (Choice(self.tr("Save a copy…"), save_copy),)

    def tell(self, error: BaseException) -> bool:
        """Show the project all the same, or offer that; False where this is another error."""
        view = self._window.services.view_project
        if view is None or not isinstance(error, BusyError | ReadOnlyError):
            return False
        path = error.path
        if isinstance(error, ReadOnlyError):
            self._window.open_by(lambda: view(path), None)
            return True
        choice = Choice(
            self.tr("Open read-only"), lambda: self._window.open_by(lambda: view(path), None)
        )
        self._window.notify.ask(describe(error), choice)
        return True

    def follow(self) -> None:
        """Show the banner for the project that is open now, or none."""
        session = self._window.session
        reason = session.context.store.read_only if session else ""
        reading().set_only(bool(reason))
        self.banner.text.setText(reason)
        self.banner.setVisible(bool(reason))
