"""Changes of the label set, carried through gold, suggestions, filters, lists and guideline."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.label_names import odd_labels
from workbench.domain.labels import LabelSet, is_label_name
from workbench.domain.relabelling import (
    Mentioned,
    Naming,
    mentioned,
    relabelled,
    relabelled_tags,
    renaming,
)
from workbench.domain.schemes import tags_to_entities
from workbench.operations import dictionaries, rules, thresholds
from workbench.operations.store import Reader, TagRun, Transaction

SAVED_FILTERS, GUIDELINE, TERM_LISTS = "saved_filters", "guideline", "term_lists"


class LabelAct(StrEnum):
    """What happens to a label as a whole."""

    RENAME = "rename"
    MERGE = "merge"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class LabelAction:
    """One change of a label; `new` is its new name, or the label that it joins."""

    act: LabelAct
    old: str
    new: str = ""

    @property
    def name(self) -> str:
        """What the history calls it."""
        link = {LabelAct.RENAME: " to ", LabelAct.MERGE: " into "}.get(self.act, "")
        return f"{self.act} {self.old}{link}{self.new}"


class LabelCount(NamedTuple):
    """How many gold entities a label has before and after a change."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class LabelEffect:
    """What a change of labels does, or would do.

    `filters`, `lost` and `term_lists` are names: of saved filters that follow the change, of
    those that go on naming the old label, and of lists of terms for the old label. `terms`
    counts those of its dictionary, `rules` are the names of rules for it. `remark` says what
    is odd about the new name.
    """

    operation: str
    sentences: int = 0
    entities: int = 0
    suggestions: int = 0
    labels: tuple[LabelCount, ...] = ()
    filters: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    term_lists: tuple[str, ...] = ()
    guideline: bool = False
    terms: int = 0
    rules: tuple[str, ...] = ()
    remark: str = ""

    @property
    def details(self) -> Mapping[str, int]:
        """The counts that the journal keeps of it."""
        return {
            "changed_entities": self.entities,
            "changed_suggestions": self.suggestions,
            "changed_filters": len(self.filters),
            "changed_term_lists": len(self.term_lists),
            "changed_guideline": int(self.guideline),
        }


def add_labels(transaction: Transaction, names: Iterable[str]) -> Changes:
    """Append labels to the label set."""
    names = tuple(names)
    check_names(names)
    transaction.put_labels(transaction.labels().with_names(names))
    return transaction.changes("add labels")


def put_labels(transaction: Transaction, labels: LabelSet) -> Changes:
    """Replace the label set's colours, keys and order."""
    transaction.put_labels(labels)
    return transaction.changes("change label set")


@backed_up("before bulk")
def rename(transaction: Transaction, old: str, new: str) -> Changes:
    """Call a label something else, everywhere."""
    return change(transaction, LabelAction(LabelAct.RENAME, old, new))


@backed_up("before bulk")
def merge(transaction: Transaction, old: str, new: str) -> Changes:
    """Join a label with another one, everywhere."""
    return change(transaction, LabelAction(LabelAct.MERGE, old, new))


@backed_up("before bulk")
def delete(transaction: Transaction, old: str) -> Changes:
    """Remove a label; what it marked becomes outside."""
    return change(transaction, LabelAction(LabelAct.DELETE, old))


@backed_up("before bulk")
def change(transaction: Transaction, action: LabelAction) -> Changes:
    """Carry a change of a label through the project; one undo takes all of it back."""
    check(transaction, action)
    labels, naming = transaction.labels(), renaming(action.old, action.new)
    _put_both(transaction, action)
    entities = _retag(transaction, action.old, naming)
    if action.act is LabelAct.RENAME:
        thresholds.follow_label(transaction, action.old, action.new)
    suggestions = 0
    # What is left: suggestions, and entities that their scheme cannot write beside each other.
    for sentence in transaction.sentences(_concerned_ids(transaction, action.old)):
        entities += sum(entity.label == action.old for entity in sentence.entities)
        suggestions += sum(one.entity.label == action.old for one in sentence.suggestions)
        transaction.put(relabelled(sentence, naming))
    effect = _with_values(
        LabelEffect(action.name, entities=entities, suggestions=suggestions),
        put_mentioned(transaction, action.old, action.new),
        action,
    )
    known = labels.renamed(action.old, action.new) if action.new else labels.without(action.old)
    transaction.put_labels(known)
    return transaction.changes(action.name, **effect.details)


def _retag(transaction: Transaction, label: str, naming: Naming) -> int:
    """Give the entities of a label their new names, run by run; how many there were."""

    def written(run: TagRun) -> Sequence[str]:
        tags, scheme = relabelled_tags(run.tags, run.scheme, naming)
        return tags if scheme == run.scheme else run.tags

    gold = transaction.ids(Filter((Term(Field.LABEL, label),)))
    return sum(
        times * sum(one.label == label for one in tags_to_entities(run.tags, run.scheme))
        for run, times in transaction.retag(gold, written).items()
    )


def preview(reader: Reader, action: LabelAction) -> LabelEffect:
    """What `change` would do; UsageError where it would refuse."""
    *_, effect = preview_in_steps(reader, action)
    return effect


def preview_in_steps(reader: Reader, action: LabelAction) -> Iterator[LabelEffect]:
    """The same, first without the number of sentences, which is counted then."""
    check(reader, action)
    counts = reader.label_counts()
    old, new = (counts.get(name, (0, 0)) for name in (action.old, action.new))
    effect = _with_values(
        LabelEffect(action.name, 0, *old, labels=_counted(action, old[0], new[0])),
        what_mentions(reader, action.old, action.new),
        action,
    )
    effect = replace(_with_suggesters(reader, effect, action), remark=_remark(reader, action))
    yield effect
    for batch in chain.from_iterable(reader.listing(one) for one in _concerned(action.old)):
        effect = replace(effect, sentences=effect.sentences + len(batch))
        yield effect


def what_mentions(reader: Reader, old: str, new: str) -> Mentioned:
    """What else names the label, and how it would read afterwards."""
    return mentioned(
        reader.value(SAVED_FILTERS, []),
        reader.value(GUIDELINE, {}),
        reader.value(TERM_LISTS, []),
        old,
        new,
    )


def put_mentioned(transaction: Transaction, old: str, new: str) -> Mentioned:
    """Let saved filters, guideline, lists of terms, dictionaries and rules follow a label."""
    found = what_mentions(transaction, old, new)
    for name, before, value in (
        (SAVED_FILTERS, [], found.filters),
        (GUIDELINE, {}, found.guideline),
        (TERM_LISTS, [], found.term_lists),
    ):
        if value != transaction.value(name, before):
            transaction.put_value(name, value)
    dictionaries.follow_label(transaction, old, new)
    rules.follow_label(transaction, old, new)
    return found


def _with_values(effect: LabelEffect, found: Mentioned, action: LabelAction) -> LabelEffect:
    return replace(
        effect,
        filters=found.rewritten,
        lost=found.lost,
        term_lists=found.lists if action.new else (),
        guideline=found.guided,
    )


def _with_suggesters(reader: Reader, effect: LabelEffect, action: LabelAction) -> LabelEffect:
    return replace(
        effect,
        terms=len(dictionaries.dictionary(reader, action.old).terms),
        rules=tuple(one.name for one in rules.rules(reader) if one.label == action.old),
    )


def _counted(action: LabelAction, old: int, new: int) -> tuple[LabelCount, ...]:
    gone = LabelCount(action.old, old, 0)
    return (gone, LabelCount(action.new, new, new + old)) if action.new else (gone,)


def _remark(reader: Reader, action: LabelAction) -> str:
    if action.act is not LabelAct.RENAME:
        return ""
    names = {*reader.labels().names, action.new} - {action.old}
    oddity = odd_labels(names).get(action.new, "")
    return f"{action.new} {oddity}." if oddity else ""


def _put_both(transaction: Transaction, action: LabelAction) -> None:
    """Let the set hold both names while the sentences change.

    Otherwise each of them would first be taken for one with an unknown label.
    """
    labels = transaction.labels()
    old = labels.find(action.old)
    if action.act is LabelAct.RENAME and old is not None:
        renamed = labels.renamed(action.old, action.new)
        transaction.put_labels(LabelSet((*renamed, old)))


def _concerned(label: str) -> tuple[Filter, Filter]:
    """Sentences with the label in gold, and those with it in suggestions only."""
    return (
        Filter((Term(Field.LABEL, label),)),
        Filter((Term(Field.SUGGESTED, label), Term(Field.LABEL, label, negated=True))),
    )


def _concerned_ids(reader: Reader, label: str) -> Iterator[int]:
    # Both are asked for before anything changes.
    return chain.from_iterable([reader.ids(one) for one in _concerned(label)])


def check(reader: Reader, action: LabelAction) -> None:
    """UsageError for a change that cannot be made.

    A label that only stands in the tags, such as a misspelt one, can be merged and deleted.
    """
    labels = reader.labels()
    if action.act is LabelAct.RENAME:
        check_names([action.new])
    if action.act is LabelAct.RENAME or not _occurs(reader, labels, action.old):
        known_label(labels, action.old)
    if action.act is LabelAct.MERGE:
        known_label(labels, action.new)
    if action.new == action.old:
        raise wrong(f"{action.old} is its own new name.", "Choose another name.")
    if action.act is LabelAct.RENAME and labels.find(action.new) is not None:
        raise wrong(
            f"There is a label {action.new} already.", f"Use merge to join {action.old} with it."
        )


def _occurs(reader: Reader, labels: LabelSet, name: str) -> bool:
    return labels.find(name) is not None or name in reader.label_counts()


def check_names(names: Iterable[str]) -> None:
    """UsageError for a name that no label may have."""
    for name in names:
        if not is_label_name(name):
            raise wrong(
                f"{name!r} is no name for a label.",
                "Choose a name that is not O and holds no comma, line break or tab.",
            )


def known_label(labels: LabelSet, name: str) -> None:
    """UsageError for a label that the set lacks."""
    if labels.find(name) is None:
        raise wrong(f"There is no label {name}.", f"Labels are: {', '.join(labels.names)}.")


def wrong(happened: str, next_step: str, code: str = "NW-U12") -> UsageError:
    """What is said of a change that is refused."""
    return UsageError(code, happened, NOTHING_CHANGED, next_step)
