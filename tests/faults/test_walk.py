"""A random walk over everything that changes a project."""

from __future__ import annotations

from hypothesis.stateful import run_state_machine_as_test

from tests.faults.walk import Walk, quick


def test_u04_a_random_walk_keeps_the_invariants() -> None:
    """Undo goes back and redo forth to the byte, and all that is derived agrees, at each step."""
    run_state_machine_as_test(Walk, settings=quick(200))
