"""What a person answered to probable label errors: fixed, correct as it is, or unclear.

Answers are kept in the project as journalled values, by the keys of their cases, so that undo
brings them back together with the gold that they changed, and a later inspection knows them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from workbench.domain import editing
from workbench.domain.changes import Changes
from workbench.domain.entity import HUMAN
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.label_errors import (
    LabelError,
    LabelErrorAnswer,
    LabelErrorKind,
    still_stands,
)
from workbench.domain.sentence import Sentence, Status
from workbench.operations.store import Reader, Transaction

NAME = "label_error_answers:"
# The journal keeps a value before and after whole, so that each holds a small share of all.
_SHARES = 16
UNCLEAR = "unclear:"
"""What a note begins a line with where nobody could say which label is right."""

PROBABLE = 0.5
"""From this score on a case is more probably an error than not."""

_DONE = Filter((Term(Field.STATUS, Status.DONE),))
Answers = Mapping[str, LabelErrorAnswer]


@dataclass(frozen=True, slots=True)
class Answered:
    """All answers, and which of the cases that were asked about still stand, by key."""

    answers: Answers
    standing: frozenset[str]


def label_error_answers(reader: Reader) -> Answers:
    """Everything that was answered so far, by `LabelError.key`."""
    shares = (_share(reader, f"{NAME}{number}") for number in range(_SHARES))
    return {key: answer for share in shares for key, answer in share.items()}


def concerns_answers(changes: Changes) -> bool:
    """Whether answers were given, changed or taken back."""
    return any(name.startswith(NAME) for name in changes.values)


def standing(reader: Reader, cases: Iterable[LabelError]) -> frozenset[str]:
    """The keys of those cases whose sentences are done and still as they were inspected."""
    listed = tuple(cases)
    done = reader.matching(_DONE, {case.sentence for case in listed})
    sentences = {one.id: one for one in reader.sentences(done)}
    return frozenset(
        case.key
        for case in listed
        if case.sentence in sentences and still_stands(case, sentences[case.sentence])
    )


def answered(reader: Reader, concerned: Iterable[LabelError] = ()) -> Answered:
    """The answers, and how the cases that are concerned stand, as of one moment."""
    return Answered(label_error_answers(reader), standing(reader, concerned))


def done_sentences(reader: Reader) -> int:
    """How many sentences there are to look for label errors in."""
    return reader.count(_DONE)


def answer_label_error(
    transaction: Transaction, case: LabelError, answer: LabelErrorAnswer
) -> Changes:
    """Keep an answer, and do what it says.

    `FIXED` puts the proposal in place of gold, by hand of a person; `FLAGGED` flags the
    sentence and says why in its note. UsageError NW-L35 where the sentence is another now,
    NW-L36 where the case is fixed already, NW-L37 where the project lacks the label.
    """
    name = _name(case)
    answers = _share(transaction, name)
    if answers.get(case.key) is LabelErrorAnswer.FIXED:
        raise _fixed_already()
    before = _sentence_of(transaction, case)
    after = _ACTS[answer](transaction, case, before)
    if after != before:
        transaction.put(after)
    transaction.put_value(name, {**answers, case.key: answer.value})
    return transaction.changes(f"{_NAMES[answer]} ({describe_case(case)})")


def withdraw_label_answer(transaction: Transaction, case: LabelError) -> Changes:
    """Let a case wait again; UsageError NW-L36 where it was fixed: that takes an undo."""
    name = _name(case)
    answers = _share(transaction, name)
    if answers.pop(case.key, None) is LabelErrorAnswer.FIXED:
        raise _fixed_already()
    transaction.put_value(name, answers or None)
    return transaction.changes(f"withdraw answer ({describe_case(case)})")


def count_probable(cases: Iterable[LabelError]) -> int:
    """How many of these are more probably errors than not."""
    return sum(case.score >= PROBABLE for case in cases)


def describe_case(case: LabelError) -> str:
    """`missed ORG`, `PER or ORG`, `borders of ORG`, `no PER`."""
    gold, proposed = case.gold, case.proposed
    if gold is None:
        return f"missed {case.label}"
    if proposed is None:
        return f"no {gold.label}"
    if case.kind is LabelErrorKind.BORDERS and gold.label == proposed.label:
        return f"borders of {gold.label}"
    return f"{gold.label} or {proposed.label}"


def _fix(transaction: Transaction, case: LabelError, sentence: Sentence) -> Sentence:
    gold, proposed = case.gold, case.proposed
    if proposed is not None and proposed.label not in transaction.labels().names:
        raise UsageError(
            "NW-L37",
            f"The project has no label {proposed.label} any more.",
            NOTHING_CHANGED,
            "Add the label again, or open the sentence and correct it there.",
        )
    without = editing.remove_entities(sentence, [gold]) if gold is not None else sentence
    return without if proposed is None else editing.put_entity(without, proposed, HUMAN)


def _keep(_transaction: Transaction, _case: LabelError, sentence: Sentence) -> Sentence:
    return sentence


def _flag(_transaction: Transaction, case: LabelError, sentence: Sentence) -> Sentence:
    line = f"{UNCLEAR} {case.surface}: {describe_case(case)}"
    lines = sentence.note.splitlines()
    note = sentence.note if line in lines else "\n".join([*lines, line])
    return replace(sentence, flagged=True, note=note)


_ACTS = {
    LabelErrorAnswer.FIXED: _fix,
    LabelErrorAnswer.KEPT: _keep,
    LabelErrorAnswer.FLAGGED: _flag,
}
_NAMES = {
    LabelErrorAnswer.FIXED: "fix label error",
    LabelErrorAnswer.KEPT: "gold is correct as it is",
    LabelErrorAnswer.FLAGGED: "guideline unclear",
}


def _sentence_of(transaction: Transaction, case: LabelError) -> Sentence:
    """The sentence of a case; an answer to one that is another now would hit something else."""
    found = next(iter(transaction.sentences([case.sentence])), None)
    if found is None or not still_stands(case, found):
        raise UsageError(
            "NW-L35",
            "The sentence was changed since it was looked through.",
            NOTHING_CHANGED,
            "Open the sentence and correct it there, or look for label errors again.",
        )
    return found


def _fixed_already() -> UsageError:
    return UsageError(
        "NW-L36",
        "This label error was fixed already.",
        NOTHING_CHANGED,
        "Undo that first, or open the sentence.",
    )


def _name(case: LabelError) -> str:
    """The value in which the answers to the cases of that sentence are, among others."""
    return f"{NAME}{case.sentence % _SHARES}"


def _share(reader: Reader, name: str) -> dict[str, LabelErrorAnswer]:
    stored = reader.value(name)
    answers = stored if isinstance(stored, dict) else {}
    known = set(LabelErrorAnswer)
    return {key: LabelErrorAnswer(answer) for key, answer in answers.items() if answer in known}
