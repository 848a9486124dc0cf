"""The Annotate place with a worker that ranks by a script, and trains nothing."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.store import NewSentence, Store, Transaction
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.context import Context
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner

SENTENCES = 40
TAGS = ("B-PER", "O", "O", "B-LOC")
# Ranks the last sentences of the pool first, and says what it is told to say.
SCRIPT = """
import json, sys
from pathlib import Path
folder = Path(sys.argv[1])
script = json.loads(sys.argv[2])
def finish(state):
    print(json.dumps({"type": "finished", "state": state, "error": None}), flush=True)
    sys.exit()
if script["hold"]:
    sys.stdin.readline()
    finish("cancelled")
spec = json.loads((folder / "spec.json").read_text("utf-8"))
if spec["kind"] != "rank":
    finish("done")
options = spec["options"]
lines = (folder / "data" / "input.jsonl").read_text("utf-8").splitlines()
ids = [json.loads(line)["id"] for line in lines][::-1][: options["count"]]
why = {"score": 0.5, "reason": 'unsure about "Geneva"', "seconds": 9.6}
picks = [{"id": one, **why} for one in ids]
answer = {"strategy": options["strategy"], "picks": picks, "stability": script["stability"]}
(folder / "answer.json").write_text(script["answer"] or json.dumps(answer), "utf-8")
finish("done")
"""


@dataclass
class RankingWorkers:
    """`asked` and `gold` hold the options and the sentences of gold of each ranking.

    With `hold` a worker waits until it is told to end; a training leaves nothing behind.
    """

    stability: dict[str, Any] = field(default_factory=dict)
    answer: str = ""
    hold: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    gold: list[int] = field(default_factory=list)

    def command(self, folder: Path) -> Sequence[str]:
        spec = json.loads((folder / "spec.json").read_text("utf-8"))
        if spec["kind"] == "rank":
            self.asked.append(spec["options"])
            self.gold.append(len((folder / "data" / "train.jsonl").read_bytes().splitlines()))
        script = {"stability": self.stability, "answer": self.answer, "hold": self.hold}
        return [sys.executable, "-c", SCRIPT, str(folder), json.dumps(script)]


@pytest.fixture
def workers() -> RankingWorkers:
    return RankingWorkers()


@pytest.fixture
def board(tasks: Tasks, workers: RankingWorkers) -> Iterator[JobBoard]:
    made = JobBoard(workers.command, tasks)
    yield made
    made.close()


def add(transaction: Transaction) -> Changes:
    transaction.add(
        NewSentence((name, "saw", str(i), "birds"), TAGS, IOB2, Status.NEW, None, "a.txt")
        for i, name in enumerate(("Ada", "Brit") * (SENTENCES // 2))
    )
    return transaction.changes("add")


@pytest.fixture
def untouched(project_store: Store) -> Store:
    """Forty untouched sentences."""
    project_store.submit(add).result()
    return project_store


@pytest.fixture
def runner(context: Context, board: JobBoard) -> Runner:
    return Runner(context, board)


@pytest.fixture
def place(
    qtbot: QtBot, untouched: Store, context: Context, runner: Runner
) -> Iterator[AnnotatePlace]:
    """The place, shown; a failure that nobody expected fails the test."""
    failures: list[str] = []
    context.tasks.went_wrong.connect(context.notify.error)
    context.notify.crashed.connect(failures.append)
    made = AnnotatePlace(context, runner=lambda: runner)
    made.resize(1100, 700)
    with qtbot.waitExposed(made):
        made.show()
    made.activate()
    qtbot.waitUntil(lambda: made.panel.loaded and made.desk.shown is not None)
    yield made
    made.hide()
    delete(made)
    assert not failures, failures
