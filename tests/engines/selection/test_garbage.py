"""Lines that nobody should be asked about."""

from __future__ import annotations

import pytest

from workbench.engines.selection.garbage import is_garbage


@pytest.mark.parametrize(
    "line",
    [
        "",
        "- - - - - - - -",
        "12.5 44 1998 3.1",
        "| 1 | 2 | 3 | a | 4 | 5 |",
        "buy buy buy buy buy buy buy buy now",
        "x" * 80,
        " ".join(f"word{number}" for number in range(200)),
    ],
)
def test_garbage(line: str) -> None:
    """No letters, hardly any, one word over and over, or far too long."""
    assert is_garbage(line.split())


@pytest.mark.parametrize(
    "line",
    [
        "Geneva",
        "Bern 2 , Basel 1",
        "The cat saw the dog and the bird .",
        "他 在 北 京 工 作",
        "No !",
        "( 1998 )  in Rome",
        "Müller , 1996 , p. 12",
    ],
)
def test_honest_lines(line: str) -> None:
    """Short ones, results of games, other scripts and references stay."""
    assert not is_garbage(line.split())
