"""Rows of one token each become sentences, within the limit."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.errors import CorpusError
from workbench.formats.base import PlainLayout, Source
from workbench.formats.column_sentences import LONGEST_SENTENCE
from workbench.formats.sink import CorpusSink
from workbench.formats.token_table import TokenRow, TokenTable

SOURCE = Source(Path("a.csv"), "a.csv", Path("a.csv"))


def test_rows_to_sentences() -> None:
    """Another number begins a sentence; none goes on; a sentence without tags is untouched."""
    sink = CorpusSink(SOURCE)
    table = TokenTable(SOURCE, sink)
    rows = (("1", "Uni", "B-ORG"), ("", "Bonn", ""), ("2", "", None), ("2", "so\x00", None))
    for number, row in enumerate(rows, 2):
        table.add(TokenRow(number, *row))
    table.end_sentence()
    file = sink.finish(PlainLayout("token-table", ""), None, "")
    assert [(one.line, one.tokens, one.tags) for one in file.sentences] == [
        (2, ("Uni", "Bonn"), ("B-ORG", "")),
        (4, ("␣", "so␀"), None),
    ]
    assert [(one.line, one.code) for one in file.problems] == [
        (4, "empty-token"),
        (5, "control-character"),
    ]
    assert [(one.unit, one.read, one.kept) for one in file.accounts] == [("token lines", 4, 4)]


def test_a_sentence_without_end_is_refused() -> None:
    """A table in which the number never changes is not held in memory as one sentence (I06)."""
    sink = CorpusSink(SOURCE)
    table = TokenTable(SOURCE, sink)
    for number in range(2, LONGEST_SENTENCE + 2):
        table.add(TokenRow(number, "1", "a", "O"))
    with pytest.raises(CorpusError, match="NW-I06") as raised:
        table.add(TokenRow(LONGEST_SENTENCE + 2, "1", "a", "O"))
    assert "row 2 of a.csv" in raised.value.happened
    sink.close()
