"""The Insights place on a small project, with workers that measure for real."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from shiboken6 import delete

from tests.ui.conftest import Workers
from workbench.operations.split import Ratio, draw_splits
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.insights.place import InsightsPlace
from workbench.ui.process import JobBoard
from workbench.ui.tasks import Tasks
from workbench.ui.train.runner import Runner


@pytest.fixture
def board(tasks: Tasks, workers: Workers) -> Iterator[JobBoard]:
    made = JobBoard(workers.command, tasks)
    yield made
    made.close()


@pytest.fixture
def make_place(context: Context, board: JobBoard) -> Iterator[Callable[[], InsightsPlace]]:
    """Makes the place, shown, and deletes it before its store is closed."""
    context.tasks.went_wrong.connect(context.notify.error)
    places: list[InsightsPlace] = []

    def make() -> InsightsPlace:
        made = InsightsPlace(context, Runner(context, board))
        made.resize(1200, 680)
        made.show()
        made.activate()
        places.append(made)
        return made

    yield make
    for made in places:
        delete(made)


@pytest.fixture
def place(filled_store: Store, make_place: Callable[[], InsightsPlace]) -> InsightsPlace:
    """The place on 30 done sentences with splits and 6 untagged ones."""
    filled_store.submit(draw_splits, Ratio(70, 0, 30)).result()
    return make_place()
