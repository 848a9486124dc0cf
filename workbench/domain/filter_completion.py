"""What a person may want to write next into the filter: fields, and the values they take."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from workbench.domain.checks import FindingKind
from workbench.domain.entity import OriginKind
from workbench.domain.errors import UsageError
from workbench.domain.filters import parse_filter
from workbench.domain.sentence import Split, Status


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of a project that a filter may hold; `saved` are names with their filters."""

    labels: tuple[str, ...] = ()
    suggesters: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    saved: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Completion:
    """A proposal: `text` takes the place of the characters from `start` to `end`."""

    shown: str
    about: str
    start: int
    end: int
    text: str

    def written_into(self, text: str) -> tuple[str, int]:
        """The filter with the proposal in it, and where the cursor stands then."""
        return text[: self.start] + self.text + text[self.end :], self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class _FieldWords:
    """A field's explanation, and the values to propose for it."""

    about: str
    values: Callable[[Vocabulary], Iterable[str]]


def _fixed(*values: str) -> Callable[[Vocabulary], Iterable[str]]:
    return lambda _vocabulary: values


def _labels(vocabulary: Vocabulary) -> Iterable[str]:
    return vocabulary.labels


def _tags(vocabulary: Vocabulary) -> Iterable[str]:
    return ("O", *(f"{part}-{label}" for label in vocabulary.labels for part in "BI"))


def _suggesters(vocabulary: Vocabulary) -> Iterable[str]:
    return vocabulary.suggesters


def _documents(vocabulary: Vocabulary) -> Iterable[str]:
    return vocabulary.documents


FIELDS = {
    "label": _FieldWords("has an entity of this label", _labels),
    "status": _FieldWords("new, draft, done or rejected", _fixed(*Status)),
    "split": _FieldWords("train, dev, test or none", _fixed(*Split, "none")),
    "flag": _FieldWords("is flagged", _fixed()),
    "finding": _FieldWords("has bad tags, of any kind or of this one", _fixed(*FindingKind)),
    "suggested": _FieldWords("has suggestions, of any label or of this one", _labels),
    "suggester": _FieldWords("has suggestions by this one", _suggesters),
    "score": _FieldWords("has a suggestion of such a score", _fixed("<0.6", ">=0.9")),
    "disagrees": _FieldWords("a suggester says otherwise", _suggesters),
    "text": _FieldWords("has an entity of this text, such as UN*", _fixed()),
    "token": _FieldWords("has this token, such as Gen*", _fixed()),
    "tag": _FieldWords("has this very tag", _tags),
    "origin": _FieldWords("has an entity that came so", _fixed(*OriginKind)),
    "length": _FieldWords("has so many tokens", _fixed("<5", ">40", ">100")),
    "document": _FieldWords("is of this document, such as news*", _documents),
    "note": _FieldWords("has a note, or these words in it", _fixed()),
}

# A term as far as it is written: quotes and slashes may still be open.
_TERM = re.compile(
    r"""(?P<no>-?)(?:
        (?P<literal>/(?:[^/\\]|\\.)*/?|"[^"]*"?)
      | (?P<field>[A-Za-z]+):(?P<value>"[^"]*"?|/(?:[^/\\]|\\.)*/?|[^\s"]*)
      | (?P<word>[^\s"]+)
    )?""",
    re.VERBOSE,
)


def complete(text: str, cursor: int, vocabulary: Vocabulary) -> tuple[Completion, ...]:
    """What fits the term that the cursor stands in; nothing where it is complete already."""
    cursor = min(cursor, len(text))
    match = _term_at(text, cursor)
    if match["literal"] is not None:
        return ()
    if match["field"] is not None:
        found = tuple(_values(match, cursor, text, vocabulary))
    else:
        found = (*_fields(match, cursor), *_saved(match, cursor, vocabulary))
    return () if [one.text.strip() for one in found] == [match[0].strip()] else found


def faulty_term(text: str) -> tuple[int, int] | None:
    """Where the first term stands that cannot be read, if there is one."""
    for match in _TERM.finditer(text):
        try:
            parse_filter(match[0])
        except UsageError:
            return match.span()
    return None


def _term_at(text: str, cursor: int) -> re.Match[str]:
    position = 0
    while position < cursor:
        match = _TERM.match(text, position)
        if match is None or match.end() == position:
            position += 1
        elif match.end() < cursor:
            position = match.end()
        else:
            return match
    found = _TERM.match(text[:cursor], cursor)
    assert found is not None, "the pattern matches nothing, too"
    return found


def _fields(match: re.Match[str], cursor: int) -> Iterator[Completion]:
    start = match.end("no")
    typed = match.string[start:cursor]
    for name in ranked(typed, FIELDS):
        if name.startswith(typed.casefold()):
            yield Completion(f"{name}:", FIELDS[name].about, start, match.end(), f"{name}:")


def _saved(match: re.Match[str], cursor: int, vocabulary: Vocabulary) -> Iterator[Completion]:
    typed = match.string[match.start() : cursor]
    filters = dict(vocabulary.saved)
    for name in ranked(typed, filters):
        yield Completion(name, filters[name], match.start(), match.end(), f"{filters[name]} ")


def _values(
    match: re.Match[str], cursor: int, text: str, vocabulary: Vocabulary
) -> Iterator[Completion]:
    field = FIELDS.get(match["field"].lower())
    start, end = match.span("value")
    if field is None or cursor < start or match["value"].startswith("/"):
        return
    typed = text[start:cursor].removeprefix('"')
    space = "" if text[end : end + 1] == " " else " "
    values = ranked(typed, field.values(vocabulary))
    if values == [match["value"].strip('"')]:
        return
    for value in values:
        yield Completion(value, "", start, end, quoted(value) + space)


def ranked(typed: str, words: Iterable[str]) -> list[str]:
    """The words that hold what was typed, those that begin with it first."""
    folded = typed.casefold()
    fitting = [word for word in words if folded in word.casefold() and '"' not in word]
    return sorted(fitting, key=lambda word: not word.casefold().startswith(folded))


def quoted(value: str) -> str:
    """A value as it stands behind the colon of its field."""
    plain = value and not re.search(r"\s", value) and not value.startswith("/")
    return value if plain else f'"{value}"'
