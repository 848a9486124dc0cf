"""From the click on Train to the first step: with a worker in reserve, and without.

Use: python -m benchmarks.training_start [--repeats 5]

The sample project in the real window, shown off-screen; both ways take turns, each with a
window of its own. The worker in reserve is given time to load, as a person gives it by looking
at the form. Seconds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.ui.train.place import TrainPlace

PATIENCE = 120.0
# A process that used no processor for so long has loaded what it loads.
IDLE = 1.5
WAYS = (False, True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--repeats", type=int, default=5)
    given = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    times: dict[bool, list[float]] = {way: [] for way in WAYS}
    for turn in range(given.repeats):
        for way in WAYS if turn % 2 else reversed(WAYS):
            times[way].append(first_step(way))
    for way, name in ((False, "worker started by the click"), (True, "worker in reserve")):
        low, high = min(times[way]), max(times[way])
        print(f"{name}: {statistics.median(times[way]):.2f} s ({low:.2f}–{high:.2f})")
    ratio = statistics.median(times[True]) / statistics.median(times[False])
    print(f"ratio: {ratio:.2f}")


def first_step(reserve: bool) -> float:
    """Seconds until a training of the sample has made a step."""
    from workbench import bootstrap
    from workbench.ui.app import make_application
    from workbench.ui.main_window import MainWindow
    from workbench.ui.train.place import TrainPlace

    make_application()
    services = bootstrap.window_services()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.nerproj"
        bootstrap.open_sample(path).close()
        window = MainWindow(services if reserve else replace(services, warm_command=None))
        window.show()
        window.open_path(path)
        wait(lambda: window.session is not None)
        window.show_place("train")
        assert window.session is not None
        place = window.session.place("train")
        assert isinstance(place, TrainPlace)
        wait(lambda: place.panel.form.settings().preset == "recommended")
        if reserve:
            wait_until_idle(place)
        seconds = click(place)
        place.runner.board.cancel("run-1")
        wait(lambda: not place.runner.board.trains_now)
        window.close_project()
        wait(lambda: window.session is None)
        window.close()
    return seconds


def click(place: TrainPlace) -> float:
    """Click on Train; seconds until the first step is told."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from workbench.jobs.protocol import Progress

    stepped: list[float] = []

    def hear(_name: str, message: object) -> None:
        if isinstance(message, Progress) and message.step > 0:
            stepped.append(time.perf_counter())

    place.runner.board.said.connect(hear)
    began = time.perf_counter()
    QTest.mouseClick(place.panel.train_button, Qt.MouseButton.LeftButton)
    wait(lambda: bool(stepped))
    return stepped[0] - began


def wait_until_idle(place: TrainPlace) -> None:
    """Wait for the worker in reserve to have loaded everything."""
    import psutil

    child = psutil.Process().children(recursive=True)[0]
    used, since = -1.0, time.perf_counter()

    def idle() -> bool:
        nonlocal used, since
        now = sum(child.cpu_times()[:2])
        if now > used:
            used, since = now, time.perf_counter()
        return time.perf_counter() - since > IDLE

    assert place.isVisible()
    wait(idle)


def wait(reached: Callable[[], bool]) -> None:
    """Let the window work until something is so."""
    from PySide6.QtTest import QTest

    end = time.perf_counter() + PATIENCE
    while not reached():
        assert time.perf_counter() < end, "waited in vain"
        QTest.qWait(5)


if __name__ == "__main__":
    main()
