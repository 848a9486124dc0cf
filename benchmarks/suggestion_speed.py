"""Sentences a second of pre-annotation, beside the plain library's own call, in one run.

Use: python -m benchmarks.suggestion_speed DATA [--sentences N] [--plain N] [--repeats N]
[--engine NAME] [--models FOLDER]

Trains a small model of either engine on wikigold, puts N untagged sentences of the corpora, again
and again, into a new project, opens the real window on it and lets the model suggest, as Ctrl+J
does: worker, questions, answers, and every suggestion written into the project. Meanwhile a
10 ms timer notes how late the window is. By turns with it the first of these sentences, by
default each once, go through `transformers.pipeline("ner")`, one by one as documented and in
batches of 32, or through `SequenceTagger.predict`. Neither side counts imports and the loading
of the model.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import cycle, islice
from pathlib import Path

from benchmarks.opened_window import SMALL, opened_window
from benchmarks.window_latency import Clock, describe
from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.recipes import FlairOptions
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Status
from workbench.domain.training import Example, JobState, Spec
from workbench.formats.reading import read_corpus
from workbench.jobs.protocol import Message, Ready
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job
from workbench.operations.models import choose_suggester
from workbench.operations.runs import to_example
from workbench.operations.store import NewSentence, Transaction
from workbench.ui.app import make_application
from workbench.ui.main_window import MainWindow
from workbench.workflow.models import import_model

Tokens = tuple[str, ...]
CORPORA = ("wikigold/wikigold.conll.txt", "wnut17/emerging.test.annotated")
# Enough that the models find entities, so that there is something to write.
TRAINED_ON = 600
SPECS = {
    "transformers": Spec(epochs=3),
    "flair": Spec(engine="flair", epochs=24, flair=FlairOptions(hidden_size=128)),
}
PLAIN = {"transformers": (("pipeline", "1"), ("pipeline", "32")), "flair": (("flair",),)}


@dataclass(frozen=True)
class Turn:
    """One way through the sentences: seconds, entities, and how late the window was."""

    sentences: int
    seconds: float
    entities: int
    late: tuple[float, ...] = ()

    @property
    def speed(self) -> float:
        """Sentences a second."""
        return self.sentences / self.seconds


def main() -> None:
    options = arguments()
    make_application()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        gold, labels = gold_of(options.data, folder)
        sentences = list(islice(cycle(one.tokens for one in gold), options.sentences))
        plain = sentences[: options.plain or len(gold)]
        lines = folder / "sentences.txt"
        lines.write_text("".join(" ".join(one) + "\n" for one in plain), "utf-8")
        for engine in options.engine or SPECS:
            place = options.models or folder
            model = train(place / engine, SPECS[engine], gold[:TRAINED_ON], labels)
            measure(engine, model, sentences, lines, labels, options.repeats)


def gold_of(data: Path, folder: Path) -> tuple[list[Example], tuple[str, ...]]:
    """The sentences of the corpora, wikigold with its tags first, and wikigold's labels."""
    found: list[Example] = []
    labels: tuple[str, ...] = ()
    for number, name in enumerate(CORPORA):
        with read_corpus([data / name]) as corpus:
            project, _ = bootstrap.create_from(folder / f"{number}.nerproj", corpus)
        with project:
            labels = labels or project.ask(lambda reader: reader.labels().names).result()
            every = project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
        known = frozenset(labels)
        found += [replace(to_example(one, known), id=len(found) + n) for n, one in enumerate(every)]
    return [one for one in found if one.tokens and " " not in "".join(one.tokens)], labels


def train(folder: Path, spec: Spec, gold: Sequence[Example], labels: Sequence[str]) -> Path:
    """The model that these epochs give."""
    wanted = Spec(engine=spec.engine, epochs=spec.epochs, flair=spec.flair, labels=tuple(labels))
    if RunFolder(folder).report_file.exists():
        return RunFolder(folder).model
    cut = len(gold) * 9 // 10
    create_run_folder(folder, wanted, {"train": gold[:cut], "dev": gold[cut:], "test": ()})
    begun = time.monotonic()
    finished = run_job(folder, lambda _: None)
    if finished.state is not JobState.DONE:
        raise SystemExit(f"The training ended as {finished}.")
    print(
        f"{spec.engine}: trained on {cut} sentences, {time.monotonic() - begun:.0f} s", flush=True
    )
    return RunFolder(folder).model


def measure(
    engine: str,
    model: Path,
    sentences: Sequence[Tokens],
    lines: Path,
    labels: Sequence[str],
    repeats: int,
) -> None:
    """All ways by turns; a table of medians."""
    names = [*(" ".join(one) for one in PLAIN[engine]), "window"]
    turns: dict[str, list[Turn]] = {name: [] for name in names}
    for number in range(repeats):
        for plain in PLAIN[engine]:
            turns[" ".join(plain)].append(call_plainly(plain, model, lines))
        with tempfile.TemporaryDirectory() as name:
            turns["window"].append(suggest(Path(name), model, sentences, labels))
        shown = ", ".join(f"{name} {found[-1].speed:.1f}/s" for name, found in turns.items())
        print(f"{engine}, turn {number + 1}: {shown}", flush=True)
    tell(engine, turns)


def call_plainly(way: Sequence[str], model: Path, lines: Path) -> Turn:
    """The library's own call, in a process of its own."""
    kind, *more = way
    command = [sys.executable, "-m", "benchmarks.plain_predictor", kind, str(model), str(lines)]
    done = subprocess.run([*command, *more], capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    answer = json.loads(done.stdout.splitlines()[-1])
    sentences = len(lines.read_text("utf-8").splitlines())
    return Turn(sentences, answer["seconds"], answer["entities"])


def suggest(folder: Path, model: Path, sentences: Sequence[Tokens], labels: Sequence[str]) -> Turn:
    """Ctrl+J in the window on a project of these sentences, from the loaded model to the last."""
    path = folder / "speed.nerproj"
    with bootstrap.create_project(path, labels) as project:
        project.submit(add, sentences).result()
        name = import_model(project, model, "measured").name
        project.submit(choose_suggester, name).result()
    with opened_window(path, SMALL) as window:
        return watch(window, len(sentences))


def watch(window: MainWindow, sentences: int) -> Turn:
    """Press Ctrl+J and wait for the end; the window shows its list meanwhile."""
    session = window.session
    assert session is not None
    window.show_place("annotate")
    moments: list[float] = []
    clock = Clock()
    through: list[float] = []

    def hear(_name: str, message: Message) -> None:
        if isinstance(message, Ready):
            moments.append(time.perf_counter())

    session.board.said.connect(hear)
    session.runner.suggested.connect(lambda _: through.append(time.perf_counter()))
    window.action("models.suggest_now").trigger()
    late: list[float] = []
    while not through:
        beats = clock.measure(0.5)
        late += beats if moments else ()
    seconds = through[0] - moments[0]
    statistics_now = session.context.store.ask(lambda reader: reader.statistics()).result()
    return Turn(sentences, seconds, statistics_now.suggestions, tuple(late))


def add(transaction: Transaction, sentences: Sequence[Tokens]) -> Changes:
    transaction.add(rows_of(sentences))
    return transaction.changes("add")


def rows_of(sentences: Sequence[Tokens]) -> Iterator[NewSentence]:
    for tokens in sentences:
        yield NewSentence(tokens, ("O",) * len(tokens), IOB2, Status.NEW, None, "")


def tell(engine: str, turns: dict[str, list[Turn]]) -> None:
    print(f"{engine}, median of {len(turns['window'])}:")
    for name, found in turns.items():
        speed = statistics.median(one.speed for one in found)
        rate = f"{speed:8.1f} sentences/s of {found[-1].sentences:,}"
        print(f"  {name:12} {rate}   {found[-1].entities:,} entities")
    print("  the window meanwhile:", describe([x for one in turns["window"] for x in one.late]))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sentences", type=int, default=20_000)
    parser.add_argument("--plain", type=int, help="sentences for the plain calls")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--engine", action="append", choices=list(SPECS))
    parser.add_argument("--models", type=Path, help="where the trained models are kept")
    return parser.parse_args()


if __name__ == "__main__":
    main()
