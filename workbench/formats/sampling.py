"""The beginning of a file, for the recognition of its format."""

from __future__ import annotations

import codecs
import re

from workbench.formats.base import Sample, Source
from workbench.formats.sources import unreadable

_SAMPLED = 256 << 10
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def sample(source: Source) -> Sample:
    """The beginning of a source. Bytes that are no text, and folders, give no text."""
    if source.file.is_dir():
        return Sample(source, b"", "")
    try:
        with source.file.open("rb") as file:
            head = file.read(_SAMPLED)
    except OSError as error:
        raise unreadable(source.file, error) from error
    return Sample(source, head, text_of_head(head))


def text_of_head(head: bytes) -> str:
    """The text of a file's first bytes, "" for what is no text; for recognition only.

    A character that the end cuts is left out. Any encoding of one byte a character will do
    to see the shape of lines, so what is not UTF-8 is read as Latin-1.
    """
    encoding = _wide_encoding(head)
    if not encoding:
        if len(_BINARY.findall(head)) > max(4, len(head) // 50):
            return ""
        try:
            return codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            return head.decode("latin-1")
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    return text.removeprefix("\ufeff")


def _wide_encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    whole = head[: len(head) // 4 * 4]
    quarter = len(whole) // 4
    if not quarter:
        return ""
    zeros = "".join("0" if whole[at::4].count(0) > quarter / 10 else "." for at in range(4))
    return {".000": "utf-32-le", "000.": "utf-32-be", ".0.0": "utf-16-le", "0.0.": "utf-16-be"}.get(
        zeros, ""
    )
