"""`python -m tests.faults.monkey [EVENTS] [--seed N] [--events A-B]`.

It plays in processes of their own, some thousand events each, so that a crash is told of with
the seed and the last events. `--events A-B` replays some events of one seed on a new project.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from pathlib import Path

from tests.faults.homes import home_in

LIFE = 5000
# After so many seconds without an event the process is ended, and its stacks are shown.
SILENCE = 120.0
OFFLINE = {"HF_HUB_OFFLINE": "1", "QT_QPA_PLATFORM": "offscreen"}


def play_apart(seed: int, events: range) -> tuple[int, str]:
    """Play in a process of its own; its exit status and its last line."""
    with tempfile.TemporaryDirectory(prefix="monkey-") as name:
        folder = Path(name).resolve()
        command = [sys.executable, "-m", "tests.faults.monkey", "--inside", str(folder)]
        command += ["--seed", str(seed), "--events", f"{events.start}-{events.stop}"]
        settings = os.environ | home_in(folder) | OFFLINE
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=settings
        ) as child:
            last = _listen(child, folder)
        return child.returncode, last


def _listen(child: subprocess.Popen[str], folder: Path) -> str:
    """Show what it says, and the events before its end where that came too early."""
    assert child.stdout is not None
    lines: deque[str] = deque(maxlen=1)
    over = threading.Event()
    watcher = threading.Thread(target=_end_when_silent, args=(child, folder / "trail", over))
    watcher.start()
    for line in child.stdout:
        print(f"  {line}", end="", flush=True)
        lines.append(line.strip())
    over.set()
    watcher.join()
    if child.wait() not in (0, 1):
        print(f"  ended by {child.returncode}; the last events:", flush=True)
        for line in (folder / "trail").read_text("utf-8").splitlines()[-30:]:
            print(f"    {line}", flush=True)
    return lines[-1] if lines else ""


def _end_when_silent(child: subprocess.Popen[str], trail: Path, over: threading.Event) -> None:
    """End it where no event was noted for long; at SIGABRT it shows where it hangs."""
    size = -1
    while not over.wait(SILENCE):
        former, size = size, trail.stat().st_size if trail.exists() else 0
        if size == former:
            child.send_signal(signal.SIGABRT)


def play_inside(folder: Path, seed: int, events: range) -> int:
    """Play in this process; 1 where something broke."""
    # Qt reads its environment when it loads.
    from tests.faults.monkey.house import House
    from tests.faults.monkey.play import Monkey
    from tests.faults.monkey.watch import Watch
    from workbench.ui.app import collect_garbage_on_this_thread, make_application

    faulthandler.enable(all_threads=True)
    app = make_application()
    app.setQuitOnLastWindowClosed(False)
    house = House(folder, random.Random(seed))
    house.furnish()
    watch = Watch(folder, folder / "trail")
    with watch.watching(), house.doors_closed():
        timer = collect_garbage_on_this_thread(app)
        outcome = Monkey(house, watch, seed).play(events)
        timer.stop()
    for line in outcome.late:
        print(f"late: {line}")
    print(outcome, flush=True)
    # What Python and Qt take down at their end is not what is looked at here.
    os._exit(int(outcome.faults > 0))


def _range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last))


def main() -> int:
    """Play so many events; 1 where a promise broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.monkey")
    parser.add_argument("count", type=int, nargs="?", default=LIFE)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--events", type=_range, help="A-B of one seed, B not among them")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.inside is not None:
        return play_inside(given.inside, given.seed, given.events)
    lives = (
        [given.events]
        if given.events
        else [range(start, min(start + LIFE, given.count)) for start in range(0, given.count, LIFE)]
    )
    begun, broken = time.monotonic(), 0
    for life in lives:
        print(f"seed {given.seed}, events {life.start}-{life.stop}", flush=True)
        broken += bool(play_apart(given.seed, life)[0])
    total = sum(map(len, lives))
    print(
        f"seed {given.seed}: {total} events in {len(lives)} processes, {broken} of them broke, "
        f"{time.monotonic() - begun:.0f} s"
    )
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
