"""The dictionaries of a project: a part of it and of its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.domain.changes import Changes
from workbench.domain.dictionaries import Dictionary, DictionaryTerm, check_size, checked_term
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.operations.store import Reader, Transaction

# Each label has a value of its own, so that an edit journals one dictionary and not all.
PREFIX = "dictionary:"


def dictionary(reader: Reader, label: str) -> Dictionary:
    """The dictionary of a label; an empty one where there is none."""
    return Dictionary.from_json(label, reader.value(PREFIX + label))


def dictionaries(reader: Reader) -> tuple[Dictionary, ...]:
    """A dictionary for each label of the set, in its order."""
    return tuple(dictionary(reader, label) for label in reader.labels().names)


def put_terms(transaction: Transaction, label: str, terms: Sequence[DictionaryTerm]) -> Changes:
    """Take terms into a label's dictionary, in place of those of the same text.

    Raises UsageError NW-L11 for what is no term, NW-L14 for an unknown label.
    """
    checked = [checked_term(one) for one in terms]
    before = _known(transaction, label)
    after = _put(transaction, before.with_terms(checked))
    added = len(after.terms) - len(before.terms)
    return transaction.changes(f"terms for {label}", terms=len(checked), added=added)


def change_term(transaction: Transaction, label: str, old: str, term: DictionaryTerm) -> Changes:
    """Put a term in the place of another one."""
    checked = checked_term(term)
    _put(transaction, _known(transaction, label).without([old]).with_terms([checked]))
    return transaction.changes(f"change term for {label}")


def remove_terms(transaction: Transaction, label: str, texts: Iterable[str]) -> Changes:
    """Take terms out of a label's dictionary."""
    before = _known(transaction, label)
    after = _put(transaction, before.without(texts))
    gone = len(before.terms) - len(after.terms)
    return transaction.changes(f"remove terms for {label}", removed=gone)


def take_in_learned(
    transaction: Transaction, learned: Mapping[str, Sequence[DictionaryTerm]]
) -> Changes:
    """Learned terms in place of all earlier learned ones; `details` count `terms`."""
    for label in transaction.labels().names:
        before = dictionary(transaction, label)
        after = before.relearned(learned.get(label, ()))
        if after != before:
            _put(transaction, after)
    return transaction.changes("learn dictionaries", terms=sum(map(len, learned.values())))


def follow_label(transaction: Transaction, old: str, new: str) -> int:
    """Let a dictionary follow its label, join another one, or go; how many terms it has.

    What the other one says about a text stays.
    """
    moved = dictionary(transaction, old)
    if moved.terms:
        transaction.put_value(PREFIX + old, None)
        if new:
            there = dictionary(transaction, new)
            _put(transaction, Dictionary(new).with_terms([*moved.terms, *there.terms]))
    return len(moved.terms)


def _put(transaction: Transaction, wanted: Dictionary) -> Dictionary:
    check_size(wanted.terms)
    transaction.put_value(PREFIX + wanted.label, wanted.to_json() or None)
    return wanted


def _known(reader: Reader, label: str) -> Dictionary:
    if reader.labels().find(label) is None:
        raise no_label(label)
    return dictionary(reader, label)


def no_label(label: str) -> UsageError:
    """What is said of terms or a rule for a label that the set lacks."""
    return UsageError(
        "NW-L14",
        f"There is no label {label}." if label else "A rule needs a label.",
        NOTHING_CHANGED,
        "Choose one of the label set, or add it there first.",
    )
