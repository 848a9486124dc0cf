"""Figures token by token: the confusion of labels, and scores without prefixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.domain.scores import Confusion, Scores, TokenTable
from workbench.engines.scoring.averages import macro, ratios, table, weighted

OUTSIDE = "O"


def count_confusion(gold: Sequence[Sequence[str]], guess: Sequence[Sequence[str]]) -> Confusion:
    """Count tokens by gold and predicted label; O stands first."""
    tags: Counter[tuple[str, str]] = Counter()
    for true_tags, said_tags in zip(gold, guess, strict=True):
        tags.update(zip(true_tags, said_tags, strict=True))
    pairs: Counter[tuple[str, str]] = Counter()
    for (true, said), count in tags.items():
        pairs[tag_to_label(true), tag_to_label(said)] += count
    names = {name for pair in pairs for name in pair} - {OUTSIDE}
    labels = (OUTSIDE, *sorted(names))
    counts = tuple(tuple(pairs[row, column] for column in labels) for row in labels)
    return Confusion(labels, counts)


def tag_to_label(tag: str) -> str:
    """`B-PER` and `I-PER` to `PER`; `O` stays."""
    return tag if tag == OUTSIDE else tag[2:]


def confusion_to_table(confusion: Confusion) -> TokenTable:
    """Accuracy over all tokens, scores over those of a label, and over all classes."""
    counts = confusion.counts
    right = [row[index] for index, row in enumerate(counts)]
    said = [sum(column) for column in zip(*counts, strict=True)]
    true = [sum(row) for row in counts]
    classes = {
        name: ratios(*figures)
        for name, *figures in zip(confusion.labels, right, said, true, strict=True)
        if any(figures)
    }
    labels = {name: scores for name, scores in classes.items() if name != OUTSIDE}
    accuracy = sum(right) / sum(true) if sum(true) else 0.0
    return TokenTable(
        accuracy=accuracy,
        micro=ratios(sum(right[1:]), sum(said[1:]), sum(true[1:])),
        macro=macro(labels),
        labels=labels,
        weighted=weighted(labels),
        with_outside=table(Scores(accuracy, accuracy, accuracy, sum(true)), classes),
    )
