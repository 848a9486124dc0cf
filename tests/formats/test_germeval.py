"""GermEval files: nested entities on the way in, empty inner tags on the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.formats.helpers import read_with
from workbench.domain.schemes import BARE, with_outside
from workbench.formats.base import (
    Format,
    RawSentence,
    ReadOptions,
    Sample,
    Source,
    WriteOptions,
)
from workbench.formats.columns import COLUMNS_FORMAT, ColumnLayout
from workbench.formats.germeval import FORMAT, write_germeval
from workbench.formats.reading import read_corpus
from workbench.formats.registry import recognise

SOURCE = "http://example.org/eins [2009-10-17]"
GERMEVAL = (
    f"#\t{SOURCE}\n"
    "1\tDie\tO\tO\n2\tUni\tB-ORG\tO\n3\tBonn\tI-ORG\tB-LOC\n\n"
    "#\texample.org vom 26.02.2005 [2005-02-26]\n"
    "1\tBonn\tB-LOC\tO\n2\tUni\tB-ORG\tB-LOC\n\n"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "a.tsv"
    path.write_text(GERMEVAL, encoding="utf-8")
    return path


@pytest.mark.parametrize("format_", [COLUMNS_FORMAT, FORMAT], ids=lambda one: one.name)
def test_germeval_keeps_the_outer_entities_and_reports_the_inner_ones(
    path: Path, format_: Format
) -> None:
    """Numbers are no tokens, source lines name documents, and no inner entity just vanishes."""
    file = read_with(format_, path)
    layout = file.layout
    assert isinstance(layout, ColumnLayout)
    assert (layout.token, layout.tag, layout.columns) == (1, 2, 4)
    assert [sentence.tokens for sentence in file.sentences] == [
        ("Die", "Uni", "Bonn"),
        ("Bonn", "Uni"),
    ]
    assert [sentence.tags for sentence in file.sentences] == [
        ("O", "B-ORG", "I-ORG"),
        ("B-LOC", "B-ORG"),
    ]
    assert [sentence.document for sentence in file.sentences] == [
        SOURCE,
        "example.org vom 26.02.2005 [2005-02-26]",
    ]
    assert [sentence.line for sentence in file.sentences] == [2, 7]
    assert [sentence.extras for sentence in file.sentences] == [(), ()]
    assert [(account.unit, account.read, account.kept) for account in file.accounts] == [
        ("nested entities", 2, 0),
        ("token lines", 5, 5),
    ]
    assert [(problem.line, problem.message) for problem in file.problems] == [
        (
            4,
            "'Bonn' LOC in column 4 lies in or over another entity; only column 3 is kept.",
        ),
        (
            8,
            "'Uni' LOC in column 4 lies in or over another entity; only column 3 is kept.",
        ),
    ]


def test_germeval_is_recognised_as_columns(path: Path) -> None:
    """Nobody has to name the format to import such a file."""
    sample = Sample(Source(path, path.name, path), path.read_bytes(), GERMEVAL)
    assert recognise(sample) is COLUMNS_FORMAT
    with read_corpus([path]) as corpus:
        assert corpus.counts.labels == {"ORG": 2, "LOC": 1}
        assert corpus.problem_counts == {"nested-entity": 2}


def test_written_lines(tmp_path: Path) -> None:
    """Numbered lines, an empty layer of inner tags, and a line with the name of each document."""
    path = tmp_path / "x.tsv"
    sentences = [
        sentence("Anna sov", "B-PER|O", "http://example.org [2009-10-17]"),
        sentence("# O", "O|O", "http://example.org [2009-10-17]"),
        sentence("Nej", None, "O"),
    ]
    write_germeval(sentences, path, WriteOptions(separator=" "))
    assert path.read_bytes().decode() == (
        "#\thttp://example.org [2009-10-17]\n1\tAnna\tB-PER\tO\n2\tsov\tO\tO\n\n"
        "1\t#\tO\tO\n2\tO\tO\tO\n\n#\tO\n1\tNej\t\tO\n\n"
    )
    assert FORMAT.read_back is not None
    back = list(read_with(FORMAT, path, FORMAT.read_back(WriteOptions())).sentences)
    assert [(one.tokens, one.tags, one.document) for one in back] == [
        (one.tokens, one.tags, one.document) for one in sentences
    ]


def sentence(text: str, tags: str | None, document: str) -> RawSentence:
    found = None if tags is None else tuple(tags.split("|"))
    return RawSentence(tuple(text.split()), found, document, 1)


def test_the_outside_mark_is_that_of_the_scheme(tmp_path: Path) -> None:
    """Both layers have the same mark."""
    path = tmp_path / "x.tsv"
    options = WriteOptions(scheme=with_outside(BARE, "0"))
    write_germeval([sentence("Anna sov", "PER|0", "")], path, options)
    assert path.read_text("utf-8") == "#\t\n1\tAnna\tPER\t0\n2\tsov\t0\t0\n\n"
    (back,) = read_with(FORMAT, path, ReadOptions(format="germeval", token=1, tag=2)).sentences
    assert (back.tokens, back.tags, back.document) == (("Anna", "sov"), ("PER", "0"), "")
