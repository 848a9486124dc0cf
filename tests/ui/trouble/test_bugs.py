"""U01: what nobody caught is noted and told, and the program goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench import crashes, log, paths
from workbench.domain.changes import Changes
from workbench.operations.label import add_labels
from workbench.operations.store import Transaction
from workbench.ui.main_window import MainWindow
from workbench.ui.notice_bar import CrashDialog, NoticeBar
from workbench.ui.notify import Notifier
from workbench.ui.services import Services
from workbench.ui.trouble import hooks
from workbench.ui.trouble.crashed import look_back

CANARY = "Frau Müller wohnt in Ulm"


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "user_logs", lambda: tmp_path / "logs")
    return tmp_path / "logs"


@pytest.fixture
def bugged(qtbot: QtBot, services: Services, tmp_path: Path) -> Iterator[MainWindow]:
    """A window on a project, in which bugs go where they go outside of tests."""
    window = MainWindow(services)
    qtbot.addWidget(window)
    window.show()
    with qtbot.waitSignal(window.opened, timeout=60_000):
        window.create_path(tmp_path / "work.nerproj", ("PER",))
    yield window
    window.close()


def _fail(*_: object) -> None:
    raise KeyError(CANARY)


def _failing(transaction: Transaction) -> Changes:
    transaction.put_value("lost", "half")
    raise KeyError(CANARY)


def test_u01_a_slot_that_fails_is_told_once(
    qtbot: QtBot, bugged: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A timer that fails ten times makes one dialog with a report, and ten lines in the log."""
    monkeypatch.setattr(sys, "excepthook", hooks.hook_for(bugged.notify))
    timer = QTimer(bugged)
    calls: list[int] = []
    timer.timeout.connect(lambda: calls.append(1))
    timer.timeout.connect(_fail)
    timer.start(1)
    qtbot.waitUntil(lambda: len(calls) >= 10)
    timer.stop()
    (dialog,) = bugged.findChildren(CrashDialog)
    assert CANARY in dialog.report.toPlainText()
    lines = [line for line in log.read_lines() if '"failure"' in line]
    assert len(lines) == len(calls)
    assert all("_fail" in line and "KeyError" in line and "ller" not in line for line in lines)
    dialog.close()


def test_u01_an_operation_that_fails_is_not_saved(
    qtbot: QtBot, bugged: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of it is in the project, nothing is shown as saved, and the next one works."""
    assert bugged.session is not None
    context, saved = bugged.session.context, []
    bugged.notify.was_saved.connect(lambda: saved.append(1))
    with qtbot.waitSignal(bugged.notify.crashed, timeout=60_000):
        context.do(_failing)
    assert not saved
    assert context.store.ask(lambda reader: reader.value("lost")).result() is None
    with qtbot.waitSignal(bugged.notify.was_saved, timeout=60_000):
        context.do(add_labels, ("LOC",))
    for dialog in bugged.findChildren(CrashDialog):
        dialog.close()


def test_u01_threads_and_qt_are_noted(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """What fails outside of slots is in the log; what Qt complains of is there without its text."""
    monkeypatch.setattr(sys, "__excepthook__", lambda *_: None)
    hooks.catch_everything(Notifier())
    try:
        thread = threading.Thread(target=_fail)
        thread.start()
        thread.join()
        qWarning(CANARY)
    finally:
        hooks.let_go()
    written = "\n".join(log.read_lines())
    assert '"where":"thread"' in written and '"kind":"QtWarningMsg"' in written
    assert "ller" not in written
    assert CANARY in capfd.readouterr().err


def test_u02_a_crash_is_told_at_the_next_start(qtbot: QtBot, logs: Path) -> None:
    """The notice stays until a report is made, or the crash is forgotten."""
    bar, notify = NoticeBar(), Notifier()
    qtbot.addWidget(bar)
    notify.noticed.connect(bar.show_notice)
    look_back(bar, notify)
    assert not bar.isVisible()
    (logs / "crashes").mkdir(parents=True)
    (logs / "crashes" / "crash-1.txt").write_text("Segmentation fault", "utf-8")
    look_back(bar, notify)
    assert "NW-U95" in bar.text.text()
    report, forget = bar.choices
    assert report.text() == "Make a report"
    forget.click()
    assert crashes.found_crashes() == () and not bar.isVisible()
