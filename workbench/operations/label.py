"""Changes of the label set, carried through all gold and suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.labels import LabelSet, is_label_name
from workbench.domain.schemes import IOB2, OUT, Tag, entities_to_tags, tags_to_entities
from workbench.domain.sentence import Sentence
from workbench.operations.store import Transaction


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


def rename(transaction: Transaction, old: str, new: str) -> Changes:
    """Call a label something else, everywhere."""
    check_names([new])
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
    # Before the sentences: what is found in them is looked for with the new label set.
    transaction.put_labels(labels.renamed(old, new) if new else labels.without(old))
    entities = 0
    for sentence in transaction.sentences(sorted(concerned)):
        entities += sum(entity.label == old for entity in sentence.entities)
        transaction.put(_relabelled(sentence, old, new))
    return transaction.changes(name, changed_entities=entities)


def _relabelled(sentence: Sentence, old: str, new: str) -> Sentence:
    renamed = _renamer(old, new)
    sentence = _with_tags(sentence, old, new, renamed)
    origins = tuple(
        (entity, origin)
        for given, origin in sentence.origins
        if (entity := renamed(given)) is not None
    )
    suggestions = [
        replace(suggestion, entity=entity)
        for suggestion in sentence.suggestions
        if (entity := renamed(suggestion.entity)) is not None
    ]
    return replace(sentence, origins=origins, suggestions=_surest(suggestions))


def _surest(suggestions: Iterable[Suggestion]) -> tuple[Suggestion, ...]:
    """One suggestion for each entity and suggester: two labels may have become one."""
    by_score = sorted(suggestions, key=lambda one: one.score)
    return tuple(sorted({(one.entity, one.suggester): one for one in by_score}.values()))


def _with_tags(
    sentence: Sentence, old: str, new: str, renamed: Callable[[Entity], Entity | None]
) -> Sentence:
    """The sentence with its tags renamed, in IOB2 where its own scheme cannot say the same.

    Without that, neighbours of two labels that are merged would melt into one entity.
    """
    wanted = tuple(entity for one in sentence.entities if (entity := renamed(one)))
    tags = tuple(_relabelled_tag(sentence, tag, old, new) for tag in sentence.tags)
    if tags_to_entities(tags, sentence.scheme) == wanted:
        return replace(sentence, tags=tags)
    fresh = entities_to_tags(wanted, len(tags), IOB2)
    readable = [sentence.scheme.parse(tag) is not None for tag in sentence.tags]
    kept = zip(sentence.tags, fresh, readable, strict=True)
    tags = tuple(new_tag if can_be_read else tag for tag, new_tag, can_be_read in kept)
    return replace(sentence, tags=tags, scheme=IOB2)


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


def check_names(names: Iterable[str]) -> None:
    """UsageError for a name that no label may have."""
    for name in names:
        if not is_label_name(name):
            raise _wrong(
                f"{name!r} is no name for a label.",
                "Choose a name that is not O and holds no comma, line break or tab.",
            )


def _known(transaction: Transaction, name: str) -> None:
    labels = transaction.labels()
    if labels.find(name) is None:
        raise _wrong(f"There is no label {name}.", f"Labels are: {', '.join(labels.names)}.")


def _wrong(happened: str, next_step: str) -> UsageError:
    return UsageError("NW-U12", happened, "Nothing was changed.", next_step)
