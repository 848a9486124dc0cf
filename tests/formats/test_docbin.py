"""spaCy's DocBin: what spaCy knows of a document is what is read; hostile files are refused."""

from __future__ import annotations

import gc
import sys
import tempfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import read_with
from tests.formats.whole_sentences import (
    OPTIONS,
    accepted,
    carried,
    refusal,
    sentences,
    written_and_read,
)
from workbench.domain.errors import CorpusError, ExportError
from workbench.formats import docbin_unpacking, docbin_writing
from workbench.formats.base import RawSentence
from workbench.formats.corpus import CorpusFile
from workbench.formats.docbin import FORMAT


@pytest.fixture(scope="module")
def spacy() -> Any:
    return pytest.importorskip("spacy")


def saved(spacy: Any, path: Path, *docs: dict[str, Any], **options: Any) -> Path:
    """A file as spaCy writes it."""
    vocab = spacy.vocab.Vocab()
    made = [spacy.tokens.Doc(vocab, **doc) for doc in docs]
    spacy.tokens.DocBin(docs=made, **options).to_disk(path)
    return path


def codes(file: CorpusFile) -> list[str]:
    return [one.code for one in file.problems]


@pytest.mark.usefixtures("spacy")
@settings(max_examples=60)
@given(several=sentences())
def test_what_is_not_refused_comes_back(several: list[RawSentence]) -> None:
    """Tokens, every space between them, entities and our own keys are as they were."""
    chosen = accepted(FORMAT, several)
    with tempfile.TemporaryDirectory() as folder:
        back = written_and_read(FORMAT, chosen, Path(folder) / "a.spacy")
    assert [carried(FORMAT, one) for one in back] == [carried(FORMAT, one) for one in chosen]


def test_sentences_of_a_document(spacy: Any, tmp_path: Path) -> None:
    """spaCy's own sentences are kept, with its spaces, and its white space is no token."""
    path = saved(
        spacy,
        tmp_path / "a.spacy",
        {
            "words": ["Uni", " ", "Bonn", "\n", "So", "."],
            "spaces": [True, False, False, False, False, False],
            "ents": ["B-ORG", "I-ORG", "I-ORG", "O", "O", "O"],
            "sent_starts": [True, False, False, False, True, False],
        },
    )
    first, second = read_with(FORMAT, path).sentences
    assert (first.tokens, first.tags, first.source) == (
        ("Uni", "Bonn"),
        ("B-ORG", "I-ORG"),
        "Uni  Bonn",
    )
    assert (second.tokens, second.tags, second.source) == (("So", "."), ("O", "O"), "So.")


def test_documents_without_sentences_are_broken_at_lines(spacy: Any, tmp_path: Path) -> None:
    """Where spaCy knows of no sentence, lines are sentences, as in any other text."""
    path = saved(spacy, tmp_path / "a.spacy", {"words": ["Uni", "\n", "Bonn"]})
    assert [one.tokens for one in read_with(FORMAT, path).sentences] == [("Uni",), ("Bonn",)]


def test_untouched_is_not_the_same_as_without_entities(spacy: Any, tmp_path: Path) -> None:
    """A document that nobody annotated has no tags at all."""
    path = saved(
        spacy,
        tmp_path / "a.spacy",
        {"words": ["Bonn"]},
        {"words": ["Bonn"], "ents": ["O"]},
        {"words": ["in", "Bonn"], "ents": [None, "B-LOC"]},
    )
    file = read_with(FORMAT, path)
    assert [one.tags for one in file.sentences] == [None, ("O",), ("O", "B-LOC")]
    assert codes(file) == ["unannotated-tokens"]
    assert [one.document for one in file.sentences] == ["a.spacy#1", "a.spacy#2", "a.spacy#3"]


def test_labels_that_are_symbols_of_spacy(spacy: Any, tmp_path: Path) -> None:
    """PERSON and its like have small numbers in every vocabulary."""
    doc = {"words": ["Ada", "GPE"], "ents": ["B-PERSON", "B-GPE"]}
    (sentence,) = read_with(FORMAT, saved(spacy, tmp_path / "a.spacy", doc)).sentences
    assert sentence.tags == ("B-PERSON", "B-GPE")


def test_neighbours_of_one_label_stay_apart(spacy: Any, tmp_path: Path) -> None:
    """B begins anew, whatever stands before."""
    doc = {"words": ["a", "b", "c"], "ents": ["B-X", "B-X", "I-X"]}
    (sentence,) = read_with(FORMAT, saved(spacy, tmp_path / "a.spacy", doc)).sentences
    assert sentence.tags == ("B-X", "B-X", "I-X")


def test_what_is_not_kept_is_said(spacy: Any, tmp_path: Path) -> None:
    """Groups of spans, categories, user data and annotations of tokens are reported."""
    vocab = spacy.vocab.Vocab()
    doc = spacy.tokens.Doc(vocab, words=["a"], pos=["NOUN"], lemmas=["a"])
    doc.spans["found"] = [doc[0:1]]
    doc.cats["good"] = 1.0
    doc.user_data["mine"] = 7
    path = tmp_path / "a.spacy"
    spacy.tokens.DocBin(docs=[doc], store_user_data=True).to_disk(path)
    file = read_with(FORMAT, path)
    assert codes(file) == ["not-kept"] * 5
    told = " ".join(one.message for one in file.problems)
    assert all(
        word in told for word in ("groups of spans", "categories", "user", "lemmas", "speech")
    )


def test_unknown_spaces_follow_the_script(spacy: Any, tmp_path: Path) -> None:
    """Words without spaces are joined as their script is written."""
    path = saved(spacy, tmp_path / "a.spacy", {"words": ["Uni", "北", "京"]})
    (sentence,) = read_with(FORMAT, path).sentences
    assert (sentence.text, sentence.source) == ("Uni 北京", "")


def test_spacy_reads_the_same_entities(spacy: Any, tmp_path: Path) -> None:
    """What we write is to spaCy what it is to us."""
    sentence = RawSentence(
        ("Uni", "Bonn", "!"), ("B-ORG", "I-ORG", "O"), "a", 1, source="Uni \nBonn!"
    )
    assert FORMAT.write is not None
    FORMAT.write([sentence], tmp_path / "a.spacy", OPTIONS)
    packed = spacy.tokens.DocBin().from_disk(tmp_path / "a.spacy")
    (doc,) = packed.get_docs(spacy.vocab.Vocab())
    assert doc.text == "Uni \nBonn!"
    assert [(one.text, one.label_) for one in doc.ents] == [("Uni \nBonn", "ORG")]


@pytest.mark.usefixtures("spacy")
@settings(max_examples=100)
@given(data=st.data())
def test_damaged_files_are_refused_in_words(data: st.DataObject) -> None:
    """Whatever bytes are changed: sentences, or a refusal; and the collector goes on."""
    assert FORMAT.write is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.spacy"
        FORMAT.write([RawSentence(("Uni", "Bonn"), ("B-ORG", "O"), "a", 1)] * 3, path, OPTIONS)
        content = bytearray(zlib.decompress(path.read_bytes()))
        for _ in range(data.draw(st.integers(1, 4))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        packed = zlib.compress(bytes(content[: data.draw(st.integers(0, len(content)))]))
        path.write_bytes(packed[: data.draw(st.integers(len(packed) - 9, len(packed)))])
        assert refusal(FORMAT, path) in {"", "NW-I31"}
    assert gc.isenabled()


@pytest.mark.usefixtures("spacy")
def test_a_bomb_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small file that unpacks to a huge one is refused before it fills the memory."""
    monkeypatch.setattr(docbin_unpacking, "LARGEST_UNPACKED", 1 << 20)
    path = tmp_path / "a.spacy"
    path.write_bytes(zlib.compress(b"\0" * (2 << 20)))
    with pytest.raises(CorpusError, match="NW-I06"):
        read_with(FORMAT, path)


@pytest.mark.usefixtures("spacy")
def test_too_many_tokens_are_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be read back is refused."""
    monkeypatch.setattr(docbin_writing, "_MOST_TOKENS", 3)
    assert FORMAT.write is not None
    several = [RawSentence(("a", "b"), None, "a", 1)] * 2
    with pytest.raises(ExportError, match="NW-E11"):
        FORMAT.write(several, tmp_path / "a.spacy", OPTIONS)


@pytest.fixture
def without_spacy(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if it had never been installed."""
    for name in [one for one in sys.modules if one.partition(".")[0] == "spacy"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "spacy", None)


@pytest.mark.usefixtures("without_spacy")
def test_without_spacy_it_says_what_to_install(tmp_path: Path) -> None:
    """The optional extra is named, in both directions."""
    path = tmp_path / "a.spacy"
    path.write_bytes(b"x")
    with pytest.raises(CorpusError, match="NW-I30") as coming:
        read_with(FORMAT, path)
    assert FORMAT.write is not None
    with pytest.raises(ExportError, match="NW-E10") as going:
        FORMAT.write([], path, OPTIONS)
    for raised in (coming, going):
        assert "pip install 'ner-workbench[spacy]'" in raised.value.next_step
