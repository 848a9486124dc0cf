"""What the window asks and tells in dialogs of its own."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMessageBox, QWidget

TITLE = "NER Workbench"


def may_end_training(window: QWidget) -> bool:
    """Whether the person agrees that closing ends the training under way."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        _translated("A training is running"),
        _translated("Closing ends it; it can be resumed from its last checkpoint. Close?"),
        buttons.Close | buttons.Cancel,
        buttons.Cancel,
    )
    return answer == buttons.Close


def show_about(window: QWidget) -> None:
    """Say what this program is."""
    from workbench import __version__

    words = _translated("Takes raw text to a trained, measured named-entity model. MIT licence.")
    QMessageBox.about(window, TITLE, f"{TITLE} {__version__}\n\n{words}")


def show_report(window: QWidget) -> None:
    """Gather a report of a problem, for the person to read and to write to a file."""
    from workbench.ui.trouble.report_dialog import show_report as show

    show(window)


def _translated(text: str) -> str:
    return QCoreApplication.translate("questions", text)
