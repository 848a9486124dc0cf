"""An upload from the window, as a job of its own, to a hub of this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import Workers
from tests.ui.models.conftest import PATIENCE_MS
from tests.workflow.test_model_pushing import HubServer, hub  # noqa: F401
from workbench.domain.training import JobKind, JobState, Spec
from workbench.jobs.spec import create_run_folder
from workbench.operations.store import Store
from workbench.ui.context import Context
from workbench.ui.models import uploads
from workbench.ui.models.dialogs import Upload
from workbench.ui.models.place import ModelsPlace
from workbench.ui.notify import Notice
from workbench.workflow.model_pushing import PreparedPush

TOKEN = "hf_typed"
UPLOAD = Upload("me/model", TOKEN, public=False, keep=False, forget=False)


def prepare(store: Store, name: str, repo: str, public: bool) -> PreparedPush:
    """As for a model of transformers; the scripted engine's cannot be exported."""
    place = Path(tempfile.mkdtemp())
    (place / "model").mkdir()
    (place / "model" / "config.json").write_text("{}", "utf-8")
    spec = Spec(kind=JobKind.PUSH, model=str(place / "model"), options={"repo": repo})
    run = create_run_folder(place / "push", spec, {"input": ()})
    return PreparedPush(place, run.path, name, repo)


@pytest.fixture
def notices(context: Context) -> list[Notice]:
    heard: list[Notice] = []
    context.notify.noticed.connect(heard.append)
    return heard


def test_an_upload_ends_with_a_notice(
    qtbot: QtBot,
    place: ModelsPlace,
    workers: Workers,
    hub: HubServer,  # noqa: F811
    notices: list[Notice],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The token reaches the hub through the worker alone; nothing is left behind."""
    monkeypatch.setattr(uploads, "prepare_push", prepare)
    workers.options = {"repo": "me/model"}
    assert place.table.current is not None
    place.desk.uploads.start(place.table.current, UPLOAD)
    qtbot.waitUntil(lambda: any("on the hub" in one.text for one in notices), timeout=PATIENCE_MS)
    assert hub.uploaded()["config.json"] == b"{}"
    assert {key for _, key, _ in hub.calls} <= {f"Bearer {TOKEN}", ""}
    board = place.runner.board
    (feed,) = (board.feed(job.name) for job in board.queue)
    assert feed is not None and TOKEN not in repr(feed)
    assert board.state(feed.request.name) is JobState.DONE
    qtbot.waitUntil(lambda: not feed.request.folder.parent.exists(), timeout=PATIENCE_MS)


def test_a_model_that_cannot_leave_is_told_before_anything_is_sent(
    qtbot: QtBot,
    place: ModelsPlace,
    hub: HubServer,  # noqa: F811
    notices: list[Notice],
) -> None:
    """One quiet notice with a code."""
    assert place.table.current is not None
    place.desk.uploads.start(place.table.current, UPLOAD)
    qtbot.waitUntil(lambda: any("not of transformers" in one.text for one in notices))
    assert hub.calls == []
