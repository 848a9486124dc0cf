"""The page of the confusion matrix: of entities or of tokens."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from workbench.domain.reports import NONE, Confusion, Mistake, Report
from workbench.ui.theme import LARGE, MEDIUM, plain_label
from workbench.ui.train.report.confusion import ConfusionMap


class ConfusionPage(QWidget):
    """`mistakes_wanted` carries the gold and the predicted label of a cell; empty for none."""

    mistakes_wanted = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = Report()
        self.map = ConfusionMap()
        self.unit = QComboBox()
        self.unit.setAccessibleName(self.tr("What is counted"))
        self.unit.addItems([self.tr("Entities"), self.tr("Tokens")])
        self.unit.currentIndexChanged.connect(self._show)
        self.advice = plain_label(role="muted", wrap=True)
        self.map.cell_opened.connect(self._open)
        row = QHBoxLayout()
        row.setContentsMargins(LARGE, MEDIUM, LARGE, 0)
        row.setSpacing(MEDIUM)
        row.addWidget(self.unit)
        row.addWidget(self.advice, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(self.map)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(area, 1)
        self.setFocusProxy(self.map)

    def show_report(self, report: Report) -> None:
        """Show the confusions of a report; an older one knows those of tokens only."""
        self._report = report
        self.unit.setVisible(bool(report.entity_confusion.labels))
        self._show()

    @property
    def of_entities(self) -> bool:
        """Whether entities are counted, not tokens."""
        return bool(self._report.entity_confusion.labels) and self.unit.currentIndex() == 0

    def _show(self) -> None:
        chosen: Confusion = self._report.confusion
        words = self.tr("Words by their label; O is outside of all entities.")
        if self.of_entities:
            chosen = self._report.entity_confusion
            words = self.tr("A click or Enter on a cell lists its mistakes.")
        self.map.show_confusion(chosen)
        self.advice.setText(words)

    def _open(self, gold: str, said: str) -> None:
        pair = tuple("" if label == NONE else label for label in (gold, said))
        known = (_labels(mistake) for mistake in self._report.errors.examples)
        if self.of_entities and pair in known:
            self.mistakes_wanted.emit(*pair)


def _labels(mistake: Mistake) -> tuple[str, ...]:
    """Gold and predicted label; empty for none."""
    return tuple(one.label if one else "" for one in (mistake.gold, mistake.predicted))
