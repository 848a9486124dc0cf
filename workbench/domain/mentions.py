"""Where a text occurs, token by token, and what stands there already.

A term is compared with runs of tokens without regard to spaces, and then the borders are
looked at: where the term has a space a token must end, and where a token ends the term must
have a space, or a sign beside it, or a character that is written without spaces. So "New York"
finds the tokens New, York; "Tom's" finds Tom, 's; and a Chinese term finds single characters.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, groupby
from typing import NamedTuple
from unicodedata import category

from workbench.domain.entity import Entity
from workbench.domain.errors import NOTHING_CHANGED, UsageError
from workbench.domain.filters import ALL, Filter
from workbench.domain.sentence import Sentence, is_ideographic, join_tokens

Span = tuple[int, int]

CONTEXT_TOKENS = 24
CONTEXT_CHARACTERS = 100
# Characters of a term by which it is looked up first.
_HEAD = 3
_NO_TAG = frozenset({"", "O", "o", "0"})


@dataclass(frozen=True, slots=True)
class Search:
    """What to look for: terms, or a regular expression where there are none.

    With `whole` a hit begins and ends where tokens do; without it a hit may lie inside of
    tokens, which are then tagged whole. `within` chooses the sentences.
    """

    terms: tuple[str, ...] = ()
    pattern: str = ""
    case: bool = True
    whole: bool = True
    within: Filter = ALL


@dataclass(frozen=True, slots=True)
class TermList:
    """Terms under a name, with the label that they get; "" where none was chosen."""

    name: str
    label: str
    terms: tuple[str, ...]


class Presence(StrEnum):
    """What was found on the tokens of a hit."""

    NOTHING = "nothing"
    SUGGESTION = "suggestion"
    ENTITY = "entity"
    OVERLAP = "overlap"
    BAD_TAG = "bad tag"


# The next two are tuples because a hundred thousand of them are made and sorted at once.


class Standing(NamedTuple):
    """What stands on the tokens of a hit, and its label or bad tag."""

    presence: Presence = Presence.NOTHING
    label: str = ""


class State(StrEnum):
    """What a label would meet at a hit."""

    UNTAGGED = "untagged"
    SUGGESTED = "suggested"
    SAME = "same"
    OTHER = "other"
    OVERLAP = "overlap"
    BAD_TAG = "bad tag"


CONFLICTS = frozenset({State.OTHER, State.OVERLAP, State.BAD_TAG})
_STATES = {
    Presence.NOTHING: State.UNTAGGED,
    Presence.SUGGESTION: State.SUGGESTED,
    Presence.OVERLAP: State.OVERLAP,
    Presence.BAD_TAG: State.BAD_TAG,
}


class Hit(NamedTuple):
    """A place where a text occurs: its tokens, what stands on them, and the text around."""

    sentence: int
    start: int
    end: int
    tokens: tuple[str, ...]
    standing: Standing = Standing()
    left: str = ""
    right: str = ""

    @property
    def text(self) -> str:
        return join_tokens(self.tokens)

    @property
    def place(self) -> tuple[int, int, int]:
        return self[:3]


def state_of(standing: Standing, label: str) -> State:
    """What putting that label would meet."""
    if standing.presence is Presence.ENTITY:
        return State.SAME if standing.label == label else State.OTHER
    return _STATES[standing.presence]


def read_terms(text: str) -> tuple[str, ...]:
    """One term a line; spaces are evened out, empty lines and repeats left out."""
    lines = (" ".join(line.split()) for line in text.replace("\ufeff", "").splitlines())
    return tuple(dict.fromkeys(line for line in lines if line))


def checked_pattern(pattern: str) -> str:
    """The same regular expression; UsageError NW-U36 where it is none."""
    try:
        re.compile(pattern)
    except re.error as error:
        raise UsageError(
            "NW-U36",
            f"The regular expression {pattern} cannot be read: {error.msg}.",
            NOTHING_CHANGED,
            "Correct it.",
        ) from error
    return pattern


def fragments(term: str) -> tuple[str, ...]:
    """Pieces that stand unbroken in each text that holds the term, the longest first."""
    pieces = dict.fromkeys(
        "".join(character for _, character in run)
        for word in term.split()
        for _, run in groupby(enumerate(word), _run_of)
    )
    return tuple(sorted(pieces, key=len, reverse=True))


def _run_of(placed: tuple[int, str]) -> tuple[str, int]:
    """Letters go together, characters written without spaces too, signs one by one."""
    kind = _kind(placed[1])
    return kind, 0 if kind else placed[0]


def _kind(character: str) -> str:
    if is_ideographic(character):
        return "ideograph"
    return "letter" if category(character)[0] in "LMN" else ""


def _joined(left: str, right: str) -> bool:
    """Whether a token that ends between these characters would break a word."""
    return _kind(left) == _kind(right) == "letter"


@dataclass(frozen=True, slots=True)
class WrittenLine:
    """Tokens without spaces; `starts` of each token and the end, `gaps` where a space may be."""

    written: str
    starts: Sequence[int]
    gaps: Collection[int]

    @classmethod
    def of(cls, tokens: Sequence[str], case: bool) -> WrittenLine:
        if not case:
            tokens = [token.casefold() for token in tokens]
        written = "".join(tokens)
        starts = (0, *accumulate(map(len, tokens)))
        if written.split() in ([], [written]):
            return cls(written, starts, starts)
        return cls._with_spaces(tokens)

    @classmethod
    def _with_spaces(cls, tokens: Sequence[str]) -> WrittenLine:
        """The same where some tokens hold spaces, which are left out too."""
        pieces = [token.split() for token in tokens]
        lengths = [sum(map(len, some)) for some in pieces]
        every = [len(piece) for some in pieces for piece in some]
        gaps = frozenset((0, *accumulate(every)))
        written = "".join(piece for some in pieces for piece in some)
        return cls(written, (0, *accumulate(lengths)), gaps)

    def gaps_within(self, start: int, end: int) -> frozenset[int]:
        """Where spaces may be between two characters, counted from the first of them."""
        return frozenset(gap - start for gap in range(start + 1, end) if gap in self.gaps)

    def span(self, start: int, end: int, whole: bool) -> Span | None:
        """The tokens that these characters touch; None where they must fill them and do not."""
        first = bisect_right(self.starts, start) - 1
        last = bisect_right(self.starts, end - 1) - 1
        if whole and (self.starts[first] != start or self.starts[last + 1] != end):
            return None
        return first, last + 1


@dataclass(frozen=True, slots=True)
class WrittenTerm:
    """A term without its spaces, and where they are."""

    written: str
    gaps: frozenset[int]

    @classmethod
    def of(cls, text: str, case: bool) -> WrittenTerm:
        line = WrittenLine.of(text.split(), case)
        return cls(line.written, line.gaps_within(0, len(line.written)))

    def fits(self, found: frozenset[int]) -> bool:
        """Whether the ends of tokens allow it: at its spaces, and nowhere inside of a word."""
        return self.gaps <= found and not any(
            _joined(self.written[gap - 1], self.written[gap]) for gap in found - self.gaps
        )


class Matcher:
    """Finds any of many terms in tokens; the time hardly depends on how many they are."""

    def __init__(self, terms: Iterable[str], case: bool = True, whole: bool = True) -> None:
        self._case = case
        self._whole = whole
        self._terms: dict[str, list[WrittenTerm]] = defaultdict(list)
        for term in dict.fromkeys(WrittenTerm.of(text, case) for text in terms):
            if term.written:
                self._terms[term.written].append(term)
        # By its head and the lengths of terms that begin so a place is looked at quickly.
        self._lengths: dict[str, list[int]] = defaultdict(list)
        for head, length in sorted({(one[:_HEAD], len(one)) for one in self._terms}):
            self._lengths[head].append(length)
        self._sizes = sorted({len(head) for head in self._lengths})

    def spans(self, tokens: Sequence[str]) -> list[Span]:
        """The runs of tokens that hold a term: the leftmost, of these the longest."""
        line = WrittenLine.of(tokens, self._case)
        places = line.starts if self._whole else range(len(line.written))
        heads = [
            (at, head)
            for size in self._sizes
            for at in places
            if (head := line.written[at : at + size]) in self._lengths
        ]
        return leftmost(span for at, head in heads for span in self._at(line, at, head))

    def _at(self, line: WrittenLine, at: int, head: str) -> Iterator[Span]:
        for length in self._lengths[head]:
            # At the end of the sentence there may be less than that.
            written = line.written[at : at + length]
            for term in self._terms.get(written, ()) if len(written) == length else ():
                span = line.span(at, at + length, self._whole)
                if span is not None and term.fits(line.gaps_within(at, at + length)):
                    yield span


def leftmost(spans: Iterable[Span]) -> list[Span]:
    """Of spans that overlap the one that begins first, and of those the longest."""
    chosen: list[Span] = []
    for span in sorted(set(spans), key=lambda one: (one[0], -one[1])):
        if not chosen or span[0] >= chosen[-1][1]:
            chosen.append(span)
    return chosen


def place_tokens(sentence: Sentence) -> tuple[str, list[Span]]:
    """The text of a sentence and where each token stands in it.

    That is its source, or the tokens joined where the source does not hold them in order.
    """
    if sentence.source:
        places = _places(sentence.source, sentence.tokens)
        if len(places) == len(sentence.tokens):
            return sentence.source, places
    joined = join_tokens(sentence.tokens)
    return joined, _places(joined, sentence.tokens)


def _places(text: str, tokens: Iterable[str]) -> list[Span]:
    places: list[Span] = []
    end = 0
    for token in tokens:
        start = text.find(token, end)
        if start < 0:
            return places
        end = start + len(token)
        places.append((start, end))
    return places


def touched(places: Sequence[Span], found: Iterable[Span], whole: bool) -> list[Span]:
    """The runs of tokens that stretches of the text touch, or fill where `whole`."""
    starts, ends = [start for start, _ in places], [end for _, end in places]
    spans = []
    for start, end in found:
        first, last = bisect_right(ends, start), bisect_right(starts, end - 1)
        fills = first < last and (starts[first], ends[last - 1]) == (start, end)
        if first < last and (fills or not whole):
            spans.append((first, last))
    return leftmost(spans)


def hits_in(sentence: Sentence, spans: Iterable[Span]) -> list[Hit]:
    """Hits on these tokens, with what stands there."""
    entities = sentence.entities
    return [_hit(sentence, entities, start, end) for start, end in spans]


def _hit(sentence: Sentence, entities: Sequence[Entity], start: int, end: int) -> Hit:
    tokens = sentence.tokens
    return Hit(
        sentence.id,
        start,
        end,
        tokens[start:end],
        standing_on(sentence, entities, start, end),
        _left_of(tokens, start),
        _right_of(tokens, end),
    )


def _left_of(tokens: Sequence[str], start: int) -> str:
    """What stands before a token; an ellipsis says that the sentence begins earlier."""
    first = max(start - CONTEXT_TOKENS, 0)
    text = join_tokens(tokens[first:start])
    cut = first > 0 or len(text) > CONTEXT_CHARACTERS
    return f"…{text[-CONTEXT_CHARACTERS:]}" if cut else text


def _right_of(tokens: Sequence[str], end: int) -> str:
    last = end + CONTEXT_TOKENS
    text = join_tokens(tokens[end:last])
    cut = last < len(tokens) or len(text) > CONTEXT_CHARACTERS
    return f"{text[:CONTEXT_CHARACTERS]}…" if cut else text


def standing_on(sentence: Sentence, entities: Sequence[Entity], start: int, end: int) -> Standing:
    """What stands on these tokens: gold before bad tags before suggestions."""
    span = Entity("span", start, end)
    touching = [entity for entity in entities if entity.overlaps(span)]
    if touching:
        exact = touching[0].positions == span.positions
        return Standing(Presence.ENTITY if exact else Presence.OVERLAP, touching[0].label)
    bad = [tag for tag in sentence.tags[start:end] if tag not in _NO_TAG]
    if bad:
        return Standing(Presence.BAD_TAG, bad[0])
    suggested = [one for one in sentence.suggestions if one.entity.overlaps(span)]
    if suggested:
        surest = max(suggested, key=lambda one: one.score)
        return Standing(Presence.SUGGESTION, surest.entity.label)
    return Standing()
