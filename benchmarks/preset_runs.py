"""The presets on the data that they were made for, through the command line, with their figures.

Use: python -m benchmarks.preset_runs DATA [--quick] [--preset NAME …] [--out FOLDER]
DATA holds the corpora in folders (weibo, conll2002-es, wikigold, un-ner, swedish-ner).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.workflow.presets import preset_named, reported


@dataclass(frozen=True)
class Corpus:
    """Files with the split they go into; None where splits are drawn by the preset's ratio."""

    preset: str
    files: tuple[tuple[str, str | None], ...]


CORPORA = (
    Corpus(
        "spanberta",
        (
            ("conll2002-es/esp.train", "train"),
            ("conll2002-es/esp.testa", "dev"),
            ("conll2002-es/esp.testb", "test"),
        ),
    ),
    Corpus("wikigold-bert", (("wikigold/wikigold.conll.txt", None),)),
    Corpus("un-bert", (("un-ner/tagged-training", "train"), ("un-ner/tagged-test", "test"))),
    Corpus(
        "weibo-flair",
        (
            ("weibo/weiboNER_2nd_conll.train", "train"),
            ("weibo/weiboNER_2nd_conll.dev", "dev"),
            ("weibo/weiboNER_2nd_conll.test", "test"),
        ),
    ),
    Corpus(
        "swedish-flair",
        (("swedish-ner/train_corpus.txt", "train"), ("swedish-ner/test_corpus.txt", "test")),
    ),
)


def main() -> None:
    """Run each preset in a project of its own, and print a table of ours beside theirs."""
    options = arguments()
    for corpus, project in projects(options.data, options.preset):
        begun = time.monotonic()
        more = ["--quick"] if options.quick else []
        answer = workbench("train", project, "--preset", corpus.preset, *more)
        show(corpus.preset, answer["test"]["f1"], time.monotonic() - begun)
        if options.out:
            target = options.out / (corpus.preset + ("-quick" if options.quick else ""))
            workbench("report", project, answer["run"], "--out", target, "--format", "md,json")


def projects(data: Path, presets: Sequence[str] | None) -> Iterator[tuple[Corpus, Path]]:
    """Each preset's data (or that of some presets) as a project of its own, gone afterwards."""
    for corpus in CORPORA:
        if not presets or corpus.preset in presets:
            with tempfile.TemporaryDirectory() as folder:
                project = Path(folder) / f"{corpus.preset}.nerproj"
                bring_in(project, data, corpus)
                yield corpus, project


def bring_in(project: Path, data: Path, corpus: Corpus) -> None:
    """Import the files, repair bad tags, and draw splits where the preset says how."""
    for name, split in corpus.files:
        more = ["--split", split] if split else []
        workbench("import", project, data / name, *more)
    workbench("clean", project)
    if ratio := preset_named(corpus.preset).ratio:
        workbench("split", project, "--ratio", ratio, "--seed", "100")


def workbench(verb: str, *words: object) -> dict[str, Any]:
    """The answer of a verb."""
    command = [sys.executable, "-m", "workbench", verb, *map(str, words), "--json"]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr.decode()[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def show(preset: str, ours: float, seconds: float) -> None:
    """Our figure, beside those of the preset's origin."""
    theirs = "; ".join(f"{one.figure} {one.value}" for one in reported(preset))
    print(f"{preset}: strict micro F1 on test {ours:.4f}, {seconds:.0f} s ({theirs})", flush=True)


def preset_arguments(about: str | None) -> argparse.ArgumentParser:
    """What both ways of running the presets take."""
    parser = argparse.ArgumentParser(description=about.splitlines()[0] if about else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--preset", action="append", help="only this one; may be repeated")
    return parser


def arguments(words: Sequence[str] | None = None) -> argparse.Namespace:
    parser = preset_arguments(__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data, one epoch")
    parser.add_argument("--out", type=Path, help="a folder for the reports")
    return parser.parse_args(words)


if __name__ == "__main__":
    main()
