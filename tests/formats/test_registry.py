"""Every format is known by its name, and its files by what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.errors import CorpusError, UsageError
from workbench.domain.sentence import Split
from workbench.formats.base import Format, RawSentence, Source, WriteOptions
from workbench.formats.exporting import export
from workbench.formats.planning import prepare
from workbench.formats.reading import read_corpus
from workbench.formats.registry import ALL, FORMATS, format_named, recognise
from workbench.formats.sampling import sample

# Files of these look like files of another format, which reads them.
READ_BY = {"germeval": "columns"}
SENTENCES = [
    RawSentence(("A", "b", "."), ("B-PER", "I-PER", "O"), "a", 1, split=Split.TRAIN),
    RawSentence(("北", "京", "。"), ("B-LOC", "I-LOC", "O"), "a", 2, split=Split.TRAIN),
    RawSentence(("c", "d", "?"), ("O", "O", "O"), "a", 3, split=Split.TRAIN),
] * 4


@pytest.mark.parametrize("format_", [one for one in ALL if one.write], ids=lambda one: one.name)
def test_a_file_is_recognised_without_its_suffix(format_: Format, tmp_path: Path) -> None:
    """What a file holds says which format it has, whatever it is called."""
    path = tmp_path / "out"
    export(prepare(SENTENCES, format_, WriteOptions()), path)
    with read_corpus([path]) as corpus:
        assert corpus.format == READ_BY.get(format_.name, format_.name)
        assert corpus.counts.sentences == len(SENTENCES)


@pytest.mark.parametrize("text", ["<html><body>x</body></html>", "<?xml version='1.0'?><a/>"])
def test_markup_is_no_text_to_annotate(text: str, tmp_path: Path) -> None:
    """HTML and XML are refused rather than taken for words."""
    path = tmp_path / "x"
    path.write_text(text)
    with pytest.raises(CorpusError, match="NW-I11"):
        recognise(sample(Source(path, "x", path)))


@pytest.mark.parametrize("beginning", ["\x7fELF", "%PDF-1.7\n"])
def test_programs_and_documents_are_refused(beginning: str, tmp_path: Path) -> None:
    """What begins like a program or a PDF is no text, though its bytes could be characters."""
    path = tmp_path / "x"
    path.write_text(beginning)
    with pytest.raises(CorpusError):
        read_corpus([path])


def test_names() -> None:
    """Names are distinct; one that is unknown is refused with those that are known."""
    assert len(FORMATS) == len(ALL)
    assert format_named("brat").is_folder
    with pytest.raises(UsageError, match=r"NW-I12.*auto, columns"):
        format_named("word")
