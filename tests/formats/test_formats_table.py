"""The table of docs/formats.md says what the code says."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from workbench.domain.checks import FindingKind
from workbench.formats.base import Carried
from workbench.formats.registry import ALL

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "formats.md"
CODE = re.compile(r"[a-z]+(-[a-z]+)+")
# Names of codecs that look like codes of problems.
NO_CODES = {"raw-unicode-escape", "unicode-escape"}
BEGIN, END = "<!-- carried: begin -->", "<!-- carried: end -->"


def table() -> list[str]:
    """The lines of the table as they should be."""
    head = ["`--format`", "what", "in", "out", *(one.value for one in Carried)]
    rows = [
        [
            f"`{one.name}`",
            one.title,
            "yes",
            "yes" if one.write else "–",
            *("yes" if carried in one.carries else "–" for carried in Carried),
        ]
        for one in ALL
    ]
    rule = ["---", "---", *[":-:"] * (len(head) - 2)]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]


def test_the_table_of_formats() -> None:
    """Each format, and all that it carries, stands in the table; nothing else does."""
    page = PAGE.read_text("utf-8")
    between = page[page.index(BEGIN) + len(BEGIN) : page.index(END)]
    assert between.strip().splitlines() == table(), "\n".join(table())


def test_every_format_has_its_part_of_the_page() -> None:
    """Each format is described in words."""
    page = PAGE.read_text("utf-8")
    described = page[page.index(END) :]
    assert [one.name for one in ALL if f"`{one.name}`" not in described] == []


def _codes_of_the_readers() -> Iterator[str]:
    for path in sorted((ROOT / "workbench/formats").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_every_problem_has_its_code_in_the_page() -> None:
    """Each code that a report may show stands in the page, and no other one does."""
    names = {one.name for one in ALL} | NO_CODES
    codes = {code for code in _codes_of_the_readers() if CODE.fullmatch(code)} - names
    known = codes | {kind.value for kind in FindingKind}
    page = PAGE.read_text("utf-8")
    described = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page[page.index("## Problems") :]))
    assert known - described == set()
    assert described - known - {"utf16-offsets"} == set()
