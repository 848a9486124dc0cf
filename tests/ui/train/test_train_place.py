"""The Train place from the button to suggestions, with a worker and a scripted engine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import MakePlace, Workers
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.training import JobState
from workbench.formats.reading import read_corpus
from workbench.operations.exchange import import_corpus
from workbench.operations.history import undo
from workbench.operations.settings import remember_training
from workbench.operations.store import Run, Store
from workbench.settings import TrainingSettings
from workbench.ui.context import Context
from workbench.ui.notify import Notice
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.place import TrainPlace

PATIENCE_MS = 30_000


def press_train(qtbot: QtBot, place: TrainPlace) -> str:
    with qtbot.waitSignal(place.runner.queued, timeout=PATIENCE_MS) as queued:
        QTest.mouseClick(place.panel.train_button, Qt.MouseButton.LeftButton)
    assert queued.args is not None
    return str(queued.args[0])


def wait_for_state(qtbot: QtBot, place: TrainPlace, state: JobState) -> Run:
    def reached() -> bool:
        return place.view.run is not None and place.view.run.state == state

    qtbot.waitUntil(reached, timeout=PATIENCE_MS)
    assert place.view.run is not None
    return place.view.run


def wait_for_log(qtbot: QtBot, place: TrainPlace, text: str) -> None:
    qtbot.waitUntil(lambda: text in place.view.trace.log, timeout=PATIENCE_MS)


def stored(store: Store, name: str = "run-1") -> Run:
    return store.ask(lambda reader: reader.run(name)).result()


def test_train_to_report_to_suggestions(
    qtbot: QtBot, place: TrainPlace, filled_store: Store, workers: Workers
) -> None:
    """One click trains; curves grow, the report appears by itself, the model suggests."""
    workers.options = {"f1s": [0.3, 0.7, 0.6, 0.5, 0.5]}
    press_train(qtbot, place)
    run = wait_for_state(qtbot, place, JobState.DONE)
    assert place.view.tabs.currentWidget() is place.view.report
    place.view.tabs.setCurrentWidget(place.view.live)
    qtbot.waitUntil(lambda: place.view.live.curves.points == 5)
    assert place.view.trace.best is not None
    assert place.view.trace.best.epoch == 2
    assert run.report is not None
    f1 = run.report["test"]["strict"]["micro"]["f1"]
    assert place.view.report.figures[0].text() == f"{f1:.3f}"
    first = place.view.report.entities.item(0, 0)
    assert first is not None
    assert first.text() in ("LOC", "PER")
    assert stored(filled_store).state == JobState.DONE
    with qtbot.waitSignal(place.runner.suggested, timeout=PATIENCE_MS):
        QTest.mouseClick(place.view.buttons.suggest_button, Qt.MouseButton.LeftButton)
    statistics = filled_store.ask(lambda reader: reader.statistics()).result()
    assert statistics.suggestions >= 6


def test_stop_keeps_the_report(qtbot: QtBot, place: TrainPlace, workers: Workers) -> None:
    """Stop and keep best ends the run early, with a report."""
    workers.options = {"hold": "step", "hold_step": 6}
    press_train(qtbot, place)
    wait_for_log(qtbot, place, "holding at step")
    qtbot.waitUntil(place.view.buttons.stop_button.isVisible)
    QTest.mouseClick(place.view.buttons.stop_button, Qt.MouseButton.LeftButton)
    run = wait_for_state(qtbot, place, JobState.STOPPED)
    assert run.report is not None
    assert place.view.buttons.suggest_button.isVisible()


def test_cancel_is_silent(
    qtbot: QtBot, place: TrainPlace, context: Context, workers: Workers
) -> None:
    """Cancel ends the run without report, suggestion button or notice."""
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    workers.options = {"hold": "load"}
    press_train(qtbot, place)
    wait_for_log(qtbot, place, "holding at load")
    QTest.mouseClick(place.view.buttons.cancel_button, Qt.MouseButton.LeftButton)
    run = wait_for_state(qtbot, place, JobState.CANCELLED)
    assert run.report is None
    assert not place.view.buttons.suggest_button.isVisible()
    assert notices == []


def test_a_failed_run_says_why(
    qtbot: QtBot, place: TrainPlace, context: Context, workers: Workers
) -> None:
    """A crash of the engine is one quiet notice with a code, and stands with the run."""
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    workers.options = {"crash": True}
    press_train(qtbot, place)
    wait_for_state(qtbot, place, JobState.FAILED)
    assert len(notices) == 1
    assert "scripted crash" in notices[0].text
    assert "scripted crash" in place.view.failure.happened.text()


def test_the_second_run_waits(qtbot: QtBot, place: TrainPlace, workers: Workers) -> None:
    """A second click queues a second run; both end, the newest on top of the list."""
    workers.options = {"hold": "step"}
    press_train(qtbot, place)
    wait_for_log(qtbot, place, "holding at step")
    workers.options = {}
    press_train(qtbot, place)
    assert place.board.state("run-2") is JobState.QUEUED
    place.board.stop("run-1")
    qtbot.waitUntil(lambda: place.board.state("run-2") is JobState.DONE, timeout=PATIENCE_MS)
    wait_for_state(qtbot, place, JobState.DONE)
    assert [run.name for run in place.table.runs.runs] == ["run-2", "run-1"]


def test_curves_come_back_after_reopening(
    qtbot: QtBot,
    place: TrainPlace,
    make_place: MakePlace,
    workers: Workers,
    tasks: Tasks,
) -> None:
    """A window that was not there rebuilds curves and log from the run's folder."""
    workers.options = {"f1s": [0.3, 0.7, 0.6, 0.5, 0.5]}
    press_train(qtbot, place)
    wait_for_state(qtbot, place, JobState.DONE)
    later = make_place(JobBoard(workers.command, tasks))
    qtbot.waitUntil(lambda: later.view.run is not None, timeout=PATIENCE_MS)
    assert later.view.tabs.currentWidget() is later.view.report
    later.view.tabs.setCurrentWidget(later.view.live)
    qtbot.waitUntil(lambda: later.view.live.curves.points == 5, timeout=PATIENCE_MS)
    assert later.view.trace.losses == place.view.trace.losses
    assert later.view.trace.log == place.view.trace.log


def test_without_splits_the_panel_offers_to_draw_them(
    qtbot: QtBot, filled_store: Store, make_place: MakePlace, board: JobBoard
) -> None:
    """Nothing can be trained on yet: the panel says so, and one click draws splits."""
    place = make_place(board)
    qtbot.waitUntil(place.panel.drawing.isVisible)
    qtbot.waitUntil(place.panel.draw_button.isVisible)
    QTest.mouseClick(place.panel.draw_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "train 24" in place.panel.sentences.text())
    qtbot.waitUntil(lambda: not place.panel.drawing.isVisible())
    assert place.panel.train_button.text() == "Train"
    qtbot.waitUntil(lambda: "PER" in place.panel.labels.text())


def test_the_first_click_draws_splits_and_trains(
    qtbot: QtBot, filled_store: Store, make_place: MakePlace, board: JobBoard
) -> None:
    """Without splits the big button works all the same, and undo takes the draw back."""
    place = make_place(board)
    qtbot.waitUntil(lambda: place.panel.train_button.text() == "Draw splits and train")
    assert not place.panel.refusal.isVisible()
    press_train(qtbot, place)
    wait_for_state(qtbot, place, JobState.DONE)
    qtbot.waitUntil(lambda: place.panel.train_button.text() == "Train")
    drawn = Filter((Term(Field.SPLIT, "none", negated=True),))
    assert filled_store.ask(lambda reader: reader.count(drawn)).result() == 36
    filled_store.submit(undo).result()
    assert filled_store.ask(lambda reader: reader.count(drawn)).result() == 0


def test_what_cannot_be_trained_is_refused_quietly(
    qtbot: QtBot,
    context: Context,
    board: JobBoard,
    make_place: MakePlace,
    corpus_file: Callable[..., Path],
) -> None:
    """The button on an untrainable project starts no run; the bar says what to do."""
    corpus = read_corpus([corpus_file(6, "plain.txt", tagged=False)])
    context.store.submit(import_corpus, corpus).result()
    notices: list[Notice] = []
    context.notify.noticed.connect(notices.append)
    place = make_place(board)
    QTest.mouseClick(place.panel.train_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(notices))
    assert "[NW-T07d]" in notices[0].text
    assert place.panel.train_button.isEnabled()
    assert context.store.ask(lambda reader: reader.runs()).result() == []


def test_the_form_begins_with_the_last_choices(
    qtbot: QtBot, filled_store: Store, make_place: MakePlace, board: JobBoard
) -> None:
    """A project remembers how it was trained last, also with a base in a folder."""
    base = str(filled_store.path.parent)
    chosen = TrainingSettings("fake", base, epochs=9, learning_rate=3e-5, seed=7, quick=True)
    filled_store.submit(remember_training, chosen).result()
    form = make_place(board).panel.form
    qtbot.waitUntil(lambda: form.fields["epochs"].value() == 9)
    assert form.settings() == chosen


def test_settings_reach_the_run(
    qtbot: QtBot, place: TrainPlace, filled_store: Store, workers: Workers
) -> None:
    """What was chosen in the form stands in the run's spec, and its name is the run's title."""
    form = place.panel.form
    assert form.isVisible()
    place.panel.toggle_settings()
    assert not form.isVisible()
    form.fields["epochs"].show_value(2)
    form.fields["learning_rate"].show_value(3e-5)
    form.fields["seed"].show_value(7)
    form.fields["transformers.crf"].show_value(True)
    form.title.setText(" With a CRF ")
    press_train(qtbot, place)
    run = wait_for_state(qtbot, place, JobState.DONE)
    assert run.spec["epochs"] == 2
    assert run.spec["learning_rate"] == pytest.approx(3e-5)
    assert run.spec["seed"] == 7
    assert run.spec["transformers"]["crf"] is True
    assert stored(filled_store).title == "With a CRF"
    assert form.run_title() == ""


def test_corrected_gold_is_scored_again(
    qtbot: QtBot, place: TrainPlace, filled_store: Store, tmp_path: Path
) -> None:
    """From the mistake over its answer to the new headline, which stands beside the old one."""
    path = tmp_path / "test.conll"
    path.write_text("Zoe\tB-PER\nleft\tO\nOslo\tB-LOC\n", "utf-8")
    filled_store.submit(import_corpus, read_corpus([path])).result()
    press_train(qtbot, place)
    before = wait_for_state(qtbot, place, JobState.DONE)
    mistakes = place.view.mistakes
    place.view.tabs.setCurrentWidget(mistakes)
    qtbot.waitUntil(lambda: "Zoe" in str(mistakes.model.index(0, 3).data()))
    assert mistakes.model.index(0, 1).data() == "Zoe · PER"
    mistakes.table.selectRow(0)
    mistakes.actions_by_name["gold_wrong"].trigger()
    qtbot.waitUntil(mistakes.rescore_button.isVisible)
    with qtbot.waitSignal(place.runner.rescored, timeout=PATIENCE_MS):
        mistakes.actions_by_name["rescore"].trigger()
    qtbot.waitUntil(lambda: "Scored again" in place.view.report.rescored.text())
    assert place.view.run is not None and before.report is not None
    old = float(before.report["test"]["strict"]["micro"]["f1"])
    assert float(place.view.report.figures[0].text()) > old
    assert "with other gold 1" in place.view.report.rescored.text()
    assert stored(filled_store).report is not None
