"""All keys on one sheet, by place, where they can be changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.action_row import ActionRow
from workbench.ui.action_table import TABLE, by_scope, find_row, scope_title
from workbench.ui.actions import keys_of
from workbench.ui.keys.bindings import Changed, bindings
from workbench.ui.keys.editor import KeysEditor
from workbench.ui.theme import LARGE, MEDIUM

NAME = Qt.ItemDataRole.UserRole
CHANGED = "changed"


class KeysSheet(QDialog):
    """Every action with its keys; typing filters it, Enter or a double click changes a key."""

    export_wanted = Signal()
    import_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("All keys"))
        self.resize(760, 640)
        self._former: Changed = {}
        self.words = self._make_find()
        self.tree = self._make_tree()
        self.editor = KeysEditor()
        self._items = {row.name: self._make_item(row) for row in TABLE}
        self.reset_all = _button(self.tr("Reset all"), self.tr("Every action gets its first keys"))
        self._fill()
        self._lay_out()
        self._connect()
        self.words.setFocus()

    def set_labels(self, labels: Mapping[str, str]) -> None:
        """Know the label keys of the open project, by key, to name conflicts with them."""
        self.editor.labels = labels

    def choose(self, name: str) -> None:
        """Choose the action of that name."""
        self.tree.setCurrentItem(self._items[name])
        self.tree.scrollToItem(self._items[name], QTreeWidget.ScrollHint.PositionAtCenter)

    def shown_names(self) -> list[str]:
        """The names of the actions that the search lets through."""
        return [name for name, item in self._items.items() if not item.isHidden()]

    def _make_find(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(self.tr("Find an action or a key"))
        field.setAccessibleName(self.tr("Find an action or a key"))
        field.setClearButtonEnabled(True)
        field.textChanged.connect(self._filter)
        return field

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setProperty("rows", "airy")
        tree.setAccessibleName(self.tr("All keys"))
        tree.setHeaderLabels([self.tr("Does"), self.tr("Keys"), ""])
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setIndentation(LARGE)
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.ResizeToContents)
        return tree

    def _make_item(self, row: ActionRow) -> QTreeWidgetItem:
        item = QTreeWidgetItem([row.text.rstrip("…")])
        item.setData(0, NAME, row.name)
        item.setToolTip(0, row.tip)
        return item

    def _fill(self) -> None:
        for scope, rows in by_scope(TABLE):
            group = QTreeWidgetItem([scope_title(scope)])
            font = group.font(0)
            font.setBold(True)
            group.setFont(0, font)
            group.setFlags(Qt.ItemFlag.ItemIsEnabled)
            group.addChildren([self._items[row.name] for row in rows])
            self.tree.addTopLevelItem(group)
            group.setExpanded(True)
        self._show_keys()

    def _show_keys(self) -> None:
        changed = bindings().changed_keys
        for name, item in self._items.items():
            item.setText(1, "  ·  ".join(keys_of(find_row(name))))
            item.setText(2, self.tr(CHANGED) if name in changed else "")
        self.reset_all.setEnabled(bool(changed or self._former))
        back = self._former and not changed
        self.reset_all.setText(self.tr("Bring my keys back") if back else self.tr("Reset all"))

    def _filter(self, text: str) -> None:
        wanted = text.casefold().split()
        for item in self._items.values():
            line = " ".join(item.text(column) for column in range(3)).casefold()
            item.setHidden(not all(word in line for word in wanted))
        for number in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(number)
            if group is not None:
                children = (group.child(n) for n in range(group.childCount()))
                group.setHidden(all(one is None or one.isHidden() for one in children))

    def _chosen(self, item: QTreeWidgetItem | None) -> None:
        name = item.data(0, NAME) if item is not None else None
        self.editor.show_row(find_row(name) if name else None)

    def _lay_out(self) -> None:
        line = QFrame()
        line.setProperty("line", "true")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        for widget in (self.words, self.tree, line, self.editor):
            layout.addWidget(widget, int(widget is self.tree))
        layout.addLayout(self._foot())

    def _foot(self) -> QHBoxLayout:
        self.take_in = _button(self.tr("Import…"), self.tr("Take the keys of a file"))
        self.write = _button(self.tr("Export…"), self.tr("Write the changed keys to a file"))
        close = _button(self.tr("Close"), self.tr("Close the sheet"))
        close.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        for button in (self.reset_all, self.take_in, self.write):
            foot.addWidget(button)
        foot.addStretch()
        foot.addWidget(close)
        return foot

    def _connect(self) -> None:
        self.tree.currentItemChanged.connect(lambda item, _before: self._chosen(item))
        self.tree.itemActivated.connect(lambda _item, _column: self.editor.start())
        self.words.returnPressed.connect(self._choose_first)
        self.editor.field.left.connect(self.tree.setFocus)
        self.reset_all.clicked.connect(self._reset_all)
        self.take_in.clicked.connect(self.import_wanted)
        self.write.clicked.connect(self.export_wanted)
        bindings().changed.connect(self._show_keys)

    def _reset_all(self) -> None:
        """Go back to the first keys; a second click brings the person's own again."""
        changed = bindings().changed_keys
        former, self._former = self._former, changed
        bindings().use({} if changed else former)

    def _choose_first(self) -> None:
        name = next(iter(self.shown_names()), None)
        if name is not None:
            self.choose(name)
            self.tree.setFocus()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    button.setAutoDefault(False)
    return button
