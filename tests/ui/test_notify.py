"""What the person is told, and where."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.errors import CorpusError
from workbench.ui.notice_bar import CrashDialog, NoticeBar
from workbench.ui.notify import Notice, NoticeKind, Notifier

ERROR = CorpusError("NW-I11", "It is no corpus.", "Nothing was changed.", "Choose another.")


def test_an_expected_failure_is_a_quiet_bar(qapp: QApplication) -> None:
    """A WorkbenchError says what happened, what is safe, what to do, and its code."""
    notices: list[Notice] = []
    crashes: list[str] = []
    notifier = Notifier()
    notifier.noticed.connect(notices.append)
    notifier.crashed.connect(crashes.append)
    notifier.error(ERROR)
    text = "It is no corpus. Nothing was changed. Choose another. [NW-I11]"
    assert notices == [Notice(NoticeKind.ERROR, text)]
    assert crashes == []


def test_what_the_system_refuses_is_no_bug(qapp: QApplication) -> None:
    """A file that cannot be read is named in the quiet bar, as on the command line."""
    notices: list[Notice] = []
    crashes: list[str] = []
    notifier = Notifier()
    notifier.noticed.connect(notices.append)
    notifier.crashed.connect(crashes.append)
    notifier.error(PermissionError(13, "Permission denied", "model.pt"))
    assert "model.pt: Permission denied" in notices[0].text and "[NW-S24]" in notices[0].text
    assert crashes == []


def test_a_bug_is_a_report(qtbot: QtBot) -> None:
    """Anything else becomes a report that names the exception and can be copied."""
    crashes: list[str] = []
    notifier = Notifier()
    notifier.crashed.connect(crashes.append)
    notifier.error(KeyError("lost"))
    assert "KeyError: 'lost'" in crashes[0]
    dialog = CrashDialog(crashes[0])
    qtbot.addWidget(dialog)
    dialog.copy()
    assert QGuiApplication.clipboard().text() == crashes[0]


def test_an_error_stays_and_markup_is_text(qtbot: QtBot) -> None:
    """The bar shows data as plain text; an error waits to be closed."""
    bar = NoticeBar()
    qtbot.addWidget(bar)
    bar.show_notice(Notice(NoticeKind.ERROR, "<b>odd</b>.conll is empty."))
    assert bar.text.textFormat() == Qt.TextFormat.PlainText
    assert bar.text.text() == "<b>odd</b>.conll is empty."
    assert not bar._timer.isActive()
    bar.show_notice(Notice(NoticeKind.INFO, "Saved."))
    assert bar._timer.isActive()
