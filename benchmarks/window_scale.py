"""The window on a very large project, beside the same window on a small one.

Use: python -m benchmarks.window_scale [--sentences 1000000] [--repeats 5] [--project FILE] FILES

FILES are corpora in any format that can be imported. Their sentences are taken again and
again, each time with some words put in another order of letters, until there are as many as
asked for; one tag in ten sentences is spoilt, so that there is something to repair. The
project is kept where --project says, and used again. Big and small take turns, each in a
process of its own; every figure is the median over the repeats.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

from workbench import bootstrap
from workbench.domain.changes import Changes
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.sentence import Split, Status
from workbench.formats.reading import read_corpus
from workbench.operations.store import PlainSentence, Transaction

SMALL = 1_000
SPOILT_EVERY = 10
# Seconds that a new project takes at most until it is told to be usable.
WORST = 120


@dataclass(frozen=True)
class Line:
    """Tokens and tags of a sentence as the store writes them."""

    tokens: str
    tags: str


def lines_of(files: Sequence[Path]) -> list[Line]:
    """The tagged sentences of some corpora, in IOB2."""
    found = []
    with read_corpus(files) as corpus:
        for file in corpus.files:
            scheme = file.scheme or corpus.scheme
            for sentence in file.sentences:
                tags = sentence.tags or ("O",) * len(sentence.tokens)
                sound = entities_to_tags(tags_to_entities(tags, scheme), len(tags), IOB2)
                found.append(Line("\n".join(sentence.tokens), "\n".join(sound)))
    return found


def varied(lines: Sequence[Line]) -> Iterator[PlainSentence]:
    """The sentences again and again; no two rounds have the same long words."""
    for turn in count():
        for place, line in enumerate(lines):
            tokens = line.tokens.split("\n")
            changed = [_varied(token, turn, place) for token in tokens]
            tags = line.tags
            if place % SPOILT_EVERY == 0:
                tags = tags.replace("B-", "I-", 1)
            status = Status.DONE if place % 3 else Status.NEW
            split = (Split.TRAIN, Split.DEV, Split.TEST)[place % 3]
            yield PlainSentence("\n".join(changed), tags, IOB2, status, split, f"round {turn}")


def _varied(token: str, turn: int, place: int) -> str:
    """Turn the letters of each seventh long word by the number of the round."""
    if turn == 0 or len(token) < 4 or (place + len(token)) % 7:
        return token
    cut = turn % len(token)
    return token[cut:] + token[:cut]


def make_project(path: Path, sentences: int, lines: Sequence[Line]) -> None:
    """A project of so many sentences."""

    def add(transaction: Transaction) -> Changes:
        labels = {tag[2:] for line in lines for tag in line.tags.split("\n") if tag != "O"}
        transaction.put_labels(transaction.labels().with_names(sorted(labels)))
        transaction.add(islice(varied(lines), sentences), expected=sentences)
        return transaction.changes("import")

    with bootstrap.create_project(path) as project:
        project.submit(add).result()
        # The search index is made while nothing else is done; here it shall not compete.
        if project.indexing is not None:
            project.indexing.result()


def probe(arguments: Sequence[str], folder: Path) -> tuple[float, dict[str, Any]]:
    """Run the probe; milliseconds until it is usable, and what it measured."""
    settings = os.environ | {"XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder)}
    # As an installed program has it: compiled once, not at each start.
    settings["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    if not bootstrap.has_display():
        settings["QT_QPA_PLATFORM"] = "offscreen"
    command = [sys.executable, "-m", "benchmarks.window_probe", *arguments]
    begun = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=settings) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        usable = (time.perf_counter() - begun) * 1000
        rest = child.stdout.readlines()
    if first.strip() != "usable" or child.returncode:
        raise RuntimeError(f"the probe of {arguments} ended with {child.returncode}")
    return usable, json.loads(rest[-1]) if rest else {}


def measure(big: Path, small: Path, repeats: int, folder: Path) -> Mapping[str, list[Any]]:
    """All runs by the project's name; they take turns."""
    runs: dict[str, list[Any]] = {"bare": [], "small": [], "big": []}
    for arguments in (["bare"], [str(small)]):
        probe(arguments, folder)
    for turn in range(repeats):
        for name, arguments in (("bare", ["bare"]), ("small", [str(small)]), ("big", [str(big)])):
            usable, measured = probe(arguments, folder)
            runs[name].append({"usable": usable, **measured})
            say(f"  turn {turn + 1}, {name}: {usable:.0f} ms")
    return runs


def middle(runs: Sequence[Mapping[str, Any]], *keys: str) -> float:
    values = []
    for run in runs:
        value: Any = run
        for key in keys:
            value = value[key]
        values.append(float(value))
    return statistics.median(values)


def report(runs: Mapping[str, list[Any]]) -> None:
    """The goals, line by line: small, big, ratio."""
    bare, small, big = runs["bare"], runs["small"], runs["big"]
    empty = middle(bare, "usable")
    limit = 1.5 * empty + 300
    say(f"\nbare QMainWindow      {empty:8.0f} ms   so the limit is {limit:.0f} ms")
    rows = (
        ("usable", ("usable",), "ms"),
        ("jump, frame 99 %", ("jump", "wall_99"), "ms"),
        ("jump, own work 99 %", ("jump", "own_99"), "ms"),
        ("step, frame 99 %", ("step", "wall_99"), "ms"),
        ("step, own work 99 %", ("step", "own_99"), "ms"),
        ("resident memory", ("resident",), "MiB"),
    )
    say(f"{'':22}{'small':>8}{'big':>10}{'ratio':>8}")
    for name, keys, unit in rows:
        one, other = middle(small, *keys), middle(big, *keys)
        say(f"{name:22}{one:8.1f}{other:10.1f}{other / one:8.2f}  {unit}")


def report_writes(told: Mapping[str, Any]) -> None:
    for name, said in (("edit", "to disk"), ("edit_shown", "until all views know")):
        edit = told[name]
        say(f"one edit, key {said}: median {edit['median']:.1f} ms, 99 % {edit['99']:.1f} ms")
    for name in ("repair", "undo"):
        one = told[name]
        say(
            f"{name}: {one['seconds']:.2f} s; the window was late by {one['late_99']:.0f} ms "
            f"at 99 %, {one['late_worst']:.0f} ms at worst"
        )


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.window_scale")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--sentences", type=int, default=1_000_000)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--project", type=Path)
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = lines_of(chosen.files)
        small, big = folder / "small.nerproj", chosen.project or folder / "big.nerproj"
        make_project(small, SMALL, lines)
        if not big.exists():
            say(f"making {chosen.sentences:,} sentences of {len(lines):,}")
            make_project(big, chosen.sentences, lines)
        report(measure(big, small, chosen.repeats, folder))
        copy = folder / "copy.nerproj"
        shutil.copy(big, copy)
        report_writes(probe([str(copy), "edit", "repair"], folder)[1])
    return 0


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
