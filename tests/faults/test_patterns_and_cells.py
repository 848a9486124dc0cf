"""X04 and X06: expressions that take for ever, and cells that a spreadsheet would compute."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
import regex

from workbench.domain.errors import UsageError
from workbench.domain.rules import Rule
from workbench.formats.base import RawSentence, WriteOptions
from workbench.formats.table_writing import write_table
from workbench.storage import patterns
from workbench.workflow.matching import compiled
from workbench.workflow.reporting.plain import table_to_csv
from workbench.workflow.reporting.tables import Table

PIECES = ("(a+)+", "(a|a)*", "(a|aa)+", "(a*)*", "(.*)*", "(\\w+\\s?)+", "(a+){8}", "([a-z]+)*")
ENDS = ("$", "b", "[^a]$", "!", "\\d$", "(?=b)", "zz")
EVIL = [piece + end for piece in PIECES for end in ENDS]
TEXT = "a" * 5000 + "?"
FORMULAS = ("=1+1", "+A1", "-A1", "@SUM(A1)", "=HYPERLINK('http://x')")


def test_x04_no_expression_takes_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of more than 50 evil ones gets a limit of time, and ends in an answer or in words."""
    assert len(EVIL) > 50
    limits: list[float] = []
    find = regex.finditer

    def limited(pattern: str, text: str, timeout: float) -> Any:
        limits.append(timeout)
        return find(pattern, text, timeout=timeout)

    monkeypatch.setattr(regex, "finditer", limited)
    monkeypatch.setattr(patterns, "_LONGEST", 0.002)
    refusals = []
    for pattern in EVIL:
        try:
            patterns.pattern_spans(pattern, TEXT)
        except UsageError as error:
            refusals.append(error.code)
    assert limits == [0.002] * len(EVIL)
    assert len(refusals) > 10 and set(refusals) == {"NW-U27"}


def test_x04_rules_take_linear_time() -> None:
    """The engine of rules has no backtracking: it answers, or refuses the expression."""
    refusals, answers = [], 0
    for pattern in EVIL:
        try:
            compiled(Rule("x", "PER", pattern)).search(TEXT)
            answers += 1
        except UsageError as error:
            refusals.append(error.code)
    assert set(refusals) == {"NW-L10"} and answers > 40


@pytest.mark.parametrize("formula", FORMULAS)
def test_x06_tables_of_a_report_compute_nothing(formula: str) -> None:
    """A label may begin like a formula; figures stay figures."""
    written = table_to_csv(Table("t", ("label", "F1", "change"), ((formula, 0.5, "-0.012"),)))
    [_, [label, score, change]] = list(csv.reader(written.splitlines()))
    assert label == f"'{formula}" and (score, change) == ("0.5", "-0.012")


def test_x06_data_stays_exact(tmp_path: Path) -> None:
    """A table of sentences is data: it reads back as it was, and docs/formats.md warns of it."""
    sentence = RawSentence(("=1+1", "saw"), ("O", "O"), "", 1)
    write_table([sentence], tmp_path / "x.csv", WriteOptions())
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as file:
        assert any(cell.startswith("=1+1") for row in csv.reader(file) for cell in row)
