"""Bytes to text, piece by piece: ends of lines, control characters, halves of characters."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import ReadOptions, Sink, Source
from workbench.formats.encodings import (
    CHUNK,
    Encoding,
    decoder_of,
    empty,
    find_encoding,
    readable,
    wrong_encoding,
)
from workbench.formats.guessing import USUAL

LONGEST_LINE = 1_000_000
LARGEST_WHOLE_TEXT = 64 << 20
REPLACEMENT = "\ufffd"
BYTE_ORDER_MARK = "\ufeff"

# Read as pairs where the halves stand side by side, as the CESU-8 habit writes them.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_ODD_BYTES = bytes({*range(0x20), 0x7F} - set(b"\t\n\r"))
# Other programs end a line at these; here they stay inside their token.
_OTHER_BREAKS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
_HIGH = "\ud800\udbff"
_WINDOWS = 16
_WINDOW = 1 << 16


@dataclass(frozen=True)
class TextFile:
    """A file whose encoding is known, to be read from its beginning as often as needed."""

    source: Source
    found: Encoding

    @property
    def encoding(self) -> str:
        return self.found.name

    def lines(self, sink: Sink) -> Iterator[str]:
        """The lines without their ends, which are LF, CR LF or CR and nothing else.

        Odd characters are replaced one for one by visible signs, and reported. Raises
        CorpusError where bytes do not fit the encoding (NW-I01b) or a line is too long
        (NW-I06).
        """
        for block in self.blocks(sink):
            yield from block.removesuffix("\n").split("\n")

    def blocks(self, sink: Sink) -> Iterator[str]:
        """As `lines`, but many whole lines at a time, each with a line feed at its end."""
        line = 1
        self._tell_guess(sink)
        for block in _whole_lines(self._decoded(sink), self.source.name):
            yield _show_odd_lines(block, line, sink)
            line += block.count("\n")

    def pieces(self, sink: Sink) -> Iterator[str]:
        """The text with LF line ends in pieces cut anywhere, for text without short lines."""
        line = 1
        self._tell_guess(sink)
        for piece in self._decoded(sink):
            yield _show_odd_lines(piece, line, sink)
            line += piece.count("\n")

    def text(self, sink: Sink) -> str:
        """The whole text with LF line ends; CorpusError NW-I06 for more than 64 MB."""
        size = self._size()
        if size > LARGEST_WHOLE_TEXT:
            raise _too_large(self.source.name, size)
        return "".join(self.pieces(sink))

    def _size(self) -> int:
        with readable(self.source) as file:
            return os.fstat(file.fileno()).st_size

    def _tell_guess(self, sink: Sink) -> None:
        if self.found.guessed_on:
            name = USUAL.get(self.encoding, self.encoding)
            message = f"This is not UTF-8; by its look the file was read as {name}."
            sink.problem(self.found.guessed_on, "encoding-guessed", message)

    def sample(self, head: int) -> list[str]:
        """Whole lines from the beginning and from places all over the file."""
        with readable(self.source) as file:
            lines = self._window(file, 0, head)
            step = (os.fstat(file.fileno()).st_size - head) // _WINDOWS // 4 * 4
            for number in range(_WINDOWS if step > _WINDOW else 0):
                # The first line of a window is the end of another one.
                lines += self._window(file, head + number * step, _WINDOW)[1:]
        return lines

    def plain_lines(self) -> Iterator[str]:
        """The lines as they are, without a report: for a look ahead."""
        for block in _whole_lines(self._decoded(), self.source.name):
            yield from block.removesuffix("\n").split("\n")

    def holds(self, wanted: str) -> bool:
        """Whether a text stands anywhere in the file; as fast as it can be read."""
        sought = wanted.encode(self.encoding)
        kept = b""
        with readable(self.source) as file:
            while chunk := file.read(CHUNK):
                kept += chunk
                if sought in kept:
                    return True
                kept = kept[-len(sought) :]
        return False

    def _window(self, file: BinaryIO, start: int, length: int) -> list[str]:
        """The whole lines of a part of the file; what fits no line at all is shown as it is."""
        file.seek(start)
        raw = file.read(length)
        text = raw.decode(self.encoding, "replace").removeprefix(BYTE_ORDER_MARK)
        lines = show_odd(_with_line_feeds(text))[0].split("\n")
        cut = len(raw) == length or not lines[-1]
        return lines[:-1] if cut and len(lines) > 1 else lines

    def _decoded(self, sink: Sink | None = None) -> Iterator[str]:
        """The text as it is, with LF line ends and without its byte order mark."""
        with readable(self.source) as file:
            ends = io.IncrementalNewlineDecoder(None, translate=True)
            mark = BYTE_ORDER_MARK
            for piece in self._raw_pieces(file):
                if sink:
                    sink.at(file.tell())
                if text := ends.decode(piece.removeprefix(mark)):
                    mark = ""
                    yield text
            if last := ends.decode("", final=True):
                yield last

    def _raw_pieces(self, file: BinaryIO) -> Iterator[str]:
        decoder, held = decoder_of(self.encoding), ""
        while True:
            start = file.tell() - len(decoder.getstate()[0])
            chunk = file.read(CHUNK)
            try:
                text = held + decoder.decode(chunk, not chunk)
            except UnicodeDecodeError as error:
                place = start + error.start
                raise wrong_encoding(file, self.source.name, self.encoding, place) from error
            # The other half of the last character may come with the next chunk.
            held = text[-1] if chunk and text and _HIGH[0] <= text[-1] <= _HIGH[1] else ""
            yield _join_halves(text.removesuffix(held))
            if not chunk:
                return


def open_text(source: Source, options: ReadOptions) -> TextFile:
    """Find the encoding of a file, or take the one that the options name.

    Raises CorpusError for a file that is empty or blank (NW-I14), binary (NW-I03), in
    another encoding than UTF-8 that cannot be told (NW-I01), or not in the one that was
    named (NW-I01b), and for the name of no encoding (NW-I01c).
    """
    file = TextFile(source, find_encoding(source, options.encoding))
    if not any(piece.strip(" \t\n") for piece in file._decoded()):
        raise empty(source.name)
    return file


def show_odd(text: str) -> tuple[str, tuple[str, ...]]:
    """Put visible signs for characters that must not be stored, one for one.

    Returns the text and the odd characters found; those that other programs break lines at
    are among them, but stay in the text.
    """
    if _is_plain(text):
        return text, ()
    found = tuple(sorted(set(_ODD.findall(text))))
    return _ODD.sub(_visible, text), found


def describe_odd(character: str) -> tuple[str, str]:
    """The code and the message of the problem that an odd character is."""
    shown = f"U+{ord(character):04X}"
    if character in _OTHER_BREAKS:
        return "odd-line-break", f"{shown} stands inside a line and was kept."
    if "\ud800" <= character <= "\udfff":
        message = f"Half of a character ({shown}) stands alone; it was replaced by U+FFFD."
        return "lone-surrogate", message
    message = f"The control character {shown} was replaced by a visible sign."
    return "control-character", message


def _is_plain(text: str) -> bool:
    """Whether nothing is odd; much faster than to search for what is."""
    try:
        raw = text.encode()
    except UnicodeEncodeError:
        return False
    if len(raw.translate(None, _ODD_BYTES)) < len(raw):
        return False
    return text.isascii() or not any(character in text for character in "\x85\u2028\u2029")


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    if character in _OTHER_BREAKS:
        return character
    if "\ud800" <= character <= "\udfff":
        return REPLACEMENT
    return "\u2421" if character == "\x7f" else chr(0x2400 + ord(character))


def _show_odd_lines(block: str, first: int, sink: Sink) -> str:
    """Make the odd characters of a block visible, and report them with their lines."""
    if _is_plain(block):
        return block
    lines = block.split("\n")
    for index, line in enumerate(lines):
        lines[index], found = show_odd(line)
        for character in found:
            sink.problem(first + index, *describe_odd(character))
    return "\n".join(lines)


def _join_halves(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return _PAIR.sub(_join_pair, text)
    return text


def _join_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _whole_lines(pieces: Iterator[str], name: str) -> Iterator[str]:
    """Cut text anew, behind ends of lines only."""
    held: list[str] = []
    length, line = 0, 1
    for piece in pieces:
        head, feed, rest = piece.rpartition("\n")
        if feed:
            block = "".join((*held, head, feed))
            _refuse_long_lines(block, line, name)
            yield block
            line += block.count("\n")
            held, length = [], 0
        held.append(rest)
        length += len(rest)
        if length > LONGEST_LINE:
            raise _too_long(line, name)
    if length:
        yield "".join((*held, "\n"))


def _refuse_long_lines(block: str, first: int, name: str) -> None:
    if len(block) > LONGEST_LINE:
        for number, line in enumerate(block.split("\n"), first):
            if len(line) > LONGEST_LINE:
                raise _too_long(number, name)


def _too_long(line: int, name: str) -> CorpusError:
    return CorpusError(
        "NW-I06",
        f"Line {line} of {name} has more than {LONGEST_LINE:,} characters.",
        NOTHING_CHANGED,
        "Break the text into shorter lines, such as one sentence or one token a line.",
    )


def _too_large(name: str, size: int) -> CorpusError:
    return CorpusError(
        "NW-I06",
        f"{name} has {size:,} bytes; a file of this format must be read as a whole, and the "
        f"limit is {LARGEST_WHOLE_TEXT:,}.",
        NOTHING_CHANGED,
        "Divide it into several files.",
    )
