"""Which label's cases are listed, with how many each has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.domain.label_errors import LabelError
from workbench.ui.clean.errors.words import ALL_LABELS

SHORTEST = 14


class LabelFilter(QComboBox):
    """`changed` tells that the cases of another label are wanted."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Label of label errors")
        self.setToolTip("List only cases in which this label stands in gold or is proposed")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMinimumContentsLength(SHORTEST)
        self.currentIndexChanged.connect(self.changed)

    def show_cases(self, cases: Sequence[LabelError]) -> None:
        """Offer the labels of these cases; the chosen one stays, even where it has none left."""
        chosen = self.label
        counts = Counter(label for case in cases for label in labels_of(case))
        names = sorted(counts.keys() | {chosen}) if chosen else sorted(counts)
        self.blockSignals(True)
        self.clear()
        self.addItem(ALL_LABELS, "")
        for name in names:
            self.addItem(f"{name} ({counts[name]:,})", name)
        self.setCurrentIndex(self.findData(chosen))
        self.blockSignals(False)

    @property
    def label(self) -> str:
        """The chosen label; empty for all."""
        return str(self.currentData() or "")

    def choose(self, label: str) -> None:
        """List the cases of a label that is offered, or all of them."""
        self.setCurrentIndex(self.findData(label))

    def chosen(self, cases: Iterable[LabelError]) -> list[LabelError]:
        """Those of the cases that are wanted."""
        label = self.label
        return [case for case in cases if not label or label in labels_of(case)]


def labels_of(case: LabelError) -> frozenset[str]:
    """The labels that a case is about."""
    return frozenset(one.label for one in (case.gold, case.proposed) if one is not None)
