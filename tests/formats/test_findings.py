"""What the scheme says about the tags of files that were read."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.formats.helpers import read_with
from workbench.domain.schemes import BIOES, IO, IOB2, Scheme
from workbench.formats.base import PlainLayout, Problem, RawSentence
from workbench.formats.columns import COLUMNS_FORMAT
from workbench.formats.corpus import Corpus, CorpusFile
from workbench.formats.findings import add_findings
from workbench.formats.spool import Spool

GOOD = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\n"
BAD = "a\u2028b\tO\nsov\tO\nAnna\tI-PER\n\nx\tO\nbn\n\n"


def read(folder: Path, text: str) -> CorpusFile:
    path = folder / "a.conll"
    path.write_bytes(text.encode())
    return read_with(COLUMNS_FORMAT, path)


def found_in(file: CorpusFile, scheme: Scheme = IOB2) -> CorpusFile:
    return add_findings(Corpus((file,), scheme), file)


def places(file: CorpusFile) -> list[tuple[int, str]]:
    return [(problem.line, problem.code) for problem in file.problems]


def test_findings_stand_among_the_problems_in_the_order_of_lines(tmp_path: Path) -> None:
    """Each with its own line, after the problems that reading found on the same line."""
    file = found_in(read(tmp_path, GOOD * 2 + BAD + "a\u2028b\tO\n\n"))
    assert places(file) == [
        (9, "odd-line-break"),
        (11, "orphan-inside"),
        (14, "missing-tag"),
        (16, "odd-line-break"),
    ]
    assert file.problem_counts == Counter(code for _, code in places(file))


def test_a_finding_names_token_tag_and_repair(tmp_path: Path) -> None:
    """People see what is wrong and what would be done."""
    messages = [problem.message for problem in found_in(read(tmp_path, GOOD + BAD)).problems]
    assert messages[1:] == [
        "'Anna' 'I-PER' goes on with an entity that nothing began; 'B-PER' is proposed.",
        "'bn' has no tag; 'O' is proposed.",
    ]


def test_sound_files_are_not_gone_through_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """How tags follow each other was counted on the way in: a million good ones cost nothing."""
    file = read(tmp_path, GOOD * 3)

    def refuse(spool: Spool[RawSentence]) -> None:
        raise AssertionError("the sentences were read again")

    monkeypatch.setattr(Spool, "__iter__", refuse)
    assert found_in(file) is file
    with pytest.raises(AssertionError):
        found_in(file, BIOES)


def test_the_scheme_decides(tmp_path: Path) -> None:
    """The same tags are right in one scheme and wrong in another."""
    text = "Anna\tI-PER\nsov\tO\n\n"
    assert places(found_in(read(tmp_path, text), IO)) == []
    assert places(found_in(read(tmp_path, text), IOB2)) == [(1, "orphan-inside")]


def test_files_whose_format_fixes_the_scheme_are_left_alone(tmp_path: Path) -> None:
    """Their tags were made by the reader."""
    file = replace(read(tmp_path, "Anna\tI-PER\n\n"), scheme=IOB2)
    assert found_in(file) is file


def test_lines_of_formats_that_have_a_sentence_on_each(tmp_path: Path) -> None:
    """Where tokens do not stand on lines of their own, the sentence's line is named."""
    file = replace(read(tmp_path, GOOD + BAD), layout=PlainLayout("token-lines", "utf-8"))
    assert places(found_in(file)) == [
        (5, "odd-line-break"),
        (5, "orphan-inside"),
        (9, "missing-tag"),
    ]


def test_problems_that_came_out_of_order_are_put_in_order(tmp_path: Path) -> None:
    """Odd characters are found a piece of text before the lines are taken apart."""
    text = (GOOD + "x\tO\ty\n\n") * 3 + "a\x01\tO\n\n"
    file = found_in(read(tmp_path, text))
    assert places(file) == sorted(places(file))
    assert len(places(file)) == 4
    assert {type(problem) for problem in file.problems} == {Problem}
