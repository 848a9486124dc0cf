"""Two runs, or models, on one frozen test set.

These functions read run folders: call them outside of the window's thread.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.domain.comparison import Comparison, Judged, compare
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.training import Example
from workbench.files import hash_file
from workbench.jobs.predictions import read_sayings
from workbench.jobs.spec import RunFolder
from workbench.operations.store import Store

HASH_SHOWN = 12


@dataclass(frozen=True)
class Answers:
    """What a run or a model, by its name, says of a test set; `tags` by sentence.

    `digest` is the SHA-256 of the file with the test set.
    """

    name: str
    folder: RunFolder
    examples: tuple[Example, ...]
    tags: Mapping[int, tuple[str, ...]]
    digest: str


def compare_runs(store: Store, first: str, second: str) -> Comparison:
    """Compare what two runs said of the same test set.

    UsageError NW-U70 where it is not the same, NW-U71 where a run kept nothing.
    """
    return compare_answers(kept_answers(store, first), kept_answers(store, second))


def kept_answers(store: Store, run: str) -> Answers:
    """What a run said of its frozen test set; UsageError NW-U71 where it kept nothing."""
    found = store.ask(lambda reader: reader.run(run)).result()
    folder = RunFolder(store.runs_folder / found.folder)
    if not folder.test_predictions.exists():
        raise _nothing_kept(run, found.state, folder)
    return answers_of(run, folder)


def answers_of(name: str, folder: RunFolder) -> Answers:
    """What lies in the folder of a run that has a test set."""
    said = read_sayings(folder.test_predictions)
    return Answers(
        name,
        folder,
        folder.examples("test"),
        {sentence: one.tags for sentence, one in said.items()},
        hash_file(folder.data / "test.jsonl"),
    )


def evaluated(name: str, folder: RunFolder) -> Answers:
    """What a model said in the folder of a job that evaluated it."""
    said = read_sayings(folder.predictions)
    return Answers(
        name,
        folder,
        folder.examples("input"),
        {sentence: one.tags for sentence, one in said.items()},
        hash_file(folder.data / "input.jsonl"),
    )


def compare_answers(first: Answers, second: Answers) -> Comparison:
    """Compare two that answered the same; UsageError NW-U70 says what differs otherwise."""
    reason = why_not(first, second)
    if reason:
        raise UsageError(
            "NW-U70",
            f"{first.name} and {second.name} cannot be compared: {reason}",
            NOTHING_CHANGED,
            "Compare runs with the same test set, or evaluate both models on one split.",
        )
    judged = [
        Judged(one.id, one.tags, first.tags[one.id], second.tags[one.id]) for one in first.examples
    ]
    return compare(first.name, second.name, judged)


def why_not(first: Answers, second: Answers) -> str:
    """What differs between two test sets, as sentences; empty where nothing does.

    The neighbours that a recipe reads beside a sentence are no part of the test set.
    """
    if first.digest == second.digest:
        return ""
    before, after = _gold(first), _gold(second)
    if before == after:
        return ""
    both = before.keys() & after.keys()
    retokenised = sum(before[one][0] != after[one][0] for one in both)
    retagged = sum(before[one] != after[one] for one in both) - retokenised
    differences = [
        (len(before) - len(both), "only in the first"),
        (len(after) - len(both), "only in the second"),
        (retokenised, "with other tokens"),
        (retagged, "with other gold tags"),
    ]
    told = ", ".join(f"{count:,} {what}" for count, what in differences if count)
    return f"their test sets differ ({_described(first)}; {_described(second)}): {told}."


def _gold(answers: Answers) -> dict[int, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {one.id: (one.tokens, one.tags) for one in answers.examples}


def _described(answers: Answers) -> str:
    count = len(answers.examples)
    return f"{answers.name}: {count:,} sentences, sha256 {answers.digest[:HASH_SHOWN]}"


def _nothing_kept(run: str, state: str, folder: RunFolder) -> UsageError:
    if not folder.path.is_dir():
        happened = f"The folder of {run} is not there any more."
    elif folder.report_file.exists():
        happened = f"{run} kept nothing of what it said of a test set: it had none, or is old."
    else:
        happened = f"{run} said nothing of a test set yet: it is {state}."
    return UsageError(
        "NW-U71",
        happened,
        NOTHING_CHANGED,
        "Choose a run that is done, or evaluate its model on a split.",
    )
