"""Two runs side by side, or why they cannot be."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import report_of, run_of
from workbench.domain.comparison import Comparison, Delta
from workbench.domain.errors import UsageError
from workbench.operations.store import Store
from workbench.ui.train.comparison import page as page_module
from workbench.ui.train.comparison.delta_bars import DeltaRow, in_words, rows_of, sign_of
from workbench.ui.train.comparison.page import ComparisonPage, describe, shortened
from workbench.ui.train.place import TrainPlace

BETTER, CHANCE, WORSE = Delta(0.1, 0.05, 0.15), Delta(0.02, -0.01, 0.05), Delta(-0.2, -0.3, -0.1)
COMPARED = Comparison(
    "run-1",
    "run-2",
    BETTER,
    {"LOC": CHANCE, "PER": WORSE},
    won=(1, 2),
    lost=(3,),
    sentences=36,
    entities=63,
    micro_scores=(0.7, 0.8),
    label_scores={"LOC": (0.5, 0.52), "PER": (0.9, 0.7)},
    support={"LOC": 10, "PER": 53},
)


def test_rows_begin_with_all_and_the_most_frequent() -> None:
    """Each with both figures, the difference and how many gold entities it has."""
    rows = rows_of(COMPARED)
    assert [row.name for row in rows] == ["all labels", "PER", "LOC"]
    assert rows[0] == DeltaRow("all labels", 0.7, 0.8, BETTER, 63, total=True)
    assert rows[1].support == 53


def test_a_difference_is_no_mere_colour() -> None:
    """An arrow up, an arrow down, or that it may be chance; in words as well."""
    assert [sign_of(delta) for delta in (BETTER, CHANCE, WORSE)] == ["▲", "≈", "▼"]
    words = in_words(DeltaRow("LOC", 0.5, 0.52, CHANCE, 10))
    assert words == "LOC: 0.500 to 0.520, +0.020 (-0.010 to +0.050, may be chance)"


@pytest.mark.parametrize(
    ("delta", "begins"),
    [(BETTER, "It is better"), (WORSE, "It is worse"), (CHANCE, "The difference may be chance")],
)
def test_the_verdict_names_the_interval(delta: Delta, begins: str) -> None:
    """And on how much it rests."""
    words = describe(Comparison("a", "b", delta, sentences=36, entities=63))
    assert words.startswith(begins)
    assert f"{delta.low:+.3f} and {delta.high:+.3f} (95 %)" in words
    assert "36 sentences, 63 entities" in words


@pytest.fixture
def page(qtbot: QtBot, place: TrainPlace, put_runs: Callable[..., None]) -> ComparisonPage:
    put_runs(
        run_of("run-1", report_of()),
        run_of("run-2", report_of()),
        run_of("run-3", None),
    )
    place.reload()
    qtbot.waitUntil(lambda: len(place.table.runs.runs) == 3)
    return place.comparison


def test_two_runs_are_compared(
    qtbot: QtBot, page: ComparisonPage, place: TrainPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Headline of both, the difference, the sentences won and lost."""
    asked: list[tuple[str, str]] = []

    def compare(_store: Store, first: str, second: str) -> Comparison:
        asked.append((first, second))
        return COMPARED

    monkeypatch.setattr(page_module, "compare_runs", compare)
    place.table.choose(["run-1", "run-2"])
    qtbot.waitUntil(lambda: page.comparison is not None)
    assert asked == [("run-1", "run-2")]
    assert [figure.text() for figure in page.figures] == ["0.700", "0.800", "+0.100 ▲"]
    assert page.title.text() == "run-2 against run-1"
    assert "all labels: 0.700 to 0.800" in page.bars.accessibleDescription()
    assert page.won_title.text() == "run-2 better in 2 sentences"
    assert page.lost.rowCount() == 1


def test_sentences_won_are_opened(
    qtbot: QtBot,
    page: ComparisonPage,
    place: TrainPlace,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Enter on a sentence leads to it."""
    monkeypatch.setattr(page_module, "compare_runs", lambda *_: COMPARED)
    place.table.choose(["run-1", "run-2"])
    qtbot.waitUntil(lambda: page.won.rowCount() == 2)
    qtbot.waitUntil(lambda: page.won.index(0, 1).data() is not None)
    page.won_table.selectRow(0)
    with qtbot.waitSignal(place.open_requested) as opened:
        QTest.keyClick(page.won_table, Qt.Key.Key_Return)
    assert opened.args == [1, 0, 0]


def test_other_test_data_are_refused_with_the_reason(
    qtbot: QtBot, page: ComparisonPage, place: TrainPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What differs stands where the comparison would."""

    def refuse(*_: object) -> Comparison:
        raise UsageError("NW-U70", "They saw other test data.", "Nothing.", "Train again.")

    monkeypatch.setattr(page_module, "compare_runs", refuse)
    place.table.choose(["run-1", "run-2"])
    qtbot.waitUntil(page.refusal.isVisible)
    assert page.refusal.text() == "They saw other test data. Train again. [NW-U70]"
    assert page.comparison is None


def test_a_run_without_report_cannot_be_compared(
    qtbot: QtBot, page: ComparisonPage, place: TrainPlace
) -> None:
    """It is named."""
    place.table.choose(["run-1", "run-3"])
    qtbot.waitUntil(page.refusal.isVisible)
    assert "run-3" in page.refusal.text()


def test_long_names_leave_room_for_figures() -> None:
    """They end with an ellipsis."""
    assert shortened("short") == "short"
    assert len(shortened("x" * 100)) == 24
