"""The lines of WebAnno TSV files to sentences of units, still with the file's own offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import Sink
from workbench.formats.columns import LONGEST_SENTENCE

LINES = "token lines"

Line = tuple[int, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """A token, or a part of the token before; offsets are the file's, where it has any."""

    form: str
    begin: int
    end: int
    cells: tuple[str, ...]
    line: int
    is_part: bool


@dataclass
class TsvSentence:
    """What stands between two borders of sentences. `texts` are the lines of its text."""

    line: int = 0
    texts: list[str] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        return any(text.strip() for text in self.texts)


@dataclass(frozen=True)
class Dialect:
    """How one version writes a token and the text of a sentence.

    `unit` has the groups `part`, `begin`, `end`, `form` and `cells`. Where `text_goes_on`,
    the second line of a text has no mark of its own.
    """

    text_mark: str
    unit: re.Pattern[str]
    cells: int
    text_goes_on: bool = False


_REST = r"(?P<form>[^\t]*)(?:\t(?P<cells>.*))?"
UNIT_1 = re.compile(rf"[0-9]+(?P<part>)(?P<begin>)(?P<end>)\t{_REST}", re.DOTALL)
UNIT_2 = re.compile(rf"[0-9]+-[0-9]+(?P<part>)(?P<begin>)(?P<end>)\t{_REST}", re.DOTALL)
UNIT_3 = re.compile(
    rf"[0-9]+-[0-9]+(?P<part>\.[0-9]+)?\t(?P<begin>[0-9]{{1,12}})-(?P<end>[0-9]{{1,12}})\t{_REST}",
    re.DOTALL,
)


def read_sentences(
    lines: Iterator[Line], dialect: Dialect, name: str, sink: Sink
) -> Iterator[TsvSentence]:
    """Break lines into sentences; lines that are nothing of a sentence are reported.

    Reads the unit `token lines`; who places the units keeps or loses them. Raises
    CorpusError NW-I06 for a sentence that is too long.
    """
    sentence = TsvSentence()
    for number, line in lines:
        if _is_border(line, sentence, dialect):
            if sentence.units or sentence.has_text:
                yield sentence
            sentence = TsvSentence()
        if line.strip():
            sentence.line = sentence.line or number
            _take(line, number, sentence, dialect, sink)
            _refuse_long(sentence, name)
    if sentence.units or sentence.has_text:
        yield sentence


def _is_border(line: str, sentence: TsvSentence, dialect: Dialect) -> bool:
    if not line.strip():
        return bool(sentence.units) or not dialect.text_goes_on
    return line.startswith("#") and bool(sentence.units)


def _take(line: str, number: int, sentence: TsvSentence, dialect: Dialect, sink: Sink) -> None:
    found = dialect.unit.fullmatch(line)
    if found:
        _take_unit(found, number, sentence, dialect, sink)
    elif line.startswith(dialect.text_mark):
        sentence.texts.append(line.removeprefix(dialect.text_mark))
    elif dialect.text_goes_on and sentence.texts and not sentence.units:
        sentence.texts.append(line)
    elif not line.startswith("#"):
        sink.read(LINES)
        sink.lose(LINES, number, "bad-line", f"{_short(line)} is neither a token nor a text.")
    elif not line.lower().startswith(("#sentence.id=", "#id=")):
        sink.problem(number, "unknown-line", f"It is not known what {_short(line)} means.")


def _take_unit(
    found: re.Match[str], number: int, sentence: TsvSentence, dialect: Dialect, sink: Sink
) -> None:
    sink.read(LINES)
    form, is_part = found["form"], bool(found["part"])
    if not form.strip() and not is_part:
        sink.lose(LINES, number, "bad-line", "The token of this line is blank.")
        return
    if is_part and not sentence.units:
        sink.lose(LINES, number, "bad-line", f"There is no token of which {form!r} is a part.")
        return
    cells = tuple((found["cells"] or "").split("\t"))
    if cells[-1] == "":
        cells = cells[:-1]
    if len(cells) < dialect.cells:
        message = f"The line has {len(cells)} columns behind the token instead of {dialect.cells}."
        sink.problem(number, "missing-cells", message)
    begin, end = int(found["begin"] or 0), int(found["end"] or 0)
    sentence.units.append(Unit(form, begin, end, cells, number, is_part))


def _refuse_long(sentence: TsvSentence, name: str) -> None:
    if len(sentence.units) > LONGEST_SENTENCE:
        raise CorpusError(
            "NW-I06",
            f"The sentence on line {sentence.line} of {name} has more than "
            f"{LONGEST_SENTENCE:,} tokens.",
            NOTHING_CHANGED,
            "Break it up; a blank line ends a sentence.",
        )


def _short(line: str) -> str:
    return repr(line if len(line) <= 60 else f"{line[:59]}…")
