"""What a person answered to the mistakes of a run's report.

Answers are kept in the project as one journalled value for each run, so that undo brings
them back together with the gold that they changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum

from workbench.domain import editing
from workbench.domain.changes import Changes
from workbench.domain.entity import Entity, Origin, OriginKind
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.reports import Mistake, MistakeKind
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader, Transaction

HARD = "hard:"
"""What a note begins a line with where its sentence is on the hard list."""

HARD_FILTER = f'note:"{HARD}"'
KIND_WORDS: Mapping[MistakeKind, str] = {
    MistakeKind.MISSED: "missed",
    MistakeKind.SPURIOUS: "spurious",
    MistakeKind.WRONG_TYPE: "wrong type",
    MistakeKind.WRONG_EXTENT: "wrong extent",
}


class MistakeAnswer(StrEnum):
    """What a person says of a mistake: who was wrong, or that nobody can tell."""

    GOLD_WRONG = "gold-wrong"
    MODEL_WRONG = "model-wrong"
    UNCLEAR = "unclear"


def mistake_key(mistake: Mistake) -> str:
    """What a mistake is known by within its run, such as `12 ORG 3-5 > PER 3-5`."""
    return f"{mistake.sentence} {_span(mistake.gold)} > {_span(mistake.predicted)}"


def mistake_answers(reader: Reader, run: str) -> Mapping[str, MistakeAnswer]:
    """The answers to the mistakes of a run, by `mistake_key`."""
    stored = reader.value(_name(run))
    answers = stored if isinstance(stored, dict) else {}
    known = set(MistakeAnswer)
    return {key: MistakeAnswer(answer) for key, answer in answers.items() if answer in known}


def answer_mistake(
    transaction: Transaction,
    run: str,
    mistake: Mistake,
    answer: MistakeAnswer,
    hard: bool = False,
) -> Changes:
    """Keep an answer, and do what it says.

    `GOLD_WRONG` puts what the model said in place of gold, with the run as its origin;
    `UNCLEAR` flags the sentence; `hard` puts it on the hard list, as a line of its note.
    UsageError NW-U75 where the sentence is another now, NW-U76 where gold was corrected by
    an earlier answer, NW-U77 where the project lacks the label.
    """
    answers = dict(mistake_answers(transaction, run))
    key = mistake_key(mistake)
    if answers.get(key) is MistakeAnswer.GOLD_WRONG:
        raise _corrected_already()
    sentence = transaction.sentence(mistake.sentence)
    changed = _ACTS[answer](transaction, run, mistake, sentence)
    changed = _with_hard_line(changed, run, mistake) if hard else changed
    if changed != sentence:
        transaction.put(changed)
    transaction.put_value(_name(run), {**answers, key: answer.value})
    return transaction.changes(f"{_NAMES[answer]} ({run}, {KIND_WORDS[mistake.kind]})")


def withdraw_answer(transaction: Transaction, run: str, mistake: Mistake) -> Changes:
    """Forget an answer; UsageError NW-U76 where it has corrected gold."""
    answers, key = dict(mistake_answers(transaction, run)), mistake_key(mistake)
    if answers.get(key) is MistakeAnswer.GOLD_WRONG:
        raise _corrected_already()
    answers.pop(key, None)
    transaction.put_value(_name(run), answers or None)
    return transaction.changes(f"withdraw answer ({run})")


def is_hard(sentence: Sentence) -> bool:
    """Whether a sentence is on the hard list."""
    return any(line.startswith(HARD) for line in sentence.note.splitlines())


def _correct(transaction: Transaction, run: str, mistake: Mistake, sentence: Sentence) -> Sentence:
    """Gold as the model said; the same sentence where it stands so already."""
    _check_place(mistake, sentence)
    said = mistake.predicted
    if said is None:
        return editing.remove_entities(sentence, [mistake.gold] if mistake.gold else [])
    _check_label(transaction, said.label)
    gold = [mistake.gold] if mistake.gold else []
    return editing.put_entity(
        editing.remove_entities(sentence, gold), said, Origin(OriginKind.MODEL, run, mistake.score)
    )


def _keep(transaction: Transaction, run: str, mistake: Mistake, sentence: Sentence) -> Sentence:
    return sentence


def _flag(transaction: Transaction, run: str, mistake: Mistake, sentence: Sentence) -> Sentence:
    return replace(sentence, flagged=True)


_ACTS = {
    MistakeAnswer.GOLD_WRONG: _correct,
    MistakeAnswer.MODEL_WRONG: _keep,
    MistakeAnswer.UNCLEAR: _flag,
}
_NAMES = {
    MistakeAnswer.GOLD_WRONG: "gold was wrong",
    MistakeAnswer.MODEL_WRONG: "model was wrong",
    MistakeAnswer.UNCLEAR: "guideline unclear",
}


def _with_hard_line(sentence: Sentence, run: str, mistake: Mistake) -> Sentence:
    concerned = mistake.gold or mistake.predicted
    label = f" {concerned.label}" if concerned else ""
    line = f"{HARD} {KIND_WORDS[mistake.kind]}{label} ({run})"
    lines = sentence.note.splitlines()
    if line in lines:
        return sentence
    return replace(sentence, note="\n".join([*lines, line]))


def _check_place(mistake: Mistake, sentence: Sentence) -> None:
    """Gold has to be what the report saw, or a correction would hit something else."""
    length, gold, said = len(sentence.tokens), mistake.gold, mistake.predicted
    fits = all(one is None or one.end <= length for one in (gold, said))
    if not fits or (gold is not None and gold not in sentence.entities):
        raise UsageError(
            "NW-U75",
            "The sentence was changed since this run was scored.",
            NOTHING_CHANGED,
            "Open the sentence and correct it there, or score the run again.",
        )


def _check_label(reader: Reader, label: str) -> None:
    if label not in reader.labels().names:
        raise UsageError(
            "NW-U77",
            f"The project has no label {label} any more.",
            NOTHING_CHANGED,
            "Add the label again, or open the sentence and correct it there.",
        )


def _corrected_already() -> UsageError:
    return UsageError(
        "NW-U76",
        "Gold was corrected by the answer to this mistake.",
        NOTHING_CHANGED,
        "Undo that answer first, or open the sentence.",
    )


def _name(run: str) -> str:
    return f"answers:{run}"


def _span(entity: Entity | None) -> str:
    return f"{entity.label} {entity.start}-{entity.end}" if entity else "-"
