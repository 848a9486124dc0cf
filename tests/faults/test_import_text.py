"""Faults of text and columns on their way in: I01, I02, I03, I05, I06, I11, I12, I13."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.helpers import read_with
from workbench.domain.errors import CorpusError
from workbench.domain.schemes import BILOU, BIOES, IOB2, Scheme
from workbench.formats.base import RAW, RawSentence, ReadOptions, WriteOptions
from workbench.formats.columns import COLUMNS_FORMAT, LONGEST_SENTENCE, ColumnLayout
from workbench.formats.corpus import Corpus
from workbench.formats.reading import read_corpus

GOOD = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\nHon\tO\nsov\tO\n\n" * 4
LINES = GOOD.count("\n")


def read(folder: Path, raw: bytes | str, **options: str) -> Corpus:
    path = folder / "x.conll"
    path.write_bytes(raw if isinstance(raw, bytes) else raw.encode())
    return read_corpus([path], ReadOptions(**options))  # type: ignore[arg-type]


def problems(corpus: Corpus) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in corpus.problems]


@pytest.mark.parametrize("line", [1, LINES // 2 + 1, LINES + 1])
def test_i01_invalid_utf_8_is_asked_about(tmp_path: Path, line: int) -> None:
    """Line, byte and likely encoding are named, nothing is read until one is chosen."""
    lines = GOOD.encode().split(b"\n")
    lines.insert(line - 1, b"K\xf6ln\tB-LOC")
    raw = b"\n".join(lines)
    with pytest.raises(CorpusError) as caught:
        read(tmp_path, raw)
    assert caught.value.code == "NW-I01"
    happened = f"x.conll, line {line}, byte 2 is not UTF-8; the file looks like Latin-1."
    assert caught.value.happened == happened
    assert "--encoding latin-1" in caught.value.next_step
    chosen = read(tmp_path, raw, encoding="latin-1")
    assert "Köln" in {token for sentence in chosen.sentences for token in sentence.tokens}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("marked", [True, False])
def test_i02_byte_order_marks(tmp_path: Path, encoding: str, marked: bool) -> None:
    """With and without a mark the file reads alike, and no token starts with it."""
    mark = "\ufeff".encode(encoding) if marked else b""
    corpus = read(tmp_path, mark + GOOD.encode(encoding))
    assert corpus.files[0].layout.encoding == encoding
    assert [sentence.tokens for sentence in corpus.sentences] == [
        ("Anna", "Berg", "sov"),
        ("Hon", "sov"),
    ] * 4
    assert problems(corpus) == []


@pytest.mark.parametrize("control", [*range(9), 0x0E, 0x1B, 0x1F, 0x7F])
def test_i03_control_characters_are_never_stored_raw(tmp_path: Path, control: int) -> None:
    """Each is shown as a sign where it stood, and reported with its line."""
    corpus = read(tmp_path, f"{GOOD}ab{chr(control)}c\tO\n")
    *_, last = corpus.sentences
    assert last.tokens == (f"ab{chr(0x2400 + control if control < 0x20 else 0x2421)}c",)
    assert problems(corpus) == [(LINES + 1, "control-character")]


def test_i03_what_is_full_of_them_is_no_text(tmp_path: Path) -> None:
    """A binary file is refused as such."""
    with pytest.raises(CorpusError, match=r"NW-I03.*x\.conll is no text file"):
        read(tmp_path, b"\x00\x01\x02\x03" * 100 + GOOD.encode())


_BREAKS = "\u2028\u2029\x85\x0b\x0c\x1c\x1d\x1e"


@given(
    st.lists(
        st.lists(st.text(st.sampled_from("aß" + _BREAKS), min_size=1, max_size=4), min_size=1),
        min_size=1,
        max_size=2,
    )
)
def test_i05_lines_end_at_lf_crlf_and_cr_only(
    tmp_path_factory: pytest.TempPathFactory, words: list[list[str]]
) -> None:
    """The same sentences for each line end; other breaks stay inside their token, and are told."""
    folder = tmp_path_factory.mktemp("i05")
    text = f"{'x' * 999}\tO\n\n" * 9 + "\n".join(
        "".join(f"{word}\tO\n" for word in one) for one in words
    )
    found = [
        read_corpus([write(folder / f"{number}.conll", text.replace("\n", end))])
        for number, end in enumerate(("\n", "\r\n", "\r"))
    ]
    for corpus in found:
        assert [list(one.tokens) for one in corpus.sentences] == [["x" * 999]] * 9 + words
        assert [sentence.line for sentence in corpus.sentences] == [
            sentence.line for sentence in found[0].sentences
        ]
        odd = sum(len(set(word) & set(_BREAKS)) for one in words for word in one)
        assert corpus.problem_counts == ({"odd-line-break": odd} if odd else {})


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def test_i06_a_line_of_ten_megabytes(tmp_path: Path) -> None:
    """It is refused with its number, and at once."""
    began = time.perf_counter()
    with pytest.raises(CorpusError, match=rf"NW-I06.*Line {LINES + 1} of x\.conll"):
        read(tmp_path, GOOD + "x" * 10_000_000 + "\tO\n" + GOOD)
    assert time.perf_counter() - began < 10


def test_i06_a_sentence_of_a_million_tokens(tmp_path: Path) -> None:
    """A file without blank lines is no sentence; the limit is named with the first line."""
    with pytest.raises(CorpusError, match=r"NW-I06.*starts on line 3 .*10,000 tokens"):
        read(tmp_path, "a\tO\n\n" + "a\tO\n" * 1_000_000)
    longest = read(tmp_path, "a\tO\n" * LONGEST_SENTENCE)
    assert [len(sentence.tokens) for sentence in longest.sentences] == [LONGEST_SENTENCE]


def test_i11_errors_of_columns_are_listed_with_their_lines(tmp_path: Path) -> None:
    """Cells too many, too few, other separators: each line is told, and no token is lost."""
    odd = (
        "bn\n"  # no tag
        "ISAF\tI-ORG\t\t\n"  # two cells too many
        "10\u00a0000\tO\n"  # a blank that separates nothing
        "\tO\n"  # no token
        "sov\tO \n"  # a stray space
        "Per B-PER\n"  # a space for a tab
        "-DOCSTART-\tO\n"
        "\n"
        "Hon\tO"  # no final line end
    )
    corpus = read(tmp_path, GOOD + odd)
    *_, first, last = corpus.sentences
    assert first.tokens == ("bn", "ISAF", "10\u00a0000", "\u2423", "sov", "Per")
    assert first.tags == ("", "I-ORG", "O", "O", "O", "B-PER")
    assert (first.document, last.document) == ("x.conll#1", "x.conll#2")
    assert (last.tokens, last.tags) == (("Hon",), ("O",))
    assert [(line - LINES, code) for line, code in problems(corpus)] == [
        (1, "missing-tag"),
        (2, "extra-cells"),
        (2, "orphan-inside"),
        (4, "empty-token"),
        (5, "stray-space"),
    ]


def test_i11_every_one_of_many_problems_is_counted(tmp_path: Path) -> None:
    """The list can be cut where it is shown, because the count is known."""
    corpus = read(tmp_path, GOOD * 500 + "a\tO\tx\n" * 5_000)
    assert corpus.problem_counts == {"extra-cells": 5_000}
    first = LINES * 500 + 1
    assert [line for line, _ in problems(corpus)] == [*range(first, first + 5_000)]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("PER", "unknown-tag"),
        ("B-", "empty-type"),
        ("b-per", "bad-prefix"),
        ("I-PER", "orphan-inside"),
        ("B_PER", "bad-prefix"),
        ("", "missing-tag"),
        ("B-PER,B-ORG", "several-tags"),
        ("0", "outside-mark"),
        ("B-Per", "label-case"),
    ],
)
def test_i12_bad_tags_are_kept_and_reported(tmp_path: Path, tag: str, code: str) -> None:
    """Nothing is changed in silence: the tag stays as it is until somebody cleans it."""
    corpus = read(tmp_path, GOOD * 8 + f"sov\tO\nx\t{tag}\n")
    *_, last = corpus.sentences
    assert last.tags == ("O", tag)
    assert problems(corpus) == [(LINES * 8 + 2, code)]
    assert corpus.scheme == IOB2


def test_i12_a_space_behind_a_tag_is_told(tmp_path: Path) -> None:
    """A trailing space is no other tag, but it is said that it was there."""
    corpus = read(tmp_path, GOOD + "Anna\tB-PER \n")
    *_, last = corpus.sentences
    assert last.tags == ("B-PER",)
    assert problems(corpus) == [(LINES + 1, "stray-space")]


@pytest.mark.parametrize("scheme", [BIOES, BILOU])
def test_i12_the_scheme_is_detected(tmp_path: Path, scheme: Scheme) -> None:
    """Tags of other schemes are no bad tags."""
    only, first, _, last = tuple(scheme.shape)
    text = f"Anna\t{first}-PER\nBerg\t{last}-PER\nsov\tO\n\nHon\t{only}-PER\n\n" * 5
    corpus = read(tmp_path, text)
    assert (corpus.scheme, problems(corpus)) == (scheme, [])


HOSTILE = {
    "x" * 10_000: "odd-label",
    "x'); DROP TABLE sentences;--": "",
    "%_": "",
    "a/../b": "",
    "CON": "",
    "micro avg": "odd-label",
    "=cmd": "",
    "<b>": "",
    "\u202ePER": "odd-label",
    "PER\u200b": "odd-label",
    "РER": "odd-label",
    "B-PER": "",
    "a-b": "",
}


@pytest.mark.parametrize("label", HOSTILE, ids=range(len(HOSTILE)))
def test_i13_hostile_labels_are_kept_exactly(tmp_path: Path, label: str) -> None:
    """Whatever a label holds, it comes in and goes out as it is; what misleads is told."""
    text = GOOD + f"x\tB-{label}\ny\tI-{label}\n\n" * 3
    corpus = read(tmp_path, text)
    assert corpus.counts.labels == {"PER": 4, label: 3}
    *_, last = corpus.sentences
    assert last.tags == (f"B-{label}", f"I-{label}")
    told = [line for line, code in problems(corpus) if code == "odd-label"]
    assert told == ([LINES + 1] if HOSTILE[label] else [])
    path = tmp_path / "out.conll"
    assert COLUMNS_FORMAT.write is not None
    COLUMNS_FORMAT.write([last], path, WriteOptions(scheme=RAW))
    (back,) = read_with(COLUMNS_FORMAT, path).sentences
    assert (back.tokens, back.tags) == (last.tokens, last.tags)


@given(st.binary(max_size=400))
def test_any_bytes_are_sentences_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, raw: bytes
) -> None:
    """No bytes behind a good beginning lead to anything but sentences or a coded refusal."""
    path = tmp_path_factory.mktemp("any") / "x.conll"
    path.write_bytes(GOOD.encode() + raw)
    try:
        file = read_with(COLUMNS_FORMAT, path)
    except CorpusError:
        return
    assert isinstance(file.layout, ColumnLayout)
    assert all(isinstance(sentence, RawSentence) for sentence in file.sentences)
    assert all(account.balanced for account in file.accounts)
