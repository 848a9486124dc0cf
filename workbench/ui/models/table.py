"""The table of models: two lines each, one of them chosen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from workbench.domain.models import KnownModel
from workbench.ui.models.words import (
    f1_text,
    first_line,
    second_line,
    speed_text,
    standing_of,
)
from workbench.ui.tables import CommandTable, as_list, fit_columns
from workbench.ui.theme import MEDIUM, SMALL, colours, tabular_font
from workbench.ui.train.runs.words import describe_size, describe_start

Index = QModelIndex | QPersistentModelIndex
MODEL, F1, SPEED, SIZE, CREATED = range(5)
SAMPLES = ((F1, "0.000"), (SPEED, "100,000"), (SIZE, "999 MB"), (CREATED, "Created"))
ROLE = Qt.ItemDataRole


class ModelTableModel(QAbstractTableModel):
    """The models in the order given."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models: Sequence[KnownModel] = ()

    def show_models(self, models: Sequence[KnownModel]) -> None:
        self.beginResetModel()
        self.models = models
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.models)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(SAMPLES) + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = ROLE.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == ROLE.DisplayRole:
            return (
                self.tr("Model"),
                self.tr("F1"),
                self.tr("Tokens/s"),
                self.tr("Size"),
                self.tr("Created"),
            )[section]
        if role == ROLE.ToolTipRole and section == F1:
            return self.tr("Strict, on the frozen test set")
        return None

    def data(self, index: Index, role: int = ROLE.DisplayRole) -> Any:
        model = self.models[index.row()]
        if role in (ROLE.DisplayRole, ROLE.AccessibleTextRole):
            return self._text(model, index.column())
        if role == ROLE.ToolTipRole and index.column() == MODEL:
            # As rich text, so that nothing in it is taken for markup.
            said = (first_line(model), second_line(model, self.tr), model.problem)
            return f"<qt>{'<br>'.join(escape(line) for line in said if line)}</qt>"
        return None

    def _text(self, model: KnownModel, column: int) -> str:
        texts = {
            MODEL: lambda: f"{first_line(model)}\n{second_line(model, self.tr)}",
            F1: lambda: f1_text(model),
            SPEED: lambda: speed_text(model),
            SIZE: lambda: describe_size(model.size),
            CREATED: lambda: describe_start(model.created, datetime.now().astimezone()),
        }
        return texts[column]()


class ModelDelegate(QStyledItemDelegate):
    """Paints a model's name, and what it is under it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().selection))
        table = self.parent()
        if isinstance(table, ModelTable):
            painter.save()
            area = option.rect.adjusted(MEDIUM, SMALL, -SMALL, -SMALL)
            self._paint(painter, area, table.models.models[index.row()], option.font)
            painter.restore()

    def _paint(self, painter: QPainter, area: QRect, model: KnownModel, font: QFont) -> None:
        page, small = colours(), QFont(font)
        small.setPointSizeF(font.pointSizeF() * 0.9)
        odd = bool(model.problem) or model.waits_for_mapping
        half = QRect(area.left(), area.top(), area.width(), area.height() // 2)
        second = second_line(model, self.tr)
        lines = ((first_line(model), font, page.text), (second, small, page.muted))
        for number, (text, dress, colour) in enumerate(lines):
            warned = odd and number == 1 and standing_of(model, self.tr)
            painter.setFont(dress)
            painter.setPen(QColor(page.warning if warned else colour))
            shown = QFontMetrics(dress).elidedText(text, Qt.TextElideMode.ElideRight, half.width())
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(half.translated(0, number * half.height()), int(side), shown)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(0, 0)


class ModelTable(CommandTable):
    """`chosen` carries the model that is looked at, or None."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models = ModelTableModel(self)
        self.setModel(self.models)
        self.setItemDelegateForColumn(MODEL, ModelDelegate(self))
        self.setAccessibleName(self.tr("Models"))
        self.setFont(tabular_font(self.font()))
        as_list(self, MODEL, lines=2)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        fit_columns(self, SAMPLES)
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit(self.current))

    @property
    def current(self) -> KnownModel | None:
        """The chosen model."""
        rows = self.selectionModel().selectedRows()
        return self.models.models[rows[0].row()] if rows else None

    def show_models(self, models: Sequence[KnownModel], wanted: str = "") -> None:
        """Show these; the choice stays, or falls on the one wanted, or the suggester."""
        kept = wanted or (self.current.name if self.current else "")
        self.models.show_models(models)
        names = [one.name for one in models]
        stars = [one.name for one in models if one.suggests]
        choice = next((name for name in (kept, *stars, *names) if name in names), None)
        if choice is not None:
            self.selectRow(names.index(choice))
        else:
            self.chosen.emit(None)
