"""The sentence of a case as gold has it and as proposed, in large letters, and the reasons."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QWidget

from workbench.ui.clean.errors.error_lines import ErrorLine, as_mistake
from workbench.ui.theme import LARGE, SMALL, plain_label
from workbench.ui.train.mistakes.pane import MistakePane

LARGER = 1.2
BULLET = "•"


class ErrorPane(MistakePane):
    """Below the two readings stands every reason, the strongest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self.reasons = plain_label(wrap=True)
        super().__init__("Proposed", self.reasons, parent)
        self._label_colours: Mapping[str, str] = {}
        self.reasons.setContentsMargins(LARGE, 0, 0, SMALL)
        self.reasons.setAccessibleName("Why gold is probably wrong")
        for text in (self.gold, self.said):
            font = text.font()
            font.setPointSizeF(font.pointSizeF() * LARGER)
            text.setFont(font)

    def colour_labels(self, label_colours: Mapping[str, str]) -> None:
        self._label_colours = label_colours

    def show_error(self, line: ErrorLine | None) -> None:
        """Show a case, or nothing."""
        mistake = as_mistake(line) if line is not None else None
        others = [mistake.mistake] if mistake is not None else []
        self.show_line(mistake, others, self._label_colours)
        reasons = line.case.reasons if line is not None else ()
        self.reasons.setText("\n".join(f"{BULLET} {reason}" for reason in reasons))
