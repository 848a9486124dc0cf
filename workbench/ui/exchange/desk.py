"""Imports and exports of the window: shows their page and their dialog, and takes them away.

Both know every format; they are loaded when they are first shown, not before the first paint.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from workbench.domain.filters import Filter
from workbench.ui.session import Session

if TYPE_CHECKING:
    from workbench.ui.annotate.place import AnnotatePlace
    from workbench.ui.exchange.export_dialog import ExportDialog
    from workbench.ui.exchange.import_page import ImportPage


class ExchangeDesk(QObject):
    """`imported` tells that sentences came in while their page was shown, which is gone."""

    imported = Signal()

    def __init__(self, stack: QStackedWidget, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stack = stack
        self.page: ImportPage | None = None
        self.dialog: ExportDialog | None = None

    def show_import(self, session: Session, paths: Sequence[Path]) -> None:
        """Show what these files hold, before they are imported; one import at a time."""
        from workbench.ui.exchange.import_page import ImportPage

        if self.page is not None and self.page.importing:
            session.context.notify.info(self.tr("Wait until the import under way is done."))
            return
        self.leave_import()
        page = ImportPage(session.context)
        page.imported.connect(self._take_in)
        page.left.connect(self.leave_import)
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.open_files(paths)

    def step_aside(self) -> None:
        """Another place is shown: a preview is left, but an import under way goes on."""
        if self.page is not None and not self.page.importing:
            self.leave_import()

    def leave_import(self) -> None:
        """Take the page away; a reading or an import under way is stopped."""
        page, self.page = self.page, None
        if page is not None:
            page.release()
            self._stack.removeWidget(page)
            page.deleteLater()

    def show_export(self, session: Session) -> None:
        """Show the dialog that exports."""
        from workbench.ui.exchange.export_dialog import ExportDialog

        self.leave_export()
        listed = _listed(session)
        dialog = ExportDialog(session.context, session.path.stem, listed, self._stack.window())
        dialog.finished.connect(self._forget_export)
        self.dialog = dialog
        dialog.open()

    def leave_export(self) -> None:
        """Take the dialog away; an export under way is stopped."""
        if self.dialog is not None:
            self.dialog.done(0)

    def leave(self) -> None:
        """Take everything away, because the project is closed."""
        self.leave_import()
        self.leave_export()

    def _take_in(self) -> None:
        was_shown = self._stack.currentWidget() is self.page
        self.leave_import()
        if was_shown:
            self.imported.emit()

    def _forget_export(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            dialog.deleteLater()


def _listed(session: Session) -> tuple[Filter, str] | None:
    """The filter of the sentence list, where it has one."""
    if not session.has("annotate"):
        return None
    panel = cast("AnnotatePlace", session.place("annotate")).panel
    return (panel.wanted, panel.field.text().strip()) if panel.wanted.terms else None
