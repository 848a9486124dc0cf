"""Below the list of issues: the sentences before and after, or the variants of twins."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from workbench.ui.clean.findings.diff_pane import LOWEST
from workbench.ui.clean.findings.tag_diff import TagDiff
from workbench.ui.clean.quality.issue_lines import Preview, Variant
from workbench.ui.clean.wording import count_text
from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label


class IssuePreview(QScrollArea):
    """`chosen` carries the sentence whose tags all of its twins should have."""

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: list[QPushButton] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("The sentences of the issue, before and after")
        self.setMinimumHeight(LOWEST)
        self.show_preview(None)

    def show_preview(self, preview: Preview | None) -> None:
        """Show another issue, or nothing."""
        self.buttons = []
        inner = QWidget()
        inner.setProperty("surface", "base")
        column = QVBoxLayout(inner)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(SMALL)
        if preview is not None:
            self._fill(column, preview)
        column.addStretch()
        self.setWidget(inner)

    def _fill(self, column: QVBoxLayout, preview: Preview) -> None:
        for heading, diff in preview.diffs:
            column.addWidget(plain_label(heading, role="muted"))
            column.addWidget(TagDiff(diff))
        for number, variant in enumerate(preview.variants, 1):
            column.addLayout(self._head_of(number, variant))
            column.addWidget(TagDiff(variant.diff))
        if preview.more:
            column.addWidget(
                plain_label(f"and {count_text(preview.more, 'sentence')} more", role="muted")
            )

    def _head_of(self, number: int, variant: Variant) -> QHBoxLayout:
        """How many have this answer, and a button to give it to all."""
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        text = f"{number}. {count_text(variant.count, 'sentence')}"
        row.addWidget(plain_label(text, role="section"))
        button = QPushButton("Use for all")
        button.setAccessibleName(f"Use variant {number} for all of these sentences")
        button.clicked.connect(lambda _=False, one=variant.sentence: self.chosen.emit(one))
        open_button = QPushButton("Open")
        open_button.setProperty("role", "quiet")
        open_button.setAccessibleName(f"Open a sentence of variant {number}")
        open_button.clicked.connect(lambda _=False, one=variant.sentence: self.opened.emit(one))
        row.addWidget(button)
        row.addWidget(open_button)
        row.addStretch()
        self.buttons.append(button)
        return row
