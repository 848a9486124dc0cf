"""Where the keys of one action are changed: its keys, a new one, and who has that already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.ui.action_row import ActionRow, default_keys
from workbench.ui.action_table import find_row, scope_of, scope_title
from workbench.ui.actions import keys_of
from workbench.ui.keys.bindings import Conflict, bindings
from workbench.ui.keys.field import KeyField
from workbench.ui.theme import MEDIUM, SMALL, plain_label, set_icon

FIXED = "The editor handles these keys itself. The keys of labels are set in Clean, Label set."
ANOTHER = "Choose another one; the keys of labels are set in Clean, Label set."
CHOOSE = "Choose an action to change its keys."


class KeysEditor(QWidget):
    """Changes the keys of one action; what has no conflict is kept at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.labels: Mapping[str, str] = {}
        self._row: ActionRow | None = None
        self._offered = ""
        self.title = plain_label(role="section")
        self.explanation = plain_label(role="muted", wrap=True)
        self.field = KeyField()
        self.typing = QPushButton(self.tr("Type it"))
        self.typing.setCheckable(True)
        self.typing.setToolTip(self.tr("Type the key as text instead of pressing it"))
        self.reset = QPushButton(self.tr("Reset"))
        self.problem = plain_label(role="bad", wrap=True)
        self.take = QPushButton()
        self._keys = QHBoxLayout()
        self._lay_out()
        self._connect()
        self.show_row(None)

    def show_row(self, row: ActionRow | None) -> None:
        """Offer the keys of an action for changing; one that is fixed is only explained."""
        self._row = row
        self._drop_offer()
        self._show_keys()

    def start(self) -> None:
        """Wait for a key."""
        if self._free:
            self.field.setFocus()

    @property
    def _free(self) -> bool:
        return self._row is not None and not self._row.shown_only

    def _show_keys(self) -> None:
        row = self._row
        _clear(self._keys)
        for widget in (self.field, self.typing, self.reset):
            widget.setEnabled(self._free)
        self.title.setText(row.text.rstrip("…") if row else "")
        self.explanation.setText(_explanation(row))
        if row is None:
            return
        for key in keys_of(row) if self._free else ():
            self._keys.addWidget(self._key_button(key))
        self._keys.addStretch()
        defaults = default_keys(row)
        self.reset.setEnabled(self._free and tuple(keys_of(row)) != defaults)
        self.reset.setToolTip(self.tr("Back to {0}").format(_listed(defaults)))

    def _key_button(self, key: str) -> QPushButton:
        button = QPushButton(key.replace("&", "&&"))
        button.setToolTip(self.tr("Take this key away"))
        button.setAccessibleName(self.tr("Take the key {0} away").format(key))
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
        set_icon(button, "ph.x")
        button.clicked.connect(partial(self._remove, key))
        return button

    def _remove(self, key: str, _checked: bool = False) -> None:
        if self._row is not None:
            left = [one for one in keys_of(self._row) if one != key]
            bindings().set_keys(self._row.name, left)

    def _offer(self, key: str) -> None:
        """Take a key that is free; of one that is not, say who has it, and offer to change that."""
        if self._row is None:
            return
        self._drop_offer()
        conflicts = bindings().conflicts(self._row.name, key, self.labels)
        if key in keys_of(self._row):
            self._refuse(self.tr("{0} is a key of this action already.").format(key))
        elif conflicts:
            self._show_conflicts(key, conflicts)
        else:
            self._add(key)

    def _show_conflicts(self, key: str, conflicts: Sequence[Conflict]) -> None:
        named = [one for one in conflicts if one.name]
        self.field.setText(key)
        whose = _listed([_whose(one) for one in conflicts])
        taken = self.tr("⚠ {0} is taken: {1}.").format(key, whose)
        self._refuse(taken if named == conflicts else f"{taken} {self.tr(ANOTHER)}")
        if named == conflicts:
            self._offered = key
            self.take.setText(self.tr("Take it from {0}").format(_listed([c.text for c in named])))
            self.take.show()

    def _take_away(self) -> None:
        key = self._offered
        self._drop_offer()
        if key:
            self._add(key)

    def _add(self, key: str) -> None:
        if self._row is not None:
            self.field.clear()
            bindings().set_keys(self._row.name, [*keys_of(self._row), key])

    def _reset(self) -> None:
        """Back to the table's keys; those that another action has now are offered."""
        row = self._row
        if row is None:
            return
        bindings().reset(row.name)
        lost = next((key for key in default_keys(row) if key not in keys_of(row)), "")
        if lost:
            self._offer(lost)

    def _refuse(self, reason: str) -> None:
        self.problem.setText(reason)
        self.problem.show()

    def _drop_offer(self) -> None:
        self._offered = ""
        self.field.clear()
        self.problem.hide()
        self.take.hide()

    def _lay_out(self) -> None:
        self._keys.setSpacing(SMALL)
        entry = QHBoxLayout()
        entry.setSpacing(MEDIUM)
        entry.addWidget(self.field, 1)
        entry.addWidget(self.typing)
        entry.addWidget(self.reset)
        trouble = QHBoxLayout()
        trouble.setSpacing(MEDIUM)
        trouble.addWidget(self.problem, 1)
        trouble.addWidget(self.take)
        head = QHBoxLayout()
        head.setSpacing(MEDIUM)
        head.addWidget(self.title)
        head.addLayout(self._keys, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(head)
        layout.addWidget(self.explanation)
        layout.addLayout(entry)
        layout.addLayout(trouble)

    def _connect(self) -> None:
        self.field.taken.connect(self._offer)
        self.field.refused.connect(self._refuse)
        self.typing.toggled.connect(self._set_typing)
        self.reset.clicked.connect(self._reset)
        self.take.clicked.connect(self._take_away)
        bindings().changed.connect(self._show_keys)

    def _set_typing(self, typing: bool) -> None:
        self.field.set_typing(typing)
        self.field.setFocus()


def _explanation(row: ActionRow | None) -> str:
    if row is None:
        return CHOOSE
    return FIXED if row.shown_only else row.tip


def _whose(conflict: Conflict) -> str:
    """Who has the key, and where: `Flag (Annotate, in the editor)`."""
    if not conflict.name:
        return conflict.text
    return f"{conflict.text} ({scope_title(scope_of(find_row(conflict.name)))})"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(words) if words else "no key"


def _clear(layout: QHBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
