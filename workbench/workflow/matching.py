"""Dictionaries by Aho–Corasick and rules by RE2: what they find in a sentence.

Either takes a time that grows with the text alone, whatever terms and expressions there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, Protocol

from workbench.domain.dictionaries import Dictionary
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.matching import Finds, Match, Source, Suggester, Tally
from workbench.domain.mentions import Span, WrittenLine, WrittenTerm, place_tokens, touched
from workbench.domain.rules import LONGEST_PATTERN, Rule
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader

# How sure a rule is that no gold says anything about.
UNMEASURED = Tally().confidence


class Finder(Protocol):
    """Looks for what it knows in sentences."""

    @property
    def suggester(self) -> Suggester: ...
    def look(self, reader: Reader, ids: Sequence[int]) -> Iterator[Finds]:
        """What is found, for sentences with finds only."""
        ...


class _Entry(NamedTuple):
    """A term as the automaton knows it: where its spaces are, whose it is, how sure it is."""

    term: WrittenTerm
    source: Source
    score: float


class TermAutomaton:
    """Finds every place of many terms in tokens, also those within each other.

    A term fits where its spaces are ends of tokens; see `domain.mentions`.
    """

    def __init__(self, terms: Iterable[tuple[str, Source, float]], case: bool = True) -> None:
        import ahocorasick

        self._case = case
        entries: dict[str, list[_Entry]] = {}
        for text, source, score in terms:
            term = WrittenTerm.of(text, case)
            if term.written:
                entries.setdefault(term.written, []).append(_Entry(term, source, score))
        self._automaton: Any = ahocorasick.Automaton()
        for written, some in entries.items():
            self._automaton.add_word(written, some)
        self._automaton.make_automaton()
        self._empty = not entries

    def matches(self, tokens: Sequence[str]) -> Iterator[Match]:
        """Every place of every term, in no order."""
        if self._empty:
            return
        line = WrittenLine.of(tokens, self._case)
        for last, entries in self._automaton.iter(line.written):
            end = last + 1
            start = end - len(entries[0].term.written)
            span = line.span(start, end, whole=True)
            if span is None:
                continue
            gaps = line.gaps_within(start, end)
            for term, source, score in entries:
                if term.fits(gaps):
                    yield Match(*span, source, score)


class DictionaryFinder:
    """Looks for the terms of all dictionaries."""

    suggester = Suggester.DICTIONARY

    def __init__(self, dictionaries: Iterable[Dictionary]) -> None:
        terms = [(one.label, term) for one in dictionaries for term in one.terms]
        self._automata = [
            TermAutomaton(
                (
                    (term.text, Source(label, term.text), term.confidence)
                    for label, term in terms
                    if term.case is case
                ),
                case,
            )
            for case in (True, False)
        ]

    def matches(self, tokens: Sequence[str]) -> list[Match]:
        """Every place of every term."""
        return [match for one in self._automata for match in one.matches(tokens)]

    def look(self, reader: Reader, ids: Sequence[int]) -> Iterator[Finds]:
        for number, tokens in reader.tokens(ids):
            found = self.matches(tokens)
            if found:
                yield Finds.of(number, found)


class RuleFinder:
    """Looks for what rules match; `scores` are their confidences."""

    suggester = Suggester.RULES

    def __init__(self, rules: Iterable[Rule], scores: Mapping[Source, float] | None = None) -> None:
        self._scores = scores or {}
        self._rules = [(rule.source, compiled(rule)) for rule in rules]

    def scored(self, scores: Mapping[Source, float]) -> RuleFinder:
        """The same rules with these confidences."""
        other = RuleFinder(())
        other._scores, other._rules = scores, self._rules
        return other

    def find(self, sentence: Sentence) -> Finds:
        """What the rules match in the sentence as it is shown."""
        text, places = place_tokens(sentence)
        matches, cut = [], []
        for source, pattern in self._rules:
            for found in _spans(pattern, text):
                whole = touched(places, [found], whole=True)
                if whole:
                    matches.append(Match(*whole[0], source, self._scores.get(source, UNMEASURED)))
                elif touched(places, [found], whole=False):
                    cut.append(source)
        return Finds.of(sentence.id, matches, cut)

    def look(self, reader: Reader, ids: Sequence[int]) -> Iterator[Finds]:
        for sentence in list(reader.sentences(ids)):
            found = self.find(sentence)
            if found.chosen or found.cut:
                yield found


def _spans(pattern: Any, text: str) -> Iterator[Span]:
    """Where an expression matches, without the spaces at its ends; empty matches left out."""
    for match in pattern.finditer(text):
        start, end = match.span()
        hit = text[start:end]
        bare = hit.strip()
        if bare:
            start += len(hit) - len(hit.lstrip())
            yield start, start + len(bare)


def compiled(rule: Rule) -> Any:
    """The rule's expression, ready to match; UsageError NW-L10 where RE2 refuses it."""
    import re2

    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = rule.case
    if not rule.pattern or len(rule.pattern) > LONGEST_PATTERN:
        raise _refused(rule, f"it needs 1 to {LONGEST_PATTERN} characters")
    try:
        return re2.compile(rule.pattern, options=options)
    except re2.error as error:
        raise _refused(rule, _reason(error)) from error


def checked_rule(rule: Rule) -> Rule:
    """The same rule; UsageError NW-L10 where its expression cannot be used."""
    compiled(rule)
    return replace(rule)


def _reason(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _refused(rule: Rule, reason: str) -> UsageError:
    return UsageError(
        "NW-L10",
        f"The expression {rule.pattern} cannot be used: {reason}.",
        NOTHING_CHANGED,
        "Correct it; look-around and back-references are not possible here.",
    )
