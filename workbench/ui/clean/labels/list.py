"""The label set: add, rename, merge, split, delete, colours, keys and order."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import (
    QColorDialog,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.labels import LabelSet
from workbench.operations import label as label_operations
from workbench.operations.label import LabelAct, LabelAction
from workbench.operations.label_split import unfinished_counts
from workbench.operations.store import Reader
from workbench.ui.actions import editor_keys, key_text, make_action
from workbench.ui.clean.labels import edits as label_edits
from workbench.ui.clean.labels.change import LabelChange
from workbench.ui.clean.labels.edits import LabelRow, label_rows
from workbench.ui.clean.labels.effect_words import with_undo
from workbench.ui.clean.labels.table import KEY, NAME, LabelTable
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, plain_label

EXPLANATION = (
    "Renaming, merging, splitting and deleting reach every entity, suggestion, saved filter and "
    "list of terms. You see what will change before it does, and one undo takes it back."
)
FULL = "Every key is taken: some labels stay without one."
BUTTONS = ("rename", "merge", "split", "colour", "keys", "up", "down")
TEXTS = {
    "add": "Add label",
    "rename": "Rename",
    "merge": "Merge into…",
    "split": "Split…",
    "colour": "Colour",
    "keys": "Keys",
    "up": "Move up",
    "down": "Move down",
    "delete": "Delete",
}
# Buttons that open a menu, with the actions in it.
MENUS = {"colour": ("colour", "colours"), "keys": ("keys", "number")}
OF_A_LABEL = ("rename", "colour", "up", "down")


def read_labels(reader: Reader) -> tuple[LabelSet, list[LabelRow]]:
    """The label set, and each label with the number of its entities and suggestions."""
    labels = reader.labels()
    return labels, label_rows(labels, reader.label_counts(), unfinished_counts(reader))


class LabelList(QWidget):
    """Shows the label set and carries its changes through the project."""

    split_wanted = Signal(str)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.labels = LabelSet()
        self._wanted: str | None = None
        self.table = LabelTable()
        self.new_name = QLineEdit()
        self.change = LabelChange(context)
        self.actions_by_name = self._make_actions()
        self.buttons = {name: self._button(name) for name in TEXTS}
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Ask for the label set and its counts again."""
        self._context.ask(read_labels, done=self._show)
        self.change.refresh()

    def propose(self, action: LabelAction) -> None:
        """Show what a change of a label would do; one click makes it."""
        targets = self._targets(action.old) if action.act is LabelAct.MERGE else None
        self.change.propose(action, targets)

    # What the actions do

    def add(self) -> None:
        """Add the label of the field, or the chosen one that is not in the set yet."""
        current = self.table.current
        name = self.new_name.text().strip()
        if not name and current is not None and current.label is None:
            name = current.name
        if not name:
            self.new_name.setFocus()
            return
        self._wanted = name
        self.new_name.clear()
        self._context.do(
            label_operations.add_labels, [name], done=lambda _: self._say(f"Added {name}.")
        )

    def start_rename(self) -> None:
        """Edit the name of the label, or its key where the cursor is in that column."""
        index = self.table.currentIndex()
        if index.isValid():
            self.table.edit(index if index.column() == KEY else index.siblingAtColumn(NAME))

    def rename(self, old: str, new: str) -> None:
        self.propose(LabelAction(LabelAct.RENAME, old, new))

    def merge(self) -> None:
        current = self.table.current
        targets = self._targets(current.name) if current is not None else {}
        if current is not None and targets:
            self.propose(LabelAction(LabelAct.MERGE, current.name, next(iter(targets))))

    def split(self) -> None:
        if self.table.current is not None:
            self.split_wanted.emit(self.table.current.name)

    def delete(self) -> None:
        if self.table.current is not None:
            self.propose(LabelAction(LabelAct.DELETE, self.table.current.name))

    def set_key(self, name: str, key: str) -> None:
        """Give a label a key, unless it is a command's; it says so where another label had it."""
        problem = label_edits.key_problem(key, editor_keys())
        if problem:
            self._context.notify.info(problem)
            return
        before = label_edits.owner_of(self.labels, key)
        said = f"{key} now sets {name}; {before} has no key." if before else ""
        self._put(label_edits.with_key(self.labels, name, key), said)

    def set_colour(self, name: str, colour: str) -> None:
        """Give a label a colour; it says so where that has to be corrected."""
        remark = label_edits.colour_remark(colour)
        said = f"The colour of {name} is hard to see on some pages: it is {remark}."
        self._put(label_edits.with_colour(self.labels, name, colour), said if remark else "")

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

    def colour_anew(self) -> None:
        self._put(label_edits.with_fresh_colours(self.labels), "All labels have new colours.")

    def give_keys(self, anew: bool) -> None:
        """Give free keys to labels without one, or new ones to all."""
        labels = self.labels.with_free_keys(editor_keys(), anew)
        if labels == self.labels:
            self._context.notify.info("Every label has a key already.")
            return
        full = "" if all(label.key for label in labels) else FULL
        self._put(labels, full or "The labels have new keys.")

    def move_label(self, step: int) -> None:
        current = self.table.current
        if current is not None and current.label is not None:
            self._put(label_edits.moved(self.labels, current.name, step))

    # How they do it

    def _put(self, labels: LabelSet, said: str = "") -> None:
        if labels == self.labels:
            return
        # The next gesture builds on this one, which may not be saved yet.
        self.labels = labels
        self._context.do(
            label_operations.put_labels,
            labels,
            done=lambda _: self._say(said) if said else None,
            failed=self._not_put,
        )

    def _not_put(self, error: BaseException) -> None:
        self.reload()
        self._context.notify.error(error)

    def _say(self, text: str) -> None:
        self._context.notify.info(with_undo(text, key_text("edit.undo")))

    def _targets(self, old: str) -> dict[str, int]:
        rows = (row for row in self.table.labels.rows if row.label is not None)
        return {row.name: row.entities for row in rows if row.name != old}

    def _made(self, name: str) -> None:
        self._wanted = name or None
        self.table.setFocus()

    def _show(self, answer: tuple[LabelSet, list[LabelRow]]) -> None:
        self.labels, rows = answer
        self.table.set_rows(rows, self._wanted)
        self._wanted = None
        self._current_changed()

    def _current_changed(self) -> None:
        current = self.table.current
        in_set = current is not None and current.label is not None
        for name in OF_A_LABEL:
            self._enable(name, in_set)
        # What stands in the tags only can be merged or deleted too.
        self._enable("delete", current is not None)
        self._enable("merge", current is not None and bool(self._targets(current.name)))
        self._enable("split", in_set and current is not None and current.entities > 0)
        for name in ("keys", "number", "colours"):
            self._enable(name, len(self.labels) > 0)

    def _enable(self, name: str, enabled: bool) -> None:
        self.actions_by_name[name].setEnabled(enabled)
        if name in self.buttons and name not in MENUS:
            self.buttons[name].setEnabled(enabled)

    def _make_actions(self) -> dict[str, QAction]:
        slots: dict[str, Callable[[], object]] = {
            "add": self.add,
            "rename": self.start_rename,
            "merge": self.merge,
            "split": self.split,
            "delete": self.delete,
            "colour": self.choose_colour,
            "colours": self.colour_anew,
            "keys": partial(self.give_keys, anew=False),
            "number": partial(self.give_keys, anew=True),
            "up": partial(self.move_label, -1),
            "down": partial(self.move_label, 1),
        }
        # In the table only: in a field, Del and the arrows belong to the text.
        within = Qt.ShortcutContext.WidgetShortcut
        made: dict[str, QAction] = {
            name: make_action(f"clean.label_{name}", self, slot, within)
            for name, slot in slots.items()
        }
        self.table.addActions(list(made.values()))
        return made

    def _button(self, name: str) -> QPushButton:
        action = self.actions_by_name[name]
        button = QPushButton(TEXTS[name])
        button.setAccessibleName(action.text())
        if name in MENUS:
            menu = QMenu(button)
            menu.addActions([self.actions_by_name[one] for one in MENUS[name]])
            button.setMenu(menu)
            return button
        button.setToolTip(action.toolTip())
        action.changed.connect(lambda: button.setToolTip(action.toolTip()))
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self) -> None:
        self.new_name.setPlaceholderText("New label")
        self.new_name.setAccessibleName("Name of the new label")
        self.new_name.setMaximumWidth(220)
        adding, changing = QHBoxLayout(), QHBoxLayout()
        for row in (adding, changing):
            row.setSpacing(MEDIUM)
        adding.addWidget(self.new_name)
        adding.addWidget(self.buttons["add"])
        adding.addStretch()
        for name in BUTTONS:
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
        layout.addWidget(self.change)

    def _connect(self) -> None:
        self.new_name.returnPressed.connect(self.add)
        self.table.labels.renamed.connect(self.rename)
        self.table.labels.key_typed.connect(self.set_key)
        self.table.selectionModel().currentRowChanged.connect(self._current_changed)
        self.change.made.connect(self._made)
        self.change.ended.connect(self.table.setFocus)
