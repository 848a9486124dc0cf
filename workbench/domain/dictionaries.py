"""Dictionaries: for each label the terms that suggest it, and how sure each of them is."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from workbench.domain.errors import NOTHING_CHANGED, CorpusError, UsageError

# More terms than these no dictionary may have.
MOST_TERMS = 200_000
LONGEST_TERM = 500
COLUMNS = ("term", "confidence", "count", "case")
_YES = frozenset({"yes", "true", "1", ""})


@dataclass(frozen=True, slots=True)
class DictionaryTerm:
    """A term as it is written, with its confidence in 0..1.

    `count` says how often gold has it under the label; a term with a count was learned. With
    `case` only the same capital letters match.
    """

    text: str
    confidence: float = 1.0
    count: int = 0
    case: bool = True

    @property
    def learned(self) -> bool:
        return self.count > 0


@dataclass(frozen=True, slots=True)
class Dictionary:
    """The terms of a label, in the order of the alphabet, each text once."""

    label: str
    terms: tuple[DictionaryTerm, ...] = ()

    def with_terms(self, terms: Iterable[DictionaryTerm]) -> Dictionary:
        """These terms too, in place of those of the same text."""
        every = {one.text: one for one in (*self.terms, *terms)}
        return replace(self, terms=tuple(sorted(every.values(), key=_order)))

    def without(self, texts: Iterable[str]) -> Dictionary:
        gone = frozenset(texts)
        return replace(self, terms=tuple(one for one in self.terms if one.text not in gone))

    def relearned(self, terms: Iterable[DictionaryTerm]) -> Dictionary:
        """Learned terms in place of the earlier learned ones; what a person gave stays."""
        given = [one for one in self.terms if not one.learned]
        return Dictionary(self.label).with_terms([*terms, *given])

    def to_json(self) -> list[list[Any]]:
        return [[one.text, one.confidence, one.count, one.case] for one in self.terms]

    @classmethod
    def from_json(cls, label: str, stored: Any) -> Dictionary:
        """A dictionary as the project keeps it; what has another form is left out."""
        rows = stored if isinstance(stored, list) else []
        return cls(label, tuple(DictionaryTerm(*row) for row in rows if _is_term(row)))


def _order(term: DictionaryTerm) -> tuple[str, str]:
    return term.text.casefold(), term.text


def _is_term(row: Any) -> bool:
    return (
        isinstance(row, list)
        and len(row) == len(COLUMNS)
        and isinstance(row[0], str)
        and isinstance(row[1], (int, float))
        and isinstance(row[2], int)
        and isinstance(row[3], bool)
    )


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """Which texts become terms: tagged so often in gold, and in such a share of their places."""

    least: int = 2
    share: float = 0.5


def learned_terms(
    tagged: Mapping[tuple[str, str], int], places: Mapping[str, int], options: LearnOptions
) -> dict[str, tuple[DictionaryTerm, ...]]:
    """The terms of each label, from how often a text has it and how often it occurs at all.

    The confidence is that relative frequency.
    """
    found: dict[str, list[DictionaryTerm]] = {}
    for (text, label), count in sorted(tagged.items()):
        share = count / max(places.get(text, count), count)
        if count >= options.least and share >= options.share and len(text) <= LONGEST_TERM:
            found.setdefault(label, []).append(DictionaryTerm(text, round(share, 4), count))
    return {label: tuple(terms) for label, terms in found.items()}


def checked_term(term: DictionaryTerm) -> DictionaryTerm:
    """The term with its spaces evened out; UsageError NW-L11 where it is none."""
    text = " ".join(term.text.split())
    if not text or len(text) > LONGEST_TERM:
        raise UsageError(
            "NW-L11",
            f"A term needs 1 to {LONGEST_TERM} characters.",
            NOTHING_CHANGED,
            "Write another one.",
        )
    if not 0 <= term.confidence <= 1:
        raise UsageError(
            "NW-L11",
            f"The confidence of {text} is {term.confidence:g}.",
            NOTHING_CHANGED,
            "Give a number from 0 to 1.",
        )
    return replace(term, text=text)


def check_size(terms: Sequence[DictionaryTerm]) -> None:
    """UsageError NW-L11 for more terms than a dictionary may have."""
    if len(terms) > MOST_TERMS:
        raise UsageError(
            "NW-L11",
            f"{len(terms):,} terms are too many for a dictionary.",
            NOTHING_CHANGED,
            f"Leave at most {MOST_TERMS:,}.",
        )


# Files: one term a line, with a weight behind a tab; or a table with a line of headings.


def read_dictionary(text: str) -> tuple[DictionaryTerm, ...]:
    """The terms of a list or a table; CorpusError NW-L12 for a line that cannot be read.

    Weights above 1, such as counts, are divided by the greatest of them.
    """
    plain = text.replace("\ufeff", "")
    headings = [one.strip().casefold() for one in plain.partition("\n")[0].split(",")]
    rows = _table(plain) if COLUMNS[0] in headings else _list(plain)
    greatest = max((one.confidence for one in rows), default=1.0)
    scale = greatest if greatest > 1 else 1.0
    terms = (replace(one, confidence=round(one.confidence / scale, 4)) for one in rows)
    return tuple(checked_term(one) for one in terms if one.text.split())


def _list(text: str) -> list[DictionaryTerm]:
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        term, tab, weight = line.partition("\t")
        found.append(DictionaryTerm(term, _weight(weight, number) if tab else 1.0))
    return found


def _table(text: str) -> list[DictionaryTerm]:
    lines = csv.reader(io.StringIO(text))
    headings = [one.strip().casefold() for one in next(lines)]
    # A line may leave cells out at its end.
    rows = (dict(zip(headings, cells, strict=False)) for cells in lines)
    return [_row(cells, number) for number, cells in enumerate(rows, 2)]


def _row(cells: Mapping[str, str], line: int) -> DictionaryTerm:
    term, confidence, count, case = (cells.get(name, "").strip() for name in COLUMNS)
    return DictionaryTerm(
        term,
        _weight(confidence, line),
        int(_weight(count, line) if count else 0),
        case.casefold() in _YES,
    )


def _weight(text: str, line: int) -> float:
    try:
        value = float(text) if text.strip() else 1.0
    except ValueError:
        value = -1.0
    if value < 0 or not math.isfinite(value):
        raise CorpusError(
            "NW-L12",
            f"Line {line} has {text.strip()!r} where a weight should be.",
            NOTHING_CHANGED,
            "Write a number of at least 0 there, or nothing.",
        )
    return value


def write_dictionary(dictionary: Dictionary) -> str:
    """A table with one term a line, which `read_dictionary` reads back."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for one in dictionary.terms:
        writer.writerow((one.text, f"{one.confidence:g}", one.count, "yes" if one.case else "no"))
    return written.getvalue()
