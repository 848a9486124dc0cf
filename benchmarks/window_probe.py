"""One window on one project, driven and timed from inside; `window_scale` runs it.

`python -m benchmarks.window_probe bare` shows an empty QMainWindow and says when it is painted.
`python -m benchmarks.window_probe start` shows the real window without a project.
`python -m benchmarks.window_probe PROJECT [edit] [repair]` opens the real window; it prints
"usable" when sentences are painted and a key was answered, and in the end what it measured
as one line of JSON: milliseconds and MiB. With `open` it measures nothing and closes.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.ui.annotate.place import AnnotatePlace
    from workbench.ui.main_window import MainWindow

JUMPS = 200
STEPS = 40
EDITS = 300
# Milliseconds of a turn of the event loop that found nothing to do.
IDLE = 0.2
# Seconds that anything may take before the probe gives up.
PATIENCE = 120.0


def main(arguments: Sequence[str]) -> int:
    if arguments[0] == "bare":
        return _bare()
    if arguments[0] == "start":
        return _start()
    path, wanted = Path(arguments[0]), set(arguments[1:])
    window = _open(path)
    say("usable")
    if "open" in wanted:
        _close(window)
        return 0
    measured: dict[str, Any] = {"opened": True}
    measured |= scroll(window)
    measured["resident"] = resident()
    if "edit" in wanted:
        measured |= edit(window)
    if "repair" in wanted:
        measured |= repair(window)
    measured["resident_at_end"] = resident()
    say(json.dumps(measured))
    _close(window)
    return 0


def _bare() -> int:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

    class Painted(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            say("usable")
            QApplication.quit()

    app = QApplication([])
    window = QMainWindow()
    window.setCentralWidget(Painted("empty"))
    window.resize(1280, 800)
    window.show()
    return app.exec()


def _start() -> int:
    """The window as `workbench` opens it, with its start page painted."""
    window = _shown()
    application().processEvents()
    window.repaint()
    say("usable")
    window.close()
    return 0


def _shown() -> MainWindow:
    gc.disable()
    from workbench import bootstrap
    from workbench.ui.app import collect_garbage_on_this_thread, make_application
    from workbench.ui.main_window import MainWindow

    make_application()
    window = MainWindow(bootstrap.window_services())
    collect_garbage_on_this_thread(window)
    window.show()
    return window


def _open(path: Path) -> MainWindow:
    """The window as `workbench PROJECT` opens it, with a sentence on screen."""
    window = _shown()
    window.open_path(path)
    wait(lambda: window.session is not None and place_of(window).desk.shown is not None)
    place = place_of(window)
    wait(lambda: place.panel.model.row_at(0) is not None)
    window.repaint()
    press(place.editor, "Right")
    wait(lambda: place.editor.cursor_state.position == 1)
    return window


def scroll(window: MainWindow) -> dict[str, Any]:
    """Jump anywhere in the list, and walk with Page Down; each turn of the event loop is timed."""
    from random import Random

    panel = place_of(window).panel
    wait(lambda: panel.model.rowCount() == panel.total)
    bar = panel.table.verticalScrollBar()
    lots = Random(13)
    jumps = Frames()
    for _ in range(JUMPS):
        row = lots.randrange(bar.maximum() + 1)

        def jump(row: int = row) -> None:
            bar.setValue(row)
            panel.table.viewport().repaint()

        jumps.time(jump)
        jumps.until(lambda: has_rows(panel))
    steps = Frames()
    # From the top: so far down there are rows in the small project, too.
    press(panel.table, "Ctrl+Home")
    steps.until(lambda: has_rows(panel))
    steps = Frames()
    for _ in range(STEPS):
        steps.time(lambda: press(panel.table, "PgDown"))
        steps.until(lambda: has_rows(panel))
    return {"jump": jumps.told(), "step": steps.told()}


def has_rows(panel: Any) -> bool:
    """Whether the rows in view are there, not their placeholders."""
    view = panel.table.viewport().rect()
    first = panel.table.rowAt(1)
    last = panel.table.rowAt(view.bottom() - 1)
    last = last if last >= 0 else panel.model.rowCount() - 1
    return all(panel.model.row_at(row) is not None for row in (first, last))


class Frames:
    """Turns of the event loop: wall time and this thread's own work, in milliseconds."""

    def __init__(self) -> None:
        self._wall: list[float] = []
        self._own: list[float] = []

    def time(self, act: Callable[[], object]) -> None:
        wall, own = time.perf_counter(), time.thread_time()
        act()
        application().processEvents()
        taken = (time.perf_counter() - wall) * 1000
        # A turn in which nothing was to be done is none that anybody could see.
        if taken > IDLE:
            self._wall.append(taken)
            self._own.append((time.thread_time() - own) * 1000)

    def until(self, reached: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not reached():
            if time.monotonic() > end:
                raise TimeoutError
            self.time(lambda: None)

    def told(self) -> dict[str, float]:
        return {"wall_99": percentile(self._wall, 99), "own_99": percentile(self._own, 99)}


def edit(window: MainWindow) -> dict[str, Any]:
    """Set labels by key on one sentence after another: to the disk, and until all views know."""
    from statistics import median

    place = place_of(window)
    context = place.desk._context
    saved: list[float] = []
    told: list[float] = []
    context.hub.changed.connect(lambda _changes: told.append(time.perf_counter()))
    submit = context.store.submit

    def timed(*args: Any, **named: Any) -> Any:
        future = submit(*args, **named)
        future.add_done_callback(partial(_note_time, saved))
        return future

    context.store.submit = timed  # type: ignore[method-assign]
    times, shown = [], []
    for number in range(EDITS):
        # What the window asks after an edit is answered long before the next key of a person.
        wait(lambda: place.desk.ready and not window.tasks.pending)
        key = _other_label(place)
        before, views = len(saved), len(told)
        begun = time.perf_counter()
        press(place.editor, key)
        wait(partial(_longer, told, views))
        times.append((saved[before] - begun) * 1000)
        shown.append((told[views] - begun) * 1000)
        if number % 2:
            press(place.editor, "PgDown")
    return {
        name: {"median": median(found), "99": percentile(found, 99)}
        for name, found in (("edit", times), ("edit_shown", shown))
    }


def _other_label(place: AnnotatePlace) -> str:
    """The key of a label that is not on the token under the cursor."""
    chip = place.editor.current_chip
    taken = chip.entity.label if chip else ""
    assert place.desk.shown is not None
    return next(one.key for one in place.desk.shown.labels if one.key and one.name != taken)


def repair(window: MainWindow) -> dict[str, Any]:
    """Repair every bad tag and take that back; how late a 10 ms timer is meanwhile."""
    from benchmarks.window_latency import Clock
    from workbench.operations.clean import clean
    from workbench.operations.history import undo

    context = place_of(window).desk._context
    told: dict[str, Any] = {}
    for name, operation in (("repair", clean), ("undo", undo)):
        ended: list[float] = []
        begun = time.perf_counter()
        context.do(operation, done=partial(_note_time, ended))
        late: list[float] = []
        while not ended:
            late += Clock().measure(0.2)
        told[name] = {"seconds": ended[0] - begun, "late_worst": max(late)}
        told[name]["late_99"] = percentile(late, 99)
    return told


def _longer(items: Sequence[object], before: int) -> bool:
    return len(items) > before


def _note_time(times: list[float], _changes: object) -> None:
    times.append(time.perf_counter())


def percentile(values: Sequence[float], share: int) -> float:
    from statistics import quantiles

    return quantiles(values, n=100)[share - 1]


def resident() -> float:
    """The resident memory of this process in MiB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


def place_of(window: MainWindow) -> AnnotatePlace:
    from typing import cast

    assert window.session is not None
    return cast("AnnotatePlace", window.session.place("annotate"))


def press(widget: Any, key: str) -> None:
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest

    combined: Any = QKeySequence(key)[0]  # type: ignore[index]
    widget.setFocus()
    QTest.keyClick(widget, combined.key(), combined.keyboardModifiers())


def application() -> Any:
    from PySide6.QtWidgets import QApplication

    return QApplication.instance()


def wait(reached: Callable[[], bool]) -> None:
    """Let the event loop run until something is so."""
    end = time.monotonic() + PATIENCE
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError
        application().processEvents()
        time.sleep(0.0005)


def say(line: str) -> None:
    print(line, flush=True)


def _close(window: MainWindow) -> None:
    closed: list[bool] = []
    window.close_project(lambda: closed.append(True))
    wait(lambda: bool(closed))
    window.close()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
