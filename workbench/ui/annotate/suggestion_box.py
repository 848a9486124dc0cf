"""The suggestions beside a sentence: who proposes what, and the answers to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.thresholds import SURE, Thresholds
from workbench.ui.actions import show_key, show_key_in_tip
from workbench.ui.annotate.editor.cursor import Chip
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.editor.tips import votes_line
from workbench.ui.annotate.proposals import suggesters_of
from workbench.ui.annotate.span_rows import suggestion_rows
from workbench.ui.annotate.span_table import SpanRow, SpanTable
from workbench.ui.theme import SMALL, plain_label
from workbench.ui.tips import literal_tip

STEP = 0.05


class SuggestionBox(QWidget):
    """Shows nothing where nothing is suggested."""

    chosen = Signal(object)
    answered = Signal(object, bool)
    threshold_changed = Signal(float)
    sure_wanted = Signal()
    none_wanted = Signal()
    hiding_wanted = Signal()
    thresholds_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(role="section", wrap=True)
        self.table = SpanTable("Suggestions for the sentence")
        self.accept = _button("Accept", "Accept the chosen suggestion")
        self.reject = _button("Reject", "Reject the chosen suggestion")
        self.reject_all = _button("Reject all", "Reject all suggestions")
        self.votes = plain_label(role="muted", wrap=True)
        self.votes.setAccessibleName("Votes for the suggestion under the cursor")
        self.totals = plain_label(role="muted", wrap=True)
        self.threshold = QDoubleSpinBox()
        self.per_label = _button("Labels…", "Thresholds of single labels")
        show_key_in_tip(self.per_label, "annotate.thresholds", "Thresholds of single labels")
        self.hide_doubtful = QCheckBox()
        show_key(self.hide_doubtful, "annotate.hide_doubtful", "Hide doubtful")
        self._shown: Shown | None = None
        self.sure = _button("Accept", "Accept the suggestions from this score on")
        for button, action in (
            (self.accept, "accept_suggestion"),
            (self.reject, "reject_suggestion"),
            (self.reject_all, "reject_all"),
            (self.sure, "accept_sure"),
        ):
            show_key(button, f"annotate.{action}", button.text())
        self._lay_out()
        self.table.clicked_row.connect(self._announce)
        self.accept.clicked.connect(lambda: self._answer(True))
        self.reject.clicked.connect(lambda: self._answer(False))
        self.reject_all.clicked.connect(self.none_wanted)
        self.sure.clicked.connect(self.sure_wanted)
        self.threshold.valueChanged.connect(self.threshold_changed)
        self.per_label.clicked.connect(self.thresholds_wanted)
        # What is shown follows what is kept.
        self.hide_doubtful.clicked.connect(self.hiding_wanted)

    def show_sentence(self, shown: Shown | None) -> None:
        """Show what is suggested for a sentence."""
        self._shown = shown
        rows = suggestion_rows(shown) if shown else []
        self.table.set_rows(rows)
        who = suggesters_of(shown.sentence.suggestions) if shown else ()
        several = f"  by {len(who)} suggesters" if len(who) > 1 else ""
        unseen = shown.unseen if shown else 0
        hidden = f"  and {unseen} hidden" if unseen else ""
        self.title.setText(f"Suggestions  {len(rows)}{several}{hidden}")
        self.title.setToolTip(literal_tip("\n".join(who)) if several else "")
        self.votes.hide()
        if shown is not None and (rows or unseen):
            self._show_thresholds(shown.thresholds)
        self.setVisible(bool(rows or unseen))

    def show_votes(self, chip: Chip | None) -> None:
        """Say who proposes what the cursor stands on, where that are several."""
        proposals = self._shown.proposals if self._shown and chip and chip.suggestion else ()
        found = next((p for p in proposals if chip and p.entity == chip.entity), None)
        said = votes_line(self._shown, found) if self._shown and found else ""
        told = found is not None and (len(found.votes) > 1 or "\n" in said)
        self.votes.setText(said if told else "")
        self.votes.setVisible(told)

    def show_totals(self, totals: Mapping[str, int]) -> None:
        """Say how much was taken as it was: who always agrees may have stopped looking."""
        taken, suggested = totals.get("taken", 0), totals.get("suggested", 0)
        said = self.tr("Taken as suggested so far: {0} of {1}")
        self.totals.setText(said.format(f"{taken:,}", f"{suggested:,}"))
        self.totals.setVisible(suggested > 0)

    def _show_thresholds(self, kept: Thresholds) -> None:
        self.threshold.blockSignals(True)
        self.threshold.setValue(kept.fixed)
        self.threshold.blockSignals(False)
        self.hide_doubtful.setChecked(kept.hide)

    def _announce(self, row: SpanRow) -> None:
        if row.suggestion is not None:
            self.chosen.emit(row.suggestion.entity)

    def _answer(self, accepted: bool) -> None:
        number = self.table.chosen_row()
        if number is not None:
            self.answered.emit(self.table.spans.rows[number].suggestion, accepted)

    def _lay_out(self) -> None:
        self.threshold.setRange(0.0, 1.0)
        self.threshold.setSingleStep(STEP)
        self.threshold.setDecimals(2)
        self.threshold.setPrefix("≥ ")
        self.threshold.setValue(SURE)
        self.threshold.setAccessibleName("Score from which suggestions count as sure")
        self.threshold.setToolTip(
            "Suggestions from this score on are sure, others doubtful."
            " It holds where nothing was measured and a label has no number of its own."
        )
        # Each value is kept; one that is being typed is none yet.
        self.threshold.setKeyboardTracking(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.table)
        layout.addLayout(_row(self.accept, self.reject))
        layout.addWidget(self.votes)
        layout.addLayout(_row(self.threshold, self.sure))
        layout.addLayout(_row(self.per_label, self.reject_all))
        layout.addWidget(self.hide_doubtful)
        layout.addWidget(self.totals)
        self.totals.hide()
        self.votes.hide()


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setStyleSheet("QPushButton { padding: 4px 8px; }")
    return button


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
