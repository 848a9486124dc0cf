"""The stack of embeddings of a flair tagger: an ordered list that can be changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.theme import SMALL, set_icon
from workbench.ui.tips import literal_tip
from workbench.ui.train.start.embedding_offers import EmbeddingOffer, fetchable, offers_here

HEIGHT = 96


class EmbeddingsBox(QWidget):
    """`changed` tells that other embeddings, or another order, were chosen."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Embeddings, in their order"))
        self.list.setFixedHeight(HEIGHT)
        self.list.currentRowChanged.connect(self._show_possible)
        self.add_button = self._button("ph.plus", self.tr("Add an embedding"), self.show_menu)
        self.remove_button = self._button("ph.minus", self.tr("Remove it"), self.remove)
        self.up_button = self._button(
            "ph.arrow-up", self.tr("Move it up"), lambda: self.move_by(-1)
        )
        self.down_button = self._button(
            "ph.arrow-down", self.tr("Move it down"), lambda: self.move_by(1)
        )
        self._lay_out()
        self._show_possible()

    @property
    def chosen(self) -> tuple[str, ...]:
        """The names, in their order."""
        return tuple(self.list.item(row).text() for row in range(self.list.count()))

    def show_chosen(self, names: Sequence[str]) -> None:
        """Show these."""
        self.list.clear()
        self.list.addItems(list(names))
        self.list.setCurrentRow(0)
        self.changed.emit()

    def add(self, name: str) -> None:
        """Put an embedding at the end, unless it is there already."""
        if name and name not in self.chosen:
            self.list.addItem(name)
            self.list.setCurrentRow(self.list.count() - 1)
            self.changed.emit()

    def remove(self) -> None:
        """Take the current one out; one is left at least."""
        if self.list.count() > 1:
            self.list.takeItem(self.list.currentRow())
            self._show_possible()
            self.changed.emit()

    def move_by(self, step: int) -> None:
        """Move the current one up or down."""
        row = self.list.currentRow()
        if 0 <= row + step < self.list.count():
            self.list.insertItem(row + step, self.list.takeItem(row))
            self.list.setCurrentRow(row + step)
            self.changed.emit()

    def show_menu(self) -> QMenu:
        """Offer what can be added; what cannot be had is greyed and says why."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for offer in offers_here():
            self._add_offer(menu, offer)
        menu.addSeparator()
        fetched = menu.addMenu(self.tr("To be fetched, if you agree below"))
        for name in fetchable():
            action = fetched.addAction(name, partial(self.add, name))
            action.setEnabled(name not in self.chosen)
        menu.addAction(self.tr("By name or file…"), self._ask_name)
        menu.popup(self.add_button.mapToGlobal(self.add_button.rect().bottomLeft()))
        return menu

    def _add_offer(self, menu: QMenu, offer: EmbeddingOffer) -> None:
        words = offer.text if not offer.reason else _absent(offer)
        action = menu.addAction(words.replace("&", "&&"), lambda: self.add(offer.name))
        action.setToolTip(literal_tip(offer.reason or offer.text))
        action.setEnabled(not offer.reason and offer.name not in self.chosen)

    def _ask_name(self) -> None:
        words = self.tr(
            "word:NAME, byte-pair:LANGUAGE or contextual:NAME, or a file after the colon"
        )
        name, agreed = QInputDialog.getText(self, self.tr("Add an embedding"), words)
        if agreed:
            self.add(name.strip())

    def _show_possible(self) -> None:
        row, count = self.list.currentRow(), self.list.count()
        self.remove_button.setEnabled(count > 1 and row >= 0)
        self.up_button.setEnabled(row > 0)
        self.down_button.setEnabled(0 <= row < count - 1)

    def _button(self, icon: str, text: str, slot: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        set_icon(button, icon)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.clicked.connect(lambda _checked=False: slot())
        return button

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SMALL)
        for button in (self.add_button, self.remove_button, self.up_button, self.down_button):
            row.addWidget(button)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.list)
        column.addLayout(row)


def _absent(offer: EmbeddingOffer) -> str:
    none = QCoreApplication.translate("embeddings", "none on this machine")
    return f"{offer.text} ({none})"
