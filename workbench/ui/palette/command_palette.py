"""The command palette: every action by name, and much that has no key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QTextCharFormat, QTextLayout
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QDialog,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from workbench.ui.palette.entries import Found, PaletteEntry, ranked
from workbench.ui.theme import MEDIUM, colours, plain_label

_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
FOUND = Qt.ItemDataRole.UserRole
SIZE = (680, 440)

Offer = Callable[[str], Iterable[PaletteEntry]]


class CommandPalette(QDialog):
    """Type a few letters, press Enter; what cannot be done now says why."""

    ran = Signal(str)

    def __init__(
        self, offer: Offer, recent: Sequence[str] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("palette")
        self.setAccessibleName(self.tr("Command palette"))
        self.resize(*SIZE)
        self._offer = offer
        self._recent = tuple(recent)
        self.nothing = plain_label(self.tr("Nothing of that name."), "muted")
        self.field = self._make_field()
        self.list = self._make_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MEDIUM, MEDIUM, MEDIUM, MEDIUM)
        layout.setSpacing(MEDIUM)
        for widget, stretch in ((self.field, 0), (self.nothing, 0), (self.list, 1)):
            layout.addWidget(widget, stretch)
        self.refresh()
        self.field.setFocus()

    def refresh(self) -> None:
        """Look again at what there is: more may have come to know."""
        self._list(self.field.text())

    def shown(self) -> list[PaletteEntry]:
        """What is listed, the best first."""
        items = (self.list.topLevelItem(n) for n in range(self.list.topLevelItemCount()))
        return [item.data(0, FOUND).entry for item in items if item is not None]

    def _make_field(self) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(self.tr("What do you want to do?"))
        field.setAccessibleName(self.tr("Find an action"))
        field.textChanged.connect(self._list)
        field.returnPressed.connect(self._run)
        field.installEventFilter(self)
        return field

    def _make_list(self) -> QTreeWidget:
        tree = QTreeWidget()
        tree.setColumnCount(3)
        tree.setHeaderHidden(True)
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAccessibleName(self.tr("Actions"))
        tree.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        tree.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        tree.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        tree.setItemDelegateForColumn(0, FoundDelegate(tree))
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        tree.itemClicked.connect(self._run)
        return tree

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            moves = event.key() in _MOVES
            return self.list.event(event) if moves else False
        return super().eventFilter(watched, event)

    def _list(self, typed: str) -> None:
        self.list.clear()
        found = ranked(typed, self._offer(typed), self._recent)
        self.list.addTopLevelItems([_item(one) for one in found])
        self.nothing.setVisible(not found)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _run(self) -> None:
        item = self.list.currentItem()
        entry = item.data(0, FOUND).entry if item is not None else None
        if entry is None or entry.why_not:
            return
        self.close()
        self.ran.emit(entry.name)
        entry.run()


class FoundDelegate(QStyledItemDelegate):
    """Paints the letters that were found in bold."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        found: Found = index.data(FOUND)
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        room = option.rect.adjusted(MEDIUM, 0, -MEDIUM, 0)
        layout = QTextLayout(text, option.font)
        layout.setFormats([_bold(text, place) for place in found.match.places])
        layout.beginLayout()
        line = layout.createLine()
        layout.endLayout()
        painter.save()
        painter.setClipRect(room)
        painter.setPen(QColor(colours().faint if found.entry.why_not else colours().text))
        top = room.top() + (room.height() - line.height()) / 2
        layout.draw(painter, QPointF(room.left(), top))
        painter.restore()


def _item(found: Found) -> QTreeWidgetItem:
    entry = found.entry
    item = QTreeWidgetItem([entry.text, entry.why_not or entry.where, entry.keys])
    item.setData(0, FOUND, found)
    item.setTextAlignment(2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    for column in (1, 2):
        item.setForeground(column, QColor(colours().faint if entry.why_not else colours().muted))
    if entry.why_not:
        item.setToolTip(0, entry.why_not)
    return item


def _bold(text: str, place: int) -> QTextLayout.FormatRange:
    bold = QTextLayout.FormatRange()
    # Qt counts in UTF-16: an emoji before the place is two.
    before, here = (len(part.encode("utf-16-le")) // 2 for part in (text[:place], text[place]))
    bold.start, bold.length = before, here
    bold.format = QTextCharFormat()
    bold.format.setFontWeight(QFont.Weight.Bold)
    return bold
