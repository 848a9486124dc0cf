"""Terms written into and taken out of the text of the filter field."""

from __future__ import annotations

import re
from collections.abc import Sequence

from workbench.domain.filters import Field, Filter
from workbench.domain.sentence import is_ideographic


def with_term(text: str, field: str, value: str | None) -> str:
    """The filter with `field:value` in place of what it said about that field.

    None takes the field out; an empty value writes the bare `field:`.
    """
    pattern = rf'(?<!\S)-?{re.escape(field)}:(?:"[^"]*"|\S*)'
    kept = " ".join(re.sub(pattern, "", text).split())
    if value is None:
        return kept
    written = f'"{value}"' if re.search(r"\s", value) else value
    return f"{kept} {field}:{written}".strip()


def wanted_words(wanted: Filter) -> tuple[str, ...]:
    """The words that hits are marked by, in lower case."""
    return tuple(
        term.value.casefold()
        for term in wanted.terms
        if term.field in (Field.WORDS, Field.EXACT) and not term.negated and term.value
    )


def hit_tokens(tokens: Sequence[str], words: Sequence[str]) -> frozenset[int]:
    """The tokens that hold one of the words, or a part of a phrase over several tokens."""
    hits: set[int] = set()
    for word in words:
        parts = word.split()
        if len(parts) == 1 and any(is_ideographic(character) for character in word):
            parts = list(word)
        for start in range(len(tokens) - len(parts) + 1):
            window = tokens[start : start + len(parts)]
            if all(part in token.casefold() for part, token in zip(parts, window, strict=True)):
                hits.update(range(start, start + len(parts)))
    return frozenset(hits)
