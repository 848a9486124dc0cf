"""Which columns a file has, and which of them are the token and the tag."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from workbench.domain.detection import OUTSIDE_MARKS
from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import ReadOptions

DOCUMENT_MARK = "-DOCSTART-"
HEADER = "# global.columns ="
BLANKS = " \t"
# A line of this form is a comment where it has another shape than the lines of tokens.
COMMENT = re.compile(r"#(\s|\s*\w+\s*=)")

_PREFIXED = re.compile(r"[BIESMLU]-.+", re.DOTALL)
_WORD = re.compile(r"[^\W\d_][\w.\-]*")
_BLANK_RUN = re.compile(r"[ \t]+")
_STRUCTURED = re.compile(r"""\s*(\{\s*["}]|\[\s*[\[{"]|<[?!a-zA-Z])""")
# The first two lines of JSON that is written for people.
_INDENTED = re.compile(r"[\[{]\n[ \t]+\S")
_DELIMITED = re.compile(r"""["']?[^,;|]+["']?[,;|]["']?[^,;|]+["']?""")
# Phrases, not entities: the labels of the chunk columns of CoNLL-2000 and 2003.
_CHUNKS = frozenset(
    {"NP", "VP", "PP", "ADVP", "ADJP", "SBAR", "PRT", "CONJP", "INTJ", "LST", "UCP"}
)
_SAMPLED_LINES = 20_000
_MOST_BARE_LABELS = 50
_FEWEST_INDEXED = 4
_LONGEST_INDEX = 6
_INDEXED = re.compile("(\ufffd\ufffd|.)([0-9]+)", re.DOTALL)


@dataclass(frozen=True)
class Shape:
    """How to take the lines of one file apart; columns count from 0.

    `known` are the tags that the sample shows beyond doubt; `tabs` says that tabs separate
    the cells, `spaces` that runs of spaces do (both: line by line). `nested` are columns of
    inner tags, `numbers` those of running numbers before the token, `names` of all columns,
    where the file has a line for them.
    """

    token: int
    tag: int | None
    columns: int
    tabs: bool
    spaces: bool
    known: frozenset[str] = frozenset()
    nested: tuple[int, ...] = ()
    numbers: tuple[int, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def extras(self) -> tuple[int, ...]:
        """The columns beside the token and the tags."""
        used = {self.token, self.tag, *self.nested}
        return tuple(column for column in range(self.columns) if column not in used)

    @property
    def is_prefixed(self) -> bool:
        """Whether the tags have prefixes, such as `B-`."""
        return any(_PREFIXED.fullmatch(tag) for tag in self.known)

    @property
    def has_names(self) -> bool:
        """Whether the file says what its columns are called."""
        return len(self.names) == self.columns

    def name(self, column: int) -> str:
        """What a column is called: as the file says, or by its number, counted from 0."""
        return self.names[column] if self.has_names else str(column)

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
    """Find the shape of a file from some of its lines.

    Raises CorpusError NW-I11 where it is no corpus, NW-I13 where it lacks a column that the
    options name.
    """
    marked = [line for line in thin_out(lines) if not is_mark(line)]
    # Comments are of any shape; a line `# O` more or less tells nothing about the others.
    unnamed = [line for line in marked if not is_header(line)] or marked
    rows = [line for line in unnamed if not COMMENT.match(line)] or unnamed
    if not rows:
        raise not_a_corpus(name, "it holds no line with a token")
    tabs, spaces = _separators(rows)
    split = Shape(0, None, 0, tabs, spaces, names=_names(lines))
    several = [cells for line in rows if len(cells := split.cells(line)) > 1]
    if options.token is not None or options.tag is not None:
        return _shape_as_told(several, split, name, options)
    shape = _shape_of(several, split)
    return shape or _shape_without_tags(rows, several, split, name)


def _names(lines: Sequence[str]) -> tuple[str, ...]:
    """The names of the columns, from a first line such as CoNLL-U Plus files have."""
    first = next(iter(lines), "")
    return tuple(first.removeprefix(HEADER).split()) if is_header(first) else ()


def is_header(line: str) -> bool:
    """Whether a line names the columns."""
    return line.startswith(HEADER) and "\t" not in line


def thin_out(lines: Sequence[str]) -> Iterator[str]:
    """Some of the lines that are not blank, evenly spread."""
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
    values, share = _usual_columns(several)
    tagged = [column for column, found in enumerate(values) if _look_like_tags(found)]
    if share < 0.5 or not tagged:
        return None
    tag = tagged[-1]
    token = _token_column(values, tag)
    while tag - 1 in tagged and tag - 1 > token and _is_outer(values[tag - 1], values[tag]):
        tag -= 1
    return _shape(token, tag, values, split)


def _shape(token: int, tag: int | None, values: Sequence[Counter[str]], split: Shape) -> Shape:
    return replace(
        split,
        token=token,
        tag=tag,
        columns=len(values),
        numbers=tuple(column for column in range(token) if _is_numbered(values[column])),
        nested=() if tag is None else _layers(values, token, tag),
        known=frozenset() if tag is None else _known_tags(values[tag]),
    )


def _is_outer(outer: Counter[str], inner: Counter[str]) -> bool:
    return bool(_labels(outer)) and _is_layer(inner, outer)


def _layers(values: Sequence[Counter[str]], token: int, tag: int) -> tuple[int, ...]:
    """The columns behind the tags that hold further, inner tags of the same labels."""
    found: list[int] = []
    for column in range(tag + 1, len(values)):
        inner, outer = values[column], values[column - 1]
        if column == token or not _look_like_tags(inner) or not _is_layer(inner, outer):
            break
        found.append(column)
    return tuple(found)


def _is_layer(inner: Counter[str], outer: Counter[str]) -> bool:
    """Whether a column of tags is a further layer of the one before it, as in GermEval.

    Then it has no label of its own, a few slips aside; in CoNLL-2003 chunks and entities
    share no label.
    """
    labels, known = _labels(inner), _labels(outer)
    if not labels:
        return not known or not _CHUNKS.issuperset(known)
    shared = sum(count for label, count in labels.items() if label in known)
    return shared * 4 >= labels.total() * 3


def _labels(values: Counter[str]) -> Counter[str]:
    labels: Counter[str] = Counter()
    for value, count in values.items():
        label = value.partition("-")[2] if _PREFIXED.fullmatch(value) else value
        if label and label not in OUTSIDE_MARKS:
            labels[label] += count
    return labels


def _usual_columns(several: Sequence[Sequence[str]]) -> tuple[list[Counter[str]], float]:
    """The values of each column in the lines of the most frequent width, and their share."""
    widths = Counter(map(len, several))
    if not widths:
        return [Counter()], 0.0
    (width, number), *_ = widths.most_common(1)
    rows = [cells for cells in several if len(cells) == width]
    return [_stripped(Counter(column)) for column in zip(*rows, strict=True)], number / len(several)


def _stripped(values: Counter[str]) -> Counter[str]:
    stripped: Counter[str] = Counter()
    for value, count in values.items():
        stripped[value.strip(" ")] += count
    return stripped


def _is_numbered(values: Counter[str]) -> bool:
    return bool(values) and all(value.isdecimal() for value in values)


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


def _token_column(values: Sequence[Counter[str]], tag: int) -> int:
    """The first column that is neither the tag nor a running number."""
    others = [column for column in range(len(values)) if column != tag]
    return next((column for column in others if not _is_numbered(values[column])), others[0])


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
    if _STRUCTURED.match(rows[0]) or _INDENTED.match("\n".join(rows[:2])):
        raise not_a_corpus(name, "it looks like JSON, XML or HTML")
    if len(several) * 10 > len(rows):
        widths = sorted({len(cells) for cells in several})
        span = f"{widths[0]} to {widths[-1]}" if len(widths) > 1 else str(widths[0])
        raise not_a_corpus(name, f"its lines have {span} columns, none of which looks like tags")
    delimited = sum(_DELIMITED.fullmatch(line) is not None for line in rows)
    if delimited * 10 >= len(rows) * 9:
        raise not_a_corpus(name, "its cells seem to be separated by commas, semicolons or bars")
    return Shape(0, None, 1, tabs=True, spaces=False, names=split.names)


def _shape_as_told(
    several: Sequence[Sequence[str]], split: Shape, name: str, options: ReadOptions
) -> Shape:
    values, _ = _usual_columns(several)
    token = _resolve(options.token or 0, len(values), name)
    if options.tag is not None:
        return _shape(token, _resolve(options.tag, len(values), name), values, split)
    found = _shape_of(several, split)
    return _shape(token, found.tag if found and found.tag != token else None, values, split)


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
        before = -1
        for token in tokens:
            index = split_segment_index(token)[1]
            number = int(index) if index and len(index) < _LONGEST_INDEX else -1
            fitting += number >= 0 and number in (0, before + 1)
            total += 1
            before = number
    return total >= _FEWEST_INDEXED and fitting * 20 >= total * 19


def split_segment_index(token: str) -> tuple[str, str]:
    """The character and its index; the token and "" where it is not of that form.

    The character is the first one, the index all the rest; two U+FFFD are one lost emoji.
    """
    match = _INDEXED.fullmatch(token)
    return (match[1], match[2]) if match else (token, "")
