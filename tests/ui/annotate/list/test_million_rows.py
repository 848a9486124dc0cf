"""U06: the list of a million sentences; rows that are asked for are counted, not seconds."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.filters import Filter
from workbench.domain.sentence import Status
from workbench.operations.store import Row, Store
from workbench.ui.annotate.list.sentence_model import MOST_ASKED, PAGE, PAGES_KEPT
from workbench.ui.annotate.list.sentence_panel import SentencePanel
from workbench.ui.changes_hub import ChangesHub
from workbench.ui.context import Context
from workbench.ui.notify import Notifier
from workbench.ui.tasks import Tasks

MILLION = 1_000_000
BATCH = 50_000


@dataclass
class Source:
    """A store and its reader in one: a million rows that are made when they are asked for.

    Answers come at once, or, while `held`, when they are let go.
    """

    held: bool = False
    asked: list[Sequence[int]] = field(default_factory=list)
    waiting: list[tuple[Future[Any], Callable[[], Any]]] = field(default_factory=list)

    def rows(self, ids: Sequence[int]) -> list[Row]:
        self.asked.append(ids)
        return [Row(one, f"row {one}", Status.NEW, None, False, 0, 0, 0, None) for one in ids]

    def listing(self, _wanted: Filter) -> Iterator[array[int]]:
        for start in range(1, MILLION + 1, BATCH):
            yield array("q", range(start, start + BATCH))

    def count(self, _wanted: Filter) -> int:
        return MILLION

    def ask(self, question: Callable[..., Any], *args: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: question(self, *args)))
        if not self.held:
            self.let_go()
        return future

    def ask_in_steps(
        self, question: Callable[..., Iterator[Any]], found: Callable[[Any], object], *args: Any
    ) -> Future[None]:
        for answer in question(self, *args):
            found(answer)
        future: Future[None] = Future()
        future.set_result(None)
        return future

    def let_go(self) -> None:
        for future, answer in self.waiting:
            if future.set_running_or_notify_cancel():
                future.set_result(answer())
        self.waiting.clear()


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def panel(qtbot: QtBot, source: Source, tasks: Tasks) -> SentencePanel:
    """The real list, shown, with all of the million in it."""
    made = SentencePanel(Context(cast(Store, source), tasks, ChangesHub(), Notifier()))
    qtbot.addWidget(made)
    made.resize(360, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.refresh()
    qtbot.waitUntil(lambda: made.model.rowCount() == MILLION, timeout=60_000)
    qtbot.waitUntil(lambda: made.model.row_at(0) is not None)
    return made


def _screenful(panel: SentencePanel) -> int:
    table = panel.table
    return table.viewport().height() // table.verticalHeader().defaultSectionSize() + 2


def _settle(panel: SentencePanel) -> None:
    panel.table.viewport().repaint()
    QApplication.processEvents()


def test_u06_a_million_rows_cost_what_is_on_the_screen(
    panel: SentencePanel, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first paint asks for a page, each place after that for two at most, and all of it is
    selected without a question."""
    assert sum(map(len, source.asked)) <= 2 * PAGE
    bar = panel.table.verticalScrollBar()
    for place in range(0, MILLION, MILLION // 40):
        source.asked.clear()
        bar.setValue(place)
        _settle(panel)
        assert len(source.asked) <= 2 and sum(map(len, source.asked)) <= 2 * PAGE
        top = panel.table.rowAt(0)
        row = panel.model.row_at(top)
        assert row is not None and row.id == panel.model.ids[top]
    assert len(panel.model._pages) <= PAGES_KEPT
    painted: list[int] = []
    row_at = panel.model.row_at

    def counted(row: int) -> Row | None:
        painted.append(row)
        return row_at(row)

    monkeypatch.setattr(panel.model, "row_at", counted)
    _settle(panel)
    assert 0 < len(set(painted)) <= _screenful(panel)
    source.asked.clear()
    panel.table.selectAll()
    assert panel.table.selected_rows() == [range(MILLION)]
    assert panel.model.row_of(MILLION) == MILLION - 1
    assert source.asked == []


def test_u06_a_bar_that_is_dragged_leaves_no_queue_behind(
    qtbot: QtBot, panel: SentencePanel, source: Source
) -> None:
    """What was passed by is not fetched; what is seen at the end is."""
    source.held = True
    source.asked.clear()
    bar = panel.table.verticalScrollBar()
    for place in range(0, MILLION, MILLION // 100):
        bar.setValue(place)
        panel.table.viewport().repaint()
    source.held = False
    source.let_go()
    assert len(source.asked) <= MOST_ASKED
    _settle(panel)
    assert panel.model.row_at(panel.table.rowAt(0)) is not None
    QTest.keyClick(panel.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel.model.row_at(MILLION - 1) is not None)
