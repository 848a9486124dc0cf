"""Where a cursor may usefully stop in a sentence: likely names, and the edges of stretches.

No model and no word list: capitals where they mean something, and texts that are tagged
elsewhere in the project.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

# So many tokens at most between two stops.
STRIDE = 5
# A capital says nothing where most words have one, as in a headline.
_SHOUTING = 0.75
_SENTENCE_ENDS = frozenset({".", "!", "?", ":", "…", "...", '"', "“", "”", "«", "»"})


def likely_names(tokens: Sequence[str], known: Iterable[range] = ()) -> tuple[range, ...]:
    """Runs of tokens that look like names, in order; `known` ones win over capitals."""
    found = sorted(known, key=lambda span: (span.start, -span.stop))
    apart: list[range] = []
    for span in found:
        if not apart or span.start >= apart[-1].stop:
            apart.append(span)
    taken = {token for span in apart for token in span}
    runs = (run for run in _capital_runs(tokens) if taken.isdisjoint(run))
    return tuple(sorted((*apart, *runs), key=lambda span: span.start))


def stops(tokens: Sequence[str], spans: Iterable[range]) -> tuple[int, ...]:
    """The tokens at which a jump lands: where spans begin and end, signs, and every few tokens."""
    edges = {edge for span in spans for edge in (span.start, span.stop)}
    found: list[int] = []
    for position, token in enumerate(tokens):
        sign = is_sign(token) or (position > 0 and is_sign(tokens[position - 1]))
        far = not found or position - found[-1] >= STRIDE
        if sign or far or position in edges:
            found.append(position)
    return tuple(found)


@lru_cache(maxsize=65536)
def is_sign(token: str) -> bool:
    """Whether a token holds neither letter nor digit."""
    return not any(character.isalnum() for character in token)


@lru_cache(maxsize=65536)
def first_letter(token: str) -> str:
    """The first letter or digit, without case and accents: what a person types to go there."""
    for character in unicodedata.normalize("NFKD", token):
        if character.isalnum():
            return character.casefold()[:1]
    return ""


def _capital_runs(tokens: Sequence[str]) -> Iterable[range]:
    if _shouts(tokens):
        return
    position = 0
    while position < len(tokens):
        end = position
        while end < len(tokens) and (_has_capital(tokens[end]) or _goes_on(tokens, position, end)):
            end += 1
        run = range(position, end)
        if run and not _only_begins_sentence(tokens, run):
            yield run
        position = max(end, position + 1)


def _shouts(tokens: Sequence[str]) -> bool:
    cased = [token for token in tokens if token[:1].lower() != token[:1].upper()]
    capitals = sum(token[0].isupper() for token in cased)
    return len(cased) >= 4 and capitals > _SHOUTING * len(cased)


@lru_cache(maxsize=65536)
def _has_capital(token: str) -> bool:
    """A capital in a word of several letters; `I` and `I'm` are no names."""
    head = token.replace("\u2019", "'").partition("'")[0]
    addressed = token.startswith(("@", "#"))
    return len(head) > 1 and not addressed and any(c.isupper() for c in token)


def _goes_on(tokens: Sequence[str], start: int, position: int) -> bool:
    """Whether an initial inside of a run goes on with it, as in `George W Bush`."""
    return position > start and len(tokens[position]) == 1 and tokens[position].isupper()


def _only_begins_sentence(tokens: Sequence[str], run: range) -> bool:
    """One plain word with its capital where a sentence begins."""
    begins = run.start == 0 or tokens[run.start - 1] in _SENTENCE_ENDS
    return begins and len(run) == 1 and tokens[run.start].istitle()
