"""After a training: a better model suggests at once, another one only if the person says so."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from workbench.operations.models import choose_suggester, suggester
from workbench.operations.store import Store
from workbench.operations.suggest import suggests_anew
from workbench.ui.context import Context
from workbench.ui.notice_bar import NoticeBar
from workbench.ui.notify import Notice
from workbench.ui.suggesting import succession
from workbench.ui.suggesting.succession import Succeeding, words_of
from workbench.ui.train.runner import Runner
from workbench.workflow.succession import Succession, Verdict

PATIENCE_MS = 40_000
BETTER = Succession("people", Verdict.TAKES_OVER, "towns", (0.6, 0.7), 40)
WORSE = Succession("people", Verdict.NOT_BETTER, "towns", (0.83, 0.81), 40)


@pytest.fixture
def verdict(monkeypatch: pytest.MonkeyPatch) -> list[Succession]:
    """What the comparison comes to."""
    found = [BETTER]
    monkeypatch.setattr(succession, "judge", lambda _store, _run: found[-1])
    return found


@pytest.fixture
def succeeding(
    context: Context, runner: Runner, filled_store: Store, verdict: list[Succession]
) -> Succeeding:
    """With `towns` as the model that suggests so far."""
    filled_store.submit(choose_suggester, "towns").result()
    return Succeeding(context, runner, runner)


def test_a_better_model_suggests_at_once(
    qtbot: QtBot, runner: Runner, succeeding: Succeeding, filled_store: Store
) -> None:
    """In place of the one before, where nobody touched anything."""
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.suggest("towns")
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        runner.taken_in.emit("people")
    assert filled_store.ask(suggester).result() == "people"
    assert filled_store.ask(lambda reader: reader.suggesters()).result() == ["people"]


def test_it_can_be_left_to_the_person(
    qtbot: QtBot, runner: Runner, succeeding: Succeeding, filled_store: Store, notices: list[Notice]
) -> None:
    """The model still takes over, but suggests only when it is asked to."""
    succeeding.toggle()
    qtbot.waitUntil(lambda: bool(notices), timeout=PATIENCE_MS)
    assert not filled_store.ask(suggests_anew).result()
    with qtbot.waitSignal(succeeding.decided, timeout=PATIENCE_MS):
        runner.taken_in.emit("people")
    qtbot.waitUntil(lambda: filled_store.ask(suggester).result() == "people")
    assert runner.background.model == ""
    succeeding.toggle()
    qtbot.waitUntil(lambda: len(notices) == 2, timeout=PATIENCE_MS)
    assert filled_store.ask(suggests_anew).result()


def test_a_worse_model_waits_for_a_word(
    qtbot: QtBot,
    context: Context,
    runner: Runner,
    succeeding: Succeeding,
    filled_store: Store,
    verdict: list[Succession],
) -> None:
    """The notice stays, with both figures and two answers; one of them lets it suggest."""
    bar = NoticeBar()
    qtbot.addWidget(bar)
    context.notify.noticed.connect(bar.show_notice)
    verdict.append(WORSE)
    with qtbot.waitSignal(succeeding.decided, timeout=PATIENCE_MS):
        runner.taken_in.emit("people")
    assert bar.text.text() == "people is not better than towns on test (0.81 / 0.83)."
    assert [one.text() for one in bar.choices] == ["Keep towns", "Use people"]
    assert not bar._timer.isActive()
    QTest.mouseClick(bar.choices[0], Qt.MouseButton.LeftButton)
    assert bar.isHidden()
    assert filled_store.ask(suggester).result() == "towns"
    context.notify.ask(words_of(WORSE))
    with qtbot.waitSignal(succeeding.decided, timeout=PATIENCE_MS):
        runner.taken_in.emit("people")
    with qtbot.waitSignal(runner.suggested, timeout=PATIENCE_MS):
        QTest.mouseClick(bar.choices[1], Qt.MouseButton.LeftButton)
    assert filled_store.ask(suggester).result() == "people"


def test_figures_that_look_alike_are_told_to_more_digits() -> None:
    """0.81 against 0.81 would say nothing."""
    close = Succession("run-2", Verdict.NOT_BETTER, "run-1", (0.8123, 0.8111), 40)
    assert "(0.8111 / 0.8123)" in words_of(close)
    assert "nobody knows" in words_of(Succession("run-2", Verdict.UNKNOWN, "run-1"))


def test_a_run_that_is_of_no_use_is_no_news(
    qtbot: QtBot, runner: Runner, succeeding: Succeeding, verdict: list[Succession],
    notices: list[Notice],
) -> None:  # fmt: skip
    """It failed, or was cancelled: that is told elsewhere."""
    verdict.append(Succession("people", Verdict.UNUSABLE, "towns"))
    with qtbot.waitSignal(succeeding.decided, timeout=PATIENCE_MS):
        runner.taken_in.emit("people")
    assert not notices
