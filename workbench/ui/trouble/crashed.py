"""After a crash: the next start says so, and offers a report."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workbench import crashes, log
from workbench.ui.notify import Choice, Notifier


def look_back(window: QWidget, notify: Notifier) -> None:
    """Tell of a crash of an earlier start, once the window is there."""
    found = crashes.found_crashes()
    log.record("window", crashes=len(found))
    if not found:
        return
    words = _translated(
        "NER Workbench crashed the last time. Every edit that was shown as saved is kept. "
        "A report helps to mend it. [NW-U95]"
    )
    notify.ask(
        words,
        Choice(_translated("Make a report"), lambda: _report(window)),
        Choice(_translated("Forget it"), crashes.forget_crashes),
    )


def _report(window: QWidget) -> None:
    from workbench.ui.trouble.report_dialog import show_report

    show_report(window)


def _translated(text: str) -> str:
    return QCoreApplication.translate("trouble", text)
