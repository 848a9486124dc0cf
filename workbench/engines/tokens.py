"""Figures token by token: the confusion of labels, and scores without prefixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.domain.reports import Confusion, Scores, TokenTable

OUTSIDE = "O"


def count_confusion(gold: Sequence[Sequence[str]], guess: Sequence[Sequence[str]]) -> Confusion:
    """Count tokens by gold and predicted label; O stands first."""
    pairs = Counter(
        (tag_to_label(true), tag_to_label(said))
        for true_tags, said_tags in zip(gold, guess, strict=True)
        for true, said in zip(true_tags, said_tags, strict=True)
    )
    names = {name for pair in pairs for name in pair} - {OUTSIDE}
    labels = (OUTSIDE, *sorted(names))
    counts = tuple(tuple(pairs[row, column] for column in labels) for row in labels)
    return Confusion(labels, counts)


def tag_to_label(tag: str) -> str:
    """`B-PER` and `I-PER` to `PER`; `O` stays."""
    return tag if tag == OUTSIDE else tag[2:]


def confusion_to_table(confusion: Confusion) -> TokenTable:
    """Accuracy over all tokens, scores over those of a label."""
    counts = confusion.counts
    size = range(len(counts))
    total = sum(map(sum, counts))
    right = [counts[index][index] for index in size]
    said = [sum(row[index] for row in counts) for index in size]
    true = [sum(row) for row in counts]
    rows = {
        confusion.labels[index]: ratios(right[index], said[index], true[index])
        for index in size
        if index > 0
    }
    return TokenTable(
        accuracy=sum(right) / total if total else 0.0,
        micro=ratios(sum(right[1:]), sum(said[1:]), sum(true[1:])),
        macro=_mean(list(rows.values())),
        labels=rows,
    )


def ratios(right: int, said: int, true: int) -> Scores:
    """Scores from counts; what cannot be divided is 0."""
    precision = right / said if said else 0.0
    recall = right / true if true else 0.0
    f1 = 2 * right / (said + true) if right else 0.0
    return Scores(precision, recall, f1, true)


def _mean(rows: list[Scores]) -> Scores:
    if not rows:
        return Scores()
    count = len(rows)
    return Scores(
        sum(row.precision for row in rows) / count,
        sum(row.recall for row in rows) / count,
        sum(row.f1 for row in rows) / count,
        sum(row.support for row in rows),
    )
