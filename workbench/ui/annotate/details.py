"""The right side of the Annotate place: entities, suggestions, state and note."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from workbench.domain.sentence import Split, Status
from workbench.ui.actions import show_key, show_key_in_tip
from workbench.ui.annotate.editor.cursor import Chip
from workbench.ui.annotate.editor.shown import Shown
from workbench.ui.annotate.note_field import NoteField
from workbench.ui.annotate.queue.why import WhyBox
from workbench.ui.annotate.span_rows import gold_rows
from workbench.ui.annotate.span_table import SpanTable
from workbench.ui.annotate.suggestion_box import SuggestionBox
from workbench.ui.reading import shade
from workbench.ui.theme import MEDIUM, SMALL, plain_label

FINDINGS_SHOWN = 6
SPLITS = (None, *Split)


class Details(QScrollArea):
    """Shows what the editor shows, in words; says what a person changed."""

    span_chosen = Signal(int, int)
    repair_wanted = Signal()
    all_wanted = Signal()
    flag_wanted = Signal()
    status_chosen = Signal(object)
    split_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._inside = QWidget()
        self.entities = SpanTable("Entities of the sentence")
        self.why = WhyBox()
        self.offers = SuggestionBox()
        self.entity_title = plain_label(role="section")
        self.finding_title = plain_label(role="section")
        self.same_text = plain_label(role="muted", wrap=True)
        self.apply_to_all = _link("apply to all…", "Apply to all identical mentions")
        show_key_in_tip(
            self.apply_to_all, "annotate.apply_to_all", "Apply to all identical mentions"
        )
        self.findings = plain_label(wrap=True)
        self.repair = _button("Repair", "Repair the bad tags of this sentence")
        self.status = _combo("Status of the sentence", [status.value for status in Status])
        self.split = _combo("Split of the sentence", [split or "none" for split in SPLITS])
        self.flag = QCheckBox()
        show_key(self.flag, "annotate.flag", "Flagged")
        self.note = NoteField()
        for widget in (self.status, self.split, self.repair):
            shade(widget)
        self._lay_out()
        self._connect()

    def show_sentence(self, shown: Shown | None) -> None:
        """Show a sentence's entities, suggestions, findings and state."""
        self._shown = shown
        self._inside.setVisible(shown is not None)
        self.entities.set_rows(gold_rows(shown) if shown else [])
        self.offers.show_sentence(shown)
        self._show_titles(shown)
        self._show_findings(shown)
        self._show_state(shown)

    def mark(self, chip: Chip | None) -> None:
        """Select the rows of what is selected in the editor."""
        self.offers.show_votes(chip)
        for table in (self.entities, self.offers.table):
            if chip is None:
                table.clearSelection()
            else:
                table.mark(chip.entity.start, chip.entity.end, chip.suggestion)

    def show_mentions(self, text: str, counts: Mapping[str, int]) -> None:
        """Say how often this text has which label elsewhere; nothing for an empty text."""
        self.same_text.setText(mention_line(text, counts))
        self.same_text.setVisible(bool(text))
        self.apply_to_all.setVisible(bool(text))

    def _show_titles(self, shown: Shown | None) -> None:
        gold = len(self.entities.spans.rows)
        none = "No entities in this sentence" if shown else ""
        self.entity_title.setText(f"Entities  {gold}" if gold else none)

    def _show_findings(self, shown: Shown | None) -> None:
        findings = list(shown.findings.values()) if shown else []
        lines = [f"{f.tag or '(no tag)'} → {f.repair}" for f in findings[:FINDINGS_SHOWN]]
        more = len(findings) - FINDINGS_SHOWN
        self.findings.setText("\n".join(lines + ([f"and {more} more"] if more > 0 else [])))
        self.finding_title.setText(f"Bad tags  {len(findings)}")
        for widget in (self.findings, self.finding_title, self.repair):
            widget.setVisible(bool(findings))

    def _show_state(self, shown: Shown | None) -> None:
        if shown is None:
            self.note.show_note(None, "")
            return
        sentence = shown.sentence
        self.status.setCurrentIndex(list(Status).index(sentence.status))
        self.split.setCurrentIndex(SPLITS.index(sentence.split))
        self.flag.setChecked(sentence.flagged)
        self.note.show_note(sentence.id, sentence.note)

    def _lay_out(self) -> None:
        self._inside.setProperty("surface", "base")
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(MEDIUM + SMALL, MEDIUM, MEDIUM + SMALL, MEDIUM)
        layout.setSpacing(SMALL)
        for widget in (self.why, self.entity_title, self.entities, self.same_text):
            layout.addWidget(widget)
        layout.addLayout(_row(self.apply_to_all))
        layout.addSpacing(MEDIUM)
        layout.addWidget(self.offers)
        layout.addSpacing(MEDIUM)
        for widget in (self.finding_title, self.findings):
            layout.addWidget(widget)
        layout.addLayout(_row(self.repair))
        layout.addStretch()
        layout.addWidget(plain_label("Sentence", role="section"))
        layout.addLayout(self._form())
        layout.addWidget(self.note)
        self.setProperty("surface", "base")
        self.viewport().setProperty("surface", "base")
        self.setWidget(self._inside)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(200)
        self.show_mentions("", {})

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        form.setHorizontalSpacing(MEDIUM)
        form.setVerticalSpacing(SMALL)
        form.addRow(plain_label("Status", role="muted"), self.status)
        form.addRow(plain_label("Split", role="muted"), self.split)
        form.addRow(plain_label(""), self.flag)
        return form

    def _connect(self) -> None:
        self.entities.clicked_span.connect(self.span_chosen)
        self.repair.clicked.connect(self.repair_wanted)
        self.apply_to_all.clicked.connect(self.all_wanted)
        self.flag.clicked.connect(self.flag_wanted)
        self.status.activated.connect(lambda at: self.status_chosen.emit(list(Status)[at]))
        self.split.activated.connect(lambda at: self.split_chosen.emit(SPLITS[at]))


def mention_line(text: str, counts: Mapping[str, int]) -> str:
    """`same text: 41× ORG 39 · MISC 2`, the most frequent label first."""
    if not text:
        return ""
    if not counts:
        return f"“{text}” is tagged nowhere else."
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    listed = " · ".join(f"{label} {count:,}" for label, count in ranked)
    return f"same text: {sum(counts.values()):,}×  {listed}"


def _button(text: str, name: str) -> QPushButton:
    button = QPushButton(text)
    button.setAccessibleName(name)
    button.setToolTip(name)
    return button


def _link(text: str, name: str) -> QPushButton:
    button = _button(text, name)
    button.setProperty("role", "link")
    return button


def _combo(name: str, values: list[str]) -> QComboBox:
    combo = QComboBox()
    combo.addItems([str(value) for value in values])
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    return combo


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SMALL)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
