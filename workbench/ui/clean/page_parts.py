"""What the pages of the Clean place are put together from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.actions import make_action, show_key
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label


class PageActions(NamedTuple):
    """Actions and their buttons, by name."""

    actions: dict[str, QAction]
    buttons: dict[str, QPushButton]


def page_actions(page: QWidget, slots: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The actions `clean.NAME` of a page, by name; they act while the focus is within it."""
    within = Qt.ShortcutContext.WidgetWithChildrenShortcut
    made: dict[str, QAction] = {
        name: make_action(f"clean.{name}", page, slot, within) for name, slot in slots.items()
    }
    page.addActions(list(made.values()))
    return made


def answer_actions(table: QTableView, slots: Mapping[str, Callable[[], object]]) -> PageActions:
    """The actions `clean.NAME` by which rows are answered, and a button with its key for each.

    They act while the focus is in the table itself, so that letters may be keys.
    """
    within = Qt.ShortcutContext.WidgetShortcut
    actions: dict[str, QAction] = {}
    buttons: dict[str, QPushButton] = {}
    for name, slot in slots.items():
        action = actions[name] = make_action(f"clean.{name}", table, slot, within)
        table.addAction(action)
        button = buttons[name] = QPushButton()
        show_key(button, action.objectName(), action.text().replace("&", "&&"))
        button.setAccessibleName(action.text())
        button.clicked.connect(action.trigger)
    return PageActions(actions, buttons)


def column_of(head: QLayout, parts: Sequence[QWidget], foot: QLayout) -> QWidget:
    """A head, parts below it of which the first one grows, and a foot."""
    whole = QWidget()
    head.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
    foot.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addLayout(head)
    for number, part in enumerate(parts):
        column.addWidget(part, 0 if number else 1)
    column.addLayout(foot)
    return whole


def row_of_buttons(buttons: Iterable[QPushButton], hint: str) -> QHBoxLayout:
    """Buttons in a row, with a hint at its end."""
    row = QHBoxLayout()
    row.setSpacing(MEDIUM)
    for button in buttons:
        row.addWidget(button)
    row.addStretch()
    row.addWidget(plain_label(hint, role="muted"))
    return row


def side_by_side(name: str, left: QWidget, right: QWidget, widths: Sequence[int]) -> QSplitter:
    """Two panes with a thin handle between them, remembered by name; the right one grows."""
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setObjectName(name)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(left)
    splitter.addWidget(right)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes(list(widths))
    return splitter
