"""Regular expressions of a person, with a limit on their time."""

from __future__ import annotations

import pytest

from workbench.domain.errors import UsageError
from workbench.storage.patterns import pattern_spans


def test_matches_come_from_left_to_right() -> None:
    """Empty matches are none."""
    assert pattern_spans("a*", "aab a") == [(0, 2), (4, 5)]


def test_an_expression_that_takes_too_long_is_given_up() -> None:
    """The error has a code; nothing hangs."""
    with pytest.raises(UsageError) as caught:
        pattern_spans("(a|aa)+$", "a" * 60 + "b")
    assert caught.value.code == "NW-U27"
