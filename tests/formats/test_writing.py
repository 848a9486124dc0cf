"""Exports are read back before they count."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from workbench.domain.errors import ExportError
from workbench.domain.schemes import BARE, BIOES, IO, IOB2, Scheme, with_outside
from workbench.domain.sentence import Sentence
from workbench.formats import writing
from workbench.formats.base import ReadOptions
from workbench.formats.columns import read_columns
from workbench.formats.reading import read_corpus
from workbench.formats.writing import RAW, export_columns, write_columns


def sentence(text: str, tags: str, scheme: Scheme = IOB2, document: str = "") -> Sentence:
    return Sentence(1, tuple(text.split()), tuple(tags.split("|")), scheme, document=document)


ANNA = sentence("Anna Berg sov", "B-PER|I-PER|O")
BAD = sentence("War on sov bn", "I-|VMISC|0|", IO)


def test_iob2_columns() -> None:
    """Tags of any scheme are written in the asked one."""
    bare = sentence("Inger Berg sov", "PER|PER|0", with_outside(BARE, "0"))
    assert write_columns([bare, ANNA]) == (
        b"Inger\tB-PER\nBerg\tI-PER\nsov\tO\n\nAnna\tB-PER\nBerg\tI-PER\nsov\tO\n\n"
    )
    assert write_columns([ANNA], BIOES, " ") == b"Anna B-PER\nBerg E-PER\nsov O\n\n"


def test_documents_come_back(tmp_path: Path) -> None:
    """A -DOCSTART- line stands before each document where there are several."""
    path = tmp_path / "x.conll"
    documents = ("one", "one", "two")
    export_columns(path, [sentence("a b", "O|O", document=name) for name in documents])
    read = read_corpus([path]).sentences
    assert [s.document for s in read] == ["x.conll#1", "x.conll#1", "x.conll#2"]


def test_an_export_is_counted_and_verified(tmp_path: Path) -> None:
    """What is told about an export was seen in the file itself."""
    path = tmp_path / "out.conll"
    written = export_columns(path, [ANNA, BAD])
    assert (written.sentences, written.tokens, written.entities) == (2, 7, 1)
    assert written.verified
    assert [file.name for file in tmp_path.iterdir()] == ["out.conll"]


def test_raw_tags_survive(tmp_path: Path) -> None:
    """Bad, empty and missing tags are written as they are and read back."""
    path = tmp_path / "raw.conll"
    untagged = sentence("a b", "|")
    export_columns(path, [BAD, untagged, ANNA], RAW)
    assert path.read_bytes().startswith(b"War\tI-\non\tVMISC\nsov\t0\nbn\t\n\na\t\nb\t\n")


cells = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "M", "Z", "Cf")))
raw_sentences = st.lists(
    st.lists(st.tuples(cells, cells), min_size=1, max_size=4), min_size=1, max_size=4
)


@given(raw_sentences, st.sampled_from(["\t", " "]))
def test_what_is_written_reads_back_or_is_refused(
    pairs: list[list[tuple[str, str]]], separator: str
) -> None:
    """Any tokens and tags at all: either the very same come back, or the writer refuses."""
    sentences = [
        Sentence(1, tuple(token for token, _ in one), tuple(tag for _, tag in one)) for one in pairs
    ]
    try:
        raw = write_columns(sentences, RAW, separator)
    except ExportError as error:
        event(error.code)
        return
    read = read_columns(raw, "x", ReadOptions(format="columns", token=0, tag=1)).sentences
    assert [s.tokens for s in read] == [s.tokens for s in sentences]
    assert [s.tags or ("",) * len(s.tokens) for s in read] == [s.tags for s in sentences]


@pytest.mark.parametrize("token", ["", " ", "a\tb", "a\nb", "a\rb", "a\0b", "\ud83d", "-DOCSTART-"])
def test_tokens_that_columns_cannot_carry_are_refused(token: str, tmp_path: Path) -> None:
    """The refusal comes before anything is written."""
    path = tmp_path / "out.conll"
    with pytest.raises(ExportError, match=r"NW-E02.*Sentence 2 "):
        export_columns(path, [ANNA, Sentence(2, ("x", token), ("O", "O"))])
    assert list(tmp_path.iterdir()) == []


def test_nothing_to_export(tmp_path: Path) -> None:
    """An empty export is refused."""
    with pytest.raises(ExportError, match="NW-E03"):
        export_columns(tmp_path / "out.conll", [])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be written is said so, with the reason."""
    with pytest.raises(ExportError, match="NW-E04"):
        export_columns(tmp_path / "nowhere" / "out.conll", [ANNA])


def test_a_difference_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If what reads back is not what was written, nothing is put in place."""
    path = tmp_path / "out.conll"
    path.write_text("old")
    honest = writing._to_bytes

    def corrupted(*arguments: object) -> bytes:
        return honest(*arguments).replace(b"Berg", b"Burg")  # type: ignore[arg-type]

    monkeypatch.setattr(writing, "_to_bytes", corrupted)
    with pytest.raises(ExportError, match=r"NW-E01.*Sentence 2 "):
        export_columns(path, [sentence("a", "O"), ANNA])
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("out.conll", "old")]


def test_ordinary_words_are_never_refused() -> None:
    """The refusal is for what cannot be carried, not for what is merely odd."""
    odd = (
        "#",
        '"',
        "\u00a0",
        "New York",
        "\ufeffx",
        "a\u2028b",
        "科0",
        "-DOCSTART-s",
        "\U0001f48b",
    )
    written = Sentence(1, odd, ("O",) * len(odd))
    read = read_columns(write_columns([written]), "x", ReadOptions())
    assert read.sentences[0].tokens == odd
