"""Which mistakes are listed: by kind, by label, by whether they were answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from workbench.domain.reports import Mistake, MistakeKind, Mistakes
from workbench.operations.mistakes import KIND_WORDS, MistakeAnswer, mistake_key
from workbench.ui.theme import MEDIUM
from workbench.ui.train.mistakes.lines import ANSWERS

ALL, WAITING = "", "waiting"
SHORTEST = 10
# A cell of the confusion matrix, as an entry of the list of labels.
Cell = tuple[str, str]


class MistakeFilters(QWidget):
    """`changed` tells that other mistakes are wanted."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind, self.label, self.answer = QComboBox(), QComboBox(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(MEDIUM)
        for box, name in (
            (self.kind, self.tr("Kind of mistake")),
            (self.label, self.tr("Label of mistakes")),
            (self.answer, self.tr("Answer to mistakes")),
        ):
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            box.setMinimumContentsLength(SHORTEST)
            row.addWidget(box)
            box.currentIndexChanged.connect(self.changed)
        self.answer.addItem(self.tr("all answers"), ALL)
        self.answer.addItem(self.tr("waiting"), WAITING)
        for answer, words in ANSWERS.items():
            self.answer.addItem(words.text, answer.value)

    def show_mistakes(self, mistakes: Mistakes) -> None:
        """Offer the kinds and labels that there are."""
        for box in (self.kind, self.label):
            box.blockSignals(True)
            box.clear()
        self.kind.addItem(self.tr("all kinds"), ALL)
        for kind, name in KIND_WORDS.items():
            self.kind.addItem(f"{name} ({mistakes.counts.get(kind, 0):,})", kind.value)
        self.label.addItem(self.tr("all labels"), None)
        for label in sorted({one.label for one in mistakes.examples}):
            self.label.addItem(label, label)
        for box in (self.kind, self.label):
            box.blockSignals(False)

    def show_cell(self, gold: str, said: str) -> None:
        """List the mistakes of a cell of the confusion matrix; empty names stand for none."""
        cell: Cell = (gold, said)
        index = next((at for at in range(self.label.count()) if self.cell_at(at) == cell), -1)
        if index < 0:
            words = f"{gold or 'spurious'} → {said or 'missed'}"
            if not gold:
                words = f"spurious {said}"
            elif not said:
                words = f"missed {gold}"
            self.label.addItem(words, list(cell))
            index = self.label.count() - 1
        self.kind.setCurrentIndex(0)
        self.answer.setCurrentIndex(0)
        self.label.setCurrentIndex(index)

    def cell_at(self, index: int) -> Cell | None:
        """The cell that an entry of the labels stands for."""
        data = self.label.itemData(index)
        return (str(data[0]), str(data[1])) if isinstance(data, (list, tuple)) else None

    def chosen(
        self, mistakes: Sequence[Mistake], answers: Mapping[str, MistakeAnswer]
    ) -> list[Mistake]:
        """Those of the mistakes that are wanted."""
        kind, answer = self.kind.currentData(), self.answer.currentData()
        label, cell = self.label.currentData(), self.cell_at(self.label.currentIndex())
        return [
            one
            for one in mistakes
            if (not kind or one.kind is MistakeKind(kind))
            and _fits_label(one, None if cell else label, cell)
            and _fits_answer(answers.get(mistake_key(one)), answer)
        ]


def _fits_label(mistake: Mistake, label: str | None, cell: Cell | None) -> bool:
    names = tuple(one.label if one else "" for one in (mistake.gold, mistake.predicted))
    if cell is not None:
        return names == cell
    return label is None or label in names


def _fits_answer(answer: MistakeAnswer | None, wanted: str) -> bool:
    if wanted == WAITING:
        return answer is None
    return not wanted or answer == wanted
