"""X10: known holes of libraries that are answered by guards of ours, and those guards."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

ROW = re.compile(r"^\| (CVE-\d{4}-\d+) \|.*`(test_\w+)`.*\| (\d{4}-\d\d-\d\d) \|$", re.MULTILINE)
ROOT = Path(__file__).resolve().parents[2]


def test_x10_each_exception_names_its_guard_and_its_end() -> None:
    """CONTRIBUTING lists them; each names a test that is there, and a date to look again."""
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    rows = ROW.findall(page)
    assert len(rows) == page.count("| CVE-") >= 2
    tests = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("test_*.py"))
    assert [test for _, test, _ in rows if f"def {test}(" not in tests] == []


def test_x10_the_library_that_fetches_code_is_absent() -> None:
    """`kernels` would let a configuration name code of the hub."""
    assert importlib.util.find_spec("kernels") is None
    assert "kernels" not in (ROOT / "constraints.txt").read_text("utf-8")
