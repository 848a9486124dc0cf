"""Repairs of quality issues and answers to suspects; one undo each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workbench.domain.changes import Changes
from workbench.domain.entity import HUMAN
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.mending import mend, relabelled, with_tags_of
from workbench.domain.quality import REPAIRS, Issue, QualityKind
from workbench.domain.sentence import Sentence
from workbench.domain.standing import stands
from workbench.operations import label
from workbench.operations.store import Reader, Transaction

# So many sentences are held at a time; an issue is never cut in two.
_HELD = 500
# And so many where each portion is a step of a question.
_LOOKED_AT = 64


def repair(
    transaction: Transaction, kind: QualityKind, issues: Sequence[Issue], choice: str = ""
) -> Changes:
    """Repair issues of one kind; one undo takes all of it back.

    Issues that are out of date, or have no majority to follow, stay as they are; `repaired`
    counts the others. UsageError NW-U42 for a repair that the kind does not have.
    """
    choice = _checked(kind, choice)
    if kind is QualityKind.SIMILAR_LABELS:
        return _merge(transaction, issues)
    repaired = 0
    for portion in _portions(issues):
        before = _read(transaction, portion)
        after = dict(before)
        for issue in portion:
            repaired += _mend_within(after, issue, choice)
        for number, sentence in after.items():
            if sentence != before[number]:
                transaction.put(sentence)
    return transaction.changes(f"repair {kind}", repaired=repaired)


def preview(reader: Reader, issue: Issue, choice: str = "") -> list[tuple[Sentence, Sentence]]:
    """The sentences of an issue as they are, and as its repair would leave them."""
    before = list(reader.sentences(issue.sentences))
    after = mend(issue, before, choice) if choice else tuple(before)
    return list(zip(before, after, strict=True))


def still_standing(
    reader: Reader, kind: QualityKind, issues: Sequence[Issue]
) -> Iterator[frozenset[str]]:
    """The keys of issues that are still ones, portion by portion; a question in steps."""
    names = reader.labels().names
    for portion in _portions(issues, _LOOKED_AT):
        sentences = _read(reader, portion)
        yield frozenset(
            issue.key
            for issue in portion
            if stands(issue, [sentences[one] for one in issue.sentences if one in sentences])
            and (kind is not QualityKind.SIMILAR_LABELS or issue.label in names)
        )


def use_for_all(transaction: Transaction, issue: Issue, sentence_id: int) -> Changes:
    """Give all twins of an issue the tags of one of them."""
    model = transaction.sentence(sentence_id)
    for sentence in transaction.sentences(issue.sentences):
        transaction.put(with_tags_of(sentence, model))
    return transaction.changes("same tags for twins")


def set_span(
    transaction: Transaction, sentence_id: int, start: int, end: int, label_name: str
) -> Changes:
    """Give a span a label, or make it outside where the label is empty.

    UsageError NW-U43 where the span is not there any more or cuts through another entity.
    """
    before = transaction.sentence(sentence_id)
    if end > len(before.tokens):
        raise _gone()
    after = relabelled(before, start, end, label_name, HUMAN)
    if after == before:
        raise _gone()
    transaction.put(after)
    return transaction.changes(f"set {label_name}" if label_name else "remove entity")


def _checked(kind: QualityKind, choice: str) -> str:
    choices = REPAIRS[kind]
    if not choices or (choice and choice not in choices):
        wanted = f"Choose from: {', '.join(choices)}." if choices else "Open the sentence instead."
        raise UsageError("NW-U42", f"There is no such repair for {kind}.", NOTHING_CHANGED, wanted)
    return choice or choices[0]


def _gone() -> UsageError:
    return UsageError(
        "NW-U43",
        "These words are tagged otherwise by now.",
        NOTHING_CHANGED,
        "Refresh the list, or open the sentence.",
    )


def _merge(transaction: Transaction, issues: Sequence[Issue]) -> Changes:
    entities = 0
    for issue in issues:
        names = transaction.labels().names
        if issue.proposed in names and issue.label in names:
            merged = label.merge(transaction, issue.label, str(issue.proposed))
            entities += merged.details.get("changed_entities", 0)
    return transaction.changes(
        "merge similar labels", repaired=len(issues), changed_entities=entities
    )


def _portions(issues: Sequence[Issue], most: int = _HELD) -> Iterator[list[Issue]]:
    """Issues in portions of about so many sentences."""
    portion: list[Issue] = []
    held = 0
    for issue in issues:
        portion.append(issue)
        held += max(len(issue.sentences), 1)
        if held >= most:
            yield portion
            portion, held = [], 0
    if portion:
        yield portion


def _read(reader: Reader, issues: Sequence[Issue]) -> dict[int, Sentence]:
    ids = sorted({number for issue in issues for number in issue.sentences})
    return {sentence.id: sentence for sentence in reader.sentences(ids)}


def _mend_within(sentences: dict[int, Sentence], issue: Issue, choice: str) -> bool:
    """Repair an issue among the sentences at hand; whether anything changed."""
    concerned = [sentences[number] for number in issue.sentences if number in sentences]
    mended = mend(issue, concerned, choice)
    changed = [after for before, after in zip(concerned, mended, strict=True) if after != before]
    sentences.update((sentence.id, sentence) for sentence in changed)
    return bool(changed)
