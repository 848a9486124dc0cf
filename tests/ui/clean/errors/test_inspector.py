"""Label errors are looked for in a job of its own, which can be followed and stopped."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.clean.conftest import shown_place
from workbench.domain.entity import Entity
from workbench.files import read_json, write_json
from workbench.jobs.environment import worker_command
from workbench.jobs.queue import Lane
from workbench.operations.edit import remove_entity
from workbench.operations.label_errors import label_error_answers
from workbench.operations.store import Store
from workbench.ui.clean.place import LABEL_ERRORS, CleanPlace
from workbench.ui.context import Context
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner

PATIENCE_MS = 20_000
# What a worker says of the first sentence of the snapshot, told by a script without any model.
BEGINNING = """
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
def say(**message):
    print(json.dumps(message), flush=True)
def progress(step):
    say(type="progress", step=step, steps=4, epoch=0.0, loss=None, seconds_left=200.0)
first = json.loads((folder / "data" / "train.jsonl").read_text("utf-8").splitlines()[0])
from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelError, kind_of, text_of
gold, said = Entity("PER", 0, 1), Entity("LOC", 0, 1)
case = LabelError(
    first["id"], text_of(first["tokens"]), kind_of(gold, said), gold, said,
    first["tokens"][0], 0.9, ("all models say LOC",), {},
)
answer = {"cases": [case.to_json()], "sentences": 70, "folds": 5, "seconds": 2.0}
progress(1)
"""
ENDS = {
    "finds": """
(folder / "answer.json").write_text(json.dumps(answer), "utf-8")
say(type="finished", state="done", error=None)
""",
    "waits": """
sys.stdin.readline()
say(type="finished", state="cancelled", error=None)
""",
    "fails": """
error = {"code": "NW-J99", "happened": "It broke.", "safe": "All is safe.", "next_step": "Wait."}
say(type="finished", state="failed", error=error)
""",
    "says nothing": """
say(type="finished", state="done", error=None)
""",
}


@dataclass
class Script:
    """How the next worker ends."""

    end: str = "finds"

    def command(self, folder: Path) -> Sequence[str]:
        if self.end == "is real":
            # Two of the three families are enough here, and quick.
            spec = read_json(folder / "spec.json")
            options = {**spec["options"], "encoder": False}
            write_json(folder / "spec.json", {**spec, "options": options})
            return worker_command(folder)
        return (sys.executable, "-c", BEGINNING + ENDS[self.end], str(folder))


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def runner(context: Context, tasks: Tasks, script: Script) -> Iterator[Runner]:
    """What starts jobs; its workers follow the script."""
    board = JobBoard(script.command, tasks)
    yield Runner(context, board)
    board.close()


@pytest.fixture
def place(
    qtbot: QtBot, gold_store: Store, context: Context, runner: Runner
) -> Iterator[CleanPlace]:
    """The place on done sentences that nobody has looked through, the tab in front."""
    for made in shown_place(qtbot, context, runner):
        made.tabs.setCurrentWidget(made.errors)
        qtbot.waitUntil(lambda: made.inspector.inspection is not None)  # noqa: B023
        yield made


def test_a_button_looks_and_lists_what_is_found(qtbot: QtBot, place: CleanPlace) -> None:
    """The cases come into the list, the bar says from when they are, and the tab counts them."""
    assert place.errors.empty.button.isVisible()
    place.errors.empty.button.click()
    assert place.errors.bar.again.text() == "Stop"
    qtbot.waitUntil(lambda: place.errors.model.rowCount() == 1, timeout=PATIENCE_MS)
    assert place.tabs.tabText(LABEL_ERRORS) == "Label errors  1"
    assert place.errors.table.hasFocus()
    assert place.errors.bar.text.text().startswith("Looked through 70 sentences, ")
    assert "since" not in place.errors.bar.text.text()
    assert place.errors.bar.again.text() == "Look for label errors"


def test_a_key_looks_from_any_tab(qtbot: QtBot, place: CleanPlace) -> None:
    """Shift+F5 shows the tab of label errors, and begins."""
    place.tabs.setCurrentWidget(place.quality)
    place.quality.table.setFocus()
    QTest.keyClick(place.quality.table, Qt.Key.Key_F5, Qt.KeyboardModifier.ShiftModifier)
    assert place.tabs.currentWidget() is place.errors
    qtbot.waitUntil(lambda: place.errors.model.rowCount() == 1, timeout=PATIENCE_MS)


def test_progress_is_told_and_a_look_can_be_stopped(
    qtbot: QtBot, place: CleanPlace, script: Script, runner: Runner
) -> None:
    """It runs beside a training, says how long it still takes, and leaves nothing when stopped."""
    script.end = "waits"
    place.inspector.start()
    bar = place.errors.bar
    qtbot.waitUntil(lambda: "25 %" in bar.text.text(), timeout=PATIENCE_MS)
    assert bar.text.text() == "Looking for label errors… 25 % about 3 min left"
    active = runner.board.active
    assert active is not None
    assert active.request.lane is Lane.SIDE
    bar.again.click()
    assert bar.text.text() == "Stopping…"
    qtbot.waitUntil(lambda: not place.inspector.is_running, timeout=PATIENCE_MS)
    assert place.errors.model.rowCount() == 0
    assert place.errors.empty.button.isVisible()


@pytest.mark.parametrize(("end", "code"), [("fails", "NW-J99"), ("says nothing", "NW-L32")])
def test_a_look_that_fails_says_why(
    qtbot: QtBot, place: CleanPlace, script: Script, context: Context, end: str, code: str
) -> None:
    """The reason stands in the notice, and one may look again."""
    script.end = end
    with qtbot.waitSignal(context.notify.noticed, timeout=PATIENCE_MS) as said:
        place.inspector.start()
    assert code in said.args[0].text
    assert not place.inspector.is_running
    assert place.errors.bar.again.isEnabled()


@pytest.mark.slow
def test_models_find_what_is_wrong_and_it_is_fixed(
    qtbot: QtBot,
    place: CleanPlace,
    gold_store: Store,
    context: Context,
    script: Script,
) -> None:
    """The whole way with the real worker: looked for, listed, fixed by a key, kept as answered."""
    script.end = "is real"
    wrong = gold_store.ask(lambda reader: list(reader.ids())).result()[7]
    context.do(remove_entity, wrong, Entity("LOC", 4, 5))
    place.inspector.start()
    qtbot.waitUntil(lambda: place.errors.model.rowCount() > 0, timeout=120_000)
    assert wrong in [case.sentence for case in place.errors.model.cases]
    qtbot.waitUntil(lambda: place.errors.table.line is not None)
    place.errors.table.setFocus()
    QTest.keyClick(place.errors.table, Qt.Key.Key_Y)
    qtbot.waitUntil(lambda: place.errors.tally.text() == "Fixed 1 of 1 looked at.")
    assert len(gold_store.ask(label_error_answers).result()) == 1
