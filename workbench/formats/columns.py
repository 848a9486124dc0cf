"""Column files: one token a line, a blank line after each sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import (
    AUTO,
    CHARACTERS,
    ColumnLayout,
    Problem,
    RawSentence,
    ReadOptions,
    Separator,
)
from workbench.formats.sniff import (
    BLANKS,
    Shape,
    has_segment_index,
    is_mark,
    sniff,
    split_segment_index,
)
from workbench.formats.text import read_text

LONGEST_SENTENCE = 10_000
# Stands for a token that is empty or blank, which nothing later could show or count.
EMPTY_TOKEN = "\u2423"

_COMMENT = re.compile(r"#(\s|\s*\w+\s*=)")
_SAMPLED_SENTENCES = 2_000


@dataclass(frozen=True)
class ColumnFile:
    """The content of a column file."""

    layout: ColumnLayout
    sentences: tuple[RawSentence, ...]
    problems: tuple[Problem, ...]
    comment_lines: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A token line taken apart; `issue` is a problem's code and message, if any."""

    token: str
    tag: str
    issue: tuple[str, str] | None
    comment: bool


@dataclass
class _Collector:
    """Gathers rows into sentences and documents."""

    name: str
    tagged: bool
    sentences: list[RawSentence] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    comment_lines: int = 0
    marked: bool = False
    _tokens: list[str] = field(default_factory=list)
    _tags: list[str] = field(default_factory=list)
    _start: int = 0
    _document: int = 1
    _document_used: bool = False

    @property
    def between_sentences(self) -> bool:
        return not self._tokens

    def add(self, row: _Row, line: int) -> None:
        if not self._tokens:
            self._start = line
        self._tokens.append(row.token)
        self._tags.append(row.tag)
        if row.issue:
            self.problems.append(Problem(self.name, line, *row.issue))
        if len(self._tokens) > LONGEST_SENTENCE:
            raise _too_long(self.name, self._start)

    def end_sentence(self) -> None:
        if not self._tokens:
            return
        tags = tuple(self._tags) if self.tagged and any(self._tags) else None
        document = f"{self.name}#{self._document}"
        self.sentences.append(RawSentence(tuple(self._tokens), tags, document, self._start))
        self._tokens, self._tags = [], []
        self._document_used = True

    def end_document(self) -> None:
        """A mark before the first sentence opens the first document, not the second."""
        self.end_sentence()
        self.marked = True
        self._document += self._document_used
        self._document_used = False


def read_columns(raw: bytes, name: str, options: ReadOptions) -> ColumnFile:
    """Read the bytes of a column file that is shown as `name`.

    Raises CorpusError where the bytes are no text (see `read_text`) or no corpus (NW-I11),
    lack a named column (NW-I13) or hold too long a sentence (NW-I06).
    """
    text = read_text(raw, name, options.encoding)
    shape = sniff(text.lines, name, options)
    collector = _Collector(name, shape.tag is not None)
    _collect(text.lines, shape, collector)
    if not collector.sentences:
        raise _too_empty(name)
    sentences = _with_documents(collector)
    indexed = _wants_index(sentences, options.format)
    problems = [*text.problems, *collector.problems]
    if indexed:
        sentences = _without_index(sentences, name, problems)
    layout = ColumnLayout(
        text.encoding, _separator(text.lines, shape), shape.token, shape.tag, shape.columns, indexed
    )
    return ColumnFile(layout, tuple(sentences), tuple(problems), collector.comment_lines)


def _collect(lines: Sequence[str], shape: Shape, collector: _Collector) -> None:
    """Go through the lines; equal lines, which are most, are taken apart once."""
    rows: dict[str, _Row | None] = {}
    for number, line in enumerate(lines, 1):
        if line not in rows:
            rows[line] = _read_row(line, shape) if line.strip(BLANKS) else None
        row = rows[line]
        if row is None:
            collector.end_sentence()
        elif is_mark(line):
            collector.end_document()
        elif row.comment and collector.between_sentences:
            collector.comment_lines += 1
        else:
            collector.add(row, number)
    collector.end_sentence()


def _read_row(line: str, shape: Shape) -> _Row:
    cells = shape.cells(line)
    if shape.tag is None:
        token, issue = _token_alone(cells, shape)
        tag = ""
    else:
        token, tag, issue = _token_and_tag(cells, line, shape, shape.tag)
    comment = _is_comment(line, cells, shape)
    if tag != tag.strip(" "):
        tag = tag.strip(" ")
        issue = issue or ("stray-space", f"Spaces stand around the tag {tag!r}.")
    if not token.strip(BLANKS):
        token = EMPTY_TOKEN
        issue = issue or ("empty-token", f"{line!r} has no token; it is shown as {EMPTY_TOKEN}.")
    return _Row(token, tag, issue, comment)


def _token_alone(cells: Sequence[str], shape: Shape) -> tuple[str, tuple[str, str] | None]:
    token = cells[shape.token] if shape.token < len(cells) else ""
    if shape.columns == 1 and any(blank in token for blank in BLANKS):
        return token, ("extra-cells", f"{token!r} holds blanks; it was kept as one token.")
    return token, None


def _is_comment(line: str, cells: Sequence[str], shape: Shape) -> bool:
    """A comment starts with `#` and has another shape than a token line.

    `#` alone, `#word` and `#` with a tag are tokens: real text holds hundreds of them.
    """
    if not _COMMENT.match(line) or len(line.strip(BLANKS)) == 1:
        return False
    other_shape = len(cells) != shape.columns or shape.tag is None
    return other_shape and not shape.is_tag(cells[-1].strip(" "))


def _token_and_tag(
    cells: Sequence[str], line: str, shape: Shape, column: int
) -> tuple[str, str, tuple[str, str] | None]:
    """Read a line, also one that has more or fewer cells than the others."""
    count, usual = len(cells), shape.columns
    token = cells[shape.token] if shape.token < count else ""
    if count == usual:
        return token, cells[column], None
    if count == 1:
        return cells[0], "", None
    tag = cells[column] if column < count else ""
    last = cells[-1].strip(" ")
    if not shape.is_tag(tag.strip(" ")) and shape.is_tag(last):
        tag = last
        if usual == 2 and "\t" not in line:
            token = " ".join(cells[:-1])
    code = "extra-cells" if count > usual else "missing-cells"
    took = f"read as the token {token!r} with the tag {tag!r}" if tag else "read without a tag"
    return token, tag, (code, f"{line!r} has {count} cells instead of {usual}; {took}.")


def _separator(lines: Iterable[str], shape: Shape) -> Separator:
    if not shape.tabs:
        return "spaces"
    if shape.columns == 1:
        return "tab"
    spaced = any(
        "\t" not in line and " " in line and len(shape.cells(line)) > 1
        for line in lines
        if line.strip(BLANKS) and not is_mark(line)
    )
    return "mixed" if spaced else "tab"


def _with_documents(collector: _Collector) -> list[RawSentence]:
    """Without any mark the whole file is one document, named like the file."""
    if collector.marked:
        return collector.sentences
    return [replace(sentence, document=collector.name) for sentence in collector.sentences]


def _wants_index(sentences: Sequence[RawSentence], format_name: str) -> bool:
    if format_name != AUTO:
        return format_name == CHARACTERS
    return has_segment_index(sentence.tokens for sentence in sentences[:_SAMPLED_SENTENCES])


def _without_index(
    sentences: Iterable[RawSentence], name: str, problems: list[Problem]
) -> list[RawSentence]:
    cleaned = []
    for sentence in sentences:
        characters = tuple(split_segment_index(token)[0] for token in sentence.tokens)
        problems.extend(_index_problems(sentence, characters, name))
        kept = zip(characters, sentence.tokens, strict=True)
        tokens = tuple(character or token for character, token in kept)
        cleaned.append(replace(sentence, tokens=tokens))
    return cleaned


def _index_problems(
    sentence: RawSentence, characters: Sequence[str], name: str
) -> Iterator[Problem]:
    for position, character in enumerate(characters):
        if not character:
            token = sentence.tokens[position]
            message = f"{token!r} is no character with an index; it was kept as it is."
            yield Problem(name, sentence.line + position, "no-segment-index", message)


def _too_long(name: str, line: int) -> CorpusError:
    return CorpusError(
        "NW-I06",
        f"The sentence that starts on line {line} of {name} has more than "
        f"{LONGEST_SENTENCE:,} tokens.",
        NOTHING_CHANGED,
        "Put a blank line after each sentence.",
    )


def _too_empty(name: str) -> CorpusError:
    return CorpusError(
        "NW-I14",
        f"{name} holds comments and document marks only, and no sentence.",
        NOTHING_CHANGED,
        "Choose a file that holds text.",
    )
