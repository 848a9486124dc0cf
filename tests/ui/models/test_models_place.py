"""The Models place with the mouse: list, suggester, labels, import, forget."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.models.conftest import PATIENCE_MS, TAGS, write_model
from workbench.operations.models import suggester
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.models.dialogs import LabelDialog, PushDialog
from workbench.ui.models.place import NONE, ModelsPlace
from workbench.ui.notify import Notice


def click(place: ModelsPlace, button: str) -> None:
    QTest.mouseClick(place.details.buttons[button], Qt.MouseButton.LeftButton)


def choose(place: ModelsPlace, name: str) -> None:
    """Take a line of the menu behind "More"."""
    action = place.desk.actions_by_name[name]
    menu = place.details.more.menu()
    assert menu is not None and action in menu.actions()
    action.trigger()


def names(place: ModelsPlace) -> list[str]:
    return [one.name for one in place.table.models.models]


def open_dialog(qtbot: QtBot, kind: type) -> LabelDialog | PushDialog:
    def found() -> bool:
        return isinstance(QApplication.activeModalWidget(), kind)

    qtbot.waitUntil(found, timeout=PATIENCE_MS)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, LabelDialog | PushDialog)
    return dialog


def test_without_a_model_it_says_what_to_do(make_place: Callable[[], ModelsPlace]) -> None:
    """Train or import; nothing can be pressed that needs a model."""
    place = make_place()
    assert place.page == NONE
    assert not any(one.isEnabled() for one in place.desk.actions_by_name.values())


def test_one_click_makes_a_model_the_suggester(
    qtbot: QtBot, place: ModelsPlace, filled_store: Store
) -> None:
    """It gets the star; the one before serves until then."""
    assert names(place) == ["run-2", "run-1"]
    click(place, "models.use")
    qtbot.waitUntil(lambda: place.details.title.text() == "★ run-2", timeout=PATIENCE_MS)
    assert filled_store.ask(suggester).result() == "run-2"
    place.table.selectRow(1)
    click(place, "models.use")
    qtbot.waitUntil(lambda: place.details.title.text() == "★ run-1", timeout=PATIENCE_MS)
    assert [one.suggests for one in place.table.models.models] == [False, True]


def test_suggest_now(qtbot: QtBot, place: ModelsPlace, filled_store: Store) -> None:
    """The chosen model proposes on untouched sentences."""
    with qtbot.waitSignal(place.runner.suggested, timeout=PATIENCE_MS):
        click(place, "models.suggest")
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["run-2"]


def test_strange_labels_are_asked_about_first(
    qtbot: QtBot, place: ModelsPlace, filled_store: Store, tmp_path: Path
) -> None:
    """The import asks; put off, nothing is suggested; matched, the project's labels arrive."""
    theirs = write_model(tmp_path / "theirs", ("PERSON", "TOWN"), {"Ada": "B-PERSON"})
    place.desk.take_in(theirs)
    open_dialog(qtbot, LabelDialog).reject()
    qtbot.waitUntil(lambda: "PERSON, TOWN" in place.details.warning.text())
    click(place, "models.suggest")
    dialog = open_dialog(qtbot, LabelDialog)
    assert isinstance(dialog, LabelDialog)
    # What begins alike is offered, the rest is left out until somebody says otherwise.
    assert dialog.mapping == {"PERSON": "PER", "TOWN": ""}
    with qtbot.waitSignal(place.runner.suggested, timeout=PATIENCE_MS):
        dialog.accept()
    counts = filled_store.ask(lambda reader: reader.label_counts()).result()
    assert {label for label, found in counts.items() if found.suggestions} <= {"PER"}
    assert not place.details.warning.isVisible()


def test_a_model_that_cannot_be_used_says_why(
    qtbot: QtBot, place: ModelsPlace, filled_store: Store
) -> None:
    """Its row stays; nothing but forgetting is offered."""
    (filled_store.runs_folder / "run-2" / "model" / "COMPLETE.json").unlink()
    place.reload("run-2")
    qtbot.waitUntil(lambda: "not written to its end" in place.details.warning.text())
    assert not any(one.isEnabled() for one in place.desk.actions_by_name.values())
    assert not place.box.field.isEnabled()


def test_forgetting_asks_and_removes(
    qtbot: QtBot,
    place: ModelsPlace,
    filled_store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Only imported models; the source they came from stays."""
    source = write_model(tmp_path / "mine", ("PER", "LOC"), TAGS)
    place.desk.take_in(source)
    qtbot.waitUntil(lambda: "mine" in names(place), timeout=PATIENCE_MS)
    assert place.table.current is not None and place.table.current.name == "mine"
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Cancel)
    choose(place, "models.forget")
    assert (filled_store.runs_folder / "models" / "mine").is_dir()
    monkeypatch.setattr(QMessageBox, "exec", lambda box: QMessageBox.StandardButton.Yes)
    choose(place, "models.forget")
    qtbot.waitUntil(lambda: "mine" not in names(place), timeout=PATIENCE_MS)
    assert not (filled_store.runs_folder / "models" / "mine").exists()
    assert source.is_dir()


def test_an_export_that_cannot_be_is_one_quiet_notice(
    qtbot: QtBot, place: ModelsPlace, context: Context, tmp_path: Path
) -> None:
    """With its code; the place stays as it was."""
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    assert place.table.current is not None
    place.desk.write(place.table.current, tmp_path / "out", "hf")
    qtbot.waitUntil(lambda: any("not of transformers" in one.text for one in notices))
    assert not (tmp_path / "out").exists()


def test_an_upload_needs_a_name_and_a_token(
    qtbot: QtBot, place: ModelsPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Private unless ticked; the token is not shown; without a keyring it cannot be kept."""
    monkeypatch.setattr("workbench.workflow.hub_tokens._backend", lambda: None)
    choose(place, "models.push")
    dialog = open_dialog(qtbot, PushDialog)
    assert isinstance(dialog, PushDialog)
    assert not dialog.button.isEnabled() and not dialog.keep.isEnabled()
    dialog.repo.setText("me/model")
    assert not dialog.button.isEnabled()
    dialog.token.setText("hf_x")
    assert dialog.button.isEnabled()
    assert not dialog.upload.public
    assert "hf_x" not in dialog.token.displayText()
    dialog.repo.setText("no/such/name")
    assert not dialog.button.isEnabled()
    dialog.reject()
