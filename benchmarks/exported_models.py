"""Variants of trained models beside each other: size, milliseconds a sentence, strict F1.

Use: python -m benchmarks.exported_models DATA [--engine NAME] [--models FOLDER] [--corpus NAME]
[--sentences N] [--repeats N] [--threads N]

Trains the embedded encoder with a linear head on wikigold and on 2,000 sentences of
conll2002-es (four epochs; kept in FOLDER where one is given), then has the worker optimise each
model as the window does: every variant in one process, timed by turns, on the processor. With
`--engine flair` the models are one-hot and character embeddings, a BiLSTM and a CRF (16 epochs).
"""

from __future__ import annotations

import argparse
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from workbench import bootstrap
from workbench.cli.output import table
from workbench.cli.registry_verbs import variant_rows
from workbench.domain.recipes import Engine
from workbench.domain.training import Example, JobKind, JobState, Spec
from workbench.domain.variants import Variants
from workbench.engines.exported.measuring import spread_out
from workbench.files import read_json
from workbench.formats.reading import read_corpus
from workbench.jobs.protocol import Finished
from workbench.jobs.spec import RunFolder, create_run_folder
from workbench.jobs.supervisor import run_job
from workbench.operations.runs import to_example

SEED = 13
CORPORA = ("wikigold", "conll2002-es")
TRAINED_ON, CHOSEN_BY = 2_000, 300
RECIPES = {
    Engine.TRANSFORMERS: Spec(epochs=4, patience=4, learning_rate=1e-4),
    Engine.FLAIR: Spec(engine=Engine.FLAIR, epochs=16),
}

Splits = dict[str, Sequence[Example]]


def main() -> None:
    options = arguments()
    with tempfile.TemporaryDirectory() as name:
        place = options.models or Path(name)
        for corpus in options.corpus or CORPORA:
            # Each engine's models have a name of their own, those of transformers the plain one.
            kept = corpus if options.engine is Engine.TRANSFORMERS else f"{corpus}-flair"
            run = trained(place / kept, corpus, options.data, RECIPES[options.engine])
            test = spread_out(run.examples("test"), options.sentences)
            aside = Path(name) / f"optimise-{corpus}"
            variants = optimise(run, aside, test, options.repeats, options.threads)
            tell(corpus, variants)


def trained(folder: Path, corpus: str, data: Path, recipe: Spec) -> RunFolder:
    """The run of a corpus, trained unless it is there."""
    run = RunFolder(folder)
    if run.report_file.exists():
        return run
    splits, labels = wikigold(data) if corpus == "wikigold" else conll(data)
    create_run_folder(folder, replace(recipe, labels=labels), splits)
    begun = time.monotonic()
    succeed(run_job(folder, lambda _: None))
    print(f"{corpus}: trained in {time.monotonic() - begun:.0f} s", flush=True)
    return run


def optimise(
    run: RunFolder, folder: Path, test: Sequence[Example], repeats: int, threads: int = 0
) -> Variants:
    """The table that the worker makes on these sentences; 0 threads are all cores."""
    shutil.rmtree(folder, ignore_errors=True)
    spec = Spec(
        kind=JobKind.OPTIMISE,
        model=str(run.model),
        labels=run.spec().labels,
        threads=threads or None,
        options={"repeats": repeats},
    )
    job = create_run_folder(folder, spec, {"input": test})
    succeed(run_job(folder, lambda _: None))
    return Variants.from_json(read_json(job.answer_file))


def tell(corpus: str, variants: Variants) -> None:
    print(f"{corpus}: {variants.sentences:,} test sentences, {variants.repeats} turns,")
    print(f"{variants.threads} threads of {variants.processor}; fastest {variants.fastest.name}")
    print("\n".join(table(variant_rows(variants))))
    first = variants.original
    for one in variants.rows[1:]:
        single, batched = (
            first.single.median / one.single.median,
            first.batched.median / one.batched.median,
        )
        spread = f"{one.batched.least:.1f} to {one.batched.most:.1f} ms batched"
        print(f"{one.name}: {single:.2f} times as fast single, {batched:.2f} batched ({spread})")
    print(flush=True)


def wikigold(data: Path) -> tuple[Splits, tuple[str, ...]]:
    """80/10/10 by lot."""
    found, labels = gold(data / "wikigold" / "wikigold.conll.txt")
    random.Random(SEED).shuffle(found)
    first, second = len(found) * 8 // 10, len(found) * 9 // 10
    return {"train": found[:first], "dev": found[first:second], "test": found[second:]}, labels


def conll(data: Path) -> tuple[Splits, tuple[str, ...]]:
    """Drawn sentences of train and dev, and the whole test set."""
    sets = [gold(data / "conll2002-es" / f"esp.{name}") for name in ("train", "testa", "testb")]
    train, dev = (
        random.Random(SEED).sample(found, size)
        for (found, _), size in zip(sets, (TRAINED_ON, CHOSEN_BY), strict=False)
    )
    return {"train": train, "dev": dev, "test": sets[2][0]}, sets[0][1]


def gold(file: Path) -> tuple[list[Example], tuple[str, ...]]:
    """The sentences of a file with their tags, and its labels."""
    with tempfile.TemporaryDirectory() as name:
        with read_corpus([file]) as corpus:
            project, _ = bootstrap.create_from(Path(name) / "gold.nerproj", corpus)
        with project:
            labels = project.ask(lambda reader: reader.labels().names).result()
            every = project.ask(lambda reader: list(reader.sentences(reader.ids()))).result()
    return [to_example(one, frozenset(labels)) for one in every if one.tokens], labels


def succeed(finished: Finished) -> None:
    if finished.state is not JobState.DONE:
        raise SystemExit(f"The job ended as {finished}.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("data", type=Path)
    parser.add_argument("--engine", type=Engine, choices=RECIPES, default=Engine.TRANSFORMERS)
    parser.add_argument("--models", type=Path, help="where trained models are kept")
    parser.add_argument("--corpus", action="append", choices=CORPORA)
    parser.add_argument("--sentences", type=int, default=100_000, help="of the test set, at most")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=0, help="0: all cores")
    return parser.parse_args()


if __name__ == "__main__":
    main()
