"""The mistakes of a run; a row opens its sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.entity import Entity
from workbench.domain.reports import Mistake, MistakeKind, Mistakes
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader
from workbench.ui.context import Context
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label

KINDS: Mapping[MistakeKind, str] = {
    MistakeKind.MISSED: "missed",
    MistakeKind.SPURIOUS: "spurious",
    MistakeKind.WRONG_TYPE: "wrong type",
    MistakeKind.WRONG_EXTENT: "wrong extent",
}
HEADINGS = ("Kind", "Gold", "Predicted", "Sentence")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class MistakeModel(QAbstractTableModel):
    """One row a mistake: kind, gold, predicted, the sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.mistakes: Sequence[Mistake] = ()
        self._sentences: Mapping[int, Sentence] = {}

    def show_mistakes(self, mistakes: Sequence[Mistake]) -> None:
        self.beginResetModel()
        self.mistakes = mistakes
        self.endResetModel()

    def show_sentences(self, sentences: Mapping[int, Sentence]) -> None:
        """The sentences that the mistakes stand in, by id; those gone since are missing."""
        self.beginResetModel()
        self._sentences = sentences
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.mistakes)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        mistake = self.mistakes[index.row()]
        sentence = self._sentences.get(mistake.sentence)
        if index.column() == 0:
            return KINDS[mistake.kind]
        if index.column() == 3:
            return sentence.text if sentence else self.tr("(no longer in the project)")
        return describe_entity(sentence, mistake.gold if index.column() == 1 else mistake.predicted)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.tr(HEADINGS[section])
        return None


class MistakeView(QWidget):
    """`open_requested` carries the ids of sentences to look at, the chosen one first."""

    open_requested = Signal(object)

    def __init__(self, context: Context, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._all: Sequence[Mistake] = ()
        self.counts = plain_label(role="muted")
        self.kind = QComboBox()
        self.kind.setAccessibleName(self.tr("Kind of mistake"))
        self.kind.currentIndexChanged.connect(self._filter)
        self.model = MistakeModel()
        self.table = self._make_table()
        self._open = QPushButton(self.tr("Open the sentence"))
        self._open.setToolTip(self.tr("Open the sentence in Annotate (Enter)"))
        self._open.clicked.connect(lambda: self._open_row(self.table.currentIndex()))
        row = QHBoxLayout()
        row.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        row.setSpacing(MEDIUM)
        row.addWidget(self.kind)
        row.addWidget(self.counts, 1)
        row.addWidget(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addLayout(row)
        layout.addWidget(self.table, 1)

    def show_mistakes(self, mistakes: Mistakes) -> None:
        """List the examples that the report keeps."""
        self._all = mistakes.examples
        total = sum(mistakes.counts.values())
        shown = len(mistakes.examples)
        words = self.tr("{0} mistakes").format(f"{total:,}")
        if shown < total:
            words = self.tr("{0}; the first {1} are listed").format(words, f"{shown:,}")
        self.counts.setText(words)
        self.kind.clear()
        self.kind.addItem(self.tr("all kinds"), None)
        for kind, name in KINDS.items():
            self.kind.addItem(f"{name} ({mistakes.counts.get(kind, 0):,})", kind)
        ids = sorted({mistake.sentence for mistake in self._all})
        self._context.ask(_sentences, ids, done=self.model.show_sentences)

    def _filter(self) -> None:
        kind = self.kind.currentData()
        self.model.show_mistakes([one for one in self._all if kind in (None, one.kind)])

    def _open_row(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        chosen = self.model.mistakes[index.row()].sentence
        others = (mistake.sentence for mistake in self.model.mistakes)
        self.open_requested.emit(list(dict.fromkeys((chosen, *others))))

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Mistakes"))
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(26)
        header = table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        for column, width in ((0, 112), (1, 200), (2, 200)):
            table.setColumnWidth(column, width)
        table.activated.connect(self._open_row)
        return table


def describe_entity(sentence: Sentence | None, entity: Entity | None) -> str:
    """`Geneva · LOC`, or a dash where there is none."""
    if entity is None:
        return "–"
    if sentence is None or entity.end > len(sentence.tokens):
        return entity.label
    return f"{sentence.surface(entity)} · {entity.label}"


def _sentences(reader: Reader, ids: Sequence[int]) -> dict[int, Sentence]:
    return {sentence.id: sentence for sentence in reader.sentences(ids)}
