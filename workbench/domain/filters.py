"""The filter language of the sentence list.

Terms combine with "and": free words, `"exact words"`, `/regular expression/`, a field with its
value such as `label:ORG`, and `-` before any of them for "not". `FIELDS` says what each field
takes. Inside of quotes `\\"` stands for a quote and `\\\\` for a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.errors import UsageError
from workbench.domain.sentence import Split, Status
from workbench.domain.spelling import closest


class Field(StrEnum):
    """What a term of a filter looks at."""

    WORDS = "words"
    EXACT = "exact"
    REGEX = "regex"
    LABEL = "label"
    TAG = "tag"
    TEXT = "text"
    TOKEN = "token"
    STATUS = "status"
    SPLIT = "split"
    FLAG = "flag"
    FINDING = "finding"
    SUGGESTED = "suggested"
    SUGGESTER = "suggester"
    SCORE = "score"
    DISAGREES = "disagrees"
    ORIGIN = "origin"
    LENGTH = "length"
    DOCUMENT = "document"
    NOTE = "note"


class Order(StrEnum):
    """How the sentence list is sorted."""

    POSITION = "position"
    DOUBT = "doubt"
    LENGTH = "length"
    RECENT = "recent"
    DISAGREEMENT = "disagreement"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Term:
    """One condition; `value` is checked for its field, `pattern` says that it is a regex."""

    field: Field
    value: str = ""
    negated: bool = False
    pattern: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold, and the order of what they let through."""

    terms: tuple[Term, ...] = ()
    order: Order = Order.POSITION


ALL = Filter()


@dataclass(frozen=True, slots=True)
class FieldRule:
    """What may stand behind the colon of a field.

    `choices` are the only values where there are any; `shape` is what a value must look like,
    and `example` shows it; `empty` allows none, `patterns` a regular expression as well.
    """

    choices: tuple[str, ...] = ()
    shape: str = ""
    example: str = ""
    empty: bool = False
    patterns: bool = False


_NOTHING = r"(?!)"
_SCORE = r"[<>]=?\s*(?:0?\.\d+|[01](?:\.\d*)?)"
_LENGTH = r"(?:[<>]=?|=)?\s*\d{1,9}"
FIELDS: Mapping[Field, FieldRule] = {
    Field.WORDS: FieldRule(),
    Field.EXACT: FieldRule(),
    Field.REGEX: FieldRule(),
    Field.LABEL: FieldRule(),
    Field.TAG: FieldRule(patterns=True),
    Field.TEXT: FieldRule(patterns=True),
    Field.TOKEN: FieldRule(patterns=True),
    Field.STATUS: FieldRule(tuple(status.value for status in Status)),
    Field.SPLIT: FieldRule((*(split.value for split in Split), "none")),
    Field.FLAG: FieldRule(shape=_NOTHING, example="flag: alone", empty=True),
    Field.FINDING: FieldRule(tuple(kind.value for kind in FindingKind), empty=True),
    Field.SUGGESTED: FieldRule(empty=True),
    Field.SUGGESTER: FieldRule(),
    Field.SCORE: FieldRule(shape=_SCORE, example="score:<0.6 or score:>=0.9"),
    Field.DISAGREES: FieldRule(empty=True),
    Field.ORIGIN: FieldRule(tuple(kind.value for kind in OriginKind)),
    Field.LENGTH: FieldRule(shape=_LENGTH, example="length:>40 or length:12"),
    Field.DOCUMENT: FieldRule(),
    Field.NOTE: FieldRule(empty=True),
}
_NAMED = {field.value: field for field in Field}
_MARKS = {Field.EXACT: '"', Field.REGEX: "/"}

_QUOTED = r'"(?P<{0}>(?:[^"\\]|\\.)*)"'
_SLASHED = r"/(?P<{0}>(?:[^/\\]|\\.)+)/"
_TERM = re.compile(
    rf"""(?P<no>-(?=\S))?(?:
        (?P<field>[A-Za-z]+):(?:{_QUOTED.format("quoted")}|{_SLASHED.format("pattern")}
          |(?P<value>[^\s"]+)|)
      | {_SLASHED.format("regex")}
      | {_QUOTED.format("exact")}
      | (?P<word>[^\s"/]\S*)
    )(?!\S)""",
    re.VERBOSE | re.DOTALL,
)
_BARE_VALUE = re.compile(r'[^\s"/][^\s"]*')
_IN_SLASHES = re.compile(r"(?:[^/\\]|\\.)+", re.DOTALL)
_NAME = re.compile(r"([A-Za-z]+):")
# From this length of a name on, one wrong letter is a slip; from the other on, two are.
_SLIP, _TWO_SLIPS = 4, 6


def parse_filter(text: str, order: Order = Order.POSITION) -> Filter:
    """Read what a person typed; UsageError names the term that cannot be read."""
    return Filter(tuple(term for _, term in placed_terms(text)), order)


def format_filter(wanted: Filter) -> str:
    """The terms as a person would type them; `parse_filter` reads the same terms from that."""
    return " ".join(_format(term) for term in wanted.terms)


def placed_terms(text: str) -> Iterator[tuple[slice, Term]]:
    """Each term of a filter with its place in the text; errors as in `parse_filter`."""
    at = _skip_spaces(text, 0)
    while at < len(text):
        match = _TERM.match(text, at)
        if match is None:
            raise _unreadable(text[at:])
        yield slice(match.start(), match.end()), _term(match)
        at = _skip_spaces(text, match.end())


def _skip_spaces(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _term(match: re.Match[str]) -> Term:
    negated = match["no"] is not None
    if match["regex"] is not None:
        return Term(Field.REGEX, _checked_regex(match["regex"]), negated)
    if match["exact"] is not None:
        return _checked(Term(Field.EXACT, _unquoted(match["exact"]), negated), match[0])
    name = match["field"]
    if name is None:
        return Term(Field.WORDS, _checked_word(match), negated)
    field = _NAMED.get(name.lower())
    if field is None:
        _refuse_slip(name, match[0])
        return Term(Field.WORDS, match[0].removeprefix("-") if negated else match[0], negated)
    if match["pattern"] is not None and FIELDS[field].patterns:
        return Term(field, _checked_regex(match["pattern"]), negated, pattern=True)
    value = _value(match)
    if FIELDS[field].patterns and match["value"] and value.startswith("/"):
        raise _unreadable(match[0])
    return _checked(Term(field, value, negated), match[0])


def _checked_word(match: re.Match[str]) -> str:
    """A word may not be what is left of a term with a missing quote or slash."""
    word = match["word"]
    begun = _NAME.match(word.removeprefix("-"))
    broken = word[:1] == "-" and word[1:2] in _WRONG_END
    if broken or (begun is not None and begun[1].lower() in _NAMED):
        raise _unreadable(match.string[match.start() :])
    return word


def _value(match: re.Match[str]) -> str:
    if match["pattern"] is not None:
        return f"/{match['pattern']}/"
    return match["value"] or _unquoted(match["quoted"] or "")


def _checked(term: Term, typed: str) -> Term:
    rule = FIELDS[term.field]
    value = term.value
    if not value:
        if not rule.empty:
            raise _bad(typed, rule.example or _MISSING.get(term.field, "a value must follow"))
    elif rule.choices and value not in rule.choices:
        raise _bad(typed, f"{term.field} is one of {', '.join(sorted(rule.choices))}")
    elif rule.shape and not re.fullmatch(rule.shape, value):
        raise _bad(typed, f"write {rule.example}")
    elif term.field is Field.REGEX:
        _checked_regex(value)
    return term


_MISSING = {Field.EXACT: "nothing stands between the quotes"}


def _checked_regex(pattern: str) -> str:
    try:
        re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise _bad(f"/{pattern}/", f"not a regular expression, {error}") from error
    return pattern


def _refuse_slip(name: str, typed: str) -> None:
    """A field name with a slip finds nothing as a word, and that looks like an answer."""
    allowed = 2 if len(name) >= _TWO_SLIPS else int(len(name) >= _SLIP)
    nearest = closest(name.lower(), _NAMED, allowed)
    if nearest is not None:
        raise _bad(typed, f'there is no field {name}; write {nearest}: or "{typed}" in quotes')


def _unreadable(rest: str) -> UsageError:
    """Why no term can be read where one begins."""
    typed = rest.split(maxsplit=1)[0]
    mark = next((one for one in typed if one in _WRONG_END), '"')
    return _bad(rest if len(rest) < _LONG else typed, _WRONG_END[mark])


_LONG = 40
_WRONG_END = {
    '"': "a closing quote with a space behind it is missing",
    "/": "a closing slash with a space behind it is missing; to look for a slash, use quotes",
}


def _bad(term: str, reason: str) -> UsageError:
    return UsageError(
        "NW-U10",
        f"The filter term {term} cannot be read: {reason}.",
        "The list stays as it was.",
        "Correct the term.",
    )


def _format(term: Term) -> str:
    shown = _FORMATS.get(term.field, _format_field)(term)
    return f"-{shown}" if term.negated else shown


def _format_words(term: Term) -> str:
    match = _TERM.fullmatch(term.value)
    plain = match is not None and match["word"] == term.value and not match["no"]
    # Whatever looks like a field might be one, or be taken for a slip.
    return term.value if plain and not _NAME.match(term.value) else _format_field(term)


def _format_regex(term: Term) -> str:
    return f"/{term.value}/" if _IN_SLASHES.fullmatch(term.value) else _format_field(term)


def _format_field(term: Term) -> str:
    if term.pattern:
        return f"{term.field}:/{term.value}/"
    bare = not term.value or _BARE_VALUE.fullmatch(term.value)
    return f"{term.field}:{term.value if bare else quote(term.value)}"


_FORMATS: Mapping[Field, Callable[[Term], str]] = {
    Field.WORDS: _format_words,
    Field.EXACT: lambda term: quote(term.value),
    Field.REGEX: _format_regex,
}


def quote(value: str) -> str:
    """A value in quotes, as the filter language reads it."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _unquoted(value: str) -> str:
    return re.sub(r'\\(["\\])', r"\1", value)
