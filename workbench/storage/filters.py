"""Filters as SQL conditions. Values are always bound, never written into the statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects import sqlite

from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Term
from workbench.domain.sentence import Status
from workbench.storage.schema import ENTITIES, FINDINGS, SENTENCES, SUGGESTIONS

if TYPE_CHECKING:
    import regex

Condition = ColumnElement[bool]
# Seconds for one pattern on one sentence, or on one token of it.
_LONGEST_SEARCH = 0.1
# Tokens and tags whose answer is kept: most of those that a project holds.
_REMEMBERED = 1 << 16
_WILD = re.compile(r"[*?\[]")
_DIALECT = sqlite.dialect(paramstyle="qmark")


class Where(NamedTuple):
    """A condition as SQL, with the values of its question marks."""

    sql: str
    values: tuple[Any, ...]


@lru_cache(32)
def where(terms: tuple[Term, ...]) -> Where:
    """One condition that holds for the sentences that all these terms let through.

    To make one takes as long as to find a rare word, so that some are kept.
    """
    # As a part of a question, since only there a condition on other tables refers to it.
    question = select(SENTENCES.c.id).where(and_(true(), *map(condition, terms)))
    statement = question.compile(dialect=_DIALECT)
    _, _, found = str(statement).partition("\nWHERE ")
    names: list[str] = getattr(statement, "positiontup", None) or []
    return Where(f"({found or 1})", tuple(statement.params[name] for name in names))


def condition(term: Term) -> Condition:
    found = _PATTERNS[term.field](term.value) if term.pattern else _FOUND[term.field](term.value)
    return not_(found) if term.negated else found


def is_wild(value: str) -> bool:
    """Whether a value holds a sign that stands for other characters."""
    return _WILD.search(value) is not None


def matches(pattern: str, text: str) -> bool:
    """Raise TimeoutError for a pattern that would keep the lane from everything else."""
    return compiled(pattern).search(text, timeout=_LONGEST_SEARCH) is not None


def some_line_matches(pattern: str, lines: str) -> bool:
    """Whether the pattern is found in a token or a tag, of those written as lines."""
    return any(_line_matches(pattern, line) for line in lines.split("\n"))


@lru_cache(_REMEMBERED)
def _line_matches(pattern: str, line: str) -> bool:
    return matches(pattern, line)


@lru_cache(32)
def compiled(pattern: str) -> regex.Pattern[str]:
    # Loaded with the first pattern; most projects open without one.
    import regex

    try:
        return regex.compile(pattern)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UsageError(
            "NW-U47",
            f"The regular expression /{pattern}/ cannot be used: {error}.",
            "Nothing was changed.",
            "Write it in a plainer way.",
        ) from error


def _searched(pattern: str) -> str:
    """The pattern, once it is known that it can be searched for."""
    compiled(pattern)
    return pattern


def _words(value: str) -> Condition:
    return func.instr(func.folded(SENTENCES.c.text), value.casefold()) > 0


def _exact(value: str) -> Condition:
    return func.instr(SENTENCES.c.text, value) > 0


def _regex(value: str) -> Condition:
    return func.matches(_searched(value), SENTENCES.c.text) == 1


def _label(value: str) -> Condition:
    return _entity(ENTITIES.c.label == value)


def _line(lines: ColumnElement[str]) -> Callable[[str], Condition]:
    """Whether a value is one of those stored as lines."""

    def found(value: str) -> Condition:
        # With one more break on either side each line stands between two.
        return func.instr("\n" + lines + "\n", f"\n{value}\n") > 0

    return found


def _line_pattern(lines: ColumnElement[str]) -> Callable[[str], Condition]:
    def found(pattern: str) -> Condition:
        matched = func.some_line_matches(_searched(pattern), lines) == 1
        return and_(SENTENCES.c.length > 0, matched)

    return found


def _token(value: str) -> Condition:
    if not is_wild(value):
        return _line(SENTENCES.c.tokens)(value)
    # Of all tokens of a sentence at once, each of which is a line.
    pattern = rf"(?m)^{''.join(map(_glob_part, _GLOB_PARTS.findall(value)))}$"
    return and_(SENTENCES.c.length > 0, func.matches(pattern, SENTENCES.c.tokens) == 1)


def _glob_part(part: str) -> str:
    """A regular expression for what a part of SQLite's GLOB stands for in a line."""
    if part in _GLOB_SIGNS:
        return _GLOB_SIGNS[part]
    if len(part) == 1:
        # A bracket that is never closed matches nothing.
        return "(?!)" if part == "[" else re.escape(part)
    inner = part[1:-1]
    sign = r"^\n" if inner[0] == "^" else ""
    return f"[{sign}{re.sub(r'([^-a-zA-Z0-9])', _ESCAPED, inner.removeprefix('^'))}]"


_GLOB_PARTS = re.compile(r"\*|\?|\[\^?\]?[^\]]*\]|.", re.DOTALL)
_GLOB_SIGNS = {"*": r"[^\n]*", "?": r"[^\n]"}
_ESCAPED = r"\\\1"


def _text(value: str) -> Condition:
    if is_wild(value):
        return _entity(ENTITIES.c.text.op("GLOB")(value))
    return _entity(ENTITIES.c.text == value)


def _text_pattern(pattern: str) -> Condition:
    return _entity(func.matches(_searched(pattern), ENTITIES.c.text) == 1)


def _entity(condition: Condition) -> Condition:
    return _there_is(ENTITIES.c.sentence_id == SENTENCES.c.id, condition)


def _suggestion(condition: Condition) -> Condition:
    return _there_is(SUGGESTIONS.c.sentence_id == SENTENCES.c.id, condition)


def _there_is(*conditions: Condition) -> Condition:
    return exists().where(*conditions).correlate(SENTENCES)


def _split(value: str) -> Condition:
    # Not `is_` with a literal: SQLAlchemy leaves that as it is where it is to be negated.
    return SENTENCES.c.split.is_not_distinct_from(None if value == "none" else value)


def _finding(value: str) -> Condition:
    if not value:
        return SENTENCES.c.finding_count > 0
    return _there_is(FINDINGS.c.sentence_id == SENTENCES.c.id, FINDINGS.c.kind == value)


def _suggested(value: str) -> Condition:
    return _suggestion(SUGGESTIONS.c.label == value) if value else SENTENCES.c.suggestion_count > 0


def _score(value: str) -> Condition:
    return _suggestion(_compared(SUGGESTIONS.c.score, value))


def _length(value: str) -> Condition:
    return _compared(SENTENCES.c.length, value)


def _compared(column: ColumnElement[Any], value: str) -> Condition:
    match = re.fullmatch(r"([<>]=?|=)?\s*(.+)", value)
    assert match is not None, "the filter was checked when it was read"
    compared: Condition = column.op(match[1] or "=")(float(match[2]))
    return compared


def _is_missing(beside: FromClause, *conditions: Condition) -> Condition:
    return not_(exists().where(*conditions).correlate(beside))


def _note(value: str) -> Condition:
    if not value:
        return SENTENCES.c.note != ""
    return func.instr(func.folded(SENTENCES.c.note), value.casefold()) > 0


def _disagrees(value: str) -> Condition:
    """Suggesters differ; of one: from the gold that a person gave, or from another suggester."""
    if not value:
        return SENTENCES.c.disagreement > 0
    one, other = SUGGESTIONS.alias("one"), SUGGESTIONS.alias("other")
    here = one.c.sentence_id == SENTENCES.c.id
    same = [one.c[name] == other.c[name] for name in ("sentence_id", "start", "end", "label")]
    gold = [one.c[name] == ENTITIES.c[name] for name in ("sentence_id", "start", "end", "label")]
    mine, theirs = one.c.suggester == value, one.c.suggester != value
    return or_(
        and_(
            SENTENCES.c.status != Status.NEW.value,
            _there_is(here, mine, _is_missing(one, *gold)),
        ),
        and_(
            _suggestion(SUGGESTIONS.c.suggester == value),
            _there_is(here, theirs, _is_missing(one, *same, other.c.suggester == value)),
        ),
        and_(
            _suggestion(SUGGESTIONS.c.suggester != value),
            _there_is(here, mine, _is_missing(one, *same, other.c.suggester != value)),
        ),
    )


_FOUND: Mapping[Field, Callable[[str], Condition]] = {
    Field.WORDS: _words,
    Field.EXACT: _exact,
    Field.REGEX: _regex,
    Field.LABEL: _label,
    Field.TAG: _line(SENTENCES.c.tags),
    Field.TEXT: _text,
    Field.TOKEN: _token,
    Field.STATUS: lambda value: SENTENCES.c.status == value,
    Field.SPLIT: _split,
    Field.FLAG: lambda _: SENTENCES.c.flagged.is_(True),
    Field.FINDING: _finding,
    Field.SUGGESTED: _suggested,
    Field.SUGGESTER: lambda value: _suggestion(SUGGESTIONS.c.suggester == value),
    Field.SCORE: _score,
    Field.DISAGREES: _disagrees,
    Field.ORIGIN: lambda value: _entity(ENTITIES.c.origin == value),
    Field.LENGTH: _length,
    Field.DOCUMENT: SENTENCES.c.document.op("GLOB"),
    Field.NOTE: _note,
}
_PATTERNS: Mapping[Field, Callable[[str], Condition]] = {
    Field.TAG: _line_pattern(SENTENCES.c.tags),
    Field.TEXT: _text_pattern,
    Field.TOKEN: _line_pattern(SENTENCES.c.tokens),
}
