"""Functions and files stay small enough to be read in one go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

PACKAGE = Path(__file__).resolve().parents[2] / "workbench"
LONGEST_FUNCTION = 60
LONGEST_FILE = 400
MEDIAN_FUNCTION = 8


def _sources() -> list[Path]:
    """All modules but the migrations, which are tables written once and never edited again."""
    return [file for file in sorted(PACKAGE.rglob("*.py")) if "versions" not in file.parts]


def _functions() -> Iterator[tuple[str, int]]:
    for file in _sources():
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                place = f"{file.relative_to(PACKAGE)}:{node.lineno} {node.name}"
                yield place, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_function_is_longer_than_a_screen() -> None:
    """60 lines, signature and docstring included."""
    long = [f"{place}: {lines}" for place, lines in _functions() if lines > LONGEST_FUNCTION]
    assert not long, "\n".join(long)


def test_the_usual_function_is_short() -> None:
    """Half of all functions have at most 8 lines."""
    assert median(lines for _, lines in _functions()) <= MEDIAN_FUNCTION


def test_no_file_is_longer_than_it_should_be() -> None:
    """400 lines; a longer file holds two things."""
    lengths = {file: len(file.read_text("utf-8").splitlines()) for file in _sources()}
    long = [f"{file}: {lines}" for file, lines in lengths.items() if lines > LONGEST_FILE]
    assert not long, "\n".join(long)
