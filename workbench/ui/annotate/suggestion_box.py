"""The suggestions beside a sentence: who proposes what, and the answers to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from workbench.ui.actions import show_key
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.proposal_commands import SURE
from workbench.ui.annotate.proposals import suggesters_of
from workbench.ui.annotate.span_rows import suggestion_rows
from workbench.ui.annotate.span_table import SpanRow, SpanTable
from workbench.ui.theme import SMALL, plain_label

STEP = 0.05


class SuggestionBox(QWidget):
    """Shows nothing where nothing is suggested."""

    chosen = Signal(object)
    answered = Signal(object, bool)
    threshold_changed = Signal(float)
    sure_wanted = Signal()
    none_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = plain_label(role="section")
        self.table = SpanTable("Suggestions for the sentence")
        self.accept = _button("Accept", "Accept the chosen suggestion")
        self.reject = _button("Reject", "Reject the chosen suggestion")
        self.reject_all = _button("Reject all", "Reject all suggestions")
        self.totals = plain_label(role="muted", wrap=True)
        self.threshold = QDoubleSpinBox()
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

    def show_sentence(self, shown: Shown | None) -> None:
        """Show what is suggested for a sentence."""
        rows = suggestion_rows(shown) if shown else []
        self.table.set_rows(rows)
        who = suggesters_of(shown.sentence.suggestions) if shown else ()
        several = f"  by {len(who)} suggesters" if len(who) > 1 else ""
        self.title.setText(f"Suggestions  {len(rows)}{several}")
        self.title.setToolTip("\n".join(who) if several else "")
        self.setVisible(bool(rows))

    def show_totals(self, totals: Mapping[str, int]) -> None:
        """Say how much was taken as it was: who always agrees may have stopped looking."""
        taken, suggested = totals.get("taken", 0), totals.get("suggested", 0)
        said = self.tr("Taken as suggested so far: {0} of {1}")
        self.totals.setText(said.format(f"{taken:,}", f"{suggested:,}"))
        self.totals.setVisible(suggested > 0)

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
        self.threshold.setToolTip("Suggestions from this score on are sure, others doubtful")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SMALL)
        layout.addWidget(self.title)
        layout.addWidget(self.table)
        layout.addLayout(_row(self.accept, self.reject))
        layout.addLayout(_row(self.threshold, self.sure))
        layout.addLayout(_row(self.reject_all))
        layout.addWidget(self.totals)
        self.totals.hide()


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
