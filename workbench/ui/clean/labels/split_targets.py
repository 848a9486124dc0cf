"""The field for the labels that another one is split into, separated by commas."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QStringListModel, Qt, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QWidget

from workbench.domain.labels import is_label_name

SEPARATOR = ","


def read_targets(text: str, old: str) -> tuple[str, ...]:
    """The names in the field, each once and in order, without the label that is split."""
    names = (piece.strip() for piece in text.split(SEPARATOR))
    return tuple(dict.fromkeys(name for name in names if name and name != old))


def target_problem(targets: Sequence[str]) -> str:
    """Why the labels cannot be split into, or nothing."""
    for name in targets:
        if not is_label_name(name):
            return f"{name!r} is no name for a label."
    return ""


class _LastName(QCompleter):
    """Completes what stands behind the last comma."""

    def splitPath(self, path: str) -> list[str]:
        return [path.rpartition(SEPARATOR)[2].strip()]

    def pathFromIndex(self, index: QModelIndex | QPersistentModelIndex) -> str:
        field = self.widget()
        before = field.text().rpartition(SEPARATOR)[0] if isinstance(field, QLineEdit) else ""
        name = str(index.data())
        return f"{before}{SEPARATOR} {name}" if before else name


class TargetField(QLineEdit):
    """`entered` carries the names when Return is pressed or the focus leaves."""

    entered = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.old = ""
        self._names = QStringListModel(self)
        self.setPlaceholderText("Labels, separated by commas: EVENT, PRODUCT")
        self.setAccessibleName("Labels to split into, separated by commas")
        completer = _LastName(self._names, self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        self.editingFinished.connect(self._enter)

    def show_targets(self, old: str, targets: Sequence[str], known: Sequence[str]) -> None:
        """Fill the field; the known labels are offered while somebody types."""
        self.old = old
        self._names.setStringList([name for name in known if name != old])
        self.setText(f"{SEPARATOR} ".join(targets))

    def _enter(self) -> None:
        self.entered.emit(read_targets(self.text(), self.old))
