"""How long instant suggestions take after an acceptance, and how good they are.

Use: python -m benchmarks.instant_speed DATA [--repeats N] [--sizes 200,1000,5000]

On conll2002-es, with so many gold sentences. The worker's side: three more gold sentences are
told to a worker that is trained already, together with fifty untouched sentences, until it has
answered. The whole way: three sentences are accepted in the real window, from the last of them
until the suggestions on the sentences in sight are on the disk; the window is not shown on a
screen. Then the strict micro F1 on esp.testb, against the same algorithm with more time.
The processor seconds of the worker are those that no other program could take from it.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psutil

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer

from benchmarks.effort_corpora import load
from benchmarks.opened_window import opened_window
from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.domain.training import Example
from workbench.engines.instant.model import InstantModel
from workbench.engines.scoring.score import score
from workbench.jobs.lessons import Lesson, Question, lesson_lines, question_line
from workbench.jobs.protocol import Suggested
from workbench.jobs.spec import RunFolder
from workbench.jobs.supervisor import Supervisor
from workbench.operations.edit import accept_sentence
from workbench.operations.store import NewSentence, Transaction
from workbench.ui.annotate.instant.desk import EVERY, InstantDesk
from workbench.ui.annotate.place import AnnotatePlace
from workbench.ui.app import make_application
from workbench.workflow.instant import prepare_instant
from workbench.workflow.trying import clean_up

VISIBLE = 50
THOROUGH = 60
LABELS = ("PER", "LOC", "ORG", "MISC")


@dataclass(frozen=True)
class Turn:
    """Seconds by the clock, and seconds of the worker's processor."""

    seconds: float
    processor: float


def main() -> None:
    options = arguments()
    make_application()
    corpus = load("conll2002-es", options.data)
    print("| gold | worker, s | its processor, s | whole way, s | its processor, s |")
    for size in options.sizes:
        gold = corpus.pool[:size]
        more = corpus.pool[size : size + EVERY * (options.repeats + 1)]
        asked = corpus.test[:VISIBLE]
        side = worker_turns(gold, more, asked, options.repeats)
        way = window_turns(gold, corpus.test[: VISIBLE * 4], options.repeats)
        cells = (*columns(side), *columns(way))
        print(f"| {size:,} | {' | '.join(cells)} |", flush=True)
    if options.quality:
        tell_quality(corpus.pool, corpus.test, options.sizes)


def columns(turns: Sequence[Turn]) -> tuple[str, str]:
    """Median and spread of either kind of seconds."""
    return spread([one.seconds for one in turns]), spread([one.processor for one in turns])


def spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def worker_turns(
    gold: Sequence[Example], more: Sequence[Example], asked: Sequence[Example], repeats: int
) -> list[Turn]:
    """A worker by itself; its first training, for which it reads all gold, does not count."""
    job = prepare_instant()
    worker = Supervisor(RunFolder(job.folder))
    worker.start()
    process = psutil.Process(worker.pid)

    def ask(number: int, fresh: Sequence[Example]) -> Turn:
        before, begun = spent(process), time.perf_counter()
        for line in lesson_lines(Lesson(tuple(fresh))):
            worker.tell(line)
        worker.tell(question_line(Question(number, tuple(asked))))
        while worker.wait_for(Suggested).id != number:
            pass
        return Turn(time.perf_counter() - begun, spent(process) - before)

    try:
        ask(0, gold)
        return [
            ask(number, more[(number - 1) * EVERY : number * EVERY])
            for number in range(1, repeats + 1)
        ]
    finally:
        worker.end()
        clean_up(job.place)


def spent(process: psutil.Process) -> float:
    """Processor seconds of a process so far."""
    times = process.cpu_times()
    return float(times.user + times.system)


def window_turns(gold: Sequence[Example], new: Sequence[Example], repeats: int) -> list[Turn]:
    """The whole way, from an acceptance in the window to what stands on the disk."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "speed.nerproj"
        with bootstrap.create_project(path, LABELS) as project:
            project.submit(fill, gold, new).result()
        with opened_window(path) as window:
            assert window.session is not None
            place = window.session.place("annotate")
            assert isinstance(place, AnnotatePlace)
            place.show_filter("status:new")
            until(lambda: len(place.panel.model.ids) == len(new))
            return accept(place, repeats)


def accept(place: AnnotatePlace, repeats: int) -> list[Turn]:
    """Accept three sentences again and again, each time until the suggestions are there."""
    until(lambda: place.instant.running is not None)
    running = place.instant.running
    assert isinstance(running, InstantDesk)
    refreshes: list[int] = []
    running.refreshed.connect(lambda: refreshes.append(running.learned))
    # On a quick machine the first refresh has been before anybody listened.
    until(lambda: bool(refreshes) or running.learned > 0)
    process = psutil.Process(running.worker.pid)
    untouched = iter(list(place.panel.model.ids))
    turns = []
    for _ in range(repeats):
        until(lambda: place.desk.ready)
        before, goal = spent(process), running.learned + EVERY
        for _ in range(EVERY):
            begun = time.perf_counter()
            place.desk.edit(accept_sentence, next(untouched))
        until(partial(reached, refreshes, goal))
        turns.append(Turn(time.perf_counter() - begun, spent(process) - before))
    return turns


def reached(refreshes: Sequence[int], goal: int) -> bool:
    """Whether the last refresh is that of a model which knows so many sentences."""
    return bool(refreshes) and refreshes[-1] >= goal


def until(holds: Callable[[], bool]) -> None:
    """Let the window go on until something holds."""
    loop, timer = QEventLoop(), QTimer(interval=5)
    timer.timeout.connect(lambda: loop.quit() if holds() else None)
    timer.start()
    loop.exec()
    timer.stop()


def fill(
    transaction: Transaction, gold: Sequence[Example], untouched: Sequence[Example]
) -> Changes:
    """So much finished, and the rest as it came."""
    for status, examples in ((Status.DONE, gold), (Status.NEW, untouched)):
        transaction.add(
            NewSentence(
                one.tokens,
                one.tags if status is Status.DONE else ("O",) * len(one.tokens),
                IOB2,
                status,
                None,
                "",
            )
            for one in examples
        )
    return transaction.changes("fill")


def tell_quality(pool: Sequence[Example], test: Sequence[Example], sizes: Sequence[int]) -> None:
    """F1 against the size of the training set, and what more time would bring."""
    print()
    print(f"| gold | strict micro F1 | {THOROUGH} steps of L-BFGS |")
    for size in sizes:
        quick = InstantModel.train(pool[:size])
        slow = InstantModel.train(pool[:size], iterations=THOROUGH)
        figures = [score(test, model.tag(test)).strict.micro.f1 for model in (quick, slow)]
        print(f"| {size:,} | {figures[0]:.3f} | {figures[1]:.3f} |", flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--sizes", type=sizes_of, default=(200, 1000, 5000))
    parser.add_argument("--no-quality", dest="quality", action="store_false")
    return parser.parse_args()


def sizes_of(text: str) -> tuple[int, ...]:
    return tuple(map(int, text.split(",")))


if __name__ == "__main__":
    main()
