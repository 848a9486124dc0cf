"""Bytes to lines, whatever program wrote them."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats.text import LONGEST_LINE, read_text

SAMPLE = "Köln\tB-LOC\nist\tO\n\nSão\tB-LOC\n"


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "utf-32-le"),
    ],
)
@pytest.mark.parametrize("text", [SAMPLE, "科\tB-LOC\n技\tI-LOC\n\n全\tO\n"])
def test_unicode_encodings_are_found(mark: bytes, encoding: str, text: str) -> None:
    """With or without a byte order mark, the text is read and the mark is gone."""
    found = read_text(mark + text.encode(encoding), "a.conll")
    assert found.lines == text.split("\n")[:-1]
    assert found.encoding == encoding
    assert found.problems == ()


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00")), min_size=1, max_size=6
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_only_line_feeds_and_returns_end_lines(lines: list[str], end: str) -> None:
    """LF, CR LF and CR give the same lines; VT, U+0085, U+2028 and the like end none."""
    lines = ["x", *lines, "y"]
    assert len(read_text(end.join(lines).encode(), "a", "utf-8").lines) == len(lines)


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_other_breaks_stay_and_are_reported(character: str) -> None:
    """A character that other programs break at stays inside its token."""
    found = read_text(f"x\na{character}b\tO\n".encode(), "a.conll")
    assert found.lines == ["x", f"a{character}b\tO"]
    assert [(problem.line, problem.code) for problem in found.problems] == [(2, "odd-line-break")]


def test_control_characters_become_visible() -> None:
    """A NUL would end the text in the database; it is shown as a sign and reported."""
    found = read_text(b"ab\0c\tO\nd\x01\x7f\tO\n" + b"x\tO\n" * 99, "a.conll")
    assert found.lines[:2] == ["ab\u2400c\tO", "d\u2401\u2421\tO"]
    assert [(problem.line, problem.code) for problem in found.problems] == [
        (1, "control-character"),
        (2, "control-character"),
        (2, "control-character"),
    ]


def test_halves_of_characters() -> None:
    """Encoded surrogates: two halves side by side are joined, a lone one is U+FFFD."""
    found = read_text(b"\xed\xa0\xbd\tO\n\xed\xb2\x8b\tO\n\xed\xa0\xbd\xed\xb2\x8b\tO\n", "a")
    assert found.lines == ["\ufffd\tO", "\ufffd\tO", "\U0001f48b\tO"]
    assert [(p.line, p.code) for p in found.problems] == [
        (1, "lone-surrogate"),
        (2, "lone-surrogate"),
    ]


@pytest.mark.parametrize("line", [1, 40, 80])
def test_latin_1_is_named_with_its_place(line: int) -> None:
    """Bytes that are not UTF-8 are refused with line, byte, likely encoding and the way out."""
    lines = [b"in\tO"] * 80
    lines[line - 1] = b"K\xf6ln\tB-LOC"
    with pytest.raises(CorpusError) as caught:
        read_text(b"\n".join(lines), "a.conll")
    assert caught.value.code == "NW-I01"
    assert f"line {line}, byte 2 is not UTF-8; the file looks like Latin-1" in caught.value.happened
    assert "--encoding latin-1" in caught.value.next_step


@pytest.mark.parametrize(
    ("text", "encoding", "name"),
    [
        ("\u201eKöln\u201c\tB-LOC\n", "cp1252", "windows-1252"),
        ("科\n技\n全\n", "gb18030", "gb18030"),
    ],
)
def test_other_encodings_are_guessed(text: str, encoding: str, name: str) -> None:
    """The proposed encoding is one that reads the file as it was written."""
    raw = text.encode(encoding)
    with pytest.raises(CorpusError) as caught:
        read_text(raw, "a.conll")
    assert f"--encoding {name}" in caught.value.next_step
    assert read_text(raw, "a.conll", name).lines == text.split("\n")[:-1]


def broken(code: str, raw: bytes, encoding: str = "auto") -> tuple[str, bytes, str]:
    return code, raw, encoding


@pytest.mark.parametrize(
    ("code", "raw", "encoding"),
    [
        broken("NW-I01b", b"K\xf6ln\tO\n", "utf-8"),
        broken("NW-I01b", b"abc", "utf-16-le"),
        broken("NW-I01c", b"a\tO\n", "klingon"),
        broken("NW-I01c", b"a\tO\n", "rot13"),
        broken("NW-I03", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        broken("NW-I03", b"SQLite format 3\0" + bytes(100)),
        broken("NW-I03", bytes(range(32)) * 20),
        broken("NW-I06", b"x" * (LONGEST_LINE + 1)),
        broken("NW-I14", b""),
        broken("NW-I14", b"\xef\xbb\xbf"),
        broken("NW-I14", b" \n\t\n\n"),
    ],
)
def test_what_cannot_be_read_has_its_own_code(code: str, raw: bytes, encoding: str) -> None:
    """Each refusal is coded, names the file and says three full sentences."""
    with pytest.raises(CorpusError) as caught:
        read_text(raw, "odd.txt", encoding)
    error = caught.value
    assert error.code == code
    assert all(part.endswith(".") for part in (error.happened, error.safe, error.next_step))
    assert code == "NW-I01c" or "odd.txt" in error.happened
