"""The Models place over a project with two models of the scripted engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.ui.conftest import Workers
from workbench.domain.run_reports import RunReport
from workbench.domain.training import MODEL_CARD, JobState, ModelCard
from workbench.engines.fake import DICTIONARY
from workbench.files import complete_folder, write_json
from workbench.operations.runs import put_run
from workbench.operations.store import Run, Store
from workbench.ui.context import Context
from workbench.ui.models.place import ModelsPlace
from workbench.ui.models.resident import Phase
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner

PATIENCE_MS = 30_000
TAGS = {"Ada": "B-PER", "Oslo": "B-LOC", "Łódź": "B-LOC"}


def write_model(folder: Path, labels: tuple[str, ...], tags: dict[str, str]) -> Path:
    """A model of the scripted engine that knows these tokens."""
    aside = folder.with_name(f"{folder.name}.aside")
    aside.mkdir(parents=True)
    write_json(aside / DICTIONARY, tags)
    write_json(aside / MODEL_CARD, ModelCard("fake", "none", labels).to_json())
    complete_folder(aside, folder)
    return folder


@pytest.fixture
def put_model(filled_store: Store) -> Callable[..., None]:
    """Puts a run with a model into the project."""

    def put(name: str, tags: dict[str, str] | None = None) -> None:
        write_model(filled_store.runs_folder / name / "model", ("PER", "LOC"), tags or TAGS)
        report = RunReport(name, "fake", "none", 1.0, "cpu").to_json()
        spec = {"engine": "fake", "base": "none", "labels": ["PER", "LOC"]}
        run = Run(name, JobState.DONE, name, f"2026-03-0{name[-1]}", spec, 1.0, report)
        filled_store.submit(put_run, run).result()

    return put


@pytest.fixture
def make_place(
    qtbot: QtBot, filled_store: Store, context: Context, workers: Workers, tasks: Tasks
) -> Iterator[Callable[[], ModelsPlace]]:
    """Shows the place once it has read its models."""
    made: list[ModelsPlace] = []
    board = JobBoard(workers.command, tasks)

    def make() -> ModelsPlace:
        place = ModelsPlace(context, Runner(context, board, board), workers.command)
        qtbot.addWidget(place)
        made.append(place)
        place.resize(1200, 700)
        place.show()
        qtbot.waitUntil(lambda: place.listed, timeout=PATIENCE_MS)
        return place

    yield make
    for place in made:
        place.let_go()
    board.close()
    for place in made:
        delete(place)
    delete(board)


@pytest.fixture
def place(put_model: Callable[..., None], make_place: Callable[[], ModelsPlace]) -> ModelsPlace:
    """The place with `run-1` and `run-2`, the newer one chosen."""
    put_model("run-1")
    put_model("run-2", {"Ada": "B-LOC"})
    return make_place()


@pytest.fixture
def wait_for(qtbot: QtBot) -> Callable[[ModelsPlace, Phase], None]:
    """Waits until the worker stands so."""

    def wait(place: ModelsPlace, phase: Phase) -> None:
        qtbot.waitUntil(lambda: place.resident.standing.phase is phase, timeout=PATIENCE_MS)

    return wait
