"""Splitting a label: each of its mentions is decided anew, and all decisions are one operation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.relabelling import decided, relabelled, renaming
from workbench.operations.label import (
    LabelCount,
    LabelEffect,
    check_names,
    known_label,
    put_mentioned,
    what_mentions,
    wrong,
)
from workbench.operations.store import Reader, Transaction

SETTING = "label_splits"
PAGE = 200


class Mention(NamedTuple):
    """A gold entity of the label that is split, with its text."""

    sentence: int
    start: int
    end: int
    text: str


class Decision(NamedTuple):
    """The label that a mention shall have; that may be the old one."""

    sentence: int
    start: int
    end: int
    label: str


class Unfinished(NamedTuple):
    """What was decided so far of a split that is not applied yet."""

    targets: tuple[str, ...]
    decisions: tuple[Decision, ...]


def mentions(reader: Reader, label: str) -> Iterator[list[Mention]]:
    """All mentions of a label, bit by bit."""
    for batch in reader.listing(_labelled(label)):
        ids = iter(batch)
        while page := list(islice(ids, PAGE)):
            yield [
                Mention(sentence.id, entity.start, entity.end, sentence.surface(entity))
                for sentence in reader.sentences(page)
                for entity in sentence.entities
                if entity.label == label
            ]


@backed_up("before bulk")
def split(
    transaction: Transaction, old: str, decisions: Sequence[Decision], remove: bool = False
) -> Changes:
    """Give mentions of a label the labels that were decided for them.

    New labels join the set. A mention that is no longer there is left out and counted in
    `gone`. With `remove`, the old label goes away if no entity has it any more; `removed`
    tells whether it did.
    """
    _check(transaction, old, decisions)
    labels = transaction.labels()
    transaction.put_labels(labels.with_names(dict.fromkeys(one.label for one in decisions)))
    counts = _decide(transaction, old, decisions)
    if remove and not transaction.count(_labelled(old)):
        counts += _remove(transaction, old)
    _keep(transaction, old, None)
    return transaction.changes(f"split {old}", **counts)


def split_effect(
    reader: Reader, old: str, decisions: Sequence[Decision], remove: bool = False
) -> LabelEffect:
    """What `split` would do, if every mention is still there."""
    _check(reader, old, decisions)
    counts = reader.label_counts()
    moved = [one for one in decisions if one.label != old]
    more = Counter(one.label for one in moved)
    before = {name: counts[name].entities if name in counts else 0 for name in (old, *more)}
    gone = remove and before[old] == len(moved)
    found = what_mentions(reader, old, "")
    return LabelEffect(
        f"split {old}",
        len({one.sentence for one in moved}),
        len(moved),
        counts[old].suggestions if gone and old in counts else 0,
        (
            LabelCount(old, before[old], before[old] - len(moved)),
            *(LabelCount(name, before[name], before[name] + more[name]) for name in more),
        ),
        lost=found.lost if gone else (),
        guideline=found.guided and gone,
    )


def keep_unfinished(transaction: Transaction, old: str, kept: Unfinished | None) -> Changes:
    """Remember the decisions on a label until they are applied or discarded (None)."""
    _keep(transaction, old, kept)
    return transaction.changes("keep decisions")


def _keep(transaction: Transaction, old: str, kept: Unfinished | None) -> None:
    splits = {name: value for name, value in _splits(transaction).items() if name != old}
    if kept is not None:
        splits[old] = {"targets": kept.targets, "decisions": kept.decisions}
    transaction.put_setting(SETTING, splits)


def unfinished(reader: Reader, old: str) -> Unfinished:
    """The decisions on a label that were kept."""
    value = _splits(reader).get(old, {})
    return Unfinished(
        tuple(value.get("targets", ())), tuple(Decision(*one) for one in value.get("decisions", ()))
    )


def unfinished_counts(reader: Reader) -> Mapping[str, int]:
    """How many decisions are kept for each label that is being split."""
    return {name: len(value["decisions"]) for name, value in _splits(reader).items()}


def _splits(reader: Reader) -> Mapping[str, Any]:
    found: Mapping[str, Any] = reader.setting(SETTING, {})
    return found


def _labelled(label: str) -> Filter:
    return Filter((Term(Field.LABEL, label),))


def _check(reader: Reader, old: str, decisions: Sequence[Decision]) -> None:
    known_label(reader.labels(), old)
    check_names({one.label for one in decisions})
    if not decisions:
        raise wrong("Nothing has been decided yet.", f"Decide on mentions of {old}.", "NW-U38")


def _decide(transaction: Transaction, old: str, decisions: Sequence[Decision]) -> Counter[str]:
    wanted = _by_sentence(old, decisions)
    counts = Counter(changed_entities=0, kept_entities=0, gone=len(decisions))
    for sentence in transaction.sentences(sorted(wanted)):
        choices = wanted[sentence.id]
        there = [choices[entity] for entity in sentence.entities if entity in choices]
        moved = sum(label != old for label in there)
        counts.update(changed_entities=moved, kept_entities=len(there) - moved, gone=-len(there))
        transaction.put(decided(sentence, choices))
    return counts


def _by_sentence(old: str, decisions: Iterable[Decision]) -> dict[int, dict[Entity, str]]:
    wanted: dict[int, dict[Entity, str]] = {}
    for one in decisions:
        wanted.setdefault(one.sentence, {})[Entity(old, one.start, one.end)] = one.label
    return wanted


def _remove(transaction: Transaction, old: str) -> Counter[str]:
    """Take a label away that no entity has; what was suggested of it goes too."""
    suggestions = 0
    for sentence in transaction.sentences(transaction.ids(_suggested(old))):
        suggestions += sum(one.entity.label == old for one in sentence.suggestions)
        transaction.put(relabelled(sentence, renaming(old, "")))
    found = put_mentioned(transaction, old, "")
    transaction.put_labels(transaction.labels().without(old))
    return Counter(changed_suggestions=suggestions, changed_guideline=int(found.guided), removed=1)


def _suggested(label: str) -> Filter:
    return Filter((Term(Field.SUGGESTED, label),))
