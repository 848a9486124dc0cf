"""What the pages of the Clean place are put together from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSplitter, QWidget

from workbench.ui.actions import make_action


def page_actions(page: QWidget, slots: Mapping[str, Callable[[], object]]) -> dict[str, QAction]:
    """The actions `clean.NAME` of a page, by name; they act while the focus is within it."""
    within = Qt.ShortcutContext.WidgetWithChildrenShortcut
    made: dict[str, QAction] = {
        name: make_action(f"clean.{name}", page, slot, within) for name, slot in slots.items()
    }
    page.addActions(list(made.values()))
    return made


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
