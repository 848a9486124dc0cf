"""Planted errors in a real corpus are found."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_most_of_what_is_listed_first_is_a_planted_error(checkout: Path, shared_data: Path) -> None:
    """Five in a hundred entities of wikigold are made wrong; the first of the list are those."""
    command = [sys.executable, "-m", "benchmarks.inconsistency", str(shared_data), "1"]
    said = subprocess.run(command, cwd=checkout, check=True, capture_output=True, text=True).stdout
    _, errors, _, right, precision, area, *_ = said.splitlines()[-1].split()
    assert int(errors) > 150
    assert int(right.rstrip("%")) > 25
    assert float(precision) > 0.35
    assert float(area) > 0.3
