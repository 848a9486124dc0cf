"""Edits of single sentences, and of the state of many."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from workbench.domain import acceptance, editing, retokenising
from workbench.domain.agreement import fates
from workbench.domain.changes import Changes
from workbench.domain.entity import HUMAN, Entity, Origin, Suggestion
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.sentence import Sentence, Split, Status
from workbench.domain.thresholds import Sure, Thresholds
from workbench.operations.store import Transaction


def put_entity(
    transaction: Transaction, sentence_id: int, entity: Entity, origin: Origin = HUMAN
) -> Changes:
    """Set an entity; whatever it overlaps is replaced."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.put_entity(sentence, entity, origin),
        f"set {entity.label}",
    )


def change_entity(transaction: Transaction, sentence_id: int, old: Entity, new: Entity) -> Changes:
    """Give an entity another label or other borders."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.put_entity(editing.remove_entities(sentence, [old]), new),
        f"change {old.label}" if old.label == new.label else f"{old.label} to {new.label}",
    )


def remove_entity(transaction: Transaction, sentence_id: int, entity: Entity) -> Changes:
    """Take an entity away."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.remove_entities(sentence, [entity]),
        f"remove {entity.label}",
    )


def clear_tokens(transaction: Transaction, sentence_id: int, start: int, end: int) -> Changes:
    """Set tokens to outside, bad tags on them too."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.clear_tokens(sentence, start, end),
        "clear tokens",
    )


def accept_suggestion(
    transaction: Transaction, sentence_id: int, suggestion: Suggestion
) -> Changes:
    """Make one suggestion gold, with its origin and score."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.accept_suggestion(sentence, suggestion),
        f"accept {suggestion.entity.label}",
    )


def reject_suggestion(
    transaction: Transaction, sentence_id: int, suggestion: Suggestion
) -> Changes:
    """Drop one suggestion."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.reject_suggestion(sentence, suggestion),
        f"reject {suggestion.entity.label}",
    )


def accept_from(transaction: Transaction, sentence_id: int, sure: Sure) -> Changes:
    """Make the suggestions that are sure gold; the others stay."""
    return _edit(
        transaction,
        sentence_id,
        lambda sentence: editing.accept_from(sentence, sure),
        "accept sure" if isinstance(sure, Thresholds) else f"accept from {sure:.2f}",
    )


def reject_all(transaction: Transaction, sentence_id: int) -> Changes:
    """Drop every suggestion of a sentence."""
    return _edit(transaction, sentence_id, editing.reject_all, "reject suggestions")


def accept_sentence(
    transaction: Transaction,
    sentence_id: int,
    sure: Sure = 0.0,
    preferred: Entity | None = None,
) -> Changes:
    """Accept what is suggested and sure, and call the sentence done; see `editing.accept_all`.

    The details count what was suggested and taken (`acceptance.tally`), what became of each
    suggester's proposals (`agreement.fates`), and what was done (`acceptance.effort`).
    """
    sentence = transaction.sentence(sentence_id)
    accepted = editing.accept_all(sentence, sure, preferred)
    offered = sentence
    if sentence.status is not Status.NEW:
        versions = transaction.sentence_history(sentence_id)
        offered = acceptance.offered_state(sentence, (one.sentence for one in versions))
    transaction.put(accepted)
    counts = {
        **acceptance.tally(offered, accepted, sure),
        **fates(offered, accepted),
        **acceptance.effort(sentence, accepted),
    }
    return transaction.changes("accept sentence", **counts)


def split_entity(transaction: Transaction, sentence_id: int, entity: Entity, at: int) -> Changes:
    """Make two entities of one before the token `at`; UsageError NW-U30 where it cannot be."""
    return _cut(
        transaction,
        sentence_id,
        lambda sentence: editing.split_entity(sentence, entity, at),
        f"split {entity.label}",
    )


def join_entities(
    transaction: Transaction, sentence_id: int, first: Entity, second: Entity
) -> Changes:
    """Make one entity of two, with the first one's label; UsageError NW-U30 as above."""
    return _cut(
        transaction,
        sentence_id,
        lambda sentence: editing.join_entities(sentence, first, second),
        f"join {first.label}",
    )


def split_token(transaction: Transaction, sentence_id: int, token: int, at: int) -> Changes:
    """Cut a token in two before its character `at`; UsageError NW-U30 where it cannot be."""
    return _cut(
        transaction,
        sentence_id,
        lambda sentence: retokenising.split_token(sentence, token, at),
        "split token",
    )


def merge_tokens(transaction: Transaction, sentence_id: int, start: int, end: int) -> Changes:
    """Make several tokens one; UsageError NW-U30 where it cannot be."""
    return _cut(
        transaction,
        sentence_id,
        lambda sentence: retokenising.merge_tokens(sentence, start, end),
        "merge tokens",
    )


def set_status(transaction: Transaction, sentence_ids: Iterable[int], status: Status) -> Changes:
    """Give sentences a status."""
    transaction.put_all(sentence_ids, status=status)
    return transaction.changes(f"status {status}")


def set_split(
    transaction: Transaction, sentence_ids: Iterable[int], split: Split | None
) -> Changes:
    """Put sentences into a split, or into none."""
    transaction.put_all(sentence_ids, split=split)
    return transaction.changes(f"split {split or 'none'}")


def set_flag(transaction: Transaction, sentence_ids: Iterable[int], flagged: bool) -> Changes:
    """Flag sentences, or take the flag away."""
    transaction.put_all(sentence_ids, flagged=flagged)
    return transaction.changes("flag" if flagged else "remove flag")


def set_note(transaction: Transaction, sentence_id: int, note: str) -> Changes:
    """Write a note beside a sentence."""
    return _edit(transaction, sentence_id, lambda sentence: replace(sentence, note=note), "note")


def _cut(
    transaction: Transaction, sentence_id: int, edit: Callable[[Sentence], Sentence], name: str
) -> Changes:
    """An edit that fails where the sentence is not as the person saw it."""
    sentence = transaction.sentence(sentence_id)
    try:
        changed = edit(sentence)
    except (ValueError, IndexError) as error:
        happened = f"Cannot {name}: {error}."
        next_step = "Look at the sentence as it is now and choose again."
        raise UsageError("NW-U30", happened, NOTHING_CHANGED, next_step) from error
    transaction.put(changed)
    return transaction.changes(name)


def _edit(
    transaction: Transaction, sentence_id: int, edit: Callable[[Sentence], Sentence], name: str
) -> Changes:
    transaction.put(edit(transaction.sentence(sentence_id)))
    return transaction.changes(name)
