"""What the readers of exchange formats hand over and the writers are given."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol

from workbench.domain.entity import Entity, Suggestion
from workbench.domain.schemes import IOB2, Scheme, tags_to_entities
from workbench.domain.sentence import Extras, Split, Status, join_tokens

Separator = Literal["tab", "spaces", "mixed"]
SplitChoice = Split | Literal["auto"] | None
# What happens to a span that does not fall on the borders of tokens.
SpanChoice = Literal["widen", "split"]
# How text becomes sentences: each line, each record or file, or by its punctuation.
SentenceChoice = Literal["auto", "line", "document", "running"]
# How sentences become tokens: words by Unicode's rules, characters, or at spaces only.
TokenChoice = Literal["auto", "words", "characters", "spaces"]

AUTO: Literal["auto"] = "auto"
RAW: Literal["raw"] = "raw"
TargetScheme = Scheme | Literal["raw"]
COLUMNS = "columns"
CHARACTERS = "characters"

# The length of what is packed of a sentence that is no more than tokens and tags.
_PLAIN = 4

# That: tokens and tags as lines, the document, and the line in the file.
PlainLines = tuple[str, str | None, str, int]

# Called with what is done and all there is; it may raise Cancelled.
Progress = Callable[[int, int], None]


class Cancelled(Exception):  # noqa: N818 - a wish, not an error
    """Somebody asked to stop; nothing was changed."""


class Carried(StrEnum):
    """What a format may take along, beside the text and the order of the sentences."""

    TOKENS = "tokens"
    SPACING = "spacing"
    ENTITIES = "entities"
    RAW_TAGS = "bad tags"
    UNTOUCHED = "untouched sentences apart from those without an entity"
    SPLITS = "splits"
    DOCUMENTS = "documents"
    STATUS = "status"
    SUGGESTIONS = "suggestions"
    NOTES = "notes and flags"
    EXTRAS = "further columns"


@dataclass(frozen=True, slots=True)
class RawSentence:
    """A sentence exactly as a file has it, on its way in or out.

    `tags` is None when nobody has annotated the sentence; a single missing tag is "".
    `source` is the text that the tokens were cut from, where the file has it. `split` and
    `status` are None where the file does not name them for each sentence.
    """

    tokens: tuple[str, ...]
    tags: tuple[str, ...] | None
    document: str
    line: int
    source: str = ""
    split: Split | None = None
    status: Status | None = None
    flagged: bool = False
    note: str = ""
    suggestions: tuple[Suggestion, ...] = ()
    extras: Extras = ()

    @property
    def text(self) -> str:
        return self.source or join_tokens(self.tokens)

    def entities(self, scheme: Scheme = IOB2) -> tuple[Entity, ...]:
        return tags_to_entities(self.tags or (), scheme)


def pack_sentence(sentence: RawSentence) -> tuple[Any, ...]:
    """Only what `marshal` knows: tokens and tags as lines, then the rest; see `Spool`.

    Raises ValueError for a line break in a token or tag, which no reader may let through.
    """
    tokens, tags = "\n".join(sentence.tokens), sentence.tags
    if tokens.count("\n") != len(sentence.tokens) - 1:
        raise ValueError(f"a line break in a token on line {sentence.line}")
    if tags is not None and (len(tags) != len(sentence.tokens) or "\n" in "".join(tags)):
        raise ValueError(f"{len(tags)} tags, or a line break in one, on line {sentence.line}")
    lines = tokens, None if tags is None else "\n".join(tags), sentence.document, sentence.line
    return lines if _is_plain(sentence) else lines + _pack_rest(sentence)


def _is_plain(sentence: RawSentence) -> bool:
    """Whether it holds no more than a column file knows of a sentence."""
    return not (
        sentence.source
        or sentence.split
        or sentence.status
        or sentence.flagged
        or sentence.note
        or sentence.suggestions
        or sentence.extras
    )


def _pack_rest(sentence: RawSentence) -> tuple[Any, ...]:
    return (
        sentence.source,
        sentence.split and sentence.split.value,
        sentence.status and sentence.status.value,
        sentence.flagged,
        sentence.note,
        tuple(
            (one.entity.label, one.entity.start, one.entity.end, one.suggester, one.score)
            for one in sentence.suggestions
        ),
        sentence.extras,
    )


def plain_lines(packed: PlainLines | tuple[Any, ...]) -> PlainLines | None:
    """What is packed of a sentence, where that is no more than tokens and tags."""
    return packed if len(packed) == _PLAIN else None


def unpack_sentence(packed: tuple[Any, ...]) -> RawSentence:
    """Undo `pack_sentence`."""
    tokens, tags, document, line = packed[:4]
    lines = tuple(tokens.split("\n")), None if tags is None else tuple(tags.split("\n"))
    if len(packed) == _PLAIN:
        return RawSentence(*lines, document, line)
    source, split, status, flagged, note, proposed, extras = packed[_PLAIN:]
    return RawSentence(
        *lines,
        document,
        line,
        source,
        Split(split) if split else None,
        Status(status) if status else None,
        flagged,
        note,
        tuple(Suggestion(Entity(*entity), name, score) for *entity, name, score in proposed),
        extras,
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something odd on one line (counted from 1; 0 is the whole file) of a file.

    `code` is a stable short name.
    """

    file: str
    line: int
    code: str
    message: str


def pack_problem(problem: Problem) -> tuple[str, int, str, str]:
    return problem.file, problem.line, problem.code, problem.message


def unpack_problem(packed: tuple[str, int, str, str]) -> Problem:
    return Problem(*packed)


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the units of one file: each was kept, or is reported as a problem."""

    unit: str
    read: int
    kept: int
    reported: int

    @property
    def balanced(self) -> bool:
        return self.read == self.kept + self.reported


class Layout(Protocol):
    """How one file is laid out, as it was recognised."""

    @property
    def format(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def description(self) -> str:
        """In words, such as `token in column 1, tag in column 2 · tabs`."""
        ...

    @property
    def tokens_on_lines(self) -> bool:
        """Whether token `i` of a sentence stands on line `line + i`."""
        ...


@dataclass(frozen=True, slots=True)
class PlainLayout:
    """The layout of a file in which a format leaves nothing to be found out but words."""

    format: str
    encoding: str
    description: str = ""
    tokens_on_lines: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was left out, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What a person said about the files; `auto` and None mean: find out.

    A negative column counts from the end. `split` None gives every file no split.
    `language` is a two-letter code; `text_column` names or numbers a column of a table.
    """

    format: str = AUTO
    encoding: str = AUTO
    token: int | None = None
    tag: int | None = None
    scheme: Scheme | None = None
    split: SplitChoice = AUTO
    spans: SpanChoice = "widen"
    sentences: SentenceChoice = "auto"
    tokens: TokenChoice = "auto"
    language: str = AUTO
    text_column: str | None = None


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """How a file is to be written.

    `labels` are the project's, in their order, for formats that list them. `separator`
    stands between columns. Tags that are written raw are read in `raw_scheme`.
    """

    scheme: TargetScheme = IOB2
    labels: tuple[str, ...] = ()
    separator: str = "\t"
    raw_scheme: Scheme = IOB2

    @property
    def reading_scheme(self) -> Scheme:
        """The scheme in which the written tags are read."""
        return self.scheme if isinstance(self.scheme, Scheme) else self.raw_scheme


@dataclass(frozen=True)
class Counts:
    """Sizes of a set of sentences, entities in conlleval's reading."""

    sentences: int
    tokens: int
    entities: int
    labels: Mapping[str, int]


class Sink(Protocol):
    """Takes what a reader finds in one file, piece by piece."""

    def sentence(self, sentence: RawSentence) -> None: ...

    def read(self, unit: str, number: int = 1) -> None:
        """Account for units (`records`, `spans`, `token lines`) that were met."""
        ...

    def keep(self, unit: str, number: int = 1) -> None:
        """Account for units that went into sentences."""
        ...

    def lose(self, unit: str, line: int, code: str, message: str) -> None:
        """Report a unit that was met and could not be kept."""
        ...

    def problem(self, line: int, code: str, message: str) -> None:
        """Report something odd through which nothing was lost."""
        ...

    def at(self, position: int) -> None:
        """Say how far, in bytes, reading has come; raises Cancelled."""
        ...


@dataclass(frozen=True)
class Source:
    """One thing to read: `file` holds the bytes, `name` is how it is shown.

    `path` is what was named by the person: the archive, where the file was in one. `split`
    is what the names say. A format that is a folder has that folder as `file`.
    """

    path: Path
    name: str
    file: Path
    split: Split | None = None


@dataclass(frozen=True)
class Sample:
    """The beginning of a file, for recognition. `text` is "" where the bytes are no text."""

    source: Source
    head: bytes
    text: str


@dataclass(frozen=True)
class Format:
    """One exchange format: how it is told from others, read, and written.

    `matches` answers from 0 (never) to 100 (no doubt). `write` writes sentences, whose tags
    stand in `options.scheme`, to a file or folder that does not exist yet. `refuses` names
    what a sentence holds that the format cannot write; "" when it can be written.
    """

    name: str
    title: str
    suffix: str
    carries: frozenset[Carried]
    matches: Callable[[Sample], int]
    read: Callable[[Source, ReadOptions, Sink], Layout]
    write: Callable[[Iterable[RawSentence], Path, WriteOptions], None] | None = None
    refuses: Callable[[RawSentence, WriteOptions], str] | None = None
    # How a file of this format's own writer is to be read back.
    read_back: Callable[[WriteOptions], ReadOptions] | None = None
    is_folder: bool = False
    # Whether the tags are the file's own and their scheme must be found; else they are IOB2.
    has_own_tags: bool = False
    # Whether reading breaks free text into sentences and tokens.
    is_text: bool = False
    # What must be installed for it, such as "spacy".
    needs: str = ""
