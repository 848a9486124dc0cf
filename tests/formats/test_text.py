"""Bytes to lines, whatever program wrote them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from workbench.domain.errors import CorpusError
from workbench.formats import encodings, text
from workbench.formats.base import RawSentence, ReadOptions, Source
from workbench.formats.guessing import USUAL
from workbench.formats.text import LONGEST_LINE, TextFile, open_text, show_odd

SAMPLE = "Köln\tB-LOC\nist\tO\n\nSão\tB-LOC\n"


@dataclass
class FakeSink:
    """Remembers what it is told."""

    problems: list[tuple[int, str]] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)

    def sentence(self, sentence: RawSentence) -> None:
        raise AssertionError(sentence)

    def read(self, unit: str, number: int = 1) -> None:
        raise AssertionError(unit)

    def keep(self, unit: str, number: int = 1) -> None:
        raise AssertionError(unit)

    def lose(self, unit: str, line: int, code: str, message: str) -> None:
        raise AssertionError(unit)

    def problem(self, line: int, code: str, message: str) -> None:
        assert message.endswith(".")
        self.problems.append((line, code))

    def at(self, position: int) -> None:
        self.positions.append(position)


@dataclass(frozen=True)
class Read:
    """What came out of some bytes."""

    lines: list[str]
    encoding: str
    problems: list[tuple[int, str]]


def opened(path: Path, encoding: str = "auto") -> TextFile:
    return open_text(Source(path, path.name, path), ReadOptions(encoding=encoding))


def read(raw: bytes, encoding: str = "auto") -> Read:
    """Read bytes as a file would be, as lines, as blocks and as a whole, which must agree."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "a.conll")
        path.write_bytes(raw)
        file, sink = opened(path, encoding), FakeSink()
        lines = list(file.lines(sink))
        whole = file.text(FakeSink())
        assert whole.removesuffix("\n") == "\n".join(lines)
        assert "".join(file.blocks(FakeSink())).removesuffix("\n") == whole.removesuffix("\n")
        return Read(lines, file.encoding, sink.problems)


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
    found = read(mark + text.encode(encoding))
    assert found == Read(text.split("\n")[:-1], encoding, [])


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
def test_utf_16_by_its_family_name(mark: bytes) -> None:
    """Named just `utf-16`, the byte order is found."""
    encoding = "utf-16-be" if mark == codecs.BOM_UTF16_BE else "utf-16-le"
    assert read(mark + SAMPLE.encode(encoding), "utf-16").lines == SAMPLE.split("\n")[:-1]


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00")), min_size=1, max_size=6
    ),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_only_line_feeds_and_returns_end_lines(lines: list[str], end: str) -> None:
    """LF, CR LF and CR give the same lines; VT, U+0085, U+2028 and the like end none."""
    lines = ["x", *lines, "y"]
    assert len(read(end.join(lines).encode(), "utf-8").lines) == len(lines)


@given(st.text(st.sampled_from("aß科\U0001f48b\r\n\t\u2028\x7f\ud83d\udc8b"), min_size=1))
@example("\ud83d\udc8b\r\n")
def test_where_the_pieces_are_cut_makes_no_difference(content: str) -> None:
    """A file read three bytes at a time gives the lines and problems of one read at once."""
    raw = b"x" + content.encode("utf-8", "surrogatepass")
    whole = read(raw, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "CHUNK", 3)
        patch.setattr(encodings, "CHUNK", 3)
        assert read(raw, "utf-8") == whole
        assert read(raw) == whole


@pytest.mark.parametrize("character", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_other_breaks_stay_and_are_reported(character: str) -> None:
    """A character that other programs break at stays inside its token."""
    found = read(f"x\na{character}b\tO\n".encode())
    assert found.lines == ["x", f"a{character}b\tO"]
    assert found.problems == [(2, "odd-line-break")]


def test_control_characters_become_visible() -> None:
    """A NUL would end the text in the database; it is shown as a sign and reported."""
    found = read(b"ab\0c\tO\nd\x01\x7f\tO\n" + b"x\tO\n" * 99)
    assert found.lines[:2] == ["ab\u2400c\tO", "d\u2401\u2421\tO"]
    assert found.problems == [
        (1, "control-character"),
        (2, "control-character"),
        (2, "control-character"),
    ]


def test_odd_characters_are_replaced_one_for_one() -> None:
    """Offsets into a text stay right, and what was replaced is named."""
    shown, found = show_odd("a\0b\ud83d\u2028\x7f\U0001f48b")
    assert shown == "a\u2400b\ufffd\u2028\u2421\U0001f48b"
    assert found == ("\0", "\x7f", "\u2028", "\ud83d")
    assert show_odd("plain\ttext\r\n") == ("plain\ttext\r\n", ())


def test_halves_of_characters() -> None:
    """Encoded surrogates: two halves side by side are joined, a lone one is U+FFFD."""
    found = read(b"\xed\xa0\xbd\tO\n\xed\xb2\x8b\tO\n\xed\xa0\xbd\xed\xb2\x8b\tO\n")
    assert found.lines == ["\ufffd\tO", "\ufffd\tO", "\U0001f48b\tO"]
    assert found.problems == [(1, "lone-surrogate"), (2, "lone-surrogate")]


def test_halves_of_characters_in_utf_16() -> None:
    """A lone surrogate in UTF-16 is one lost character and no reason to refuse the file."""
    found = read("a\ud83d\tO\n".encode("utf-16-le", "surrogatepass"), "utf-16")
    assert found == Read(["a\ufffd\tO"], "utf-16-le", [(1, "lone-surrogate")])


@pytest.mark.parametrize("line", [1, 40, 80])
@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_latin_1_is_named_with_its_place(line: int, end: bytes) -> None:
    """Bytes that are not UTF-8 are refused with line, byte, likely encoding and the way out."""
    lines = [b"in\tO"] * 80
    lines[line - 1] = b"K\xf6ln\tB-LOC"
    with pytest.raises(CorpusError) as caught:
        read(end.join(lines))
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
        read(raw)
    assert f"--encoding {name}" in caught.value.next_step
    assert read(raw, name).lines == text.split("\n")[:-1]


RUSSIAN = (
    "Вчера в Твери открылась новая библиотека, и на открытие пришли жители двух соседних улиц.\n"
    "Директор музея Пётр Орлов рассказал, что зимой здесь будут читать лекции по истории города.\n"
    "Билеты для школьников останутся бесплатными, а часы работы повесят у входа.\n"
)
SPANISH = (
    "El año próximo la compañía abrirá más oficinas en España según explicó el señor Núñez.\n"
    "También habrá sesiones de información técnica después de la reunión en Málaga y Córdoba.\n"
    "La población pidió una solución rápida, pero la comisión aún no decidió qué hará mañana.\n"
)
GREEK = "Ο δήμαρχος είπε χθες ότι η νέα γέφυρα θα ανοίξει την άνοιξη για όλους τους κατοίκους.\n"
SIMPLIFIED = "市长昨天说新的大桥将在春天向所有居民开放，学校的孩子们可以免费参观。\n"
TRADITIONAL = "市長昨天說新的大橋將在春天向所有居民開放，學校的孩子們可以免費參觀。\n"
JAPANESE = "市長はきのう、新しい橋が春にはすべての住民に開かれると話した。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN * 2, "cp1251"),
        (RUSSIAN * 2, "koi8_r"),
        (SPANISH * 9, "cp1252"),
        (GREEK * 5, "cp1253"),
        (SIMPLIFIED * 5, "gb18030"),
        (TRADITIONAL * 9, "big5"),
        (JAPANESE * 5, "euc_jp"),
    ],
)
@pytest.mark.parametrize("as_columns", [False, True])
def test_a_sure_encoding_is_used_and_reported(text: str, encoding: str, as_columns: bool) -> None:
    """With much evidence and one candidate the file is read, and its first such line is named."""
    text = text.replace(" ", "\tO\n").replace("\n", "\tO\n\n") if as_columns else text
    found = read(b"one\ntwo\n" + text.encode(encoding))
    assert found.lines == ["one", "two", *text.split("\n")[:-1]]
    first = next(number for number, line in enumerate(found.lines, 1) if not line.isascii())
    assert found.problems == [(first, "encoding-guessed")]


def test_little_evidence_is_never_enough() -> None:
    """The same words, but fewer of them, are asked about, with the right one first."""
    with pytest.raises(CorpusError, match=r"NW-I01\].*looks like Windows-1251.*--encoding cp1251"):
        read(RUSSIAN[:80].encode("cp1251"))


def test_where_two_encodings_fit_people_are_asked() -> None:
    """However much text there is, what reads well in two encodings is not guessed at."""
    with pytest.raises(CorpusError) as caught:
        read((JAPANESE * 100).encode("cp932"))
    assert "looks like Japanese (Shift JIS)" in caught.value.happened
    assert "It could also be Korean (EUC) (cp949)." in caught.value.next_step


def test_an_encoding_that_does_not_fit_the_whole_file_is_not_used() -> None:
    """However good the words look that were looked at."""
    raw = (TRADITIONAL * 6000).encode("big5")
    assert read(raw).encoding == "big5"
    with pytest.raises(CorpusError, match=r"NW-I01\].*looks like Chinese \(Big5\)"):
        read(raw + b"\xff\xff\n")


def test_damaged_utf_8_is_not_taken_for_another_encoding() -> None:
    """Where the other words are UTF-8, reading the file as anything else would spoil them."""
    raw = (GREEK * 20).encode()
    with pytest.raises(CorpusError, match=r"NW-I01d\].*line 21, byte 2 "):
        read(raw + b"K\xf6ln\n")
    with pytest.raises(CorpusError, match=r"NW-I01d\].*line 1, byte 5 "):
        read(codecs.BOM_UTF8 + b"K\xf6ln\n")


def test_the_encodings_that_are_guessed_exist() -> None:
    """Each can be named to the importer."""
    for name in USUAL:
        assert "Köln".encode(name, "ignore").decode(name)


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    """No bytes whatever lead to anything but lines or a coded refusal."""
    codes = {"NW-I01", "NW-I01b", "NW-I01d", "NW-I03", "NW-I14"}
    try:
        found = "".join(read(raw).lines)
    except CorpusError as error:
        found = "" if error.code in codes else str(error)
    assert not any(character in found for character in "\0\x01\ud800\n") and "NW-" not in found


def test_a_place_in_utf_16_counts_lines_and_not_bytes() -> None:
    """Characters whose bytes look like a line feed do not move the line number."""
    raw = "上上\n上".encode("utf-16-be") + b"\xd8"
    with pytest.raises(CorpusError, match=r"NW-I01b.*line 2, byte 3 "):
        read(raw, "utf-16-be")


def broken(code: str, raw: bytes, encoding: str = "auto") -> tuple[str, bytes, str]:
    return code, raw, encoding


@pytest.mark.parametrize(
    ("code", "raw", "encoding"),
    [
        broken("NW-I01b", b"K\xf6ln\tO\n", "utf-8"),
        broken("NW-I01b", b"abc", "utf-16-le"),
        broken("NW-I01c", b"a\tO\n", "klingon"),
        broken("NW-I01c", b"a\tO\n", "rot13"),
        broken("NW-I01c", b"a\tO\n", "a\0b"),
        broken("NW-I01c", b"a\tO\n", "unicode_escape"),
        broken("NW-I03", b"\x89PNG\r\n\x1a\n" + bytes(range(256))),
        broken("NW-I03", b"SQLite format 3\0" + bytes(100)),
        broken("NW-I03", bytes(range(32)) * 20),
        broken("NW-I06", b"x" * (LONGEST_LINE + 1)),
        broken("NW-I06", b"a\n" + b"x" * (LONGEST_LINE + 1) + b"\nb\n"),
        broken("NW-I14", b""),
        broken("NW-I14", b"\xef\xbb\xbf"),
        broken("NW-I14", b" \n\t\n\n"),
    ],
)
def test_what_cannot_be_read_has_its_own_code(code: str, raw: bytes, encoding: str) -> None:
    """Each refusal is coded, names the file and says three full sentences."""
    with pytest.raises(CorpusError) as caught:
        read(raw, encoding)
    error = caught.value
    assert error.code == code
    assert all(part.endswith(".") for part in (error.happened, error.safe, error.next_step))
    assert code == "NW-I01c" or "a.conll" in error.happened


def test_a_long_line_is_named_by_its_number(tmp_path: Path) -> None:
    """Ten megabytes without a line end are refused on their line, in whatever piece it ends."""
    path = tmp_path / "a.txt"
    for before in (0, 1, 300_000):
        path.write_bytes(b"a\n" * before + b"x" * 10_000_000 + b"\nb\n")
        with pytest.raises(CorpusError, match=rf"NW-I06.* Line {before + 1} of a\.txt "):
            list(opened(path).lines(FakeSink()))


def test_the_longest_line_is_still_read(tmp_path: Path) -> None:
    """The limit itself is within the limit."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"a\n" + b"x" * LONGEST_LINE + b"\nb\n")
    assert [len(line) for line in opened(path).lines(FakeSink())] == [1, LONGEST_LINE, 1]


def test_a_text_that_must_be_read_whole_has_a_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory has an end: beyond the limit a whole text is refused before it is read."""
    monkeypatch.setattr(text, "LARGEST_WHOLE_TEXT", 10)
    path = tmp_path / "a.json"
    path.write_text("[" + "1" * 10)
    with pytest.raises(CorpusError, match=r"NW-I06.*a\.json has 11 bytes"):
        opened(path).text(FakeSink())


def test_a_file_that_has_gone_is_said_so(tmp_path: Path) -> None:
    """The system's refusal becomes a sentence."""
    with pytest.raises(CorpusError, match=r"NW-I15.*No such file"):
        opened(tmp_path / "nowhere.txt")


def test_progress_goes_through_the_file(tmp_path: Path) -> None:
    """The positions told grow up to the size of the file."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"some words\n" * 100_000)
    sink = FakeSink()
    assert sum(1 for _ in opened(path).lines(sink)) == 100_000
    assert len(sink.positions) > 3
    assert sink.positions == sorted(sink.positions)
    assert sink.positions[-1] == path.stat().st_size


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be", "gb18030"])
def test_a_sample_is_of_whole_lines_from_all_over_the_file(tmp_path: Path, encoding: str) -> None:
    """Lines of the sample are lines of the file, from its beginning to near its end."""
    path = tmp_path / "a.txt"
    lines = [f"Zeile {number} 科" for number in range(300_000)]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    sample = opened(path, encoding).sample(1 << 16)
    assert sample[:2] == lines[:2]
    assert set(sample) <= set(lines)
    assert int(sample[-1].split()[1]) > 270_000
    assert len(sample) < 100_000
