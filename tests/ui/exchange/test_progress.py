"""How far an exchange has come is told in words."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from workbench.ui.exchange.progress import ProgressLine, progress_words
from workbench.workflow.exchange import Watch


@pytest.mark.parametrize(
    ("share", "left", "words"),
    [
        (0.0, None, "Reading…"),
        (0.43, None, "Reading… 43%"),
        (0.43, 12.2, "Reading… 43% · 12 s left"),
        (0.1, 200.0, "Reading… 10% · 3:20 min left"),
    ],
)
def test_share_and_time_are_told_when_known(share: float, left: float | None, words: str) -> None:
    """Nothing is claimed before there is something to reckon with."""
    assert progress_words("Reading", share, left) == words


def test_the_line_follows_its_watch(qtbot: QtBot) -> None:
    """The bar moves with the watch, by itself, and is gone when there is nothing to follow."""
    line, watch = ProgressLine(), Watch()
    qtbot.addWidget(line)
    line.follow(watch, "Writing")
    assert line.bar.maximum() == 0 and not line.isVisible()
    watch.progress(1, 4)
    qtbot.waitUntil(lambda: line.bar.value() == 250)
    assert line.words.text().startswith("Writing… 25%") and line.isVisible()
    line.stop()
    assert not line.isVisible() and not line._timer.isActive()
