"""The sentence of a mistake twice: as gold has it, and as the model said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from workbench.domain.reports import Mistake
from workbench.ui.chip_text import ChipText
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label
from workbench.ui.train.mistakes.lines import GONE, MistakeLine, sides_of

LOWEST = 120


class MistakePane(QScrollArea):
    """What differs has an outline; the other entities stand around it.

    `said` is what the other side is called; `below` is shown under the sentences.
    """

    def __init__(
        self, said: str = "", below: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._said_name = said or self.tr("Model")
        self._below = below
        self.gold, self.said = ChipText(), ChipText()
        self.words = plain_label(role="muted", wrap=True)
        self.setAccessibleName(self.tr("Gold and prediction"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(LOWEST)
        self._lay_out()

    def show_line(
        self, line: MistakeLine | None, others: Sequence[Mistake], colours: Mapping[str, str]
    ) -> None:
        """Show a mistake; `others` are all of its sentence."""
        sentence = line.sentence if line is not None else None
        if line is None or sentence is None:
            self.gold.show_sentences([], {})
            self.said.show_sentences([], {})
            self.words.setText(GONE if line is not None else "")
            return
        sides = sides_of(sentence, line.mistake, others)
        self.gold.show_sentences([sides.gold], colours)
        self.said.show_sentences([sides.said], colours)
        split = str(sentence.split or "no split")
        parts = [f"#{sentence.id}", split, sentence.document, sentence.note.replace("\n", " · ")]
        self.words.setText(" · ".join(part for part in parts if part))

    def _lay_out(self) -> None:
        inner = QWidget()
        inner.setProperty("surface", "base")
        grid = QGridLayout(inner)
        grid.setContentsMargins(LARGE, SMALL, LARGE, MEDIUM)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(SMALL)
        top = Qt.AlignmentFlag.AlignTop
        for row, (name, text) in enumerate(
            ((self.tr("Gold"), self.gold), (self._said_name, self.said))
        ):
            text.setAccessibleName(name)
            label = plain_label(name, "section")
            label.setContentsMargins(0, MEDIUM + SMALL, 0, 0)
            grid.addWidget(label, row, 0, top)
            grid.addWidget(text, row, 1, top)
        self.words.setContentsMargins(LARGE, 0, 0, 0)
        if self._below is not None:
            grid.addWidget(self._below, 2, 1)
        grid.addWidget(self.words, 3, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(4, 1)
        self.setWidget(inner)
