"""Which columns a file has, and which of them are the token and the tag."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from workbench.domain.detection import OUTSIDE_MARKS
from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import ReadOptions

DOCUMENT_MARK = "-DOCSTART-"
BLANKS = " \t"

_PREFIXED = re.compile(r"[BIESMLU]-.+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w.\-]*")
_BLANK_RUN = re.compile(r"[ \t]+")
_STRUCTURED = re.compile(r"""\s*(\{\s*["}]|\[\s*[\[{"]|<[?!a-zA-Z])""")
_DELIMITED = re.compile(r"""["']?[^,;|]+["']?[,;|]["']?[^,;|]+["']?""")
_SAMPLED_LINES = 20_000
_MOST_BARE_LABELS = 50
_FEWEST_INDEXED = 4
_INDEXED = re.compile("(\ufffd\ufffd|.)([0-9]+)", re.DOTALL)


@dataclass(frozen=True)
class Shape:
    """How to take the lines of one file apart.

    `known` are the tags that the sample shows beyond doubt; `tabs` says that tabs separate
    the cells, `spaces` that runs of spaces do (both: line by line).
    """

    token: int
    tag: int | None
    columns: int
    tabs: bool
    spaces: bool
    known: frozenset[str] = frozenset()

    def cells(self, line: str) -> list[str]:
        """Take a line apart; in a file of tabs, spaces separate only before a known tag."""
        if self.columns == 1:
            return [line.strip(BLANKS)]
        if not self.tabs:
            return _BLANK_RUN.split(line.strip(BLANKS))
        if "\t" in line:
            return line.split("\t")
        cells = _BLANK_RUN.split(line.strip(BLANKS))
        return cells if self.spaces or self.is_tag(cells[-1]) else [line]

    def is_tag(self, cell: str) -> bool:
        return cell in self.known or _PREFIXED.fullmatch(cell) is not None


def sniff(lines: Sequence[str], name: str, options: ReadOptions) -> Shape:
    """Find the shape of a file; CorpusError NW-I11 where it is no corpus, NW-I13 where it
    lacks a column that the options name."""
    rows = [line for line in _sample(lines) if not is_mark(line)]
    if not rows:
        raise not_a_corpus(name, "it holds no line with a token")
    tabs, spaces = _separators(rows)
    split = Shape(0, None, 0, tabs, spaces)
    several = [cells for line in rows if len(cells := split.cells(line)) > 1]
    if options.token is not None or options.tag is not None:
        return _shape_as_told(several, split, name, options)
    shape = _shape_of(several, split)
    return shape or _shape_without_tags(rows, several, split, name)


def _sample(lines: Sequence[str]) -> Iterator[str]:
    step = max(1, len(lines) // _SAMPLED_LINES)
    return (line for line in lines[::step] if line.strip(BLANKS))


def is_mark(line: str) -> bool:
    """Whether a line is a document's border and no token."""
    return line.startswith(DOCUMENT_MARK) and line[len(DOCUMENT_MARK) :][:1] in ("", " ", "\t")


def _separators(rows: Sequence[str]) -> tuple[bool, bool]:
    """Whether tabs separate, and whether spaces do; both where one file has both habits.

    In a file of tabs, a line of words without one is a token with spaces, unless most such
    lines end like the lines with tabs do.
    """
    with_tab = [line for line in rows if "\t" in line]
    with_space = [line for line in rows if "\t" not in line and " " in line.strip(BLANKS)]
    if not with_tab or len(with_tab) * 20 < len(with_space):
        return False, True
    ends = {line.rsplit("\t", 1)[1].strip(" ") for line in with_tab}
    alike = sum(line.strip(BLANKS).rsplit(" ", 1)[1] in ends for line in with_space)
    return True, alike * 2 > len(with_space)


def _shape_of(several: Sequence[Sequence[str]], split: Shape) -> Shape | None:
    """The shape where some column looks like tags; None where none does."""
    width, rows = _widest_habit(several)
    if not rows or len(rows) * 2 < len(several):
        return None
    for column in (*range(width - 1, 0, -1), 0):
        values = Counter(row[column].strip(" ") for row in rows)
        if _look_like_tags(values):
            token = _token_column(rows, width, column)
            return _shape(token, column, width, split, _known_tags(values))
    return None


def _shape(token: int, tag: int | None, width: int, split: Shape, known: frozenset[str]) -> Shape:
    return Shape(token, tag, width, split.tabs, split.spaces, known)


def _widest_habit(several: Sequence[Sequence[str]]) -> tuple[int, list[Sequence[str]]]:
    widths = Counter(len(cells) for cells in several)
    if not widths:
        return 1, []
    width = widths.most_common(1)[0][0]
    return width, [cells for cells in several if len(cells) == width]


def _look_like_tags(values: Counter[str]) -> bool:
    values = Counter({value: count for value, count in values.items() if value})
    total = values.total()
    marks = sum(values[mark] for mark in OUTSIDE_MARKS)
    prefixed = sum(count for value, count in values.items() if _PREFIXED.fullmatch(value))
    if prefixed:
        return (marks + prefixed) * 2 > total
    letters = values["O"] + values["0"] + values["o"]
    return bool(total) and _look_like_bare_tags(values, letters, total)


def _look_like_bare_tags(values: Counter[str], outside: int, total: int) -> bool:
    words = {value for value in values if _WORD.fullmatch(value) and value not in OUTSIDE_MARKS}
    few = len(words) <= min(_MOST_BARE_LABELS, max(5, total // 5))
    readable = outside + sum(values[word] for word in words)
    return few and outside * 10 >= total * 3 and readable * 10 >= total * 9


def _token_column(rows: Sequence[Sequence[str]], width: int, tag: int) -> int:
    """The first column that is neither the tag nor a running number."""
    others = [column for column in range(width) if column != tag]
    for column in others:
        if not all(row[column].isdecimal() for row in rows):
            return column
    return others[0]


def _known_tags(values: Counter[str]) -> frozenset[str]:
    return frozenset(
        value
        for value, count in values.items()
        if value in OUTSIDE_MARKS or _PREFIXED.fullmatch(value) or (value and count > 1)
    )


def _shape_without_tags(
    rows: Sequence[str], several: Sequence[Sequence[str]], split: Shape, name: str
) -> Shape:
    """One token a line and no tags; anything else is no corpus."""
    if _STRUCTURED.match(rows[0]):
        raise not_a_corpus(name, "it looks like JSON, XML or HTML")
    if len(several) * 10 > len(rows):
        widths = sorted({len(cells) for cells in several})
        span = f"{widths[0]} to {widths[-1]}" if len(widths) > 1 else str(widths[0])
        raise not_a_corpus(name, f"its lines have {span} columns, none of which looks like tags")
    delimited = sum(_DELIMITED.fullmatch(line) is not None for line in rows)
    if delimited * 10 >= len(rows) * 9:
        raise not_a_corpus(name, "its cells seem to be separated by commas, semicolons or bars")
    return Shape(0, None, 1, tabs=True, spaces=False)


def _shape_as_told(
    several: Sequence[Sequence[str]], split: Shape, name: str, options: ReadOptions
) -> Shape:
    width, rows = _widest_habit(several)
    token = _resolve(options.token or 0, width, name)
    if options.tag is not None:
        tag = _resolve(options.tag, width, name)
        values = Counter(row[tag].strip(" ") for row in rows)
        return _shape(token, tag, width, split, _known_tags(values))
    found = _shape_of(several, split)
    tag_found = found.tag if found and found.tag != token else None
    known = found.known if found else frozenset()
    return _shape(token, tag_found, width, split, known)


def _resolve(column: int, width: int, name: str) -> int:
    if not -width <= column < width:
        raise CorpusError(
            "NW-I13",
            f"{name} has no column {column}: its lines have {width} "
            f"column{'s' if width > 1 else ''}, counted from 0.",
            NOTHING_CHANGED,
            "Name columns that are there, or leave --columns away to let them be found.",
        )
    return column % width


def not_a_corpus(name: str, seen: str) -> CorpusError:
    """The refusal of a file that cannot be read as sentences with one token a line."""
    return CorpusError(
        "NW-I11",
        f"{name} is no corpus of one token a line: {seen}.",
        NOTHING_CHANGED,
        "Choose a file with one token and its tag on each line, or name the columns "
        "with --columns.",
    )


def has_segment_index(sentences: Iterable[Sequence[str]]) -> bool:
    """Whether nearly every token is a character with its index in its word (`科0 技1`)."""
    fitting = total = 0
    for tokens in sentences:
        index = -1
        for token in tokens:
            character, number = split_segment_index(token)
            fitting += bool(character) and number in (0, index + 1)
            total += 1
            index = number if character else -1
    return total >= _FEWEST_INDEXED and fitting * 20 >= total * 19


def split_segment_index(token: str) -> tuple[str, int]:
    """The character and its index; ("", -1) where the token is not of that form.

    The character is the first one, the index all the rest; two U+FFFD are one lost emoji.
    """
    match = _INDEXED.fullmatch(token)
    return (match[1], int(match[2])) if match else ("", -1)
