"""The score from which on suggestions count as sure, for each label."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.thresholds import NEVER, TARGET, Curve, Thresholds
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label, tabular_font

STEP = 0.05
# The first value of a field stands for "nothing set by hand".
UNSET = -0.01
WIDTH = 460
TALLEST = 320


class ThresholdDialog(QDialog):
    """A row for each label: what was measured, and a number set by hand.

    `measuring_wanted` asks for another measurement; `show_measured` shows what came of it.
    """

    measuring_wanted = Signal()

    def __init__(
        self, thresholds: Thresholds, labels: Iterable[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._thresholds = thresholds
        self.setWindowTitle(self.tr("What counts as sure"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fixed = score_field(self.tr("Score for labels without a number of their own"))
        self.fixed.setValue(thresholds.fixed)
        self.per_label = QCheckBox(self.tr("Each label has its own"))
        self.per_label.setChecked(thresholds.per_label)
        self.suggester = QComboBox()
        self.suggester.setAccessibleName(self.tr("Measured for this suggester"))
        self.suggester.addItems(sorted(thresholds.measured))
        self.by_hand: dict[str, QDoubleSpinBox] = {}
        self.measured: dict[str, QLabel] = {}
        self._lay_out(self._rows(labels))
        self._show_measured()
        self._enable(thresholds.per_label)
        self.suggester.currentTextChanged.connect(self._show_measured)
        self.per_label.toggled.connect(self._enable)

    @property
    def chosen(self) -> Thresholds:
        """The thresholds as the person left them."""
        set_here = {
            label: round(field.value(), 2)
            for label, field in self.by_hand.items()
            if field.value() >= 0
        }
        return replace(
            self._thresholds,
            fixed=round(self.fixed.value(), 2),
            per_label=self.per_label.isChecked(),
            by_hand=set_here,
        )

    def show_measured(self, found: Thresholds) -> None:
        """Show what was measured meanwhile; what is set by hand stays as it is here."""
        self._thresholds = replace(self._thresholds, measured=found.measured)
        self.measure.setEnabled(True)
        self.measure.setText(self.tr("Measure on dev"))
        self.suggester.clear()
        self.suggester.addItems(sorted(found.measured))
        self._show_choice()
        self._show_measured()

    def _rows(self, labels: Iterable[str]) -> QWidget:
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(LARGE)
        grid.setVerticalSpacing(SMALL)
        grid.setColumnStretch(1, 1)
        for column, title in enumerate((self.tr("Label"), self.tr("Measured"), self.tr("By hand"))):
            grid.addWidget(plain_label(title, role="section"), 0, column)
        for number, label in enumerate(labels, 1):
            self.measured[label] = plain_label(role="muted")
            self.measured[label].setFont(tabular_font(self.font()))
            self.by_hand[label] = self._hand_field(label)
            grid.addWidget(plain_label(label), number, 0)
            grid.addWidget(self.measured[label], number, 1)
            grid.addWidget(self.by_hand[label], number, 2)
        grid.setRowStretch(len(self.by_hand) + 1, 1)
        return rows

    def _hand_field(self, label: str) -> QDoubleSpinBox:
        field = score_field(self.tr("Score for {0}").format(label), UNSET)
        field.setSpecialValueText("–")
        field.setValue(self._thresholds.by_hand.get(label, UNSET))
        return field

    def _lay_out(self, rows: QWidget) -> None:
        words = self.tr(
            "Suggestions from this score on count as sure: of those, {0} were right on dev. The"
            " others are paler, and Shift+Enter leaves them."
        ).format(f"{TARGET:.0%}")
        room = QScrollArea()
        room.setWidgetResizable(True)
        room.setFrameShape(QScrollArea.Shape.NoFrame)
        room.setWidget(rows)
        room.setMinimumHeight(min(TALLEST, rows.sizeHint().height() + MEDIUM))
        top = QGridLayout()
        top.setHorizontalSpacing(LARGE)
        top.setVerticalSpacing(SMALL)
        top.addWidget(plain_label(self.tr("For all others")), 0, 0)
        top.addWidget(self.fixed, 0, 1)
        top.addWidget(self.per_label, 1, 0, 1, 2)
        self._of = plain_label(self.tr("Measured for"))
        top.addWidget(self._of, 2, 0)
        top.addWidget(self.suggester, 2, 1)
        top.setColumnStretch(2, 1)
        self._show_choice()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        layout.setSpacing(MEDIUM)
        layout.addWidget(plain_label(words, wrap=True))
        layout.addLayout(top)
        layout.addWidget(room, 1)
        layout.addWidget(self._buttons())
        self.resize(WIDTH, self.sizeHint().height())

    def _buttons(self) -> QDialogButtonBox:
        kinds = QDialogButtonBox.StandardButton
        buttons = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        self.measure = buttons.addButton(
            self.tr("Measure on dev"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.measure.setToolTip(
            self.tr("Ask the instant model and the run that suggests about the finished dev set")
        )
        self.measure.clicked.connect(self._measure)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons

    def _measure(self) -> None:
        self.measure.setEnabled(False)
        self.measure.setText(self.tr("Measuring…"))
        self.measuring_wanted.emit()

    def _show_choice(self) -> None:
        several = self.suggester.count() > 1
        self._of.setVisible(several)
        self.suggester.setVisible(several)

    def _show_measured(self) -> None:
        found = self._thresholds.measured.get(self.suggester.currentText())
        for label, shown in self.measured.items():
            own = label in found.labels if found else False
            shown.setText(curve_words(found.of(label), own) if found else self.tr("not measured"))

    def _enable(self, per_label: bool) -> None:
        for field in self.by_hand.values():
            field.setEnabled(per_label)


def curve_words(curve: Curve, own: bool) -> str:
    """A measured threshold with what it stands on; `own` says that it is the label's own."""
    if curve.threshold >= NEVER:
        words = f"never sure ({curve.support:,} seen)"
    else:
        words = f"{curve.threshold:.2f} ({curve.precision:.0%} right of {curve.support:,} seen)"
    return words if own else f"{words}, all labels"


def score_field(name: str, lowest: float = 0.0) -> QDoubleSpinBox:
    """A field for a score."""
    field = QDoubleSpinBox()
    field.setRange(lowest, 1.0)
    field.setSingleStep(STEP)
    field.setDecimals(2)
    field.setAccessibleName(name)
    return field
