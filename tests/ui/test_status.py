"""What the status bar reckons."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from workbench.operations import edit, history
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.status import HOUR, PACE_AFTER, Pace, WindowStatus


def test_pace_counts_what_was_done_by_hand() -> None:
    """Ten sentences in half an hour are twenty an hour; one taken up again is not done."""
    pace = Pace(since=0.0)
    for _ in range(11):
        pace.note(1)
    pace.note(-1)
    assert pace.per_hour(HOUR / 2) == 20


def test_bulk_operations_do_not_count() -> None:
    """Calling thousands done at once is no pace."""
    pace = Pace(since=0.0)
    pace.note(5000)
    pace.note(-5000)
    assert pace.per_hour(PACE_AFTER * 2) is None


def test_there_is_no_pace_in_the_first_minute() -> None:
    """One sentence after a second is not 3,600 an hour."""
    pace = Pace(since=0.0)
    pace.note(1)
    assert pace.per_hour(1.0) is None


def test_the_count_follows_edits(qtbot: QtBot, filled_store: Store, context: Context) -> None:
    """Done sentences and the pace are counted on at each edit and at its undo."""
    now = [0.0]
    status = WindowStatus(clock=lambda: now[0])
    qtbot.addWidget(status)
    status.attach(context)
    qtbot.waitUntil(lambda: status.done.text() == "83% done (30 of 36)")
    now[0] = HOUR / 2
    last = filled_store.ask(lambda reader: reader.ids()).result()[-1]
    context.do(edit.accept_sentence, last)
    qtbot.waitUntil(lambda: status.done.text() == "86% done (31 of 36) · 2/h")
    context.do(history.undo)
    qtbot.waitUntil(lambda: status.done.text() == "83% done (30 of 36)")
    assert status.saved.text() == "✓ saved"
    status.attach(None)
    assert status.done.text() == ""
