"""How late a 10 ms timer of the window is while a training runs, and while none does.

`python -m benchmarks.window_latency [SECONDS]` opens the real window on a fresh copy of the
sample, measures for SECONDS (20) at rest, starts a training of the embedded encoder by the
window's own action, and measures again from its first step on. Works with and without a
display (then with QT_QPA_PLATFORM=offscreen).
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QEventLoop, Qt, QTimer

from benchmarks.opened_window import opened_window
from workbench import bootstrap
from workbench.jobs.protocol import Progress
from workbench.operations.clean import clean
from workbench.operations.split import draw_splits
from workbench.ui.app import make_application
from workbench.ui.main_window import MainWindow

INTERVAL_MS = 10
HEAVY = ("torch", "transformers", "flair")


@dataclass
class Clock:
    """Notes how late each beat of a precise timer comes, in milliseconds."""

    late: list[float] = field(default_factory=list)

    def measure(self, seconds: float) -> list[float]:
        """Let the event loop run for so long; the lateness of each beat."""
        loop = QEventLoop()
        with self.beating():
            QTimer.singleShot(int(seconds * 1000), loop.quit)
            loop.exec()
        return list(self.late)

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Note the beats of an event loop that runs within the block."""
        self.late.clear()
        timer = QTimer()
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(INTERVAL_MS)
        due = time.perf_counter() + INTERVAL_MS / 1000

        def beat() -> None:
            nonlocal due
            now = time.perf_counter()
            self.late.append(max(0.0, (now - due) * 1000))
            due = now + INTERVAL_MS / 1000

        timer.timeout.connect(beat)
        timer.start()
        yield
        timer.stop()


def describe(late: list[float]) -> str:
    """Median, 95th and 99th percentile and maximum."""
    cuts = statistics.quantiles(late, n=100)
    return (
        f"{len(late):5} beats: median {cuts[49]:5.2f} ms, 95 % {cuts[94]:5.2f} ms, "
        f"99 % {cuts[98]:5.2f} ms, worst {max(late):6.2f} ms late"
    )


def wait_for_first_step(window: MainWindow) -> None:
    """Let the event loop run until the training has made a step."""
    session = window.session
    assert session is not None
    loop = QEventLoop()

    def hear(_run: str, message: object) -> None:
        if isinstance(message, Progress) and message.step:
            loop.quit()

    session.board.said.connect(hear)
    window.action("train.start").trigger()
    loop.exec()
    session.board.said.disconnect(hear)


def main(seconds: float) -> int:
    """Measure at rest and while training; 1 when the goal (20 ms at 95 %) is missed."""
    app = make_application()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "latency.nerproj"
        with bootstrap.open_sample(path) as project:
            project.submit(clean).result()
            project.submit(draw_splits).result()
        with opened_window(path) as window:
            training = compare(window, seconds)
        app.processEvents()
    return int(statistics.quantiles(training, n=100)[94] > 20)


def compare(window: MainWindow, seconds: float) -> list[float]:
    """Print the lateness at rest and while training; that of the latter."""
    window.show_place("train")
    clock = Clock()
    clock.measure(2)
    print("at rest       ", describe(clock.measure(seconds)))
    wait_for_first_step(window)
    training = clock.measure(seconds)
    print("while training", describe(training))
    print("loaded here:", [name for name in HEAVY if name in sys.modules] or "none of", *HEAVY)
    return training


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 20.0))
