"""Dictionaries and rules over a large project, in the real window, and how late it is meanwhile.

Use: python -m benchmarks.matching_speed [--sentences N] CORPUS

The sentences of the corpus are taken again and again until there are N (100,000), the first
5,000 of them as gold. Dictionaries are learned from the gold (every text tagged once or more),
ten rules are written, and in the places of the window all hits are counted and suggested. Of
each step: seconds by the clock, seconds of the processor in this process (all its threads), and
how late a 10 ms timer of the window is, beside the same window at rest.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop, SignalInstance

from benchmarks.opened_window import opened_window
from benchmarks.window_latency import Clock, describe
from benchmarks.window_scale import Line, lines_of
from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.dictionaries import LearnOptions
from workbench.domain.rules import Rule
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.operations.dictionaries import take_in_learned
from workbench.operations.rules import put_rule
from workbench.operations.store import PlainSentence, Transaction
from workbench.ui.app import make_application
from workbench.ui.main_window import MainWindow
from workbench.ui.models.place import DICTIONARIES, RULES, ModelsPlace
from workbench.workflow.match_steps import LearnStep, learn

GOLD = 5_000
# Seconds that the window is watched before anything is done in it.
REST = 5.0
PATTERNS = (
    r"\b\d{1,2} de \pL+",
    r"\b(\p{Lu}\pL+ ){1,3}\p{Lu}\pL+\b",
    r"\b(Madrid|Barcelona|Sevilla|Valencia)\b",
    r"\b[A-Z]{2,5}\b",
    r"\b\d+([.,]\d+)?\b",
    r"\b(don|doña|señor|señora) \p{Lu}\pL+\b",
    r"\b\p{Lu}\pL+ (S\.A\.|SA|SL)",
    r"\b(enero|febrero|marzo|abril|mayo|junio)\b",
    r"\b[A-Z]\d{1,3}\b",
    r"\b\pL+@\pL+\.\pL+\b",
)


def fill(transaction: Transaction, lines: list[Line], sentences: int) -> Changes:
    """Gold first, then sentences without tags."""
    labels = {tag[2:] for line in lines for tag in line.tags.split("\n") if tag != "O"}
    transaction.put_labels(transaction.labels().with_names(sorted(labels)))
    made = (
        PlainSentence(
            line.tokens,
            line.tags if number < GOLD else "\n".join("O" * (line.tags.count("\n") + 1)),
            IOB2,
            Status.DONE if number < GOLD else Status.NEW,
            None,
            "corpus",
        )
        for number, line in enumerate(islice(cycle(lines), sentences))
    )
    transaction.add(made, expected=sentences)
    return transaction.changes("import")


def make_project(path: Path, lines: list[Line], sentences: int) -> int:
    """A project with dictionaries and rules; how many terms were learned."""
    steps: list[LearnStep] = []
    with bootstrap.create_project(path) as project:
        project.submit(fill, lines, sentences).result()
        project.ask_in_steps(learn, steps.append, LearnOptions(1, 0.0)).result()
        terms = steps[-1].terms or {}
        project.submit(take_in_learned, terms).result()
        labels = project.ask(lambda reader: reader.labels().names).result()
        for number, (label, pattern) in enumerate(zip(cycle(labels), PATTERNS, strict=False)):
            project.submit(put_rule, Rule(f"rule {number}", label, pattern)).result()
        if project.indexing is not None:
            project.indexing.result()
    return sum(map(len, terms.values()))


def measured(what: str, begin: Callable[[], object], stood: SignalInstance) -> None:
    """Begin something, and print what it took until nothing is under way any more."""
    loop, beats = QEventLoop(), Clock()

    def hear(under_way: str) -> None:
        if not under_way:
            loop.quit()

    with beats.beating():
        clock, processor = time.perf_counter(), time.process_time()
        begin()
        stood.connect(hear)
        loop.exec()
        stood.disconnect(hear)
        clock, processor = time.perf_counter() - clock, time.process_time() - processor
    took = f"{clock:6.1f} s, processor {processor:5.1f} s"
    print(f"{what:24} {took}; {describe(beats.late)}", flush=True)


def main(corpus: Path, sentences: int) -> int:
    """Measure counting and suggesting by both."""
    app = make_application()
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "large.nerproj"
        terms = make_project(path, lines_of([corpus]), sentences)
        print(f"{sentences:,} sentences, {terms:,} terms, {len(PATTERNS)} rules")
        with opened_window(path) as window:
            watch(window)
        app.processEvents()
    return 0


def watch(window: MainWindow) -> None:
    """The lateness at rest, and what each way of matching takes."""
    window.show_place("models")
    assert window.session is not None
    place = cast(ModelsPlace, window.session.place("models"))
    print(f"{'at rest':43} {describe(Clock().measure(REST))}", flush=True)
    for tab, page in ((DICTIONARIES, place.dictionaries), (RULES, place.rules)):
        page.uncounted = False
        place.show_tab(tab)
        desk = page.matching
        measured(f"count, {place.tabs.tabText(tab)}", desk.count, desk.stood)
        measured(f"suggest, {place.tabs.tabText(tab)}", desk.suggest, desk.stood)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--sentences", type=int, default=100_000)
    given = parser.parse_args()
    sys.exit(main(given.corpus, given.sentences))
