"""What stands under the list: how many sentences it holds, and how they are sorted."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from workbench.domain.filters import Order
from workbench.ui.actions import show_key_in_tip
from workbench.ui.annotate.list.quick_filters import NO_INDICATOR
from workbench.ui.theme import MEDIUM, SMALL, plain_label, tabular_font
from workbench.ui.tips import literal_tip

ORDER_TEXTS = {
    Order.POSITION: "Position",
    Order.DOUBT: "Most doubtful",
    Order.LENGTH: "Length",
    Order.RECENT: "Last edit",
    Order.DISAGREEMENT: "Most disagreement",
    Order.QUEUE: "Queue",
}


class ListFoot(QWidget):
    """Says the count; a person picks the order from its menu."""

    order_picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.count = plain_label(role="muted")
        self.count.setFont(tabular_font(self.count.font()))
        self.order_button = QToolButton()
        self._actions: dict[Order, QAction] = {}
        self._make_menu()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(MEDIUM, SMALL, SMALL, SMALL)
        layout.setSpacing(SMALL)
        layout.addWidget(self.count, 1)
        layout.addWidget(self.order_button)

    def show_count(self, listed: int, total: int, going_on: bool, selected: int) -> None:
        """`3,204… of 12,881` while the list still grows; and how many rows are selected."""
        words = f"{listed:,}{'…' if going_on else ''}"
        # Until the project has been counted, there is nothing to compare with.
        if total >= listed:
            words = f"{words} of {total:,}"
        if selected > 1:
            words = f"{selected:,} selected · {words}"
        self.count.setText(words)
        self.count.setToolTip(literal_tip(words))

    def show_order(self, order: Order) -> None:
        self.order_button.setText(f"Sort: {ORDER_TEXTS[order].lower()} ▾")
        self.order_button.setAccessibleName(f"Order of the list: {ORDER_TEXTS[order]}")
        self._actions[order].setChecked(True)

    def open_menu(self) -> None:
        """Open the menu of orders over its button, the order in use chosen."""
        menu = self.order_button.menu()
        if menu is not None:
            corner = self.order_button.mapToGlobal(QPoint(0, 0))
            menu.setActiveAction(next(one for one in self._actions.values() if one.isChecked()))
            menu.popup(QPoint(corner.x(), corner.y() - menu.sizeHint().height()))

    def orders(self) -> dict[str, Callable[[], None]]:
        """What sorts the list, by the short names of the orders."""
        return {order.value: partial(self.order_picked.emit, order) for order in Order}

    def _make_menu(self) -> None:
        self.order_button.setStyleSheet(NO_INDICATOR)
        show_key_in_tip(self.order_button, "annotate.sort", "How the list is sorted")
        self.order_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.order_button.setAutoRaise(True)
        menu = QMenu(self.order_button)
        group = QActionGroup(menu)
        for order, text in ORDER_TEXTS.items():
            action = menu.addAction(text, partial(self.order_picked.emit, order))
            action.setCheckable(True)
            group.addAction(action)
            self._actions[order] = action
        self.order_button.setMenu(menu)
        self.show_order(Order.POSITION)
