"""U03: a monkey at the window."""

from __future__ import annotations

from tests.faults.monkey.__main__ import play_apart

SEED, EVENTS = 20, 60


def test_u03_random_keys_and_clicks_break_nothing() -> None:
    """No exception, no widget that stays, nothing written elsewhere, and the project is sound."""
    status, said = play_apart(SEED, range(EVENTS))
    assert status == 0, said
    assert said.startswith(f"{EVENTS} events, 0 faults")
