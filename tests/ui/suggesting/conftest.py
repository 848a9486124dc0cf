"""A runner over a project with models of the scripted engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.ui.conftest import Workers
from tests.ui.models.conftest import write_model
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.notify import Notice
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner
from workbench.workflow.models import import_model


@pytest.fixture
def notices(context: Context) -> list[Notice]:
    """What the window would tell."""
    told: list[Notice] = []
    context.tasks.went_wrong.connect(context.notify.error)
    context.notify.noticed.connect(told.append)
    return told


@pytest.fixture
def runner(
    filled_store: Store, context: Context, workers: Workers, tasks: Tasks, tmp_path: Path
) -> Iterator[Runner]:
    """With the models `towns` and `people`, over 30 done sentences and 6 untouched ones."""
    import_model(filled_store, write_model(tmp_path / "towns", ("LOC",), {"Geneva": "B-LOC"}))
    import_model(filled_store, write_model(tmp_path / "people", ("PER",), {"Ada": "B-PER"}))
    board = JobBoard(workers.command, tasks)
    yield Runner(context, board, board)
    board.close()
