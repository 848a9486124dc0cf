"""Bytes to lines: encodings, byte order marks, control characters, ends of lines."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from workbench.domain.errors import NOTHING_CHANGED, CorpusError
from workbench.formats.base import AUTO, Problem

LONGEST_LINE = 1_000_000

# The UTF-32 marks begin with the UTF-16 ones and must be tried first.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
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
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")

# Read as pairs where the halves stand side by side, as the CESU-8 habit writes them.
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ODD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
# Other programs end a line at these; here they stay inside their token.
_OTHER_BREAKS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")
REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class Text:
    """The lines of a file without their ends, and what was odd about its characters."""

    lines: list[str]
    encoding: str
    problems: tuple[Problem, ...]


def read_text(raw: bytes, name: str, encoding: str = AUTO) -> Text:
    """Decode a file and break it into lines at LF, CR LF and CR only.

    Raises CorpusError for a file that is empty, binary, in another encoding (NW-I14,
    NW-I03, NW-I01, NW-I01b), for an unknown encoding (NW-I01c) and for a line that is too
    long (NW-I06).
    """
    _refuse_binary(raw, name)
    text, used = _decode_auto(raw, name) if encoding == AUTO else _decode_as(raw, name, encoding)
    if not text.strip():
        raise _empty(name)
    lines = _break_lines(text)
    _refuse_long_lines(lines, name)
    problems = _show_odd_characters(lines, name) if _ODD.search(text) else ()
    return Text(lines, used, problems)


def _break_lines(text: str) -> list[str]:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    if not lines[-1]:
        lines.pop()
    return lines


def _decode_auto(raw: bytes, name: str) -> tuple[str, str]:
    wide = _encoding_by_mark(raw) or _encoding_by_zeros(raw[:_SAMPLE])
    if wide and wide != "utf-8":
        return _decode_as(raw, name, wide)
    _refuse_control_bytes(raw[:_SAMPLE], name)
    try:
        return _decode_utf8(raw), "utf-8"
    except UnicodeDecodeError as error:
        raise _not_utf8(raw, name, error.start) from error


def _decode_as(raw: bytes, name: str, encoding: str) -> tuple[str, str]:
    try:
        known = codecs.lookup(encoding).name
        text = _decode_utf8(raw) if known == "utf-8" else raw.decode(known)
    except LookupError as error:
        raise _unknown_encoding(encoding) from error
    except UnicodeDecodeError as error:
        raise _wrong_encoding(raw, name, encoding, error.start) from error
    except UnicodeError as error:
        raise _wrong_encoding(raw, name, encoding, 0) from error
    return text.removeprefix("\ufeff"), known


def _decode_utf8(raw: bytes) -> str:
    raw = raw.removeprefix(codecs.BOM_UTF8)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return _PAIR.sub(_join_pair, raw.decode("utf-8", "surrogatepass"))


def _join_pair(pair: re.Match[str]) -> str:
    return pair[0].encode("utf-16", "surrogatepass").decode("utf-16")


def _encoding_by_mark(raw: bytes) -> str:
    return next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "")


def _encoding_by_zeros(sample: bytes) -> str:
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


def _show_odd_characters(lines: list[str], name: str) -> tuple[Problem, ...]:
    """Put visible signs for characters that must not be stored, in place; report them all."""
    problems = []
    for index, line in enumerate(lines):
        found = sorted(set(_ODD.findall(line)))
        for character in found:
            problems.append(_odd_character(name, index + 1, character))
        if found:
            lines[index] = _ODD.sub(_visible, line)
    return tuple(problems)


def _visible(match: re.Match[str]) -> str:
    character = match[0]
    if character in _OTHER_BREAKS:
        return character
    if "\ud800" <= character <= "\udfff":
        return REPLACEMENT
    return "\u2421" if character == "\x7f" else chr(0x2400 + ord(character))


def _odd_character(name: str, line: int, character: str) -> Problem:
    shown = f"U+{ord(character):04X}"
    if character in _OTHER_BREAKS:
        code, message = "odd-line-break", f"{shown} stands inside a line and was kept."
    elif "\ud800" <= character <= "\udfff":
        code, message = (
            "lone-surrogate",
            f"Half of a character ({shown}) stands alone; it was replaced by U+FFFD.",
        )
    else:
        code, message = (
            "control-character",
            f"The control character {shown} was replaced by a visible sign.",
        )
    return Problem(name, line, code, message)


def _refuse_binary(raw: bytes, name: str) -> None:
    if not raw:
        raise _empty(name)
    for magic, kind in _MAGIC:
        if raw.startswith(magic):
            raise _binary(name, f"it is {kind}")


def _refuse_control_bytes(sample: bytes, name: str) -> None:
    found = len(_BINARY.findall(sample))
    if found > max(4, len(sample) // 50):
        raise _binary(name, f"{found} of its first {len(sample)} bytes are control characters")


def _refuse_long_lines(lines: list[str], name: str) -> None:
    for number, line in enumerate(lines, 1):
        if len(line) > LONGEST_LINE:
            raise CorpusError(
                "NW-I06",
                f"Line {number} of {name} is {len(line):,} characters long; "
                f"the limit is {LONGEST_LINE:,}.",
                NOTHING_CHANGED,
                "Break the text into one token a line, with a blank line after each sentence.",
            )


def _empty(name: str) -> CorpusError:
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


def _place(raw: bytes, start: int) -> tuple[int, int]:
    """The line and the byte in it, both counted from 1, of an offset."""
    before = raw[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1, len(before) - (before.rfind(b"\n") + 1) + 1


def _not_utf8(raw: bytes, name: str, start: int) -> CorpusError:
    line, byte = _place(raw, start)
    kind, option = _resemblance(raw)
    return CorpusError(
        "NW-I01",
        f"{name}, line {line}, byte {byte} is not UTF-8; the file looks like {kind}.",
        NOTHING_CHANGED,
        f"Import it with --encoding {option} (in the window: choose the encoding), "
        "or save it as UTF-8.",
    )


def _resemblance(raw: bytes) -> tuple[str, str]:
    """What bytes that are not UTF-8 look like: a name for people and one for `--encoding`."""
    high = sum(byte >= 0x80 for byte in raw[:_SAMPLE])
    if high * 3 > len(raw[:_SAMPLE]) and _decodes(raw, "gb18030"):
        return "Chinese (GB 18030)", "gb18030"
    if re.search(rb"[\x80-\x9f]", raw) and _decodes(raw, "cp1252"):
        return "Windows-1252", "windows-1252"
    return "Latin-1", "latin-1"


def _decodes(raw: bytes, encoding: str) -> bool:
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _wrong_encoding(raw: bytes, name: str, encoding: str, start: int) -> CorpusError:
    line, byte = _place(raw, start)
    return CorpusError(
        "NW-I01b",
        f"{name} is not in the encoding {encoding}: line {line}, byte {byte} does not fit it.",
        NOTHING_CHANGED,
        "Leave --encoding away to let it be found, or name another one.",
    )


def _unknown_encoding(encoding: str) -> CorpusError:
    return CorpusError(
        "NW-I01c",
        f"No text encoding is called {encoding!r}.",
        NOTHING_CHANGED,
        "Use a name such as utf-8, latin-1, windows-1252, utf-16 or gb18030.",
    )
