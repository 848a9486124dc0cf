"""The filter language of the sentence list.

Terms combine with "and": free words, `"exact words"`, `/regular expression/`, `label:ORG`,
`tag:I-PER`, `text:UN*` (an entity's text), `status:new`, `split:dev` (or `split:none`),
`flag:`, `finding:` or `finding:orphan-inside`, `suggested:`, `score:<0.6`, and `-` before any
of them for "not".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.checks import FindingKind
from workbench.domain.errors import UsageError
from workbench.domain.sentence import Split, Status


class Field(StrEnum):
    """What a term of a filter looks at."""

    WORDS = "words"
    EXACT = "exact"
    REGEX = "regex"
    LABEL = "label"
    TAG = "tag"
    TEXT = "text"
    STATUS = "status"
    SPLIT = "split"
    FLAG = "flag"
    FINDING = "finding"
    SUGGESTED = "suggested"
    SCORE = "score"


class Order(StrEnum):
    """How the sentence list is sorted."""

    POSITION = "position"
    DOUBT = "doubt"
    LENGTH = "length"
    RECENT = "recent"
    DISAGREEMENT = "disagreement"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; `value` is checked for its field."""

    field: Field
    value: str = ""
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold, and the order of what they let through."""

    terms: tuple[Term, ...] = ()
    order: Order = Order.POSITION


ALL = Filter()

_TERM = re.compile(
    r"""(?P<no>-)?(?:
        /(?P<regex>(?:[^/\\]|\\.)+)/
      | "(?P<exact>[^"]*)"
      | (?P<field>[a-z]+):(?:"(?P<quoted>[^"]*)"|(?P<value>[^\s"]*))
      | (?P<word>\S+)
    )""",
    re.VERBOSE,
)
_ALLOWED = {
    Field.STATUS: {status.value for status in Status},
    Field.SPLIT: {split.value for split in Split} | {"none"},
    Field.FINDING: {kind.value for kind in FindingKind},
}
_NEEDS_VALUE = frozenset({Field.LABEL, Field.TAG, Field.TEXT, Field.STATUS, Field.SPLIT})
_SCORE = re.compile(r"[<>]=?\s*(0?\.\d+|[01](\.\d*)?)")
_NAMED = {field.value: field for field in Field}


def parse_filter(text: str, order: Order = Order.POSITION) -> Filter:
    """Read what a person typed; UsageError names the term that cannot be read."""
    return Filter(tuple(term for _, term in placed_terms(text)), order)


def placed_terms(text: str) -> Iterator[tuple[slice, Term]]:
    """Each term of a filter with its place in the text; errors as in `parse_filter`."""
    for match in _TERM.finditer(text):
        yield slice(match.start(), match.end()), _term(match)


def _term(match: re.Match[str]) -> Term:
    negated = match["no"] is not None
    if match["regex"] is not None:
        return Term(Field.REGEX, _checked_regex(match["regex"]), negated)
    if match["exact"] is not None:
        return Term(Field.EXACT, match["exact"], negated)
    field = _NAMED.get(match["field"] or "")
    if field is None:
        return Term(
            Field.WORDS, (match["word"] or match[0]).removeprefix("-" if negated else ""), negated
        )
    return Term(field, _checked_value(field, match["quoted"] or match["value"] or ""), negated)


def _checked_value(field: Field, value: str) -> str:
    allowed = _ALLOWED.get(field)
    may_be_empty = field not in _NEEDS_VALUE and not value
    if allowed is not None and value not in allowed and not may_be_empty:
        raise _bad(f"{field}:{value}", f"{field} is one of {', '.join(sorted(allowed))}")
    if field in _NEEDS_VALUE and not value:
        raise _bad(f"{field}:", "a value must follow the colon")
    if field is Field.SCORE and not _SCORE.fullmatch(value):
        raise _bad(f"{field}:{value}", "write score:<0.6 or score:>=0.9")
    return value


def _checked_regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise _bad(f"/{pattern}/", f"not a regular expression, {error.msg}") from error
    return pattern


def _bad(term: str, reason: str) -> UsageError:
    return UsageError(
        "NW-U10",
        f"The filter term {term} cannot be read: {reason}.",
        "The list stays as it was.",
        "Correct the term.",
    )
