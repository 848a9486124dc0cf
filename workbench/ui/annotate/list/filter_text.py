"""Terms written into and taken out of the text of the filter field, and what they hit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate

from workbench.domain.filter_completion import quoted
from workbench.domain.filters import Filter, Term
from workbench.domain.mentions import place_tokens, touched
from workbench.domain.sentence import Sentence

Span = tuple[int, int]


def with_term(text: str, field: str, value: str | None) -> str:
    """The filter with `field:value` in place of what it said about that field.

    None takes the field out; an empty value writes the bare `field:`.
    """
    pattern = rf'(?<!\S)-?{re.escape(field)}:(?:"[^"]*"|\S*)'
    kept = " ".join(re.sub(pattern, "", text).split())
    if value is None:
        return kept
    return f"{kept} {field}:{quoted(value) if value else ''}".strip()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What of a filter can be pointed at in a sentence.

    `patterns` are regular expressions with the field they look at; only the store may run
    them, because they may take for ever.
    """

    plain: tuple[Term, ...] = ()
    patterns: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def of(wanted: Filter) -> Wanted:
        shown = [term for term in wanted.terms if not term.negated and term.value]
        patterns = [(term.field.value, _pattern(term)) for term in shown]
        return Wanted(
            tuple(term for term in shown if term.field.value in _FINDERS and not _pattern(term)),
            tuple((field, found) for field, found in patterns if found),
        )

    def __bool__(self) -> bool:
        return bool(self.plain or self.patterns)


def _pattern(term: Term) -> str:
    """The regular expression of a term, or nothing where it has none."""
    # As the term says where it can, or by its slashes.
    if term.field.value == "regex" or getattr(term, "pattern", False):
        return term.value
    value = term.value
    written = len(value) > 2 and value.startswith("/") and value.endswith("/")
    return value[1:-1] if written and term.field.value in ("text", "token", "tag") else ""


def plain_hits(sentence: Sentence, terms: Iterable[Term]) -> list[Span]:
    """The runs of tokens that these terms hit, in order, without overlaps."""
    found = {span for term in terms for span in _FINDERS[term.field.value](sentence, term.value)}
    return merged_hits(found)


def pattern_hits(
    sentence: Sentence, patterns: Iterable[tuple[str, str]], search: Callable[..., list[Span]]
) -> list[Span]:
    """The same for regular expressions, which `search` (pattern, text) runs."""
    found: set[Span] = set()
    for field, pattern in patterns:
        if field == "regex":
            text, places = place_tokens(sentence)
            found.update(touched(places, search(pattern, text), whole=False))
        else:
            found.update(
                span for span, text in _parts(sentence, field) if text and search(pattern, text)
            )
    return merged_hits(found)


def merged_hits(spans: Iterable[Span]) -> list[Span]:
    """Spans in order; of those that overlap the first one, and the longest of these."""
    chosen: list[Span] = []
    for start, end in sorted(set(spans), key=lambda span: (span[0], -span[1])):
        if not chosen or start >= chosen[-1][1]:
            chosen.append((start, end))
    return chosen


def _parts(sentence: Sentence, field: str) -> Iterator[tuple[Span, str]]:
    """The parts of a sentence that a field looks at, with their tokens."""
    if field == "text":
        for entity in sentence.entities:
            yield (entity.start, entity.end), sentence.surface(entity)
        return
    for position, part in enumerate(sentence.tokens if field == "token" else sentence.tags):
        yield (position, position + 1), part


def _words(sentence: Sentence, value: str) -> Iterable[Span]:
    text, places = place_tokens(sentence)
    folded, origins = _folded(text)
    found = (
        (origins[start], origins[end - 1] + 1)
        for start, end in _occurrences(value.casefold(), folded)
    )
    return touched(places, found, whole=False)


def _exact(sentence: Sentence, value: str) -> Iterable[Span]:
    text, places = place_tokens(sentence)
    return touched(places, _occurrences(value, text), whole=False)


def _occurrences(part: str, text: str) -> Iterator[Span]:
    start = text.find(part)
    while start >= 0:
        yield start, start + len(part)
        start = text.find(part, start + 1)


def _folded(text: str) -> tuple[str, list[int]]:
    """The text without capitals, and where each of its characters comes from: ß becomes ss."""
    folded = [character.casefold() for character in text]
    origins = [place for place, part in enumerate(folded) for _ in part]
    return "".join(folded), origins


def _glob(field: str) -> Callable[[Sentence, str], Iterable[Span]]:
    def find(sentence: Sentence, value: str) -> Iterable[Span]:
        fits = re.compile(translate(value)).match
        return [span for span, text in _parts(sentence, field) if fits(text)]

    return find


def _tag(sentence: Sentence, value: str) -> Iterable[Span]:
    return [span for span, tag in _parts(sentence, "tag") if tag == value]


_FINDERS: Mapping[str, Callable[[Sentence, str], Iterable[Span]]] = {
    "words": _words,
    "exact": _exact,
    "text": _glob("text"),
    "token": _glob("token"),
    "tag": _tag,
}
