"""The export dialog says what is lost before it writes, and that it was proven afterwards."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from workbench.domain.filters import parse_filter
from workbench.domain.sentence import Split
from workbench.formats.base import RAW, Format, Progress
from workbench.formats.exporting import Written, export
from workbench.formats.planning import Plan
from workbench.formats.reading import read_corpus
from workbench.formats.registry import ALL, FORMATS
from workbench.operations.edit import set_split
from workbench.operations.exchange import import_corpus
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.exchange import export_dialog, export_form, export_target
from workbench.ui.exchange.export_dialog import ExportDialog
from workbench.ui.exchange.export_form import describe_carried
from workbench.ui.exchange.export_target import name_filters, with_suffix

Open = Callable[..., ExportDialog]


@pytest.fixture
def opened(qtbot: QtBot, context: Context, filled_store: Store) -> Iterator[Open]:
    """Opens the dialog on 30 done sentences and 6 untouched ones, and waits for the counts."""
    made: list[ExportDialog] = []

    def open_dialog(listed: str = "") -> ExportDialog:
        dialog = ExportDialog(context, "test", (parse_filter(listed), listed) if listed else None)
        made.append(dialog)
        qtbot.addWidget(dialog)
        dialog.show()
        qtbot.waitUntil(lambda: not dialog.busy)
        return dialog

    yield open_dialog
    for dialog in made:
        dialog.done(0)


def press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def choose(qtbot: QtBot, dialog: ExportDialog, name: str) -> None:
    """Choose a format and wait until everything is counted for it."""
    form = dialog.form.format
    form.setCurrentIndex(form.findData(name))
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.plan.format.name == name)


def pick(monkeypatch: pytest.MonkeyPatch, path: Path, kind: str = "") -> None:
    """The person picks that file in the file dialog."""
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


def export_to(qtbot: QtBot, dialog: ExportDialog) -> Written:
    press(dialog.export_button)
    qtbot.waitUntil(lambda: dialog.written is not None)
    assert dialog.written is not None
    return dialog.written


def is_open(plan: Plan) -> bool:
    """Whether the temporary file behind the sentences is still held."""
    return bool(plan.sentences.close.alive)


def test_it_counts_before_anything_is_written(opened: Open) -> None:
    """Sentences, tokens and entities are told, and Export can be pressed then."""
    dialog = opened()
    assert dialog.counts.text() == "36 sentences · 216 tokens · 60 entities"
    assert dialog.export_button.isEnabled()
    assert not dialog.lossy.isVisible() and not dialog.folder_button.isVisible()


def test_losses_are_told_before_writing(qtbot: QtBot, opened: Open) -> None:
    """What the format cannot take along is named with its number; a full one names nothing."""
    dialog = opened()
    choose(qtbot, dialog, "text")
    assert "60 entities" in dialog.losses.text()
    assert dialog.losses.isVisible()
    choose(qtbot, dialog, "token-lines")
    assert dialog.losses.text() == ""
    assert dialog.form.carries.text().endswith("Nothing is left out.")


def test_what_was_written_was_read_back(
    qtbot: QtBot, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog ends with the number, the proof and the place, and can show the folder."""
    dialog = opened()
    choose(qtbot, dialog, "doccano")
    pick(monkeypatch, tmp_path / "out.jsonl")
    written = export_to(qtbot, dialog)
    assert written.verified
    assert "36 sentences written, read back and compared." in dialog.proof.text()
    assert str(tmp_path / "out.jsonl") in dialog.proof.text()
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == 36
    shown: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(url.toLocalFile()))
    press(dialog.folder_button)
    assert shown == [str(tmp_path)]


def test_conditions_combine(qtbot: QtBot, opened: Open) -> None:
    """Status, split and the filter of the list narrow what is exported together."""
    dialog = opened("label:PER -Ada")
    assert "label:PER -Ada" in dialog.form.only_listed.text()
    dialog.form.only_listed.setChecked(True)
    qtbot.waitUntil(lambda: dialog.counts.text().startswith("25 sentences"))
    dialog.form.status.setCurrentIndex(dialog.form.status.findData("new"))
    qtbot.waitUntil(lambda: "NW-E03" in dialog.error.text())
    assert not dialog.export_button.isEnabled()
    dialog.form.status.setCurrentIndex(dialog.form.status.findData("done"))
    dialog.form.split.setCurrentIndex(dialog.form.split.findData("none"))
    qtbot.waitUntil(lambda: dialog.counts.text().startswith("25 sentences"))
    assert dialog.error.text() == ""


def test_without_a_filter_the_list_is_not_offered(opened: Open) -> None:
    """A list that shows everything needs no choice."""
    assert not opened().form.only_listed.isVisible()


@pytest.mark.parametrize(
    ("name", "scheme", "separator", "splits"),
    [
        ("columns", True, True, True),
        ("token-lines", True, False, True),
        ("doccano", False, False, True),
        ("huggingface", True, False, False),
    ],
)
def test_only_choices_that_apply_are_offered(
    opened: Open, name: str, scheme: bool, separator: bool, splits: bool
) -> None:
    """Schemes for tags, separators for columns, one file a split where a format is a file."""
    form = opened().form
    form.format.setCurrentIndex(form.format.findData(name))
    assert form.scheme.isVisible() is scheme
    assert form.separator.isVisible() is separator
    assert form.file_a_split.isVisible() is splits


def test_a_format_whose_library_is_missing_cannot_be_chosen(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is listed with what it needs, and greyed."""
    needy = replace(FORMATS["doccano"], needs="nobody_has_this")
    monkeypatch.setattr(export_form, "ALL", [*(one for one in ALL if one.write), needy])
    box = opened().form.format
    last = box.count() - 1
    assert "needs nobody_has_this" in box.itemText(last)
    model = box.model()
    assert isinstance(model, QStandardItemModel)
    assert not model.item(last).isEnabled()


@pytest.mark.parametrize("one", ALL, ids=lambda one: str(one.name))
def test_every_format_says_what_it_carries(one: Format) -> None:
    """One line each: what goes along, and what stays behind."""
    text = describe_carried(one)
    assert text.startswith("Carries ") and ("Leaves out" in text or "Nothing" in text)


# Bad tags


@pytest.fixture
def bad_tags(filled_store: Store, tmp_path: Path) -> None:
    """One more sentence, whose tags no reader of entities would write."""
    path = tmp_path / "bad.conll"
    path.write_text("Ada\tI-PER\nsaw\tVBZ\nOslo\tB-LOC\n", "utf-8")
    with read_corpus([path]) as corpus:
        filled_store.submit(import_corpus, corpus).result()


@pytest.mark.usefixtures("bad_tags")
def test_bad_tags_are_lost_only_by_permission(
    qtbot: QtBot, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A format of spans waits until the person allows the loss; then it writes the rest."""
    dialog = opened()
    choose(qtbot, dialog, "doccano")
    assert "1 sentence has bad tags" in dialog.losses.text()
    assert dialog.lossy.isVisible() and not dialog.export_button.isEnabled()
    dialog.lossy.setChecked(True)
    pick(monkeypatch, tmp_path / "out.jsonl")
    assert export_to(qtbot, dialog).sentences == 37
    last = json.loads((tmp_path / "out.jsonl").read_text("utf-8").splitlines()[-1])
    assert [label for *_, label in last["label"]] == ["PER", "LOC"]


@pytest.mark.usefixtures("bad_tags")
def test_raw_columns_keep_bad_tags(
    qtbot: QtBot, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns hold any tag; as they are, they come out as they came in."""
    dialog = opened()
    dialog.form.scheme.setCurrentIndex(dialog.form.scheme.findData(RAW))
    qtbot.waitUntil(lambda: dialog.plan is not None and dialog.plan.options.scheme == RAW)
    assert dialog.export_button.isEnabled()
    pick(monkeypatch, tmp_path / "out.conll")
    export_to(qtbot, dialog)
    assert "saw\tVBZ\n" in (tmp_path / "out.conll").read_text("utf-8")


# Where it goes


def test_one_file_a_split(
    qtbot: QtBot, opened: Open, tmp_path: Path, filled_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The chosen folder gets a file for each split; files that are there are asked about."""
    ids = filled_store.ask(lambda reader: list(reader.ids(parse_filter("")))).result()
    filled_store.submit(set_split, ids[:10], Split.TEST).result()
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "test.conll").write_text("old", "utf-8")
    asked: list[object] = []

    def answer(*words: object) -> QMessageBox.StandardButton:
        asked.append(words)
        buttons = QMessageBox.StandardButton
        return buttons.Cancel if len(asked) == 1 else buttons.Yes

    monkeypatch.setattr(QMessageBox, "question", answer)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    dialog = opened()
    dialog.form.file_a_split.setChecked(True)
    press(dialog.export_button)
    assert not dialog.busy and (folder / "test.conll").read_text("utf-8") == "old"
    export_to(qtbot, dialog)
    assert sorted(file.name for file in folder.iterdir()) == ["test.conll", "unsplit.conll"]
    assert "test.conll, unsplit.conll" in dialog.proof.text()


def test_no_project_is_replaced(
    qtbot: QtBot, opened: Open, filled_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Naming a project as the file of an export is refused, and the project is as it was."""
    dialog = opened()
    pick(monkeypatch, filled_store.path)
    press(dialog.export_button)
    qtbot.waitUntil(lambda: "NW-E05" in dialog.error.text())
    assert filled_store.ask(lambda reader: reader.count()).result() == 36


def test_a_place_that_cannot_be_written_is_told(
    qtbot: QtBot, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dialog stays, says what is safe and what to do, and can try another place."""
    dialog = opened()
    pick(monkeypatch, tmp_path / "nowhere" / "out.conll")
    press(dialog.export_button)
    qtbot.waitUntil(lambda: "NW-E04" in dialog.error.text())
    assert dialog.export_button.isEnabled()
    pick(monkeypatch, tmp_path / "out.conll")
    export_to(qtbot, dialog)
    assert dialog.error.text() == ""


@pytest.mark.parametrize(
    ("typed", "name", "kind", "path"),
    [
        ("out", "columns", 0, "out.conll"),
        ("out.txt", "columns", 0, "out.txt"),
        ("out", "columns", 1, "out.conll.gz"),
        ("out", "columns", 2, "out.zip"),
        ("out.ZIP", "columns", 0, "out.ZIP"),
        ("out", "huggingface", 0, "out"),
        ("v1.2", "huggingface", 1, "v1.2.zip"),
    ],
)
def test_a_name_gets_its_suffix(typed: str, name: str, kind: int, path: str) -> None:
    """What the person typed is completed by the kind of file that is chosen below."""
    one = FORMATS[name]
    assert with_suffix(Path(typed), one, name_filters(one)[kind]) == Path(path)


def test_a_completed_name_is_asked_about(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the suffix is added here, the dialog of the system has not asked yet."""
    (tmp_path / "out.conll").write_text("old", "utf-8")
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Cancel)
    pick(monkeypatch, tmp_path / "out", name_filters(FORMATS["columns"])[0])
    assert export_target.ask_target(opened(), FORMATS["columns"], "out", False) is None


# Cancel


def test_writing_can_be_cancelled(
    qtbot: QtBot, opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cancel stops the writing, nothing is left of it, and the dialog can write again."""
    go_on = Event()

    def waiting(plan: Plan, path: Path, lossy: bool, progress: Progress) -> Written:
        go_on.wait()
        progress(1, 36)
        return export(plan, path, lossy, progress)

    monkeypatch.setattr(export_dialog, "export", waiting)
    dialog = opened()
    pick(monkeypatch, tmp_path / "out.conll")
    press(dialog.export_button)
    assert dialog.cancel_button.text() == "Cancel" and not dialog.form.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible() and "Cancelling" in dialog.progress.words.text()
    go_on.set()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.error.text() == "Cancelled. Nothing was written."
    assert not (tmp_path / "out.conll").exists()
    export_to(qtbot, dialog)


def test_closing_lets_go_of_everything(
    qtbot: QtBot, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The gathered sentences are closed, and a count under way is stopped."""
    counting, stopped = Event(), Event()

    def slow(*_arguments: Any) -> Plan:
        progress: Progress = _arguments[-1]
        counting.set()
        try:
            while True:
                progress(1, 2)
        finally:
            stopped.set()

    dialog = opened()
    plan = dialog.plan
    assert plan is not None and is_open(plan)
    monkeypatch.setattr(export_dialog, "plan_export", slow)
    dialog.form.status.setCurrentIndex(1)
    assert not is_open(plan)
    qtbot.waitUntil(counting.is_set)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    stopped.wait()
