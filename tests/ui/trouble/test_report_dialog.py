"""A report of a problem shows what would be in it, and goes nowhere but into a file."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from workbench import crashes, log, paths
from workbench.ui.trouble.report_dialog import ReportDialog, show_report, window_facts
from workbench.workflow.problem_report import make_report

CANARY = "Frau Müller wohnt in Ulm"


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(paths, "user_logs", lambda: tmp_path / "logs")
    folder = tmp_path / "logs" / "crashes"
    folder.mkdir(parents=True)
    (folder / "crash-1.txt").write_text(f'File "{Path.home()}/x.py", line 1 in f', "utf-8")
    log.record_failure(KeyError(CANARY), "window")
    return tmp_path / "logs"


@pytest.fixture
def dialog(qtbot: QtBot) -> ReportDialog:
    made = ReportDialog(lambda with_messages: make_report(window_facts(), with_messages))
    qtbot.addWidget(made)
    return made


def _texts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_what_is_shown_is_what_is_written(dialog: ReportDialog, tmp_path: Path) -> None:
    """Part by part, to the letter; the crash counts as seen then."""
    shown = {}
    for row in range(dialog.parts.count()):
        dialog.parts.setCurrentRow(row)
        shown[dialog.parts.item(row).text().splitlines()[0]] = dialog.text.toPlainText()
    dialog.write(tmp_path / "report.zip")
    assert _texts(tmp_path / "report.zip") == shown
    assert set(shown) == {"program.json", "log.jsonl", "crashes.txt"}
    assert "Nothing was sent" in dialog.told.text()
    assert crashes.found_crashes() == ()


def test_x08_no_text_unless_it_is_ticked(dialog: ReportDialog, tmp_path: Path) -> None:
    """Messages of errors, which may quote texts, come in on wish; a home's name never does."""
    dialog.write(tmp_path / "plain.zip")
    plain = "".join(_texts(tmp_path / "plain.zip").values())
    assert "ller" not in plain and str(Path.home()) not in plain
    dialog.with_messages.click()
    assert dialog.parts.count() >= 3
    dialog.write(tmp_path / "full.zip")
    assert CANARY in _texts(tmp_path / "full.zip")["messages.txt"]


def test_a_report_that_cannot_be_written_says_so(dialog: ReportDialog, tmp_path: Path) -> None:
    """In words and with a code, in the dialog."""
    dialog.write(tmp_path / "no such folder" / "report.zip")
    assert "NW-U96" in dialog.told.text()


def test_the_report_opens_over_the_window(qtbot: QtBot, dialog: ReportDialog) -> None:
    """Help > Report a problem…"""
    opened = show_report(dialog)
    assert opened.isVisible() and opened.parts.currentRow() == 0
    opened.close()
