"""What the scores of a suggester are worth, by what it said of a dev set.

What dictionaries and rules give as a score is their precision on gold already. These functions
wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workbench.domain.changes import Changes
from workbench.domain.instant import FEWEST
from workbench.domain.instant import NAME as INSTANT
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.sentence import Split
from workbench.domain.thresholds import TARGET, Judged, Measured, Thresholds, measure
from workbench.domain.training import Example
from workbench.jobs.predictions import Said, read_sayings
from workbench.jobs.spec import RunFolder
from workbench.operations.instant import gold_in_steps
from workbench.operations.models import suggester
from workbench.operations.runs import gold_examples
from workbench.operations.store import Store
from workbench.operations.thresholds import note_measured, thresholds_of
from workbench.workflow.instant import said_of


def judged(examples: Sequence[Example], said: Mapping[int, Said]) -> Iterator[Judged]:
    """Each entity that was predicted on sentences with gold, and whether it is right."""
    for example in examples:
        if example.id not in said:
            continue
        answer = said[example.id]
        gold = frozenset(tags_to_entities(example.tags, IOB2))
        for entity in tags_to_entities(answer.tags, IOB2):
            score = min(answer.scores[entity.start : entity.end])
            yield Judged(entity.label, score, entity in gold)


def measured_of_run(folder: RunFolder, target: float = TARGET) -> Measured | None:
    """What a run said of its dev set; None where it kept nothing, or too little.

    Its best epoch was chosen on the same set, so that the figures are a little too good.
    """
    if not folder.dev_predictions.exists():
        return None
    return measure(judged(folder.examples("dev"), read_sayings(folder.dev_predictions)), target)


def measured_instantly(store: Store) -> Measured | None:
    """What the instant model says of the dev set; None where there is too little of either."""
    gold: list[Example] = []
    store.ask_in_steps(gold_in_steps, gold.extend).result()
    dev = store.ask(gold_examples, Split.DEV).result()
    if len(gold) < FEWEST or len(dev) < FEWEST:
        return None
    said = said_of(gold, dev)
    right = {one.id: frozenset(tags_to_entities(one.tags, IOB2)) for one in dev}
    return measure(
        Judged(found.entity.label, found.score, found.entity in right[number])
        for number, some in said.items()
        for found in some
    )


def measure_again(store: Store) -> Thresholds:
    """Measure the instant model and the run that suggests with the dev set of now."""
    found = {INSTANT: measured_instantly(store), **_of_suggester(store)}
    for name, measured in found.items():
        if measured is not None:
            store.submit(note_measured, name, measured).result()
    return store.ask(thresholds_of).result()


def _of_suggester(store: Store) -> dict[str, Measured | None]:
    name = store.ask(suggester).result()
    if name not in store.ask(lambda reader: reader.run_names()).result():
        return {}
    run = store.ask(lambda reader: reader.run(name)).result()
    return {name: measured_of_run(RunFolder(store.runs_folder / run.folder))}


def measure_once(store: Store, name: str) -> Changes | None:
    """Measure a run that suggests and was not measured; None where there is nothing to do."""
    if name not in store.ask(lambda reader: reader.run_names()).result():
        return None
    if name in store.ask(thresholds_of).result().measured:
        return None
    run = store.ask(lambda reader: reader.run(name)).result()
    found = measured_of_run(RunFolder(store.runs_folder / run.folder))
    return store.submit(note_measured, name, found).result() if found else None
