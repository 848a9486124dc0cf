"""Changes of the label set, carried through all gold and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.labels import LabelSet
from workbench.domain.schemes import OUT, Tag
from workbench.domain.sentence import Sentence
from workbench.operations.store import Transaction


def add_labels(transaction: Transaction, names: Iterable[str]) -> Changes:
    """Append labels to the label set."""
    transaction.put_labels(transaction.labels().with_names(names))
    return transaction.changes("add labels")


def put_labels(transaction: Transaction, labels: LabelSet) -> Changes:
    """Replace the label set's colours, keys and order."""
    transaction.put_labels(labels)
    return transaction.changes("change label set")


def rename(transaction: Transaction, old: str, new: str) -> Changes:
    """Call a label something else, everywhere."""
    if transaction.labels().find(new) is not None:
        raise _wrong(f"There is a label {new} already.", f"Use merge to join {old} with it.")
    return _relabel(transaction, old, new, f"rename {old} to {new}")


def merge(transaction: Transaction, old: str, new: str) -> Changes:
    """Join a label with another one, everywhere."""
    _known(transaction, new)
    return _relabel(transaction, old, new, f"merge {old} into {new}")


def delete(transaction: Transaction, old: str) -> Changes:
    """Remove a label; what it marked becomes outside."""
    return _relabel(transaction, old, "", f"delete {old}")


def _relabel(transaction: Transaction, old: str, new: str, name: str) -> Changes:
    _known(transaction, old)
    if new == old:
        raise _wrong(f"{old} is its own new name.", "Choose another name.")
    labels = transaction.labels()
    concerned = set(transaction.ids(Filter((Term(Field.LABEL, old),))))
    concerned |= set(transaction.ids(Filter((Term(Field.SUGGESTED, old),))))
    entities = 0
    for sentence in list(transaction.sentences(sorted(concerned))):
        entities += sum(entity.label == old for entity in sentence.entities)
        transaction.put(_relabelled(sentence, old, new))
    transaction.put_labels(labels.renamed(old, new) if new else labels.without(old))
    return transaction.changes(name, changed_entities=entities)


def _relabelled(sentence: Sentence, old: str, new: str) -> Sentence:
    renamed = _renamer(old, new)
    tags = tuple(_relabelled_tag(sentence, tag, old, new) for tag in sentence.tags)
    origins = tuple(
        (entity, origin)
        for given, origin in sentence.origins
        if (entity := renamed(given)) is not None
    )
    suggestions = tuple(
        replace(suggestion, entity=entity)
        for suggestion in sentence.suggestions
        if (entity := renamed(suggestion.entity)) is not None
    )
    return replace(sentence, tags=tags, origins=origins, suggestions=suggestions)


def _renamer(old: str, new: str) -> Callable[[Entity], Entity | None]:
    def renamed(entity: Entity) -> Entity | None:
        if entity.label != old:
            return entity
        return replace(entity, label=new) if new else None

    return renamed


def _relabelled_tag(sentence: Sentence, tag: str, old: str, new: str) -> str:
    parsed = sentence.scheme.parse(tag)
    if parsed is None or parsed.label != old:
        return tag
    return sentence.scheme.format(Tag(parsed.prefix, new) if new else OUT)


def _known(transaction: Transaction, name: str) -> None:
    labels = transaction.labels()
    if labels.find(name) is None:
        raise _wrong(f"There is no label {name}.", f"Labels are: {', '.join(labels.names)}.")


def _wrong(happened: str, next_step: str) -> UsageError:
    return UsageError("NW-U12", happened, "Nothing was changed.", next_step)
