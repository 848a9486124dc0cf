"""Looks at a whole project for what is odd though its tags are well formed, in small steps."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter

from workbench.domain.consistency import Suspect
from workbench.domain.entity import Entity
from workbench.domain.hidden import any_hidden
from workbench.domain.name_words import NameWords
from workbench.domain.occurrences import Occurrences
from workbench.domain.quality import (
    LIMITS,
    Issue,
    Limits,
    QualityKind,
    is_border_mark,
    is_tagged,
    longest_usual,
    rare_labels,
    similar_labels,
    span_key,
    trimmed,
)
from workbench.domain.ranking import rank
from workbench.domain.sentence import Sentence
from workbench.domain.twins import Twins
from workbench.operations.answers import KEPT, Answers, read_answers
from workbench.operations.store import Reader

# So many sentences are read at a time that a step stays below 20 ms: it goes on until it has
# taken this long, and handing over to the window at each portion would cost more than the work.
_AT_ONCE = 64
_STEP_SECONDS = 0.008


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an analysis is, in 0..1."""

    share: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found: issues of each kind that has some, and suspects, best first.

    `more_suspects` counts those that were left out because there are so many.
    """

    sentences: int
    issues: Mapping[QualityKind, tuple[Issue, ...]] = field(default_factory=dict)
    suspects: tuple[Suspect, ...] = ()
    more_suspects: int = 0

    def without(self, kind: QualityKind, keys: frozenset[str]) -> Analysis:
        """The same without some issues that are settled."""
        left = tuple(issue for issue in self.issues.get(kind, ()) if issue.key not in keys)
        others = {one: found for one, found in self.issues.items() if one is not kind}
        issues = {**others, kind: left} if left else others
        return replace(self, issues={one: issues[one] for one in QualityKind if one in issues})


def analyse(reader: Reader, limits: Limits = LIMITS) -> Iterator[Progress | Analysis]:
    """Read every sentence twice; Progress after each step, the Analysis last."""
    last = perf_counter()
    for answer in _analyse(reader, limits):
        if isinstance(answer, Analysis) or perf_counter() - last > _STEP_SECONDS:
            yield answer
            last = perf_counter()


def _analyse(reader: Reader, limits: Limits) -> Iterator[Progress | Analysis]:
    survey = _Survey(limits)
    ids = array("q")
    for batch in reader.listing():
        ids.extend(batch)
        yield Progress(0.0)
    for share, page in _pages(ids):
        for sentence in reader.sentences(page):
            survey.note(sentence)
        yield Progress(0.5 * share)
    for share, page in _pages(ids):
        for sentence in reader.sentences(page):
            survey.look_again(sentence)
        yield Progress(0.5 + 0.45 * share)
    for found in _in_steps(survey.conclude(reader.labels().names, read_answers(reader))):
        yield found or Progress(0.98)


def _pages(ids: Sequence[int]) -> Iterator[tuple[float, Sequence[int]]]:
    """Ids in small portions, each with the share of all that is behind it."""
    for start in range(0, len(ids), _AT_ONCE):
        yield min(start + _AT_ONCE, len(ids)) / len(ids), ids[start : start + _AT_ONCE]


def _in_steps(work: Generator[None, None, Analysis]) -> Iterator[Analysis | None]:
    """Give None for each step, and what comes out in the end."""
    result = yield from work
    yield result


class _Survey:
    """Everything that is counted on the way through the sentences."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._sentences = 0
        self._twins = Twins(limits)
        self._mentions = Occurrences()
        self._words = NameWords()
        self._by_word: list[Suspect] = []
        self._labels: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()
        # Those that may turn out to be too long, once the usual length is known.
        self._long: list[tuple[int, Entity]] = []
        self._single: dict[QualityKind, list[Issue]] = {}

    def note(self, sentence: Sentence) -> None:
        self._sentences += 1
        self._twins.note(sentence)
        if any_hidden(sentence.tokens):
            self._add(QualityKind.HIDDEN_CHARACTER, Issue(*_about(sentence)))
        if not is_tagged(sentence):
            return
        self._mentions.note(sentence)
        self._words.note(sentence)
        for entity in sentence.entities:
            self._note_entity(sentence, entity)

    def _note_entity(self, sentence: Sentence, entity: Entity) -> None:
        length = entity.end - entity.start
        self._labels[entity.label] += 1
        self._lengths[length] += 1
        if length > self._limits.long_tokens:
            self._long.append((sentence.id, entity))
        tokens = sentence.tokens
        marked = is_border_mark(tokens[entity.start]) or is_border_mark(tokens[entity.end - 1])
        if marked and trimmed(tokens, entity) != entity:
            self._add(QualityKind.BORDER, _about_entity(QualityKind.BORDER, sentence.id, entity))

    def look_again(self, sentence: Sentence) -> None:
        if is_tagged(sentence):
            self._mentions.look_again(sentence)
            self._by_word += self._words.doubts_in(sentence)

    def conclude(self, names: tuple[str, ...], answers: Answers) -> Generator[None, None, Analysis]:
        found = dict(self._single)
        for portion in self._twins.issues():
            for issue in portion:
                found.setdefault(issue.kind, []).append(issue)
            yield
        ranking = yield from rank(self._mentions, self._by_word)
        found[QualityKind.MENTION_CONFLICT] = list(ranking.conflicts)
        found[QualityKind.LONG_ENTITY] = self._long_entities()
        found |= self._label_issues(names)
        issues = {}
        for kind in QualityKind:
            left = [one for one in found.get(kind, ()) if not answers.holds(kind, one.key)]
            if left:
                issues[kind] = tuple(sorted(left, key=lambda issue: issue.sentences))
            yield
        open_ones = (one for one in ranking.suspects if not answers.holds(KEPT, one.key))
        more = ranking.total - len(ranking.suspects)
        return Analysis(self._sentences, issues, tuple(open_ones), more)

    def _add(self, kind: QualityKind, issue: Issue) -> None:
        self._single.setdefault(kind, []).append(issue)

    def _long_entities(self) -> list[Issue]:
        usual = longest_usual(self._lengths, self._limits)
        kind = QualityKind.LONG_ENTITY
        return [
            _about_entity(kind, sentence, entity)
            for sentence, entity in self._long
            if entity.end - entity.start > usual
        ]

    def _label_issues(self, names: tuple[str, ...]) -> dict[QualityKind, list[Issue]]:
        counts = {name: self._labels[name] for name in names}
        similar, rare = QualityKind.SIMILAR_LABELS, QualityKind.RARE_LABEL
        return {
            similar: [
                Issue(similar, f"{one} {two}", (), label=one, proposed=two, count=counts[one])
                for one, two in similar_labels(counts, self._limits)
            ],
            rare: [
                Issue(rare, label, (), label=label, count=count)
                for label, count in rare_labels(counts, self._limits)
            ],
        }


def _about(sentence: Sentence) -> tuple[QualityKind, str, tuple[int, ...]]:
    return QualityKind.HIDDEN_CHARACTER, str(sentence.id), (sentence.id,)


def _about_entity(kind: QualityKind, sentence_id: int, entity: Entity) -> Issue:
    return Issue(kind, span_key(sentence_id, entity), (sentence_id,), entity, entity.label)
