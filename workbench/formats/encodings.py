"""Which encoding the text of a file is in: by its mark, its zeros or the look of its bytes."""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import AUTO, Source
from workbench.formats.guessing import USUAL, guess_encoding

# Small enough to stay in the cache of a processor while it is taken apart.
CHUNK = 1 << 16
UTF_8 = "utf-8"

# The UTF-32 marks begin with the UTF-16 ones and must be tried first.
_MARKS = (
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    (b"SQLite format 3\0", "a SQLite database (perhaps a project)"),
    (b"PK\x03\x04", "a ZIP archive (perhaps a .docx, .xlsx or .zip)"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "a compressed file"),
)
_SAMPLE = 65_536
_LONGEST_WORD = 4_096
# With fewer bytes beyond ASCII than this, statistics say nothing.
_LITTLE = 20
_OTHERS_SHOWN = 3
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
# Python calls these encodings too, but no file of text is in them.
_NO_FILE_IS_IN = frozenset(
    {"idna", "punycode", "raw-unicode-escape", "unicode-escape", "undefined"}
)


@dataclass(frozen=True)
class Encoding:
    """A file's encoding; `guessed_on` is the line of the first byte that made it a guess."""

    name: str
    guessed_on: int = 0


@contextmanager
def readable(source: Source) -> Iterator[BinaryIO]:
    """Open the bytes of a source; CorpusError NW-I15 where the system does not give them."""
    try:
        with source.file.open("rb") as file:
            yield file
    except OSError as error:
        raise CorpusError(
            "NW-I15",
            f"{source.name} cannot be read: {error.strerror or error}.",
            NOTHING_CHANGED,
            "Check that it is still there and that you may read it.",
        ) from error


def find_encoding(source: Source, wanted: str = AUTO) -> Encoding:
    """Find the encoding of a file, or take the one that a person named.

    Raises CorpusError for a file that is empty (NW-I14), binary (NW-I03), damaged UTF-8
    (NW-I01d) or neither UTF-8 nor surely something else (NW-I01), and for an unknown
    encoding (NW-I01c).
    """
    with readable(source) as file:
        head = file.read(_SAMPLE)
        _refuse_binary(head, source.name)
        if wanted != AUTO:
            return Encoding(_named(wanted, head))
        wide = _by_mark(head) or _by_zeros(head)
        if wide and wide != UTF_8:
            return Encoding(wide)
        _refuse_control_bytes(head, source.name)
        bad = _first_not_utf8(file)
        if bad is None:
            return Encoding(UTF_8)
        return _other_than_utf8(file, source.name, bad, marked=bool(wide))


def _named(wanted: str, head: bytes) -> str:
    """The codec's own name; a wide encoding without its byte order gets one."""
    try:
        known = codecs.lookup(wanted).name
        # Python also has encodings that are not from text to bytes.
        "a".encode(known)
    except (LookupError, ValueError) as error:
        raise _unknown_encoding(wanted) from error
    if known in _NO_FILE_IS_IN:
        raise _unknown_encoding(wanted)
    if known in ("utf-16", "utf-32"):
        found = _by_mark(head) or _by_zeros(head)
        return found if found.startswith(known) else f"{known}-le"
    return UTF_8 if known == "utf-8-sig" else known


def _by_mark(head: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if head.startswith(mark)), "")


def _by_zeros(sample: bytes) -> str:
    """UTF-16 and UTF-32 without a mark give themselves away by where their zeros stand."""
    sample = sample[: len(sample) // 4 * 4]
    quarter = len(sample) // 4
    zeros = [sample[offset::4].count(0) / quarter for offset in range(4)] if quarter else [0.0] * 4
    many = [share > 0.1 for share in zeros]
    patterns = {
        (False, True, True, True): "utf-32-le",
        (True, True, True, False): "utf-32-be",
        (False, True, False, True): "utf-16-le",
        (True, False, True, False): "utf-16-be",
    }
    return patterns.get((many[0], many[1], many[2], many[3]), "")


def _first_not_utf8(file: BinaryIO) -> int | None:
    """Where the first byte stands that is not UTF-8; encoded surrogates are let through."""
    file.seek(0)
    offset, pending = 0, b""
    while True:
        chunk = file.read(CHUNK)
        data = pending + chunk
        try:
            used = len(data) if data.isascii() else _used(data, final=not chunk)
        except UnicodeDecodeError as error:
            return offset + error.start
        offset, pending = offset + used, data[used:]
        if not chunk:
            return None


def _used(data: bytes, final: bool) -> int:
    return codecs.utf_8_decode(data, "surrogatepass", final)[1]


def errors_of(encoding: str) -> str:
    """How the decoder treats what does not fit: halves of characters are mended later."""
    return "surrogatepass" if encoding.startswith("utf-") and encoding != "utf-7" else "strict"


def decoder_of(encoding: str) -> codecs.IncrementalDecoder:
    """A decoder for a file that comes in pieces."""
    return codecs.getincrementaldecoder(encoding)(errors_of(encoding))


def place_of(file: BinaryIO, offset: int, encoding: str) -> tuple[int, int]:
    """The line and the byte in it, both counted from 1, of an offset into the file."""
    file.seek(0)
    decoder, ends = decoder_of(encoding), io.IncrementalNewlineDecoder(None, translate=True)
    line, byte = 1, 1
    while offset > 0:
        text = ends.decode(decoder.decode(file.read(min(CHUNK, offset))))
        offset -= CHUNK
        _, feed, rest = text.rpartition("\n")
        line += text.count("\n")
        byte = len(rest.encode(encoding, errors_of(encoding))) + (1 if feed else byte)
    return line, byte


def _refuse_binary(head: bytes, name: str) -> None:
    if not head:
        raise empty(name)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            raise _binary(name, f"it is {kind}")


def _refuse_control_bytes(sample: bytes, name: str) -> None:
    found = len(_BINARY.findall(sample))
    if found > max(4, len(sample) // 50):
        raise _binary(name, f"{found} of its first {len(sample)} bytes are control characters")


def empty(name: str) -> CorpusError:
    """The refusal of a file without any text."""
    return CorpusError(
        "NW-I14",
        f"{name} is empty.",
        NOTHING_CHANGED,
        "Choose a file that holds text.",
    )


def _binary(name: str, seen: str) -> CorpusError:
    return CorpusError(
        "NW-I03",
        f"{name} is no text file: {seen}.",
        NOTHING_CHANGED,
        "Choose a text file with one token a line.",
    )


def _other_than_utf8(file: BinaryIO, name: str, start: int, marked: bool) -> Encoding:
    """The encoding that a file is surely in; else CorpusError with what it may be in."""
    line, byte = place_of(file, start, UTF_8)
    words = _words(file)
    if marked or sum(map(_is_utf8, words)) * 2 > len(words):
        raise _damaged(name, line, byte)
    sample = b" ".join(words)
    guess = guess_encoding(sample)
    if guess.sure and _all_decodes(file, guess.encodings[0]):
        return Encoding(guess.encodings[0], guessed_on=line)
    likely = guess.encodings
    if not likely or sum(value >= 0x80 for value in sample) < _LITTLE:
        likely = tuple(dict.fromkeys((_resemblance(sample), *likely)))
    raise _not_utf8(name, line, byte, [_option(encoding, sample) for encoding in likely])


def _words(file: BinaryIO) -> list[bytes]:
    """Words with bytes beyond ASCII, from the beginning of the file on."""
    file.seek(0)
    words: list[bytes] = []
    length = 0
    while length < _SAMPLE and (chunk := file.read(CHUNK)):
        if chunk.isascii():
            continue
        # A chunk may end in the middle of a word, even of a character.
        whole = chunk.split() if len(chunk) < CHUNK else chunk.split()[:-1]
        odd = [word for word in whole if not word.isascii() and len(word) < _LONGEST_WORD]
        words += odd
        length += sum(map(len, odd))
    return words


def _is_utf8(word: bytes) -> bool:
    return decodes(word, UTF_8)


def decodes(raw: bytes, encoding: str) -> bool:
    """Whether bytes are text in an encoding."""
    try:
        raw.decode(encoding, errors_of(encoding))
    except UnicodeDecodeError:
        return False
    return True


def _all_decodes(file: BinaryIO, encoding: str) -> bool:
    file.seek(0)
    decoder = decoder_of(encoding)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return False
    return True


def _resemblance(words: bytes) -> str:
    """What so few bytes that are not UTF-8 look like at first sight."""
    high = sum(byte >= 0x80 for byte in words)
    if high * 3 > len(words) and decodes(words, "gb18030") and re.search(rb"[\x80-\xff]{2}", words):
        return "gb18030"
    return "cp1252" if decodes(words, "cp1252") else "latin-1"


def _option(encoding: str, words: bytes) -> tuple[str, str]:
    """A name for people, and the one for `--encoding`."""
    if encoding == "latin-1" or (encoding == "cp1252" and not re.search(rb"[\x80-\x9f]", words)):
        return "Latin-1", "latin-1"
    return USUAL[encoding], "windows-1252" if encoding == "cp1252" else encoding


def _damaged(name: str, line: int, byte: int) -> CorpusError:
    return CorpusError(
        "NW-I01d",
        f"{name}, line {line}, byte {byte} is not UTF-8, though most of the file is.",
        NOTHING_CHANGED,
        "Correct that place, or save the whole file as UTF-8 from the program that made it.",
    )


def _not_utf8(name: str, line: int, byte: int, likely: Sequence[tuple[str, str]]) -> CorpusError:
    (kind, option), *others = likely
    also = ", ".join(f"{other} ({code})" for other, code in others[:_OTHERS_SHOWN])
    return CorpusError(
        "NW-I01",
        f"{name}, line {line}, byte {byte} is not UTF-8; the file looks like {kind}.",
        NOTHING_CHANGED,
        f"Import it with --encoding {option} (in the window: choose the encoding), "
        "or save it as UTF-8." + (f" It could also be {also}." if also else ""),
    )


def wrong_encoding(file: BinaryIO, name: str, encoding: str, start: int) -> CorpusError:
    """The refusal of a file that is not in the encoding that was named."""
    line, byte = place_of(file, start, encoding)
    return CorpusError(
        "NW-I01b",
        f"{name} is not in the encoding {encoding}: line {line}, byte {byte} does not fit it.",
        NOTHING_CHANGED,
        "Name another encoding, or leave --encoding away to let it be found.",
    )


def _unknown_encoding(encoding: str) -> CorpusError:
    return CorpusError(
        "NW-I01c",
        f"No text encoding is called {encoding!r}.",
        NOTHING_CHANGED,
        "Use a name such as utf-8, latin-1, windows-1252, utf-16 or gb18030.",
    )
