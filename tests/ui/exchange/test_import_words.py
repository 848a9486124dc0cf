"""What an import is told in is short, and offers what helps."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from workbench.domain.errors import CorpusError
from workbench.formats.base import ReadOptions
from workbench.formats.reading import read_corpus
from workbench.ui.exchange.import_words import MOST_ENCODINGS, counted, encodings_in_doubt, imported


def refusal(path: Path, raw: bytes, options: ReadOptions | None = None) -> CorpusError:
    path.write_bytes(raw)
    with pytest.raises(CorpusError) as caught:
        read_corpus([path], options)
    return caught.value


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "koi8-r", "gb18030"])
def test_the_encodings_of_the_message_are_offered(tmp_path: Path, encoding: str) -> None:
    """Each that the message names is a real encoding and one click away, the likeliest first."""
    text = {"koi8-r": "Москва\tB-LOC\n", "gb18030": "北京\tB-LOC\n"}.get(encoding, "Zoë\tB-PER\n")
    error = refusal(tmp_path / "doubt.conll", text.encode(encoding))
    offered = encodings_in_doubt(error)
    assert 1 <= len(offered) <= MOST_ENCODINGS
    assert f"--encoding {offered[0]}" in error.next_step
    assert all(codecs.lookup(name) for name in offered)


def test_an_encoding_that_does_not_fit_offers_the_usual_ones(tmp_path: Path) -> None:
    """Who chose a wrong one is offered others."""
    raw = "Zoë\tB-PER\n".encode("latin-1")
    error = refusal(tmp_path / "wrong.conll", raw, ReadOptions(encoding="utf-8"))
    assert "latin-1" in encodings_in_doubt(error)


def test_other_refusals_offer_no_encoding(tmp_path: Path) -> None:
    """An empty file is empty in any encoding."""
    assert encodings_in_doubt(refusal(tmp_path / "empty.conll", b"")) == []


def test_one_is_not_several() -> None:
    """Numbers and their words agree."""
    assert counted(1, "entity", "entities") == "1 entity"
    assert counted(1204, "entity", "entities") == "1,204 entities"
    assert imported(1, 0) == "Imported 1 sentence. Undo: Ctrl+Z"
    assert "2 sentences of files imported before were left out" in imported(5, 2)
