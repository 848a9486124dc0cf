"""S01: killed while annotating."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.kills import kill_often


@pytest.mark.slow
def test_s01_no_saved_edit_is_lost_by_kills(tmp_path: Path) -> None:
    """Every edit whose operation returned is there after the kill, whole, and the file opens."""
    outcome = kill_often(tmp_path, 10)
    assert outcome.acknowledged > 10
    assert outcome.lost == 0
