"""brat's standoff: its traps one by one, and round trips of whole folders."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import LABELS, raw_sentence, read_with
from workbench.domain.entity import Entity
from workbench.domain.errors import CorpusError
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Split
from workbench.formats.base import RawSentence, ReadOptions, Source, WriteOptions
from workbench.formats.brat import FORMAT
from workbench.formats.brat_labels import escape_label, unescape_label
from workbench.formats.corpus import CorpusFile
from workbench.formats.sampling import sample
from workbench.formats.sources import find_sources

PLAIN = WriteOptions(labels=LABELS)
EMOJI = "\N{GRINNING FACE}"


def read(
    folder: Path,
    text: str | bytes,
    annotations: str | bytes | None,
    options: ReadOptions | None = None,
) -> CorpusFile:
    """Read a text with its annotations."""
    for name, content in (("doc.txt", text), ("doc.ann", annotations)):
        if content is not None:
            raw = content if isinstance(content, bytes) else content.encode()
            (folder / name).write_bytes(raw)
    return read_with(FORMAT, folder / "doc.txt", options)


def entities(file: CorpusFile) -> list[tuple[str, str]]:
    """The text and label of each entity, with its tokens joined by spaces."""
    return [
        (" ".join(sentence.tokens[one.start : one.end]), one.label)
        for sentence in file.sentences
        for one in sentence.entities()
    ]


def problems(file: CorpusFile) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in file.problems]


def spans(file: CorpusFile) -> tuple[int, int, int]:
    one = next(one for one in file.accounts if one.unit == "spans")
    return one.read, one.kept, one.reported


# Reading


def test_a_text_with_its_annotations(tmp_path: Path) -> None:
    """Each line is a sentence that knows its line; offsets are into the whole text."""
    file = read(
        tmp_path,
        "Anna Berg sov.\n\nHon bor i Oslo.\n",
        "T1\tPER 0 9\tAnna Berg\nT2\tLOC 26 30\tOslo\n",
    )
    one, two = file.sentences
    assert one.tokens == ("Anna", "Berg", "sov", ".")
    assert (one.line, two.line, two.document) == (1, 3, "doc.txt")
    assert entities(file) == [("Anna Berg", "PER"), ("Oslo", "LOC")]
    assert problems(file) == []
    assert spans(file) == (2, 2, 0)


def test_a_text_without_annotations_is_untouched(tmp_path: Path) -> None:
    """Nobody has annotated it."""
    file = read(tmp_path, "Anna sov.\n", None)
    assert [one.tags for one in file.sentences] == [None]
    assert problems(file) == []


@pytest.mark.parametrize("annotations", ["", "\n\n"])
def test_an_empty_file_of_annotations_is_untouched(tmp_path: Path, annotations: str) -> None:
    """brat wants one beside each text before anybody has annotated; that is told."""
    file = read(tmp_path, "Anna sov.\n", annotations)
    assert [one.tags for one in file.sentences] == [None]
    assert problems(file) == [(1, "empty-annotations")]


def test_notes_alone_say_that_there_is_no_entity(tmp_path: Path) -> None:
    """Somebody was there."""
    file = read(tmp_path, "Anna sov.\n", "#1\tAnnotatorNotes T1\tnothing here\n")
    assert [one.tags for one in file.sentences] == [("O", "O", "O")]


def test_discontinuous_spans_are_reported(tmp_path: Path) -> None:
    """A span in several parts is no entity of ours."""
    file = read(
        tmp_path,
        "left and right lung\n",
        "T1\tX 0 4;15 19\tleft lung\nT2\tX 9 19\tright lung\n",
    )
    assert entities(file) == [("right lung", "X")]
    assert problems(file) == [(1, "discontinuous-span")]
    assert spans(file) == (2, 1, 1)
    message = next(iter(file.problems)).message
    assert "'left lung' 'X' (0–4;15–19)" in message
    assert message.endswith("(line 1 of doc.ann)")


def test_parts_with_white_space_between_them_are_one_span(tmp_path: Path) -> None:
    """So brat writes a span that goes over the end of a line; its sentences are joined."""
    file = read(tmp_path, "in New\nYork .\nJa\n", "T1\tLOC 3 6;7 11\tNew York\n")
    assert [one.tokens for one in file.sentences] == [("in", "New", "York", "."), ("Ja",)]
    assert entities(file) == [("New York", "LOC")]
    assert [one.line for one in file.sentences] == [1, 3]
    assert problems(file) == []


def test_a_span_whose_text_differs_is_reported(tmp_path: Path) -> None:
    """The copy of the text decides; where it stands instead is said if there is one place."""
    file = read(
        tmp_path,
        "Anna bor i Oslo, och Eva bor i Bergen, ja Bergen\n",
        "T1\tLOC 11 15\tOslo\nT2\tLOC 12 16\tEva\nT3\tLOC 0 6\tBergen\nT4\tLOC 0 4\tRom\n",
    )
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == [(n, "span-text-differs") for n in (2, 3, 4)]
    eva, bergen, _ = (one.message for one in file.problems)
    assert "'slo,'" in eva and "it stands at 21, and nowhere else" in eva
    assert "nowhere else" not in bergen
    assert spans(file) == (4, 1, 3)


def test_other_annotations_are_counted(tmp_path: Path) -> None:
    """Relations, events, attributes, links, notes and equivalences: one problem a kind."""
    file = read(
        tmp_path,
        "Anna sov\n",
        "T1\tPER 0 4\tAnna\nT2\tAct 5 8\tsov\nE1\tAct:T2 Who:T1\nR1\tIs Arg1:T1 Arg2:T2\n"
        "A1\tPast E1\nM1\tPast E1\nN1\tReference T1 Wikipedia:1\tAnna\n*\tSame T1 T2\n"
        "#1\tAnnotatorNotes T1\thm\n#2\tAnnotatorNotes T2\thm\n",
    )
    assert entities(file) == [("Anna", "PER"), ("sov", "Act")]
    assert problems(file) == [(n, "not-kept") for n in (3, 4, 5, 6, 7, 8, 9)]
    assert "notes (# lines), 2 in all" in list(file.problems)[-1].message


@pytest.mark.parametrize(
    "line",
    [
        "T1\tPER 0\tAnna",
        "T1 PER 0 4 Anna",
        "T1\tPER 0 x\tAnna",
        "T1\t0 4\tAnna",
        "PER",
        "X1\tfoo",
        f"T1\tPER 0 {'9' * 5000}\tAnna",
    ],
)
def test_malformed_lines_are_reported(tmp_path: Path, line: str) -> None:
    """A line that is none of brat's counts as a span that was lost."""
    file = read(tmp_path, "Anna sov\n", f"T9\tPER 0 4\tAnna\n{line}\n")
    assert entities(file) == [("Anna", "PER")]
    assert problems(file) == [(2, "bad-line")]
    assert spans(file) == (2, 1, 1)


@pytest.mark.parametrize("line", ["T1\tPER 4 90", "T1\tPER 3 3", "T1\tPER 5 4", "T1\tPER 4 5"])
def test_spans_without_a_place_are_reported(tmp_path: Path, line: str) -> None:
    """Out of range, empty, inverted or blank; the copy of the text may be missing."""
    file = read(tmp_path, "Anna sov\n", f"{line}\nT2\tX 5 8\n")
    assert entities(file) == [("sov", "X")]
    assert problems(file) == [(1, "bad-span")]


def test_overlaps_name_the_file_of_annotations(tmp_path: Path) -> None:
    """Problems of spans say where the line stands: the problem's file is the text."""
    file = read(tmp_path, "Uni Bonn\n", "T1\tORG 0 8\tUni Bonn\nT2\tLOC 4 8\tBonn\n")
    (problem,) = file.problems
    assert (problem.file, problem.line, problem.code) == ("doc.txt", 2, "overlapping-span")
    assert problem.message.endswith("(line 2 of doc.ann)")


def test_spans_within_tokens(tmp_path: Path) -> None:
    """They widen or split, as the options say, and are reported either way."""
    file = read(tmp_path, "Oslobo sov\n", "T1\tLOC 0 4\tOslo\n")
    assert entities(file) == [("Oslobo", "LOC")]
    assert problems(file) == [(1, "span-widened")]
    file = read(tmp_path, "Oslobo sov\n", None, ReadOptions(format="brat", spans="split"))
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == [(1, "token-split")]
    assert next(iter(file.problems)).message.endswith("(line 1 of doc.ann)")


def test_odd_characters_of_the_text_are_its_own(tmp_path: Path) -> None:
    """A control character is shown; it stands in the text, and not in the annotations."""
    file = read(tmp_path, "a\x07b Oslo\n", "T1\tLOC 4 8\tOslo\n")
    assert entities(file) == [("Oslo", "LOC")]
    (problem,) = file.problems
    assert (problem.line, problem.code) == (1, "control-character")
    assert "doc.ann" not in problem.message


# How offsets are counted


def test_crlf_counts_twice(tmp_path: Path) -> None:
    """brat counts characters of the file; our text has one for the end of a line."""
    file = read(tmp_path, "Anna\r\n\r\nOslo\r\n", "T1\tPER 0 4\tAnna\r\nT2\tLOC 8 12\tOslo\r\n")
    assert entities(file) == [("Anna", "PER"), ("Oslo", "LOC")]
    assert problems(file) == []


def test_carriage_returns_alone_count_once(tmp_path: Path) -> None:
    """Old files end their lines so."""
    file = read(tmp_path, "Anna\rOslo\r", "T1\tLOC 5 9\tOslo\n")
    assert entities(file) == [("Oslo", "LOC")]


def test_crlf_in_utf_16(tmp_path: Path) -> None:
    """The ends of lines are counted as characters, not as bytes."""
    text = "Anna\r\nOslo\r\n".encode("utf-16")
    assert entities(read(tmp_path, text, "T1\tLOC 6 10\tOslo\n")) == [("Oslo", "LOC")]


@pytest.mark.parametrize(
    ("text", "offsets", "how"),
    [
        ("Anna\r\nx Oslo\r\n", "7 11", "each end of a line counts as one character"),
        (f"{EMOJI}{EMOJI} Oslo\n", "5 9", "units of UTF-16"),
        ("ÅÄÖ Oslo\n", "7 11", "bytes"),
        (f"{EMOJI}{EMOJI}\r\nx Oslo\r\n", "7 11", "UTF-16 are counted and each end of a line"),
        ("\ufeffx Oslo\n", "3 7", "from 1 on"),
        ("x Oslo\n", "3 7", "from 1 on"),
    ],
)
def test_other_ways_to_count_are_told_by_the_texts(
    tmp_path: Path, text: str, offsets: str, how: str
) -> None:
    """What fits all the copies of the text is taken, and reported."""
    file = read(tmp_path, text, f"T1\tLOC {offsets}\tOslo\n")
    assert entities(file) == [("Oslo", "LOC")]
    (problem,) = file.problems
    assert problem.code == "offsets-recounted"
    assert how in problem.message


def test_emoji_count_once(tmp_path: Path) -> None:
    """brat counts code points."""
    file = read(tmp_path, f"{EMOJI}{EMOJI} Oslo\n", "T1\tLOC 3 7\tOslo\n")
    assert entities(file) == [("Oslo", "LOC")]
    assert problems(file) == []


# Refusals and recognition


def test_annotations_without_a_text(tmp_path: Path) -> None:
    """They are nothing by themselves."""
    (tmp_path / "doc.ann").write_text("T1\tPER 0 4\tAnna\n")
    with pytest.raises(CorpusError, match=r"NW-I27.*Put doc\.txt"):
        read_with(FORMAT, tmp_path / "doc.ann")


def test_annotations_in_another_encoding(tmp_path: Path) -> None:
    """The refusal names the file that it is about."""
    with pytest.raises(CorpusError, match=r"NW-I01.*doc\.ann"):
        read(tmp_path, "Köln\n", "T1\tLOC 0 4\tKöln\n".encode("latin-1"))


def test_recognition_by_the_file_beside_it(tmp_path: Path) -> None:
    """A text belongs to brat if it, or another of its folder, has annotations."""
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.txt").write_text("Anna\n")
    (tmp_path / "one" / "a.ann").touch()
    (tmp_path / "one" / "b.txt").write_text("Anna\n")
    (tmp_path / "one" / "b.tsv").write_text("Anna\n")
    paths = [tmp_path / name for name in ("one/a.txt", "one/b.txt", "one/b.tsv", "two/a.txt")]
    scores = [FORMAT.matches(sample(Source(path, path.name, path))) for path in paths]
    assert scores == [95, 70, 0, 0]


# Writing


def written(folder: Path, sentences: Sequence[RawSentence]) -> Path:
    assert FORMAT.write
    FORMAT.write(sentences, folder / "out", PLAIN)
    return folder / "out"


def names(path: Path) -> list[str]:
    return sorted(str(one.relative_to(path)) for one in path.rglob("*") if one.is_file())


def read_folder(path: Path) -> list[tuple[Split | None, RawSentence]]:
    """All sentences of an exported folder as an import finds them."""
    assert FORMAT.read_back
    options = FORMAT.read_back(PLAIN)
    with tempfile.TemporaryDirectory() as scratch:
        found = find_sources([path], Path(scratch))
    files = [(one.split, read_with(FORMAT, one.file, options)) for one in found.sources]
    assert all(set(file.problem_counts) <= ALLOWED for _, file in files)
    return [(split, sentence) for split, file in files for sentence in file.sentences]


ALLOWED = {"odd-line-break", "token-split", "empty-annotations"}
ANNA = RawSentence(("Anna", "Berg", "sov"), ("B-PER", "I-PER", "O"), "a.txt", 1)


def test_what_a_folder_looks_like(tmp_path: Path) -> None:
    """One pair a document, one sentence a line, and brat's own settings."""
    oslo = RawSentence((EMOJI, "Oslo"), ("O", "B-LOC.NAM"), "a.txt", 2, source=f"{EMOJI}\nOslo")
    new = RawSentence(("Ja",), None, "sub/b c", 3)
    path = written(tmp_path, [ANNA, oslo, new])
    assert names(path) == [
        "000001-a.ann",
        "000001-a.txt",
        "000002-b_c.txt",
        "annotation.conf",
        "visual.conf",
    ]
    assert (path / "000001-a.txt").read_text("utf-8") == f"Anna Berg sov\n{EMOJI} Oslo\n"
    assert (path / "000001-a.ann").read_text("utf-8") == (
        "T1\tPER 0 9\tAnna Berg\nT2\tLOC_u002E_NAM 16 20\tOslo\n"
    )
    settings_ = (path / "annotation.conf").read_text("utf-8")
    assert "# LOC_u002E_NAM stands for 'LOC.NAM'\n" in settings_
    assert "[entities]\nPER\nORG\ncreative-work\nLOC_u002E_NAM\n_u4EBA_\n\n[relations]" in settings_
    assert settings_.endswith("[relations]\n\n[events]\n\n[attributes]\n")
    assert "LOC_u002E_NAM | LOC.NAM\n" in (path / "visual.conf").read_text("utf-8")


def test_splits_are_folders(tmp_path: Path) -> None:
    """Sentences without a split have one too, where others have splits."""
    sentences = [
        replace(ANNA, split=split, document=document)
        for split, document in (
            (Split.TRAIN, "x"),
            (Split.TEST, "x"),
            (Split.TRAIN, "x"),
            (None, "x"),
            (Split.TRAIN, "y"),
        )
    ]
    path = written(tmp_path, sentences)
    assert [name for name in names(path) if name.endswith(".txt")] == [
        "test/000002-x.txt",
        "train/000001-x.txt",
        "train/000004-y.txt",
        "unsplit/000003-x.txt",
    ]
    assert [split for split, _ in read_folder(path)] == [Split.TEST, *[Split.TRAIN] * 3, None]


@pytest.mark.parametrize("document", ["eng.testa", "train", "my train and test", "dev"])
@pytest.mark.parametrize("split", [None, Split.TRAIN])
def test_a_document_never_names_another_split(
    tmp_path: Path, document: str, split: Split | None
) -> None:
    """A name that an import would take for a split is left away."""
    path = written(tmp_path, [replace(ANNA, split=split, document=document)])
    assert [found for found, _ in read_folder(path)] == [split]


def test_a_folder_that_is_called_like_a_split(tmp_path: Path) -> None:
    """Sentences without a split are not made training data by the name of the export."""
    assert FORMAT.write
    FORMAT.write([ANNA], tmp_path / "train", PLAIN)
    assert [split for split, _ in read_folder(tmp_path / "train")] == [None]


@pytest.mark.parametrize("document", ["CON", "../../etc", "a:b*c?", "", "x" * 400, "…", "人" * 99])
def test_names_of_files_are_safe(tmp_path: Path, document: str) -> None:
    """Whatever a document is called, its file lies in the folder and any system takes it."""
    path = written(tmp_path, [replace(ANNA, document=document)])
    (text,) = (name for name in names(path) if name.endswith(".txt"))
    assert len(text.encode()) < 240
    assert set(text).isdisjoint('<>:"/\\|?*') and text.startswith("000001")
    assert len(read_folder(path)) == 1


def test_more_documents_than_digits(tmp_path: Path) -> None:
    """Names stay in the order of documents."""
    path = written(tmp_path, [replace(ANNA, document=str(n % 2), line=n) for n in range(12)])
    texts = [name for name in names(path) if name.endswith(".txt")]
    assert texts == sorted(texts) and len(texts) == 12
    assert [name.removesuffix(".txt")[-1] for name in texts] == ["0", "1"] * 6


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        (RawSentence(("a\nb",), None, "a", 1), "the token"),
        (RawSentence(("\x00",), None, "a", 1), "the token"),
        (RawSentence(("\ud800",), None, "a", 1), "the token"),
        (RawSentence((), None, "a", 1), "the number of its tokens"),
        (RawSentence(("\u200b",), None, "a", 1), "the text"),
        (RawSentence(("\ufeffa",), None, "a", 1), "the text"),
        (RawSentence(("a",), ("B-X",), "a", 1, source="b"), "the text"),
        (RawSentence(("a", "\u200b"), ("O", "B-X"), "a", 1), "the entity '\\u200b'"),
        (
            RawSentence(("a", "\ufe0f", "b"), ("B-X", "I-X", "I-X"), "a", 1),
            "the entity 'a \ufe0f b'",
        ),
        (RawSentence(("e", "\u0301"), ("B-X", "O"), "a", 1, source="e\u0301"), "the entity 'e'"),
        (RawSentence(("a",), ("B-\x07",), "a", 1), "the label"),
        (RawSentence(("a",), ("B- ",), "a", 1), "the label"),
    ],
)
def test_what_is_refused(sentence: RawSentence, named: str) -> None:
    """What would not come back is named before anything is written."""
    assert FORMAT.refuses
    assert FORMAT.refuses(sentence, PLAIN).startswith(named)


@pytest.mark.parametrize(
    "label", ["PER", "creative-work", "LOC.NAM", "人", "a b;c", "-x", "_u0041_"]
)
def test_ordinary_sentences_are_not_refused(label: str) -> None:
    """Any label that can be seen, any script, line breaks and tabs in the text."""
    assert FORMAT.refuses
    tags = ("O", f"B-{label}", f"I-{label}", "O")
    sentence = RawSentence(("Hej,", "x", EMOJI, "北"), tags, "a", 1, source=f"Hej,\tx\r\n{EMOJI}北")
    assert FORMAT.refuses(sentence, PLAIN) == ""


@st.composite
def hostile_sentence(draw: st.DrawFn) -> RawSentence:
    """Any characters at all in tokens, label and text."""
    letters = st.one_of(
        st.characters(), st.sampled_from("_u0041-;. \t\n\r\x00\ud800\ufeff\u200b\u0301")
    )
    texts = st.text(letters, min_size=1, max_size=5)
    tokens = tuple(draw(st.lists(texts, min_size=1, max_size=4)))
    end = draw(st.integers(1, len(tokens)))
    tags = entities_to_tags([Entity(draw(texts), 0, end)], len(tokens), IOB2)
    source = draw(st.one_of(st.just(""), st.just("".join(tokens)), texts))
    return RawSentence(tokens, tags, draw(texts), 1, source=source)


def carried(sentence: RawSentence) -> tuple[object, ...]:
    """The characters that can be seen, and the entities over them."""
    found = []
    text = sentence.text
    position, starts = 0, []
    for token in sentence.tokens:
        starts.append(text.index(token, position))
        position = starts[-1] + len(token)
    for one in sentence.entities():
        end = starts[one.end - 1] + len(sentence.tokens[one.end - 1])
        before = "".join(text[: starts[one.start]].split())
        found.append((one.label, len(before), "".join(text[starts[one.start] : end].split())))
    return "".join(text.split()), found


@settings(max_examples=150)
@given(
    sentences=st.lists(
        st.one_of(raw_sentence(document="a"), raw_sentence(document="b"), hostile_sentence()),
        min_size=1,
        max_size=6,
    )
)
def test_round_trip(sentences: list[RawSentence]) -> None:
    """What is not refused reads back with the same text, entities, splits, and their order."""
    assert FORMAT.refuses
    chosen = [one for one in sentences if not FORMAT.refuses(one, PLAIN)]
    if not chosen:
        return
    with tempfile.TemporaryDirectory() as folder:
        back = read_folder(written(Path(folder), chosen))
    order = [*Split, None]
    back.sort(key=lambda one: order.index(one[0]))
    chosen.sort(key=lambda one: order.index(one.split))
    assert [split for split, _ in back] == [one.split for one in chosen]
    assert [carried(one) for _, one in back] == [carried(one) for one in chosen]


@given(label=st.text(st.one_of(st.characters(), st.sampled_from("_u0041F-")), min_size=1))
def test_labels_are_types_of_brat(label: str) -> None:
    """Each label has a name of letters, digits, `_` and `-`, and comes back from it."""
    name = escape_label(label)
    assert name.isascii() and name.replace("_", "a").replace("-", "a").isalnum()
    assert not name.startswith("-")
    if label.isprintable():
        assert unescape_label(name) == label


@settings(max_examples=150)
@given(
    text=st.binary(max_size=30),
    lines=st.lists(
        st.one_of(
            st.sampled_from(
                ["T1\tX 0 2\tab", "T2\tX 1 3;0 9\ta b", "R1\tx", "T3\tX 5 9", "#\t", "*\t\t"]
            ),
            st.text(max_size=10),
        ),
        max_size=8,
    ),
)
def test_any_bytes_give_sentences_or_a_refusal(text: bytes, lines: list[str]) -> None:
    """No byte of text or annotations leads to a traceback, and every span is accounted for."""
    annotations = "\n".join(lines).encode("utf-8", "surrogatepass")
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(CorpusError):
        file = read(Path(folder), text, annotations)
        assert all(one.balanced for one in file.accounts)
