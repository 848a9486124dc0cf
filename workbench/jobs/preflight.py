"""What is looked at before a training starts, so that bad input leaves nothing half done."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

from workbench.domain.errors import TrainingError
from workbench.domain.recipes import Engine
from workbench.domain.training import Data, Example, Spec
from workbench.jobs.spec import SnapshotNotes

FEW = 10
# Without a tokenizer: word pieces for each character, in texts of the usual languages.
PIECES = 0.3
# What tokenizers drop: control and format characters and spaces (categories of Unicode), and
# selectors of variants.
DROPPED = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
SAFE = "No run was started, and nothing was changed."


@dataclass(frozen=True, slots=True)
class PreflightWarning:
    """Something that will not stop a training but may spoil it.

    `kind` is "few-examples", "unseen-label", "test-empty", "duplicates", "windowed",
    "no-pieces", "bad-tags" or "dev-held-out"; `label` is the label concerned, if one is;
    `count` the number of cases.
    """

    kind: str
    text: str
    label: str = ""
    count: int = 0


def preflight(
    train: Sequence[Example], dev: Sequence[Example], test: Sequence[Example], spec: Spec
) -> tuple[PreflightWarning, ...]:
    """Look at the splits of a training; TrainingError NW-T07a to NW-T07d, or warnings."""
    counts = count_entities(train)
    _refuse_empty(train, dev)
    _refuse_labels(counts, one_label=bool(spec.options.get("one_label")))
    return (
        *_few_examples(counts),
        *_unseen_labels(counts, dev, "dev"),
        *_unseen_labels(counts, test, "test"),
        *_empty_test(test),
        *_duplicates(train, dev, test),
        *_windowed((*train, *dev, *test), spec),
        *_without_pieces((*train, *dev, *test)),
    )


def warnings_of(data: Data, spec: Spec, notes: SnapshotNotes) -> tuple[str, ...]:
    """The warnings as sentences."""
    return tuple(warning.text for warning in all_warnings(data, spec, notes))


def all_warnings(data: Data, spec: Spec, notes: SnapshotNotes) -> tuple[PreflightWarning, ...]:
    """The warnings about the splits, and about how the snapshot was made."""
    found = preflight(data.train, data.dev, data.test, spec)
    return (*_held_out(notes.held_out), *found, *_bad_tags(notes.bad_tags))


def _held_out(count: int) -> Iterable[PreflightWarning]:
    if count:
        text = f"There is no dev set: {count} sentences of train choose the best epoch"
        text += " and are not learned from. The splits stay as they are."
        yield PreflightWarning("dev-held-out", text, count=count)


def _bad_tags(count: int) -> Iterable[PreflightWarning]:
    if count:
        text = f"{count} bad tags will be read as outside; clean them first."
        yield PreflightWarning("bad-tags", text, count=count)


def count_entities(examples: Iterable[Example]) -> Counter[str]:
    """How many entities of each label there are."""
    return Counter(tag[2:] for example in examples for tag in example.tags if tag[0] == "B")


def _refuse_empty(train: Sequence[Example], dev: Sequence[Example]) -> None:
    if not train:
        raise TrainingError(
            "NW-T07d",
            "The training set is empty.",
            SAFE,
            "Import or confirm sentences and put them into the split train.",
        )
    if not dev:
        raise TrainingError(
            "NW-T07c",
            "The dev set is empty, so the best epoch could not be chosen.",
            SAFE,
            "Draw splits (for example 80/10/10), or move some sentences to dev.",
        )


def _refuse_labels(counts: Counter[str], one_label: bool) -> None:
    if not counts:
        raise TrainingError(
            "NW-T07a",
            "No sentence of the training set holds an entity, so there is nothing to learn.",
            SAFE,
            "Annotate some sentences of the split train first.",
        )
    if len(counts) == 1 and not one_label:
        raise TrainingError(
            "NW-T07b",
            f"The training set holds only one label, {next(iter(counts))}.",
            SAFE,
            "Check that the right files were imported, or allow training with one label.",
        )


def _few_examples(counts: Counter[str]) -> Iterable[PreflightWarning]:
    for label, count in sorted(counts.items()):
        if count < FEW:
            text = f"Label {label} has only {count} examples in the training set."
            yield PreflightWarning("few-examples", text, label, count)


def _unseen_labels(
    counts: Counter[str], examples: Sequence[Example], split: str
) -> Iterable[PreflightWarning]:
    for label, count in sorted(count_entities(examples).items()):
        if label not in counts:
            text = f"Label {label} is in the {split} set ({count} times) but never in training."
            yield PreflightWarning("unseen-label", text, label, count)


def _empty_test(test: Sequence[Example]) -> Iterable[PreflightWarning]:
    if not test:
        text = "The test set is empty, so there will be no test figures."
        yield PreflightWarning("test-empty", text)


def _duplicates(
    train: Sequence[Example], dev: Sequence[Example], test: Sequence[Example]
) -> Iterable[PreflightWarning]:
    learned = {example.tokens for example in train}
    count = sum(example.tokens in learned for example in (*dev, *test))
    if count:
        text = f"{count} sentences of dev and test are in the training set too."
        yield PreflightWarning("duplicates", text, count=count)


def _windowed(examples: Sequence[Example], spec: Spec) -> Iterable[PreflightWarning]:
    """Sentences that are probably longer than the model reads at once; the tokenizer knows."""
    if spec.engine != Engine.TRANSFORMERS:
        return
    count = sum(_estimate_pieces(example) > spec.max_length - 2 for example in examples)
    if count:
        text = f"About {count} sentences are longer than {spec.max_length} word pieces: "
        text += "they will be read in windows."
        yield PreflightWarning("windowed", text, count=count)


def _estimate_pieces(example: Example) -> float:
    characters = sum(map(len, example.tokens))
    return max(len(example.tokens), characters * PIECES)


def _without_pieces(examples: Sequence[Example]) -> Iterable[PreflightWarning]:
    every = set(chain.from_iterable(example.tokens for example in examples))
    dropped = {token for token in every if not token.isascii() and _is_dropped(token)}
    dropped |= {token for token in every if token.isascii() and not token.strip()}
    if dropped:
        count = sum(token in dropped for example in examples for token in example.tokens)
        text = f"{count} tokens hold nothing that a model could read, such as zero-width spaces."
        yield PreflightWarning("no-pieces", text, count=count)


def _is_dropped(token: str) -> bool:
    return all(one in SELECTORS or unicodedata.category(one) in DROPPED for one in token)
