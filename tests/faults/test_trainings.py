"""T01 and T12: trainings that are killed, and trainings that are cancelled, at any moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults import full_checkpoints, shim
from tests.faults.cancels import cancel_often
from tests.faults.training_kills import kill_often


@pytest.mark.slow
def test_t01_a_killed_training_goes_on_to_its_end(tmp_path: Path) -> None:
    """Its report has every epoch, its record is whole, and its model complete."""
    outcome = kill_often(tmp_path, 20, "fake")
    assert not outcome.broken, str(outcome)
    assert outcome.kills == 20 and outcome.resumed > 0


@pytest.mark.slow
def test_t12_a_cancelled_training_is_gone_at_once(tmp_path: Path) -> None:
    """Within five seconds there is no process of it, and nothing of it on the disk."""
    outcome = cancel_often(tmp_path, 10)
    assert not outcome.broken, str(outcome)
    assert outcome.slowest < 5


@pytest.mark.skipif(bool(shim.why_not()), reason=shim.why_not() or "-")
def test_s04_a_full_disk_leaves_the_last_whole_checkpoint(tmp_path: Path) -> None:
    """And the best model until then, whichever byte finds no room; nothing half is left."""
    first, *full, last = full_checkpoints.run(tmp_path)
    assert (first["state"], first["best"], last["state"], last["best"]) == ("done",) * 4
    for found in full:
        assert found["state"].startswith("NW-T20") and "the disk is full" in found["state"]
        assert found["best"].startswith("NW-T20")
        assert (found["newest"], found["whole"]) == (first["newest"], True)
        assert found["left"] == first["left"]
    assert (last["newest"], last["whole"]) == (len(full) + 1, True)
