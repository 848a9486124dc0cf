"""The files of an import as a table: what each was taken for, and the split it goes into."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from workbench.domain.sentence import Split
from workbench.formats.base import Layout, Skipped
from workbench.formats.corpus import Corpus, CorpusFile
from workbench.formats.registry import FORMATS
from workbench.ui.annotate.editor.tips import plain_tip
from workbench.ui.exchange.import_preview import describe_accounts
from workbench.ui.theme import colours, tabular_font

HEADINGS = ("File", "Format", "Layout", "Sentences", "Problems", "Split")
WIDTHS = {0: 190, 1: 180, 3: 92, 4: 92, 5: 84}
SENTENCES, PROBLEMS, SPLIT = 3, 4, 5
SPLITS: tuple[Split | None, ...] = (*Split, None)
ROW_HEIGHT = 28
_EXPLANATION = re.compile(r"(:| \().*")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class FileModel(QAbstractTableModel):
    """A row a file, then one for each that was left out; `chosen` asks for another split."""

    chosen = Signal(int, object)

    def __init__(self) -> None:
        super().__init__()
        self._files: tuple[CorpusFile, ...] = ()
        self._skipped: tuple[Skipped, ...] = ()

    def show_corpus(self, corpus: Corpus | None) -> None:
        """List the files of another corpus, or of none."""
        self.beginResetModel()
        self._files = corpus.files if corpus else ()
        self._skipped = corpus.skipped if corpus else ()
        self.endResetModel()

    def update_splits(self, corpus: Corpus) -> None:
        """The same files, with other splits."""
        self._files = corpus.files
        last = self.index(self.rowCount() - 1, SPLIT)
        self.dataChanged.emit(self.index(0, SPLIT), last)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._files) + len(self._skipped)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        can = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        is_split = index.column() == SPLIT and self._is_read(index)
        return can | Qt.ItemFlag.ItemIsEditable if is_split else can

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._cells(index)[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(self._tip(index))
        if role == Qt.ItemDataRole.EditRole:
            return self._files[index.row()].split if self._is_read(index) else None
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in (SENTENCES, PROBLEMS):
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and not self._is_read(index):
            return QColor(colours().muted)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        self.chosen.emit(index.row(), value)
        return True

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(HEADINGS[section])
        return None

    def _is_read(self, index: Index) -> bool:
        return index.row() < len(self._files)

    def _cells(self, index: Index) -> tuple[str, ...]:
        if not self._is_read(index):
            skipped = self._skipped[index.row() - len(self._files)]
            return skipped.file, self.tr("left out"), skipped.reason, "", "", ""
        file = self._files[index.row()]
        return (
            file.name,
            short_title(file.layout.format),
            describe_layout(file.layout),
            f"{len(file.sentences):,}",
            f"{len(file.problems):,}",
            split_name(file.split),
        )

    def _tip(self, index: Index) -> str:
        """What does not fit into the cell, and what became of everything in the file."""
        if not self._is_read(index):
            return self._skipped[index.row() - len(self._files)].reason
        file = self._files[index.row()]
        title, accounts = format_title(file.layout.format), describe_accounts(file.accounts)
        lines = (str(file.path), title, describe_layout(file.layout), accounts)
        return "\n".join(line for line in lines if line)


class SplitDelegate(QStyledItemDelegate):
    """Opens the list of splits at one click."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        if option.text:
            option.text = f"{option.text}  ▾"

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        box = QComboBox(parent)
        box.setAccessibleName(self.tr("Split"))
        for split in SPLITS:
            box.addItem(split_name(split))
        box.activated.connect(lambda _number: self._finish(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        editor.setCurrentIndex(SPLITS.index(index.data(Qt.ItemDataRole.EditRole)))
        QTimer.singleShot(0, editor, editor.showPopup)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QComboBox)
        model.setData(index, SPLITS[editor.currentIndex()])

    def _finish(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class FileTable(QTableView):
    """`split_chosen` asks for another split for these rows: all selected ones, or one."""

    split_chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.files = FileModel()
        self.setModel(self.files)
        self.setItemDelegateForColumn(SPLIT, SplitDelegate(self))
        self.setAccessibleName(self.tr("Files"))
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setFont(tabular_font(self.font()))
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QTableView.EditTrigger.EditKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
        header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        for column, width in WIDTHS.items():
            self.setColumnWidth(column, width)
        self.clicked.connect(self._open_splits)
        self.files.chosen.connect(self._choose)

    def show_corpus(self, corpus: Corpus | None) -> None:
        """List the files that were read, then those that were left out."""
        self.files.show_corpus(corpus)

    def _open_splits(self, index: QModelIndex) -> None:
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    def _choose(self, row: int, split: object) -> None:
        read = [one.row() for one in self.selectionModel().selectedRows(SPLIT)]
        editable = Qt.ItemFlag.ItemIsEditable
        rows = [one for one in read if self.files.index(one, SPLIT).flags() & editable]
        self.split_chosen.emit(rows if row in rows else [row], split)


def split_name(split: Split | None) -> str:
    return split.value if split else "none"


def format_title(name: str) -> str:
    """A format's title, such as `Label Studio JSON, legacy (ends inclusive)`."""
    return FORMATS[name].title if name in FORMATS else name


def short_title(name: str) -> str:
    """A format's title without what explains it, such as `Label Studio JSON, legacy`."""
    return _EXPLANATION.sub("", format_title(name))


def describe_layout(layout: Layout) -> str:
    """A file's layout in words, with its encoding."""
    parts = [part for part in layout.description.split(" · ") if part]
    if layout.encoding and layout.encoding not in parts:
        parts.append(layout.encoding)
    return " · ".join(parts)


def files_by_name(files: Sequence[CorpusFile]) -> dict[str, CorpusFile]:
    """The files under the names by which their problems call them."""
    return {file.name: file for file in files}
