"""Why a run ended badly: what happened, what is safe, what to do."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from workbench.ui.theme import LARGE, MEDIUM, SMALL, plain_label


class FailureBox(QFrame):
    """Hidden while there is nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("notice", "error")
        self.happened = plain_label(role="bad", wrap=True)
        self.safe = plain_label(wrap=True)
        self.next_step = plain_label(wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(LARGE, MEDIUM, LARGE, MEDIUM)
        column.setSpacing(SMALL)
        for line in (self.happened, self.safe, self.next_step):
            column.addWidget(line)
        self.hide()

    def show_error(self, error: Mapping[str, str] | None) -> None:
        """Show the error of a run, or nothing."""
        self.setVisible(error is not None)
        if error is None:
            return
        self.happened.setText(f"✕ {error['happened']} [{error['code']}]")
        self.safe.setText(self.tr("What is safe: {0}").format(error["safe"]))
        self.next_step.setText(self.tr("What to do: {0}").format(error["next_step"]))
        self.setAccessibleName(error["happened"])
