"""What the repair of each quality issue does to its sentences: pure functions.

Each takes the issue, its sentences as they are now and the name of a repair, and gives the
sentences as they should be. An issue that is out of date changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from workbench.domain import editing
from workbench.domain.consistency import OUTSIDE_LABEL
from workbench.domain.entity import Entity, Origin, OriginKind
from workbench.domain.hidden import with_shown, without_hidden
from workbench.domain.occurrences import context_of, lasting_hash
from workbench.domain.quality import Issue, QualityKind, is_tagged, trimmed
from workbench.domain.sentence import Sentence, Split, Status

REPAIRED = Origin(OriginKind.REPAIR)

Sentences = Sequence[Sentence]


def mend(issue: Issue, sentences: Sentences, repair: str) -> tuple[Sentence, ...]:
    """The sentences of an issue after its repair, in the same order."""
    return tuple(_MENDERS[issue.kind](issue, sentences, repair))


def with_tags_of(sentence: Sentence, model: Sentence) -> Sentence:
    """The sentence with the entities of its twin; nothing where the tokens differ."""
    if sentence.tokens != model.tokens or sentence.entities == model.entities:
        return sentence
    removed = [entity for entity in sentence.entities if entity not in model.entities]
    mended = editing.remove_entities(sentence, removed) if removed else sentence
    for entity in model.entities:
        if entity not in mended.entities:
            mended = editing.put_entity(mended, entity, REPAIRED)
    return mended


def variants(sentences: Sentences) -> list[tuple[Sentence, int]]:
    """The different answers among tagged twins: one sentence of each and how many, most first."""
    counts: Counter[tuple[Entity, ...]] = Counter()
    first: dict[tuple[Entity, ...], Sentence] = {}
    for sentence in sentences:
        if is_tagged(sentence):
            counts[sentence.entities] += 1
            first.setdefault(sentence.entities, sentence)
    return [(first[entities], count) for entities, count in counts.most_common()]


def twins(issue: Issue, sentences: Sentences) -> list[Sentence]:
    """Those that still have the tokens that the issue is about."""
    return [one for one in sentences if f"{lasting_hash(one.tokens):016x}" == issue.key]


def held_out(sentences: Sentences) -> Split:
    """The split that must not be seen in training: test where one is there, else dev."""
    splits = {sentence.split for sentence in sentences}
    return next((one for one in (Split.TEST, Split.DEV) if one in splits), Split.TRAIN)


def spans_in_context(tokens: tuple[str, ...], words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """Where the inner ones of these words stand between the same neighbours."""
    length = len(words)
    for start in range(len(tokens) - length + 1):
        if tokens[start] == words[0] and tokens[start : start + length] == words:
            yield start + 1, start + length - 1


def context_words(issue: Issue, sentences: Sentences) -> tuple[str, ...]:
    """The n-gram that a mention conflict is about; empty where it has changed since."""
    first = next((one for one in sentences if one.id == issue.sentences[0]), None)
    if first is None or issue.entity is None:
        return ()
    words = context_of(first.tokens, issue.entity.start, issue.entity.end)
    return words if words and f"{lasting_hash(words):016x}" == issue.key else ()


def relabelled(sentence: Sentence, start: int, end: int, label: str, origin: Origin) -> Sentence:
    """The span with a label, or outside; unchanged where it cuts through another entity."""
    inside = [one for one in sentence.entities if one.start < end and start < one.end]
    if any(one.start < start or end < one.end for one in inside):
        return sentence
    if label == OUTSIDE_LABEL:
        return editing.remove_entities(sentence, inside) if inside else sentence
    wanted = Entity(label, start, end)
    return sentence if inside == [wanted] else editing.put_entity(sentence, wanted, origin)


def _most_frequent(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    found = variants(twins(issue, sentences))
    if len(found) < 2 or found[0][1] == found[1][1]:
        return sentences
    model = found[0][0]
    return [with_tags_of(one, model) if is_tagged(one) else one for one in sentences]


def _one_split(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    concerned = twins(issue, sentences)
    chosen = Split.TRAIN if repair == "train" else held_out(concerned)
    ids = {one.id for one in concerned if one.split not in (None, chosen)}
    if repair == "reject":
        return _changed(sentences, ids, lambda one: replace(one, status=Status.REJECTED))
    return _changed(sentences, ids, lambda one: replace(one, split=chosen))


def _all_but_one(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    counting = [one for one in twins(issue, sentences) if one.status is not Status.REJECTED]
    done = [one.id for one in counting if one.status is Status.DONE]
    kept = done or [one.id for one in counting]
    ids = {one.id for one in counting} - set(kept[:1])
    return _changed(sentences, ids, lambda one: replace(one, status=Status.REJECTED))


def _usual_in_context(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    words = context_words(issue, sentences)
    if not words or issue.proposed is None:
        return sentences
    return [_relabelled_everywhere(one, words, issue.proposed) for one in sentences]


def _relabelled_everywhere(sentence: Sentence, words: tuple[str, ...], label: str) -> Sentence:
    if is_tagged(sentence):
        for start, end in spans_in_context(sentence.tokens, words):
            sentence = relabelled(sentence, start, end, label, REPAIRED)
    return sentence


def _border(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    entity = issue.entity
    if entity is None:
        return sentences
    return [_trimmed(one, entity, repair) for one in sentences]


def _trimmed(sentence: Sentence, entity: Entity, repair: str) -> Sentence:
    if entity not in sentence.entities:
        return sentence
    left = trimmed(sentence.tokens, entity) if repair == "trim" else None
    mended = editing.remove_entities(sentence, [entity])
    return editing.put_entity(mended, left, REPAIRED) if left else mended


def _visible(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    write = with_shown if repair == "show" else without_hidden
    return [_rewritten(one, write) for one in sentences]


def _rewritten(sentence: Sentence, write: Callable[[str], str]) -> Sentence:
    """The source goes: the tokens are no longer what was cut from it."""
    tokens = tuple(write(token) for token in sentence.tokens)
    return sentence if tokens == sentence.tokens else replace(sentence, tokens=tokens, source="")


def _as_it_is(issue: Issue, sentences: Sentences, repair: str) -> Iterable[Sentence]:
    return sentences


def _changed(
    sentences: Sentences, ids: set[int], change: Callable[[Sentence], Sentence]
) -> list[Sentence]:
    return [change(one) if one.id in ids else one for one in sentences]


_MENDERS: Mapping[QualityKind, Callable[[Issue, Sentences, str], Iterable[Sentence]]] = {
    QualityKind.CONFLICT: _most_frequent,
    QualityKind.LEAK: _one_split,
    QualityKind.DUPLICATE: _all_but_one,
    QualityKind.MENTION_CONFLICT: _usual_in_context,
    QualityKind.BORDER: _border,
    QualityKind.HIDDEN_CHARACTER: _visible,
    QualityKind.LONG_ENTITY: _as_it_is,
    QualityKind.SIMILAR_LABELS: _as_it_is,
    QualityKind.RARE_LABEL: _as_it_is,
}
