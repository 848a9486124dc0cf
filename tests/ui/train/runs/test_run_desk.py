"""The table of runs, and what its keys do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.ui.train.conftest import report_of, run_of
from workbench.domain.training import JobState
from workbench.operations.store import Run, Store
from workbench.ui.train.place import TrainPlace
from workbench.ui.train.runs.table import RunTable

PutRuns = Callable[..., None]


@pytest.fixture
def three(qtbot: QtBot, place: TrainPlace, put_runs: PutRuns) -> TrainPlace:
    """The place with a run that is done, one that failed and one that is lost."""
    put_runs(
        run_of("run-1", report_of(f1=0.8)),
        run_of("run-2", None, JobState.FAILED, error=FAULT),
        run_of("run-3", None, JobState.LOST, error=FAULT),
    )
    place.reload()
    qtbot.waitUntil(lambda: len(place.table.runs.runs) == 3)
    return place


FAULT = {
    "code": "NW-J06",
    "happened": "The process ended.",
    "safe": "The project is safe.",
    "next_step": "Start again.",
}


def names(table: RunTable) -> list[str]:
    return [run.name for run in table.runs.runs]


def press(place: TrainPlace, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    place.table.setFocus()
    QTest.keyClick(place.table, key, modifier or Qt.KeyboardModifier.NoModifier)


def stored(store: Store, name: str) -> Run:
    return store.ask(lambda reader: reader.run(name)).result()


def test_runs_are_listed_newest_first(three: TrainPlace) -> None:
    """With F1, time and a word for those who cannot see the sign of the state."""
    table = three.table
    assert names(table) == ["run-3", "run-2", "run-1"]
    assert [table.runs.index(2, column).data() for column in (1, 2)] == ["0.800", "12 s"]
    aloud = table.runs.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud == "run-2, failed · fake · embedded"


def test_a_pinned_run_stands_first(qtbot: QtBot, three: TrainPlace, filled_store: Store) -> None:
    """P pins and unpins; the choice stays on the run."""
    three.table.choose(["run-1"])
    press(three, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: names(three.table) == ["run-1", "run-3", "run-2"])
    assert [run.name for run in three.table.selected] == ["run-1"]
    assert stored(filled_store, "run-1").pinned
    press(three, Qt.Key.Key_P)
    qtbot.waitUntil(lambda: names(three.table) == ["run-3", "run-2", "run-1"])


def test_a_run_is_renamed(
    qtbot: QtBot, three: TrainPlace, filled_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F2 asks for a name, which stands in the table and over the report."""
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_named: ("Plain", True))
    three.table.choose(["run-1"])
    press(three, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: three.table.runs.index(2, 0).data() == "Plain")
    qtbot.waitUntil(lambda: three.view.title.text().startswith("Plain"))
    assert stored(filled_store, "run-1").title == "Plain"


@pytest.mark.parametrize("agreed", [True, False])
def test_deletion_asks_and_says_what_it_frees(
    qtbot: QtBot,
    three: TrainPlace,
    filled_store: Store,
    monkeypatch: pytest.MonkeyPatch,
    agreed: bool,
) -> None:
    """The files go with the run, and only when the person agrees."""
    folder = filled_store.runs_folder / "run-2"
    folder.mkdir(parents=True)
    (folder / "model.bin").write_bytes(bytes(2_000_000))
    three.desk.measure()
    qtbot.waitUntil(lambda: three.table.runs.sizes.get("run-2") == 2_000_000)
    asked: list[str] = []
    buttons = QMessageBox.StandardButton

    def answer(box: QMessageBox) -> QMessageBox.StandardButton:
        asked.append(box.text())
        return buttons.Yes if agreed else buttons.Cancel

    monkeypatch.setattr(QMessageBox, "exec", answer)
    three.table.choose(["run-2"])
    press(three, Qt.Key.Key_Delete)
    assert "2 MB" in asked[0] and "run-2" in asked[0]
    if agreed:
        qtbot.waitUntil(lambda: names(three.table) == ["run-3", "run-1"])
        qtbot.waitUntil(lambda: not folder.exists())
    else:
        assert folder.exists()
        assert names(three.table) == ["run-3", "run-2", "run-1"]


def test_only_what_broke_off_is_resumed(
    qtbot: QtBot, three: TrainPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R resumes a lost or failed run; a done one offers nothing."""
    resumed: list[str] = []
    monkeypatch.setattr(three.runner, "resume", resumed.append)
    three.table.choose(["run-1"])
    assert not three.desk.actions_by_name["train.resume"].isEnabled()
    for name in ("run-2", "run-3"):
        three.table.choose([name])
        press(three, Qt.Key.Key_R)
    assert resumed == ["run-2", "run-3"]


def test_a_failed_run_says_what_to_do(qtbot: QtBot, three: TrainPlace) -> None:
    """What happened, what is safe, what to do, and a button to go on."""
    three.table.choose(["run-2"])
    qtbot.waitUntil(lambda: three.view.run is not None and three.view.run.name == "run-2")
    box = three.view.failure
    assert box.isVisible()
    assert box.happened.text() == "✕ The process ended. [NW-J06]"
    assert "The project is safe." in box.safe.text()
    assert "Start again." in box.next_step.text()
    assert three.view.buttons.resume_button.isVisible()
    three.table.choose(["run-1"])
    qtbot.waitUntil(lambda: not box.isVisible())
    assert not three.view.buttons.resume_button.isVisible()


def test_the_folder_is_opened(
    three: TrainPlace, filled_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """O shows where the files lie."""
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )
    three.table.choose(["run-1"])
    press(three, Qt.Key.Key_O)
    assert opened == [filled_store.runs_folder / "run-1"]


def test_waiting_runs_change_places(
    qtbot: QtBot, three: TrainPlace, put_runs: PutRuns, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alt+Up lets a waiting run start before the one before it, Alt+Down behind the next."""
    board = three.board
    moved: list[tuple[str, str | None]] = []
    monkeypatch.setattr(three.runner, "put_before", lambda name, other: moved.append((name, other)))
    waiting = ["run-4", "run-5", "run-6"]
    monkeypatch.setattr(type(board), "waiting", property(lambda _: waiting))
    monkeypatch.setattr(board, "state", lambda name: JobState.QUEUED if name in waiting else None)
    put_runs(*(run_of(name, None, JobState.QUEUED) for name in waiting))
    three.reload()
    qtbot.waitUntil(lambda: len(three.table.runs.runs) == 6)
    alt = Qt.KeyboardModifier.AltModifier
    three.table.choose(["run-5"])
    press(three, Qt.Key.Key_Up, alt)
    press(three, Qt.Key.Key_Down, alt)
    three.table.choose(["run-4"])
    press(three, Qt.Key.Key_Up, alt)
    press(three, Qt.Key.Key_Down, alt)
    assert moved == [("run-5", "run-4"), ("run-5", None), ("run-4", "run-6")]
    # Those that wait stand above the others, in their order, each with its place.
    assert names(three.table) == ["run-4", "run-5", "run-6", "run-3", "run-2", "run-1"]
    aloud = three.table.runs.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud.startswith("run-5, queued, no. 2")
    waiting.reverse()
    board.reordered.emit()
    qtbot.waitUntil(lambda: names(three.table)[0] == "run-6")


def test_two_chosen_runs_are_compared(qtbot: QtBot, three: TrainPlace) -> None:
    """The older first; one chosen run brings its report back."""
    with qtbot.waitSignal(three.table.compared) as compared:
        three.table.choose(["run-3", "run-1"])
    assert compared.args is not None
    assert [run.name for run in compared.args] == ["run-1", "run-3"]
    assert three.comparison.isVisible()
    three.table.choose(["run-1"])
    qtbot.waitUntil(three.view.isVisible)
    assert not three.comparison.isVisible()
