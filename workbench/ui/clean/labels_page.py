"""The tab of the label set: add, rename, merge, delete, colours, keys and order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.changes import Changes
from workbench.domain.labels import LabelSet
from workbench.operations import label as label_operations
from workbench.operations.store import Reader
from workbench.ui.clean import label_edits
from workbench.ui.clean.label_edits import LabelRow, label_rows
from workbench.ui.clean.label_table import NAME, LabelTable
from workbench.ui.clean.wording import count_text
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, plain_label

EXPLANATION = (
    "Renaming, merging and deleting change every entity and suggestion of the project in one "
    "step; one undo takes it back. The key sets the label in the editor."
)


def read_labels(reader: Reader) -> tuple[LabelSet, list[LabelRow]]:
    """The label set, and each label with the number of its entities."""
    labels = reader.labels()
    return labels, label_rows(labels, reader.statistics().labels)


class LabelsPage(QWidget):
    """Shows the label set and carries its changes through the project."""

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._labels = LabelSet()
        self._wanted: str | None = None
        self.table = LabelTable()
        self.new_name = QLineEdit()
        self._merge_menu = QMenu(self)
        self.buttons = {
            name: self._make_button(text, tip, act)
            for name, text, tip, act in (
                ("add", "Add label", "Add a label to the set (Enter in the field)", self.add),
                ("rename", "Rename", "Rename the chosen label everywhere (F2)", self.start_rename),
                ("merge", "Merge into…", "Join the chosen label with another one", None),
                ("colour", "Colour…", "Choose the colour of the label", self.choose_colour),
                ("up", "Move up", "Move the label up in the palette", partial(self.move_label, -1)),
                (
                    "down",
                    "Move down",
                    "Move the label down in the palette",
                    partial(self.move_label, 1),
                ),
                ("delete", "Delete", "Remove the label; its entities become outside", self.delete),
            )
        }
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Ask for the label set and its counts again."""
        self._context.ask(read_labels, done=self._show)

    def add(self) -> None:
        """Add the label of the field, or the chosen one that is not in the set yet."""
        current = self.table.current
        name = self.new_name.text().strip()
        if not name and current is not None and current.label is None:
            name = current.name
        if name:
            self._wanted = name
            self.new_name.clear()
            self._do(f"Added {name}.", label_operations.add_labels, [name])

    def start_rename(self) -> None:
        index = self.table.currentIndex()
        if index.isValid():
            self.table.edit(index.siblingAtColumn(NAME))

    def rename(self, old: str, new: str) -> None:
        self._wanted = new
        self._do(f"Renamed {old} to {new}", label_operations.rename, old, new)

    def merge(self, old: str, new: str) -> None:
        self._wanted = new
        self._do(f"Merged {old} into {new}", label_operations.merge, old, new)

    def delete(self) -> None:
        current = self.table.current
        if current is not None and current.label is not None:
            self._do(f"Deleted {current.name}", label_operations.delete, current.name)

    def set_key(self, name: str, key: str) -> None:
        problem = label_edits.key_problem(key)
        if problem:
            self._context.notify.info(problem)
            return
        self._put(label_edits.with_key(self._labels, name, key))

    def set_colour(self, name: str, colour: str) -> None:
        self._put(label_edits.with_colour(self._labels, name, colour))

    def choose_colour(self) -> None:
        current = self.table.current
        if current is None or current.label is None:
            return
        dialog = QColorDialog(QColor(current.label.colour), self)
        dialog.setWindowTitle(f"Colour of {current.name}")
        dialog.colorSelected.connect(
            lambda chosen, name=current.name: self.set_colour(name, chosen.name())
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def move_label(self, step: int) -> None:
        current = self.table.current
        if current is not None and current.label is not None:
            self._put(label_edits.moved(self._labels, current.name, step))

    def _put(self, labels: LabelSet) -> None:
        if labels != self._labels:
            self._context.do(label_operations.put_labels, labels)

    def _do(self, said: str, operation: Callable[..., Changes], *args: object) -> None:
        self._context.do(operation, *args, done=partial(self._done, said))

    def _done(self, said: str, changes: Changes) -> None:
        entities = changes.details.get("changed_entities")
        where = "" if entities is None else f" in {count_text(entities, 'entity', 'entities')}"
        self._context.notify.info(f"{said.rstrip('.')}{where}. Undo: Ctrl+Z")

    def _show(self, answer: tuple[LabelSet, list[LabelRow]]) -> None:
        self._labels, rows = answer
        self.table.set_rows(rows, self._wanted)
        self._wanted = None
        self._current_changed()

    def _current_changed(self) -> None:
        current = self.table.current
        in_set = current is not None and current.label is not None
        for name in ("rename", "colour", "up", "down", "delete", "merge"):
            self.buttons[name].setEnabled(in_set)
        self._fill_merge_menu(current)

    def _fill_merge_menu(self, current: LabelRow | None) -> None:
        self._merge_menu.clear()
        if current is None or current.label is None:
            return
        for row in self.table.labels.rows:
            if row.label is not None and row.name != current.name:
                both = count_text(row.entities + current.entities, "entity", "entities")
                text = f"{row.name}  ({both} after it)".replace("&", "&&")
                self._merge_menu.addAction(text, partial(self.merge, current.name, row.name))
        self.buttons["merge"].setEnabled(not self._merge_menu.isEmpty())

    def _make_button(self, text: str, tip: str, act: Callable[[], object] | None) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        if act is not None:
            button.clicked.connect(lambda _checked=False: act())
        return button

    def _lay_out(self) -> None:
        self.new_name.setPlaceholderText("New label")
        self.new_name.setAccessibleName("Name of the new label")
        self.new_name.setMaximumWidth(220)
        self.buttons["merge"].setMenu(self._merge_menu)
        adding, changing = QHBoxLayout(), QHBoxLayout()
        for row in (adding, changing):
            row.setSpacing(MEDIUM)
        adding.addWidget(self.new_name)
        adding.addWidget(self.buttons["add"])
        adding.addStretch()
        for name in ("rename", "merge", "colour", "up", "down"):
            changing.addWidget(self.buttons[name])
        changing.addStretch()
        changing.addWidget(self.buttons["delete"])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, MEDIUM)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(EXPLANATION, role="muted", wrap=True))
        layout.addLayout(adding)
        layout.addWidget(self.table, 1)
        layout.addLayout(changing)

    def _connect(self) -> None:
        self.new_name.returnPressed.connect(self.add)
        self.table.labels.renamed.connect(self.rename)
        self.table.labels.key_typed.connect(self.set_key)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
