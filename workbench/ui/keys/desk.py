"""Keeps a person's keys from one start to the next, and shows the sheet where they change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from workbench.domain.errors import UsageError
from workbench.domain.labels import LabelSet
from workbench.operations.store import Reader
from workbench.ui.context import Context
from workbench.ui.keys.bindings import bindings
from workbench.ui.keys.file import NAME, ReadKeys, read_keys, write_keys
from workbench.ui.notify import Notifier

if TYPE_CHECKING:
    from workbench.ui.keys.sheet import KeysSheet

FILES = "Keys (*.json)"
FAULTS_SHOWN = 3


class KeysDesk(QObject):
    """Reads the file of keys when the window opens, and writes it at each change."""

    def __init__(self, folder: Path, notify: Notifier, window: QWidget) -> None:
        super().__init__(window)
        self._path = folder / NAME
        self._notify = notify
        self._window = window
        self._context: Context | None = None
        self._sheet: KeysSheet | None = None

    def load(self) -> None:
        """Use the keys of the last time; without a file, those of the table."""
        read = ReadKeys({})
        if self._path.exists():
            try:
                read = read_keys(self._path)
            except UsageError as error:
                self._notify.error(error)
        bindings().use(read.changed)
        self._tell(read)
        bindings().changed.connect(self._save)

    def attach(self, context: Context | None) -> None:
        """Know the project, whose labels have keys of their own; or none."""
        self._context = context

    def show(self) -> KeysSheet:
        """Open the sheet."""
        from workbench.ui.keys.sheet import KeysSheet

        if self._sheet is not None:
            self._sheet.raise_()
            return self._sheet
        self._sheet = sheet = KeysSheet(self._window)
        sheet.export_wanted.connect(self._export)
        sheet.import_wanted.connect(self._import)
        sheet.finished.connect(self._closed)
        if self._context is not None:
            self._context.ask(_labels, done=self._show_labels)
        sheet.open()
        return sheet

    def export_to(self, path: Path) -> None:
        """Write the changed keys to a file of the person's choice."""
        try:
            write_keys(path, bindings().changed_keys)
        except UsageError as error:
            self._notify.error(error)
        else:
            self._notify.info(self.tr("The keys are written to {0}.").format(path.name))

    def import_from(self, path: Path) -> None:
        """Take the keys of a file in place of those before."""
        try:
            read = read_keys(path)
        except UsageError as error:
            self._notify.error(error)
            return
        bindings().use(read.changed)
        if not read.faults:
            self._notify.info(self.tr("The keys of {0} are in use.").format(path.name))
        self._tell(read)

    def _tell(self, read: ReadKeys) -> None:
        """Name the entries that were left out; the rest is in use."""
        if read.faults:
            words = "; ".join(read.faults[:FAULTS_SHOWN])
            more = len(read.faults) - FAULTS_SHOWN
            rest = self.tr(" and {0} more").format(more) if more > 0 else ""
            self._notify.info(self.tr("Left out of the file of keys: {0}{1}.").format(words, rest))

    def _save(self) -> None:
        try:
            write_keys(self._path, bindings().changed_keys)
        except UsageError as error:
            self._notify.error(error)

    def _show_labels(self, labels: LabelSet) -> None:
        if self._sheet is not None:
            self._sheet.set_labels({one.key: one.name for one in labels if one.key})

    def _closed(self) -> None:
        self._sheet = None

    def _export(self) -> None:
        title = self.tr("Export keys")
        chosen, _ = QFileDialog.getSaveFileName(self._sheet, title, NAME, FILES)
        if chosen:
            self.export_to(Path(chosen).with_suffix(".json"))

    def _import(self) -> None:
        title = self.tr("Import keys")
        chosen, _ = QFileDialog.getOpenFileName(self._sheet, title, "", FILES)
        if chosen:
            self.import_from(Path(chosen))


def _labels(reader: Reader) -> LabelSet:
    return reader.labels()
