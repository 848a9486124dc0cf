"""What waited or ran when the project was closed is there again when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import pytest
from pytestqt.qtbot import QtBot

from workbench.domain.training import JobState
from workbench.formats.reading import read_corpus
from workbench.jobs.detached import find_worker
from workbench.jobs.protocol import Log
from workbench.jobs.spec import RunFolder
from workbench.operations.exchange import import_corpus
from workbench.operations.split import draw_splits
from workbench.settings import TrainingSettings
from workbench.ui.main_window import MainWindow
from workbench.ui.session import Session

PATIENCE_MS = 30_000
FAKE = TrainingSettings(engine="fake", epochs=3)


class Script(Protocol):
    options: dict[str, Any]


class Hands:
    """A person who trains, closes and opens."""

    def __init__(self, bot: QtBot, window: MainWindow) -> None:
        self.bot = bot
        self.window = window

    @property
    def session(self) -> Session:
        assert self.window.session is not None
        return self.window.session

    def train(self, settings: TrainingSettings) -> str:
        with self.bot.waitSignal(self.session.runner.queued, timeout=PATIENCE_MS) as queued:
            self.session.runner.train(settings)
        assert queued.args is not None
        return str(queued.args[0])

    def wait_for_log(self, run: str) -> None:
        def told() -> bool:
            feed = self.session.board.feed(run)
            return feed is not None and Log("holding at step") in feed.messages

        self.bot.waitUntil(told, timeout=PATIENCE_MS)

    def reopen(self) -> None:
        path = self.session.path
        with self.bot.waitSignal(self.window.closed_project, timeout=PATIENCE_MS):
            self.window.close_project()
        with self.bot.waitSignal(self.window.opened, timeout=PATIENCE_MS):
            self.window.open_path(path)

    def states(self) -> dict[str, str]:
        runs = self.session.context.store.ask(lambda reader: reader.runs()).result()
        return {run.name: run.state for run in runs}

    def wait_for_states(self, **expected: str) -> None:
        wanted = {name.replace("_", "-"): state for name, state in expected.items()}
        self.bot.waitUntil(lambda: self.states() == wanted, timeout=PATIENCE_MS)


@pytest.fixture
def hands(
    qtbot: QtBot,
    open_window: MainWindow,
    corpus_file: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> Hands:
    """The window on sentences that can be trained on; it never asks before it closes."""
    monkeypatch.setattr("workbench.ui.main_window.may_end_training", lambda window: True)
    made = Hands(qtbot, open_window)
    store = made.session.context.store
    store.submit(import_corpus, read_corpus([corpus_file(30)])).result()
    store.submit(draw_splits).result()
    return made


def test_what_waited_waits_again_in_its_order(hands: Hands, workers: Script) -> None:
    """The run that was cut off is lost and can be resumed; those behind it start."""
    workers.options = {"hold": "step"}
    for _ in range(3):
        hands.train(FAKE)
    hands.wait_for_log("run-1")
    hands.session.runner.put_before("run-3", "run-2")
    hands.reopen()
    hands.wait_for_states(run_1="lost", run_2="queued", run_3="running")
    assert hands.session.board.waiting == ["run-2"]
    workers.options = {}
    hands.session.runner.resume("run-1")
    hands.session.board.cancel("run-3")
    hands.wait_for_states(run_1="done", run_2="done", run_3="cancelled")


def test_a_run_that_outlived_the_window_is_followed(
    hands: Hands, workers: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is shown as running with what it has told, can be stopped, and is taken in."""
    workers.options = {"hold": "step", "hold_step": 6}
    run = hands.train(TrainingSettings(engine="fake", epochs=3, outlive=True))
    hands.wait_for_log(run)
    assert not hands.session.trains
    hands.reopen()
    hands.wait_for_log(run)
    assert hands.session.board.state(run) is JobState.RUNNING
    hands.session.board.stop(run)
    hands.wait_for_states(run_1="stopped")
    found = hands.session.context.store.ask(lambda reader: reader.run(run)).result()
    assert found.report is not None and len(found.report["epochs"]) == 1


def test_a_run_that_ended_while_nobody_looked_is_taken_in(
    hands: Hands, workers: Script, qtbot: QtBot
) -> None:
    """Its report is there when the project is opened."""
    workers.options = {"seconds": 0.05}
    run = hands.train(TrainingSettings(engine="fake", epochs=3, outlive=True))
    folder = RunFolder(hands.session.context.store.runs_folder / run)
    path = hands.session.path
    qtbot.waitUntil(lambda: hands.session.board.state(run) is JobState.RUNNING)
    with qtbot.waitSignal(hands.window.closed_project, timeout=PATIENCE_MS):
        hands.window.close_project()
    qtbot.waitUntil(lambda: find_worker(folder) is None, timeout=PATIENCE_MS)
    with qtbot.waitSignal(hands.window.opened, timeout=PATIENCE_MS):
        hands.window.open_path(path)
    hands.wait_for_states(run_1="done")


def test_a_run_is_deleted_with_its_files(hands: Hands, workers: Script, qtbot: QtBot) -> None:
    """One that is done; nothing of it is left in its folder."""
    run = hands.train(FAKE)
    hands.wait_for_states(run_1="done")
    hands.session.runner.delete(run)
    hands.wait_for_states()
    folder = hands.session.context.store.runs_folder / run
    qtbot.waitUntil(lambda: not folder.exists())
