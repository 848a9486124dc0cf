"""Before the start: what it would learn from, how long it took, warnings that lead somewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import MakePlace, report_of, run_of
from workbench.domain.presets import Preset
from workbench.domain.training import JobState
from workbench.jobs.preflight import PreflightWarning
from workbench.operations.store import Run, Store
from workbench.ui.process import JobBoard
from workbench.ui.train.place import TrainPlace
from workbench.ui.train.start.outlook import last_time
from workbench.ui.train.start.preset_desk import count_training
from workbench.ui.train.start.warning_list import SHOWN, WarningLine, WarningList, warning_lines
from workbench.workflow import presets


def test_warnings_lead_to_what_they_are_about() -> None:
    """A label to its sentences, duplicates and bad tags to Clean, the others nowhere."""
    found = warning_lines(
        [
            PreflightWarning("few-examples", "Label A B has only 3.", "A B", 3),
            PreflightWarning("duplicates", "4 sentences are twice.", count=4),
            PreflightWarning("bad-tags", "2 bad tags.", count=2),
            PreflightWarning("test-empty", "The test set is empty."),
        ]
    )
    assert [line.filter for line in found] == ['label:"A B"', "", "", ""]
    assert [line.place for line in found] == ["", "clean", "clean", ""]
    assert [bool(line.button) for line in found] == [True, True, True, False]


def test_a_warning_is_opened_by_its_button(qtbot: QtBot) -> None:
    """The button carries the filter; many warnings are cut short and say so."""
    listed = WarningList()
    qtbot.addWidget(listed)
    lines = [WarningLine(f"warning {n}", "Show", f"label:L{n}") for n in range(SHOWN + 3)]
    listed.show_lines(lines)
    buttons = listed.findChildren(QPushButton)
    assert len(buttons) == SHOWN
    with qtbot.waitSignal(listed.filter_wanted) as wanted:
        QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    assert wanted.args == ["label:L1"]
    listed.show_lines([])
    assert not listed.isVisible()


def test_rare_labels_are_warned_of_with_a_way_to_them(
    qtbot: QtBot, place: TrainPlace, filled_store: Store
) -> None:
    """The panel's warnings come from the data, and the place passes their filter on."""
    place.panel.form.fields["quick"].show_value(True)
    qtbot.waitUntil(lambda: bool(place.panel.warnings.lines), timeout=10_000)
    line = next(line for line in place.panel.warnings.lines if "only" in line.text)
    assert line.filter.startswith("label:")
    button = place.panel.warnings.findChildren(QPushButton)[0]
    with qtbot.waitSignal(place.filter_requested) as wanted:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert wanted.args is not None
    assert wanted.args[0].startswith("label:")


def test_the_last_time_is_that_of_a_like_run() -> None:
    """Of the same engine and base, ended well; else nothing is said."""
    runs = [
        run_of("run-1", report_of()),
        replace(run_of("run-2", report_of()), state=JobState.STOPPED, seconds=3.0),
    ]
    words = last_time(runs, "fake", "embedded")
    assert words == "Last time: 12 s (run-1, 2 epochs, 24 sentences)"
    assert last_time(runs, "flair", "embedded") == ""
    assert last_time([], "fake", "embedded") == ""


def test_the_panel_says_what_would_be_learned(
    qtbot: QtBot, put_runs: Callable[..., None], place: TrainPlace
) -> None:
    """Sentences by split, entities by label, and how long it took last time."""
    put_runs(run_of("run-1", report_of()))
    place.panel.refresh()
    qtbot.waitUntil(lambda: place.panel.last.text().startswith("Last time: 12 s"))
    assert "train 24" in place.panel.sentences.text()
    qtbot.waitUntil(lambda: "PER 24" in place.panel.labels.text())


def test_an_untouched_form_begins_with_what_is_recommended(qtbot: QtBot, place: TrainPlace) -> None:
    """For as many sentences as there are; what a person chose is left alone."""
    panel, form = place.panel, place.panel.form
    qtbot.waitUntil(form.presets.isVisible, timeout=10_000)
    form.engine = "transformers"
    panel.refresh(0)
    qtbot.waitUntil(lambda: form.settings().preset == "recommended")
    assert form.settings().epochs == 30
    form.fields["epochs"].show_value(7)
    panel.refresh(0)
    qtbot.waitUntil(lambda: not panel.warnings.isHidden() or bool(panel.sentences.text()))
    assert form.settings().epochs == 7


def test_presets_are_offered_and_fill_the_form(qtbot: QtBot, place: TrainPlace) -> None:
    """The recommended one is first; a preset brings its recipe and says what is reported."""
    box = place.panel.form.presets
    qtbot.waitUntil(box.isVisible, timeout=10_000)
    assert box.presets[0].name == "recommended"
    spanish = next(n for n, one in enumerate(box.presets) if one.name == "spanberta")
    box.box.setCurrentIndex(spanish)
    box.box.activated.emit(spanish)
    form = place.panel.form
    qtbot.waitUntil(lambda: form.settings().batch_size == 32)
    assert form.settings().preset == "spanberta"
    assert "0.856" in box.note.text()


def test_of_presets_picked_in_a_row_the_last_one_counts(
    qtbot: QtBot, place: TrainPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where an earlier one takes longer to be looked up."""
    form, desk = place.panel.form, place.panel.presets
    qtbot.waitUntil(form.presets.isVisible, timeout=10_000)
    slow, quick = form.presets.presets[1:3]
    choose, gate, passed = presets.choose, Event(), Event()

    def choose_slowly(preset: Preset, *, gpu: bool = False) -> presets.Choice:
        if preset is slow:
            gate.wait(10)
            passed.set()
        return choose(preset, gpu=gpu)

    monkeypatch.setattr(presets, "choose", choose_slowly)
    desk.pick(slow)
    desk.pick(quick)
    qtbot.waitUntil(lambda: form.settings().preset == quick.name)
    gate.set()
    qtbot.waitUntil(passed.is_set)
    with qtbot.waitCallback() as asked:
        place.panel._context.ask(count_training, done=asked)
    assert form.settings().preset == quick.name


def test_own_settings_are_kept_exchanged_and_deleted(
    qtbot: QtBot, place: TrainPlace, tmp_path: Path
) -> None:
    """Save as, export, import, delete: what comes back is what was given away."""
    desk, form = place.panel.presets, place.panel.form
    qtbot.waitUntil(form.presets.isVisible, timeout=10_000)
    form.engine = "transformers"
    form.fields["epochs"].show_value(11)
    desk.save("Eleven epochs")
    qtbot.waitUntil(lambda: form.settings().preset == "eleven-epochs")
    file = tmp_path / "eleven.preset.json"
    desk.give_away(file)
    qtbot.waitUntil(file.exists)
    desk.delete()
    qtbot.waitUntil(lambda: all(one.name != "eleven-epochs" for one in form.presets.presets))
    desk.take_in(file)
    qtbot.waitUntil(lambda: any(one.name == "eleven-epochs" for one in form.presets.presets))
    kept = next(one for one in form.presets.presets if one.name == "eleven-epochs")
    assert kept.recipe.epochs == 11
    form.name_preset("eleven-epochs")
    desk.delete()
    qtbot.waitUntil(lambda: all(one.name != "eleven-epochs" for one in form.presets.presets))


def test_settings_fold_away(qtbot: QtBot, make_place: MakePlace, board: JobBoard) -> None:
    """The form folds; to unfold what is seldom changed unfolds the form as well."""
    panel = make_place(board).panel
    panel.toggle_settings()
    assert not panel.form.isVisible()
    panel.toggle_more()
    assert panel.form.isVisible()
    assert panel.form.fields["seed"].widget.isVisible()


def test_an_old_run_without_snapshot_says_its_time() -> None:
    """A report of an older version holds no number of sentences."""
    old: Run = replace(run_of("run-1", report_of()), report=None)
    assert last_time([old], "fake", "embedded") == "Last time: 12 s (run-1, 2 epochs)"
