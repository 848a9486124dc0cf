"""Which columns of a table of text hold what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.attributes import DOCUMENT, DOCUMENT_NAMES, EXTRAS, KEYS
from workbench.formats.base import ReadOptions
from workbench.formats.table_rows import OFFSETS, SPANS, TEXT
from workbench.formats.token_table import SENTENCE_NAMES, TAG_NAMES, WORD_NAMES

SENTENCE, WORD, TAG = "sentence", "word", "tag"
TEXT_NAMES = (
    "text",
    "sentence",
    "content",
    "sentences",
    "raw_text",
    "tweet",
    "message",
    "body",
    "comment",
    "review",
    "utterance",
    "question",
    "description",
)
SPAN_NAMES = ("entities", "spans", "annotations")
# These often hold one label for the whole row.
PERHAPS_SPAN_NAMES = ("ner", "labels", "label")
OFFSET_NAMES = ("tokens", OFFSETS)
# Further names that columns often have.
_USUAL_NAMES = frozenset(
    {
        *("id", "index", "label", "labels", "class", "category", "lang", "language", "author"),
        *("date", "url", "title", "tags", "tokens", "ner_tags", "source", "score", *KEYS),
    }
)
# A name in a header is short, and no sentence.
_LONGEST_NAME = 40
_MOST_WORDS = 4

Cells = Sequence[str]


@dataclass(frozen=True)
class TableColumns:
    """`places` gives the column, counted from 0, of each key of a row."""

    names: tuple[str, ...]
    has_header: bool
    places: Mapping[str, int]

    @property
    def others(self) -> dict[str, int]:
        """The columns that no key is taken from, by their names."""
        used = set(self.places.values())
        return {name: place for place, name in enumerate(self.names) if place not in used}

    @property
    def description(self) -> str:
        parts = (f"{key} in {self.names[place]}" for key, place in self.places.items())
        return " · ".join(parts)


def find_text_columns(head: Sequence[Cells], options: ReadOptions, name: str) -> TableColumns:
    """The columns of a table with a text in each row, by its first records.

    Raises CorpusError NW-I13 where the column that was named is not there, NW-I33 where
    none holds text.
    """
    names = _header(head, options)
    body = head[1:] if names else head
    shown = names or tuple(str(number) for number in range(1, _width(head) + 1))
    places = {TEXT: _text_place(shown, body, options, name)}
    for key, several, fits in _KEYS:
        place = place_of(names, several)
        if place is not None and key not in places and place not in places.values():
            cells = [cells[place].strip() for cells in body if place < len(cells)]
            if fits([cell for cell in cells if cell]):
                places[key] = place
    return TableColumns(shown, bool(names), places)


def find_token_columns(head: Sequence[Cells]) -> TableColumns | None:
    """The columns of a table with a token in each row; None for any other table."""
    names = head[0] if head else ()
    found = {
        SENTENCE: place_of(names, SENTENCE_NAMES),
        WORD: place_of(names, WORD_NAMES),
        TAG: place_of(names, TAG_NAMES),
    }
    places = {key: place for key, place in found.items() if place is not None}
    complete = len(places) == len(found) == len(set(places.values()))
    return TableColumns(tuple(names), True, places) if complete else None


def place_of(header: Cells, names: Sequence[str]) -> int | None:
    """Where the first of several names stands in a header."""
    lowered = [cell.strip().lower() for cell in header]
    return next((lowered.index(name) for name in names if name in lowered), None)


def has_known_header(head: Sequence[Cells]) -> bool:
    """Whether the first record names a column of text in so many words."""
    return bool(head) and place_of(head[0], TEXT_NAMES) is not None and _are_names(head[0])


def _header(head: Sequence[Cells], options: ReadOptions) -> tuple[str, ...]:
    """The names of the columns; empty where the first record is a row like the others."""
    if not head:
        return ()
    first = tuple(head[0])
    if options.text_column in first or has_known_header(head):
        return first
    if len(head) < 2 or not _are_names(first) or any(cell.isdecimal() for cell in first):
        return ()
    usual = sum(cell.strip().lower() in _USUAL_NAMES for cell in first)
    return first if usual * 2 >= len(first) or _is_shorter(first, head[1:]) else ()


def _is_shorter(first: Cells, body: Sequence[Cells]) -> bool:
    """Whether the cell over the texts is much shorter than they are."""
    place = _longest_column(body)
    lengths = [len(cells[place]) for cells in body if place < len(cells)]
    return place < len(first) and 3 * len(first[place]) < fmean(lengths)


def _are_names(cells: Cells) -> bool:
    return all(
        len(cell) <= _LONGEST_NAME and len(cell.split()) <= _MOST_WORDS and "\n" not in cell
        for cell in cells
    ) and len(set(cells)) == len(cells)


def _text_place(names: Cells, body: Sequence[Cells], options: ReadOptions, name: str) -> int:
    wanted = options.text_column
    if wanted is not None:
        return _named(names, wanted, name)
    by_name = place_of(names, TEXT_NAMES)
    if by_name is not None:
        return by_name
    place = _longest_column(body)
    if not any(_is_wordy(cells[place]) for cells in body if place < len(cells)):
        raise _no_text(name, names)
    return place


def _named(names: Cells, wanted: str, name: str) -> int:
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 0 < int(wanted) <= len(names):
        return int(wanted) - 1
    raise CorpusError(
        "NW-I13",
        f"{name} has no column {wanted!r}; its columns are {_shown(names)}.",
        NOTHING_CHANGED,
        "Name, or number from 1, a column that is there.",
    )


def _longest_column(body: Sequence[Cells]) -> int:
    lengths = [
        sum(len(cells[place]) for cells in body if place < len(cells) and _is_wordy(cells[place]))
        for place in range(_width(body))
    ]
    return lengths.index(max(lengths)) if lengths else 0


def _width(records: Sequence[Cells]) -> int:
    return max(map(len, records), default=0)


def _is_wordy(cell: str) -> bool:
    """Whether a cell may be text: no number, and no list in some program's notation."""
    return not cell.startswith(("[", "{")) and any(character.isalpha() for character in cell)


def _may_be_lists(cells: Cells) -> bool:
    """Whether most are, for all that can be seen."""
    return 2 * sum(cell.startswith(("[", "{")) for cell in cells) >= len(cells)


def _are_lists(cells: Cells) -> bool:
    return bool(cells) and _may_be_lists(cells)


def _anything(cells: Cells) -> bool:
    return True


# The keys of a row beside its text: names of the column, and what its cells must look like.
_KEYS: Sequence[tuple[str, Sequence[str], Callable[[Cells], bool]]] = (
    (SPANS, SPAN_NAMES, _may_be_lists),
    (SPANS, PERHAPS_SPAN_NAMES, _are_lists),
    (OFFSETS, OFFSET_NAMES, _may_be_lists),
    (DOCUMENT, DOCUMENT_NAMES, _anything),
    *((key, (key,), _anything) for key in KEYS if key not in (DOCUMENT, EXTRAS)),
)


def _no_text(name: str, names: Cells) -> CorpusError:
    return CorpusError(
        "NW-I33",
        f"No column of {name} holds text; its columns are {_shown(names)}.",
        NOTHING_CHANGED,
        "Say which column holds the text, or choose another file.",
    )


def no_token_columns(name: str) -> CorpusError:
    """The refusal of a table that has not one token a row."""
    return CorpusError(
        "NW-I33",
        f"{name} has no columns that are called sentence, word and tag.",
        NOTHING_CHANGED,
        "Name them so in the first row, or choose another format.",
    )


def _shown(names: Cells) -> str:
    return ", ".join(repr(one) for one in names[:20]) or "none"
