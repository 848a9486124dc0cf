"""Whether an issue is still one, for sentences as they are now."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from workbench.domain.hidden import any_hidden
from workbench.domain.mending import Sentences, context_words, spans_in_context, twins, variants
from workbench.domain.quality import Issue, QualityKind, is_tagged, trimmed
from workbench.domain.sentence import Sentence, Status


def stands(issue: Issue, sentences: Sentences) -> bool:
    """Whether there is still something to repair; issues of labels always stand."""
    return _STANDS[issue.kind](issue, sentences)


def label_over(sentence: Sentence, start: int, end: int) -> str:
    """The label of an entity of exactly this extent; "" where there is none."""
    exact = (one.label for one in sentence.entities if (one.start, one.end) == (start, end))
    return next(exact, "")


def labels_in_context(sentence: Sentence, words: tuple[str, ...]) -> list[str]:
    """How the inner ones of these words are tagged wherever the sentence has them."""
    spans = spans_in_context(sentence.tokens, words)
    return [label_over(sentence, start, end) for start, end in spans]


def _differ(issue: Issue, sentences: Sentences) -> bool:
    return len(variants(twins(issue, sentences))) > 1


def _are_apart(issue: Issue, sentences: Sentences) -> bool:
    return len({one.split for one in _counting(issue, sentences)} - {None}) > 1


def _repeat(issue: Issue, sentences: Sentences) -> bool:
    return len(_counting(issue, sentences)) > 1


def _counting(issue: Issue, sentences: Sentences) -> list[Sentence]:
    return [one for one in twins(issue, sentences) if one.status is not Status.REJECTED]


def _vary(issue: Issue, sentences: Sentences) -> bool:
    words = context_words(issue, sentences)
    tagged = [one for one in sentences if words and is_tagged(one)]
    return len({label for one in tagged for label in labels_in_context(one, words)}) > 1


def _has_marks(issue: Issue, sentences: Sentences) -> bool:
    entity = issue.entity
    return entity is not None and any(
        entity in one.entities and trimmed(one.tokens, entity) != entity for one in sentences
    )


def _hides(issue: Issue, sentences: Sentences) -> bool:
    return any(any_hidden(one.tokens) for one in sentences)


def _is_there(issue: Issue, sentences: Sentences) -> bool:
    return any(issue.entity in one.entities for one in sentences)


def _always(issue: Issue, sentences: Sentences) -> bool:
    return True


_STANDS: Mapping[QualityKind, Callable[[Issue, Sentences], bool]] = {
    QualityKind.CONFLICT: _differ,
    QualityKind.LEAK: _are_apart,
    QualityKind.DUPLICATE: _repeat,
    QualityKind.MENTION_CONFLICT: _vary,
    QualityKind.BORDER: _has_marks,
    QualityKind.HIDDEN_CHARACTER: _hides,
    QualityKind.LONG_ENTITY: _is_there,
    QualityKind.SIMILAR_LABELS: _always,
    QualityKind.RARE_LABEL: _always,
}
