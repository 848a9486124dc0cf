"""The picture of the learning curve, and the names of its lines."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from workbench.domain.learning import SHARES, Curve, Level, Point
from workbench.ui.insights.curve_plot import CurvePlot
from workbench.ui.insights.legend import Legend
from workbench.ui.theme import apply_theme

CURVE = Curve(
    tuple(
        Point(share, repeat, Level(0.5 + 0.1 * share + 0.01 * repeat, 100), {"PER": Level(0.4, 9)})
        for share in SHARES
        for repeat in range(2)
    ),
    400,
    100,
    {"PER": 30, "LOC": 0},
    {"PER": 30, "LOC": 12},
)


@pytest.fixture
def light_again(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    apply_theme(qapp, "light")


def test_each_line_has_its_sign_and_its_name(qtbot: QtBot) -> None:
    """All labels together first; no two of a few lines share a sign."""
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.show_curve(CURVE, ("PER", "LOC"), {"PER": "#c02020"})
    assert plot.lines == 3
    signs, names, _ = zip(*plot.legend.entries, strict=True)
    assert names == ("All labels", "PER", "LOC")
    assert len(set(signs)) == 3
    plot.show_curve(None, (), {})
    assert plot.lines == 0 and not plot.legend.entries


def test_the_picture_follows_the_theme(qtbot: QtBot, light_again: QApplication) -> None:
    """Its colours are those of the theme in use."""
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.show_curve(CURVE, (), {})
    before = plot.legend.entries
    apply_theme(light_again, "dark")
    assert plot.legend.entries != before


def test_names_take_as_many_rows_as_they_need(qtbot: QtBot) -> None:
    """None is left out, a long one is cut."""
    legend = Legend()
    qtbot.addWidget(legend)
    entries = [("●", f"label number {number}", "#2458c5") for number in range(6)]
    legend.resize(2000, 20)
    legend.show_entries(entries)
    low = legend.height()
    legend.resize(260, 20)
    legend.show_entries(entries)
    assert legend.height() > 2 * low
    assert legend.accessibleDescription().endswith("label number 5")
    legend.show_entries([("●", "very long " * 40, "#2458c5")])
    assert legend.height() == low
    assert not legend.grab().isNull()
