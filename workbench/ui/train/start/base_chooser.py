"""Which pretrained model a training begins with: the embedded one, a folder, a hub name."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.recipes import EMBEDDED
from workbench.ui.theme import SMALL, set_icon

BASES = ("Embedded (English)", "Model folder", "Name on the hub")
EMBEDDED_BASE, FOLDER, HUB = range(3)


class BaseChooser(QWidget):
    """`changed` tells that `base` is another one."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox()
        self.kind.addItems([self.tr(name) for name in BASES])
        self.kind.setAccessibleName(self.tr("Base model"))
        self.kind.setToolTip(
            self.tr("The embedded encoder is English and reads A as a; it needs no network")
        )
        self.place = QLineEdit()
        self.place.setAccessibleName(self.tr("Folder or name of the base model"))
        self.place.setPlaceholderText(self.tr("folder, or a name such as bert-base-cased"))
        self._browse = QPushButton()
        self._browse.setAccessibleName(self.tr("Choose a model folder"))
        self._browse.setToolTip(self.tr("Choose a model folder"))
        set_icon(self._browse, "ph.folder-open")
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._choose_kind)
        self._browse.clicked.connect(self._choose_folder)
        self.place.editingFinished.connect(self.changed)
        self._choose_kind(EMBEDDED_BASE)

    @property
    def base(self) -> str:
        """What was chosen, as a recipe has it."""
        return self.place.text().strip() if self.kind.currentIndex() else EMBEDDED

    def show_base(self, base: str) -> None:
        """Show the base of a recipe."""
        self.place.setText("" if base == EMBEDDED else base)
        folder = Path(base).expanduser()
        kind = FOLDER if folder.is_absolute() or folder.is_dir() else HUB
        self.kind.setCurrentIndex(EMBEDDED_BASE if base == EMBEDDED else kind)
        self.changed.emit()

    def _choose_kind(self, index: int) -> None:
        self._row.setVisible(index != EMBEDDED_BASE)
        self._browse.setVisible(index == FOLDER)
        self.changed.emit()

    def _choose_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("Choose a model folder"))
        if chosen:
            self.place.setText(chosen)
            self.changed.emit()

    def _lay_out(self) -> None:
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SMALL)
        row.addWidget(self.place, 1)
        row.addWidget(self._browse)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.kind)
        column.addWidget(self._row)
        self.setFocusProxy(self.kind)
