"""Dictionaries and rules over a whole project, step by step: survey, suggest, learn, preview.

Each is a question in steps for `Store.ask_in_steps`: a step takes some milliseconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from workbench.domain.changes import Changes
from workbench.domain.dictionaries import DictionaryTerm, LearnOptions, learned_terms
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.matching import Conflict, Finds, Match, Source, Suggester, Survey, Tally
from workbench.domain.mentions import Hit, hits_in
from workbench.domain.rules import Rule
from workbench.domain.sentence import Sentence, Split, Status, join_tokens
from workbench.operations.dictionaries import dictionaries
from workbench.operations.matching import put_finds
from workbench.operations.rules import rules
from workbench.operations.store import Reader, Store
from workbench.workflow.matching import DictionaryFinder, Finder, RuleFinder, TermAutomaton
from workbench.workflow.suggesting import sentences_for

PAGE = 64
PREVIEWED = 100
DONE = Filter((Term(Field.STATUS, Status.DONE),))
OPEN = Filter(
    (Term(Field.STATUS, Status.DONE, negated=True), Term(Field.STATUS, Status.REJECTED, True))
)
NEW = Filter((Term(Field.STATUS, Status.NEW),))
# What is learned from: not the sentences that measure.
LEARNED_FROM = Filter(
    (*DONE.terms, *(Term(Field.SPLIT, one, negated=True) for one in (Split.DEV, Split.TEST)))
)


class SurveyStep(NamedTuple):
    """How far a survey is (0..1), and what it found once it is at its end."""

    share: float
    survey: Survey | None = None


class SuggestStep(NamedTuple):
    """How far it is, and what to suggest on some sentences; nothing where an earlier one goes."""

    share: float
    found: Mapping[int, tuple[Suggestion, ...]]


class LearnStep(NamedTuple):
    """How far it is, and the terms of each label once it is at its end."""

    share: float
    terms: Mapping[str, tuple[DictionaryTerm, ...]] | None = None


class PreviewStep(NamedTuple):
    """Hits of some sentences, how many others cut a token, and how far it is."""

    share: float
    hits: tuple[Hit, ...] = ()
    cut: int = 0


def finder_of(reader: Reader, suggester: Suggester) -> Finder:
    """What looks for all that a project's dictionaries or rules know.

    Raises UsageError NW-L15 where they know nothing.
    """
    if suggester is Suggester.DICTIONARY:
        filled = [one for one in dictionaries(reader) if one.terms]
        if filled:
            return DictionaryFinder(filled)
        raise _nothing("No dictionary has a term.", "Add terms, import a list, or learn from gold.")
    known = frozenset(reader.labels().names)
    usable = [rule for rule in rules(reader) if rule.enabled and rule.label in known]
    if usable:
        return RuleFinder(usable)
    raise _nothing("There is no rule that is on.", "Write a rule, or switch one on.")


def _nothing(happened: str, next_step: str) -> UsageError:
    return UsageError("NW-L15", happened, NOTHING_CHANGED, next_step)


# Survey


def survey(reader: Reader, suggester: Suggester) -> Iterator[SurveyStep]:
    """Count the hits of each term or rule everywhere, and how many in gold are right."""
    yield from _survey(reader, finder_of(reader, suggester), everywhere=True)


def _survey(reader: Reader, finder: Finder, everywhere: bool) -> Iterator[SurveyStep]:
    counted = _Counted()
    for share, page in _pages(reader, (DONE, OPEN) if everywhere else (DONE,)):
        finds = list(finder.look(reader, page.ids))
        gold = _gold(reader, finds) if page.done else {}
        for one in finds:
            counted.add(one, gold.get(one.sentence))
        yield SurveyStep(share)
    yield SurveyStep(1.0, counted.survey())


def _gold(reader: Reader, finds: Iterable[Finds]) -> dict[int, frozenset[Entity]]:
    hit = [one.sentence for one in finds if one.hits]
    return {one.id: frozenset(one.entities) for one in reader.sentences(hit)}


class _Counted:
    """A survey in the making."""

    def __init__(self) -> None:
        self._tallies: dict[Source, Tally] = {}
        self._conflicts: Counter[Conflict] = Counter()
        self._cut: Counter[Source] = Counter()

    def add(self, finds: Finds, gold: frozenset[Entity] | None) -> None:
        for match in finds.hits:
            before = self._tallies.get(match.source, Tally())
            self._tallies[match.source] = before.plus(_tally(match, gold))
        self._conflicts.update(finds.conflicts)
        self._cut.update(finds.cut)

    def survey(self) -> Survey:
        return Survey(dict(self._tallies), dict(self._conflicts), dict(self._cut))


def _tally(match: Match, gold: frozenset[Entity] | None) -> Tally:
    if gold is None:
        return Tally(1)
    return Tally(1, 1, int(Entity(match.label, match.start, match.end) in gold))


# Suggest


def suggest(reader: Reader, suggester: Suggester, on: str = "new") -> Iterator[SuggestStep]:
    """What the dictionaries or the rules propose; a rule is as sure as gold says it may be."""
    finder = finder_of(reader, suggester)
    wanted = _wanted(on)
    earlier = Term(Field.SUGGESTER, suggester)
    stale = frozenset(reader.ids(Filter((*wanted.terms, earlier))))
    if isinstance(finder, RuleFinder):
        # The gold is looked through first; that is a part of the way nobody can foretell.
        for step in _survey(reader, finder, everywhere=False):
            yield SuggestStep(0.0, {})
            if step.survey is not None:
                found = step.survey.tallies
                finder = finder.scored(_confidences(found))
    for share, page in _pages(reader, (wanted,)):
        yield SuggestStep(share, _proposals(reader, finder, page.ids, stale))


def _wanted(on: str) -> Filter:
    """What `--on` means, as a filter; UsageError NW-U14 for anything else."""
    sentences_for(on)
    if on == "new":
        return NEW
    return Filter() if on == "all" else Filter((Term(Field.SPLIT, on),))


def _confidences(tallies: Mapping[Source, Tally]) -> dict[Source, float]:
    return {source: round(tally.confidence, 4) for source, tally in tallies.items()}


def _proposals(
    reader: Reader, finder: Finder, ids: Sequence[int], stale: frozenset[int]
) -> dict[int, tuple[Suggestion, ...]]:
    found: dict[int, tuple[Suggestion, ...]] = {one: () for one in ids if one in stale}
    for finds in finder.look(reader, ids):
        if finds.chosen:
            found[finds.sentence] = tuple(_proposal(one, finder) for one in finds.chosen)
    return found


def _proposal(match: Match, finder: Finder) -> Suggestion:
    entity = Entity(match.label, match.start, match.end)
    return Suggestion(entity, str(finder.suggester), match.score)


def suggest_now(
    store: Store, suggester: Suggester, on: str, show: Callable[[float], object]
) -> Changes:
    """Suggest and wait for it: not for the window's thread. `show` is told how far it is."""
    found: dict[int, tuple[Suggestion, ...]] = {}

    def take(step: SuggestStep) -> None:
        found.update(step.found)
        show(step.share)

    store.ask_in_steps(suggest, take, suggester, on).result()
    return store.submit(put_finds, str(suggester), found).result()


# Learn


def learn(reader: Reader, options: LearnOptions) -> Iterator[LearnStep]:
    """Terms from gold: first what is tagged how often, then how often it occurs at all.

    The held-out sentences are left alone. Raises UsageError NW-L16 without gold.
    """
    tagged: Counter[tuple[str, str]] = Counter()
    known = frozenset(reader.labels().names)
    for share, page in _pages(reader, (LEARNED_FROM,)):
        for sentence in list(reader.sentences(page.ids)):
            tagged.update(pair for pair in _tagged(sentence) if pair[1] in known)
        yield LearnStep(share / 2)
    if not tagged:
        raise UsageError(
            "NW-L16",
            "No done sentence outside of dev and test has an entity.",
            NOTHING_CHANGED,
            "Accept some sentences first.",
        )
    texts = {text for (text, _), count in tagged.items() if count >= options.least}
    automaton = TermAutomaton((text, Source("", text), 1.0) for text in texts)
    places: Counter[str] = Counter()
    for share, page in _pages(reader, (LEARNED_FROM,)):
        for _, tokens in reader.tokens(page.ids):
            places.update(match.source.name for match in automaton.matches(tokens))
        yield LearnStep((1 + share) / 2)
    yield LearnStep(1.0, learned_terms(tagged, places, options))


def _tagged(sentence: Sentence) -> Iterator[tuple[str, str]]:
    for entity in sentence.entities:
        text = join_tokens(sentence.tokens[entity.start : entity.end])
        # A term that holds a space within a token would not be found again.
        text = " ".join(text.split())
        if any(character.isalnum() for character in text):
            yield text, entity.label


# Preview


def preview(reader: Reader, rule: Rule, most: int = PREVIEWED) -> Iterator[PreviewStep]:
    """The first hits of a rule in context; UsageError NW-L10 for what is no expression."""
    finder = RuleFinder([rule])
    left = most
    for share, page in _pages(reader, (DONE, OPEN)):
        hits: list[Hit] = []
        cut = 0
        for sentence in list(reader.sentences(page.ids)):
            finds = finder.find(sentence)
            cut += len(finds.cut)
            hits += hits_in(sentence, [match[:2] for match in finds.chosen])
        yield PreviewStep(share, tuple(hits[:left]), cut)
        left -= len(hits)
        if left <= 0:
            return


class _Page(NamedTuple):
    """Neighbouring sentences; `done` says whether they are gold."""

    ids: Sequence[int]
    done: bool


def _pages(reader: Reader, filters: Sequence[Filter]) -> Iterator[tuple[float, _Page]]:
    """The sentences of each filter in turn, in small bundles, with how far this is."""
    total = max(sum(map(reader.count, filters)), 1)
    passed = 0
    for wanted in filters:
        for batch in reader.listing(wanted):
            remaining = iter(batch)
            while ids := list(islice(remaining, PAGE)):
                passed += len(ids)
                yield min(passed / total, 1.0), _Page(ids, wanted is DONE)
