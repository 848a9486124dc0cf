"""docs/faults.md, docs/errors.md and the tests tell of the same faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTS = {"S": 19, "I": 18, "M": 11, "T": 13, "U": 9, "C": 8, "X": 10}
STATES = {"tested", "open", "untested"}
LINE = re.compile(r"^\| ([SIMTUCX]\d\d) \|(.+)\|(.+)\|(.+)\|(.+)\|$", re.MULTILINE)


@dataclass(frozen=True)
class Row:
    """One fault as the page has it."""

    name: str
    codes: tuple[str, ...]
    tests: tuple[str, ...]
    state: str


def _rows() -> list[Row]:
    page = (ROOT / "docs/faults.md").read_text("utf-8")
    return [
        Row(
            name,
            tuple(re.findall(r"NW-[A-Z]\d+[a-z]?", codes)),
            tuple(re.findall(r"test_\w+", tests)),
            state.strip().partition(":")[0],
        )
        for name, _, codes, tests, state in LINE.findall(page)
    ]


def _tests_there_are() -> frozenset[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return frozenset(
        name for file in files for name in re.findall(r"def (test_\w+)", file.read_text("utf-8"))
    )


def test_every_fault_has_its_row() -> None:
    """All 88 of the catalogue are there, each once, with a state."""
    wanted = [f"{kind}{n:02}" for kind, count in COUNTS.items() for n in range(1, count + 1)]
    rows = _rows()
    assert sorted(row.name for row in rows) == sorted(wanted)
    assert {row.state for row in rows} <= STATES


def test_codes_of_faults_are_explained() -> None:
    """Each code of a row has its line in docs/errors.md."""
    explained = (ROOT / "docs/errors.md").read_text("utf-8")
    missing = [
        f"{row.name}: {code}"
        for row in _rows()
        for code in row.codes
        if f"| {code} |" not in explained
    ]
    assert not missing, "\n".join(missing)


def test_a_tested_fault_has_a_test_named_after_it() -> None:
    """What counts as tested names tests that are there, the first with the row in its name."""
    there = _tests_there_are()
    wrong = [
        f"{row.name}: {', '.join(row.tests) or 'no test'}"
        for row in _rows()
        if (row.state == "tested" and not row.tests)
        or any(test not in there for test in row.tests)
        or (row.tests and not row.tests[0].startswith(f"test_{row.name.lower()}_"))
    ]
    assert not wrong, "\n".join(wrong)
