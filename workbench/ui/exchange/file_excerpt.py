"""The lines around a problem of an import, read from its file; no widget is touched."""

from __future__ import annotations

import codecs
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.formats.archives import is_archive
from workbench.formats.base import Problem, Progress
from workbench.formats.corpus import CorpusFile
from workbench.formats.sources import ANNOTATIONS, unreadable
from workbench.formats.text import BYTE_ORDER_MARK, show_odd

AROUND = 100
LONGEST_LINE = 2_000
_CHUNK = 1 << 18
# A text field would begin another line at these, and number all that follow wrongly.
_BREAKS = str.maketrans(dict.fromkeys("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029", "\u2424"))


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file, the first of them numbered `first`; `wanted` is the one meant.

    Where no line can be shown `refusal` says why, and what to do.
    """

    path: Path
    wanted: int
    first: int = 1
    lines: tuple[str, ...] = ()
    refusal: str = ""

    @property
    def line(self) -> str:
        """The line that is meant; "" where the file has none such."""
        place = self.wanted - self.first
        return self.lines[place] if 0 <= place < len(self.lines) else ""


def look_into(file: CorpusFile, problem: Problem, progress: Progress) -> Excerpt:
    """The lines around a problem. Raises CorpusError NW-I15 for an unreadable file."""
    if not file.layout.encoding:
        refusal = f"{file.name} is no text. Record {problem.line:,} of it is meant."
        return Excerpt(file.path, problem.line, refusal=refusal)
    if is_archive(file.path):
        refusal = (
            f"{file.name} lies in an archive. Unpack {file.path.name} to look at "
            f"line {problem.line:,} of it."
        )
        return Excerpt(file.path, problem.line, refusal=refusal)
    try:
        return read_excerpt(_path_of(file, problem), file.layout.encoding, problem.line, progress)
    except OSError as error:
        raise unreadable(file.path, error) from error


def read_excerpt(path: Path, encoding: str, line: int, progress: Progress) -> Excerpt:
    """The lines of a text file around one of them, however large the file is."""
    first, last = max(line - AROUND, 1), line + AROUND
    kept: dict[int, _Line] = {}
    number = 1
    for piece in _pieces(path, encoding, progress):
        feeds = piece.count("\n")
        if number + feeds >= first:
            for at, part in enumerate(piece.split("\n"), number):
                if first <= at <= last:
                    kept.setdefault(at, _Line()).add(part)
        number += feeds
        if number > last:
            break
    if number in kept and not kept[number].length:
        # Behind the last end of a line stands no line.
        del kept[number]
    return Excerpt(path, line, first, tuple(one.shown() for one in kept.values()))


@dataclass
class _Line:
    """A line that grows piece by piece, of which the beginning is kept."""

    text: str = ""
    length: int = 0

    def add(self, part: str) -> None:
        self.text += part[: LONGEST_LINE - len(self.text)]
        self.length += len(part)

    def shown(self) -> str:
        text = show_odd(self.text)[0].translate(_BREAKS)
        more = self.length - len(self.text)
        return f"{text} … and {more:,} more characters" if more else text


def _pieces(path: Path, encoding: str, progress: Progress) -> Iterator[str]:
    """The text with LF line ends, without its byte order mark; what fits not is shown so."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    ends = io.IncrementalNewlineDecoder(decoder, translate=True)
    mark = BYTE_ORDER_MARK
    with path.open("rb") as file:
        size = path.stat().st_size
        while chunk := file.read(_CHUNK):
            progress(file.tell(), size)
            text = ends.decode(chunk)
            yield text.removeprefix(mark)
            mark = "" if text else mark
        yield ends.decode(b"", final=True)


def _path_of(file: CorpusFile, problem: Problem) -> Path:
    """The file of the line: of a text with annotations beside it, the one that is named."""
    annotations = file.file.with_suffix(ANNOTATIONS)
    if f" of {annotations.name}" in problem.message and annotations.is_file():
        return annotations
    return file.file
