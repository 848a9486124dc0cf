"""The Insights place: what it shows, what it opens, and how a curve is measured in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Workers
from workbench.domain.changes import Changes
from workbench.domain.learning import SHARES, Curve, Level, Point
from workbench.domain.pace import Day, Pace, Work
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Split, Status
from workbench.files import write_json
from workbench.jobs.spec import RunFolder
from workbench.operations import edit
from workbench.operations.insights import Insights
from workbench.operations.split import Ratio, draw_splits
from workbench.operations.store import NewSentence, Reader, Store, Transaction
from workbench.ui.context import Context
from workbench.ui.insights.place import InsightsPlace
from workbench.ui.insights.tables import FigureTable
from workbench.ui.insights.tiles import DAYS, DayBars
from workbench.ui.main_window import MainWindow
from workbench.workflow.insights import prepare_curve, take_in_curve

PATIENCE_MS = 60_000


def curve_of(**changed: object) -> Curve:
    """A curve of 20 sentences of train and 9 of test."""
    points = tuple(
        Point(share, 0, Level(f1, round(20 * share)), {"PER": Level(f1, round(20 * share))})
        for share, f1 in zip(SHARES, (0.5, 0.6, 0.65, 0.68), strict=True)
    )
    curve = Curve(points, 20, 9, {"PER": 20, "EVENT": 3}, {"PER": 12, "EVENT": 1})
    return replace(curve, made="2026-11-22T10:00:00+00:00", **changed)  # type: ignore[arg-type]


def keep(store: Store, curve: Curve) -> None:
    prepared = prepare_curve(store)
    write_json(RunFolder(prepared.folder).answer_file, curve.to_json())
    take_in_curve(store, prepared)


def settle(qtbot: QtBot, place: InsightsPlace) -> None:
    """Wait until everything is counted and read."""
    qtbot.waitUntil(lambda: place.found.share == 1.0, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: place._context.tasks.pending == 0, timeout=PATIENCE_MS)


def texts(table: FigureTable, row: int) -> list[str]:
    items = (table.item(row, column) for column in range(table.columnCount()))
    return [item.text() if item is not None else "" for item in items]


def open_cell(table: FigureTable, row: int, column: int) -> None:
    """Double click on a figure."""
    item = table.item(row, column)
    assert item is not None
    spot = table.visualItemRect(item).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_the_figures_of_the_project_are_shown(qtbot: QtBot, place: InsightsPlace) -> None:
    """Big ones on top, one row a split, one row a label."""
    settle(qtbot, place)
    assert place.tiles.done.figure.text() == "83 %"
    assert place.tiles.done.below.text() == "30 of 36 sentences done"
    assert place.tiles.left.below.text() == "for 6 sentences left"
    assert place.states.rowCount() == 2
    assert texts(place.states, 0)[0] == "train"
    assert {texts(place.curve.table, row)[0] for row in range(3)} == {"All labels", "PER", "LOC"}
    assert place.links[0].text() == "no leak between splits" and not place.links[0].isEnabled()


def test_an_empty_project_says_what_to_do(
    qtbot: QtBot, make_place: Callable[[], InsightsPlace]
) -> None:
    """No empty tables, one sentence."""
    place = make_place()
    settle(qtbot, place)
    assert place.body.isHidden()
    assert place.nothing.text().startswith("There is nothing to count yet. Import files (Ctrl+I)")


def test_a_figure_opens_its_sentences(qtbot: QtBot, place: InsightsPlace) -> None:
    """By a double click, and by Enter."""
    settle(qtbot, place)
    done = list(Status).index(Status.DONE) + 1
    with qtbot.waitSignal(place.filter_requested) as told:
        open_cell(place.states, 0, done)
    assert told.args == ["split:train status:done"]
    row = next(n for n in range(3) if texts(place.curve.table, n)[0] == "LOC")
    place.curve.table.setCurrentCell(row, 3)
    with qtbot.waitSignal(place.filter_requested) as told:
        QTest.keyClick(place.curve.table, Qt.Key.Key_Return)
    assert told.args == ["label:LOC split:test"]


def test_work_is_counted_on(
    qtbot: QtBot, place: InsightsPlace, context: Context, filled_store: Store
) -> None:
    """What is accepted while the place is shown is in its figures a moment later."""
    settle(qtbot, place)
    number = filled_store.ask(lambda reader: list(reader.ids())[-1]).result()
    context.do(edit.accept_sentence, number)
    qtbot.waitUntil(
        lambda: place.tiles.done.below.text() == "31 of 36 sentences done", timeout=PATIENCE_MS
    )
    settle(qtbot, place)


def test_changes_do_not_begin_a_long_reading_anew(
    qtbot: QtBot, place: InsightsPlace, context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Suggesters may write all the time; what is being read is read to its end."""
    settle(qtbot, place)
    go_on: list[bool] = []
    begun: list[int] = []

    def slow(reader: Reader) -> Iterator[Insights]:
        begun.append(1)
        while not go_on:
            yield Insights(0.5)
        yield place.found

    monkeypatch.setattr("workbench.ui.insights.place.look", slow)
    place.reload()
    qtbot.waitUntil(lambda: place.found.share == 0.5)
    for _ in range(3):
        context.hub.publish(Changes("suggest by run-1", sentences=frozenset({1})))
    assert not place._timer.isActive() and len(begun) == 1
    go_on.append(True)
    qtbot.waitUntil(place._timer.isActive)
    place._timer.stop()


def test_the_kept_curve_is_there_at_once(
    qtbot: QtBot, filled_store: Store, make_place: Callable[[], InsightsPlace]
) -> None:
    """With advice for each label, a target, and a line for each label that is chosen."""
    filled_store.submit(draw_splits, Ratio(70, 0, 30)).result()
    keep(filled_store, curve_of())
    place = make_place()
    settle(qtbot, place)
    table = place.curve.table
    advice = {texts(table, row)[0]: texts(table, row)[6] for row in range(table.rowCount())}
    assert advice["EVENT"] == "3 examples: too few to say; look for these first"
    assert "more sentences with PER" in advice["PER"]
    assert advice["LOC"] == ""
    assert "most of all for PER" in place.curve.summary.text()
    assert place.curve.target.value() == 70.0
    assert "more sentences in train" in place.curve.needed.text()
    qtbot.waitUntil(lambda: place.curve.plot.lines == 1, timeout=PATIENCE_MS)
    table.selectRow(next(row for row in range(4) if texts(table, row)[0] == "PER"))
    assert place.curve.plot.lines == 2
    place.curve.target.setValue(60)
    assert place.curve.needed.text() == "reached"


def test_a_curve_behind_the_project_says_so(
    qtbot: QtBot, filled_store: Store, make_place: Callable[[], InsightsPlace]
) -> None:
    """More sentences are done than it was measured on."""
    filled_store.submit(draw_splits, Ratio(70, 0, 30)).result()
    states = filled_store.ask(lambda reader: reader.statistics().splits).result()
    keep(filled_store, curve_of(train=10, test=9))
    place = make_place()
    settle(qtbot, place)
    assert states["train"]["sentences"] > 10
    assert "Done in train since:" in place.curve.state.text()


def test_what_cannot_be_measured_is_said(
    qtbot: QtBot, context: Context, filled_store: Store, make_place: Callable[[], InsightsPlace]
) -> None:
    """Without a test set; the button can be pressed again."""
    told: list[str] = []
    context.notify.noticed.connect(lambda notice: told.append(str(notice)))
    place = make_place()
    settle(qtbot, place)
    place.curve.measure.click()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE_MS)
    assert "NW-L40" in told[0]
    assert place.curve.measure.isEnabled() and place.curve.cancel.isHidden()


@pytest.mark.slow
def test_a_curve_is_measured_while_one_works_on(
    qtbot: QtBot, place: InsightsPlace, workers: Workers
) -> None:
    """By a real worker; the button waits meanwhile, then the advice is there."""
    workers.options = {"with": "instant", "repeats": 1}
    settle(qtbot, place)
    assert place.curve.plot.isHidden()
    place.curve.measure.click()
    assert not place.curve.measure.isEnabled()
    assert place.curve.state.text().startswith("Measuring…")
    qtbot.waitUntil(lambda: place.measuring.curve is not None, timeout=PATIENCE_MS)
    qtbot.waitUntil(lambda: place.curve.plot.lines == 1, timeout=PATIENCE_MS)
    assert place.curve.measure.isEnabled() and place.curve.cancel.isHidden()
    assert place.curve.summary.text()


@pytest.mark.slow
def test_a_cancelled_measurement_leaves_the_last_curve(
    qtbot: QtBot,
    filled_store: Store,
    make_place: Callable[[], InsightsPlace],
    workers: Workers,
) -> None:
    """Nothing is said about it either, and no folder is left behind."""
    workers.options = {"with": "instant", "repeats": 50}
    filled_store.submit(draw_splits, Ratio(70, 0, 30)).result()
    keep(filled_store, curve_of())
    place = make_place()
    settle(qtbot, place)
    place.curve.measure.click()
    qtbot.waitUntil(lambda: bool(place.measuring._job), timeout=PATIENCE_MS)
    place.curve.cancel.click()
    qtbot.waitUntil(lambda: not place.measuring.is_running, timeout=PATIENCE_MS)
    assert place.measuring.curve == curve_of()
    assert "with the instant model" in place.curve.state.text()
    qtbot.waitUntil(lambda: not (filled_store.runs_folder / "curve").exists())


def test_each_day_has_a_bar_with_its_figure(qtbot: QtBot) -> None:
    """The last one is today; the figures are also in words."""
    bars = DayBars()
    qtbot.addWidget(bars)
    bars.resize(280, 72)
    bars.show_pace(
        Pace((Day(date(2026, 3, 1), 7), Day(date(2026, 3, 14), 1200, 1, Work(7200, 1000)))),
        date(2026, 3, 14),
    )
    assert len(bars.days) == DAYS
    assert bars.accessibleDescription() == "1 Mar: 7; 14 Mar: 1,200"
    assert bars.day_at(0) == date(2026, 3, 1) and bars.day_at(279) == date(2026, 3, 14)
    assert bars.day_at(280) is None
    assert bars.words_of(date(2026, 3, 1)) == "1 Mar: 7 done"
    assert bars.words_of(date(2026, 3, 14)) == "14 Mar: 1,200 done, 500 / h"
    assert not bars.grab().isNull()


def test_the_place_stands_in_the_window(qtbot: QtBot, open_window: MainWindow) -> None:
    """Ctrl+5 brings it, a figure leads to the sentences, copies lead to Clean."""
    session = open_window.session
    assert session is not None
    session.context.do(_add_twins)
    QTest.keyClick(open_window, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    place = session.place("insights")
    assert isinstance(place, InsightsPlace) and place.isVisible()
    qtbot.waitUntil(
        lambda: place.found.share == 1.0 and place.links[1].isEnabled(), timeout=PATIENCE_MS
    )
    assert place.links[1].text() == "1 duplicate"
    QTest.mouseClick(place.links[1], Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    clean = session.place("clean")
    assert clean.isVisible()
    qtbot.waitUntil(
        lambda: clean.quality.kinds.current_key == "duplicate-sentence",  # type: ignore[attr-defined]
        timeout=PATIENCE_MS,
    )
    open_window.show_place("insights")
    place.filter_requested.emit("split:train")
    assert session.place("annotate").isVisible()
    for button in place.findChildren(QPushButton):
        assert button.accessibleName() or button.text()


def _add_twins(transaction: Transaction) -> Changes:
    row = NewSentence(("Ada", "left", "Oslo"), ("O", "O", "O"), IOB2, Status.NEW, Split.TRAIN, "d")
    transaction.add([row, row])
    return transaction.changes("import")
