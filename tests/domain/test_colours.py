"""Colours of labels: far apart for every eye, and readable."""

from __future__ import annotations

from itertools import combinations

import pytest

from workbench.domain.colours import (
    READABLE,
    VISIBLE,
    Matrix,
    contrast,
    distance,
    further_colours,
    ink,
    lab,
    linear,
    looks,
    mix,
    needs_correction,
)
from workbench.domain.labels import COLOURS, FURTHER

# Another account of colour blindness than the one that the colours were looked for with:
# Viénot, Brettel and Mollon (1999).
VIENOT: dict[str, Matrix] = {
    "protanopia": ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0)),
    "deuteranopia": ((0.29275, 0.70725, 0.0), (0.29275, 0.70725, 0.0), (-0.02234, 0.02234, 1.0)),
}
# In CIELAB; 2.3 is a difference that is just seen.
FAR = 14.0


def apart(first: tuple[float, float, float], second: tuple[float, float, float]) -> float:
    return float(sum((a - b) ** 2 for a, b in zip(first, second, strict=True)) ** 0.5)


def seen(colour: str, vision: Matrix) -> tuple[float, float, float]:
    red, green, blue = linear(colour)
    light = [row[0] * red + row[1] * green + row[2] * blue for row in vision]
    first, second, third = (min(max(amount, 0.0), 1.0) for amount in light)
    return lab((first, second, third))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#0000ff", "#ffffff", 8.59)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, expected: float) -> None:
    """Known figures, in either order."""
    assert contrast(first, second) == pytest.approx(expected, abs=0.005)
    assert contrast(second, first) == contrast(first, second)


@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        ("#ffffff", (100, 0, 0)),
        ("#ff0000", (53.24, 80.09, 67.20)),
        ("#0000ff", (32.30, 79.19, -107.86)),
    ],
)
def test_cielab_is_that_of_the_books(colour: str, expected: tuple[float, ...]) -> None:
    """White, red and blue of sRGB under D65."""
    assert lab(linear(colour)) == pytest.approx(expected, abs=0.05)


def test_red_and_green_fall_together_for_who_cannot_tell_them_apart() -> None:
    """The simulation leaves greys alone and takes the difference of red and green away."""
    assert all(look == pytest.approx(looks("#808080")[0], abs=0.5) for look in looks("#808080"))
    normal, *blind = (apart(*pair) for pair in zip(looks("#b45424"), looks("#6b7a1c"), strict=True))
    assert all(one < normal / 2 for one in blind)


@pytest.mark.parametrize("name", ["protanopia", "deuteranopia"])
def test_the_first_twelve_differ_without_red_and_green(name: str) -> None:
    """By a simulation that had no part in their choice, none is near another one."""
    pairs = combinations(COLOURS, 2)
    assert min(apart(*(seen(one, VIENOT[name]) for one in pair)) for pair in pairs) >= FAR


def test_the_first_twelve_differ_for_everybody() -> None:
    """Twice as far for who sees red and green."""
    pairs = list(combinations(COLOURS, 2))
    assert min(distance(*pair) for pair in pairs) >= FAR
    assert min(apart(looks(one)[0], looks(two)[0]) for one, two in pairs) >= 2 * FAR


def test_further_colours_go_on_with_new_ones() -> None:
    """Nearer to each other, but still seen to be others; the beginning never changes."""
    further = further_colours(COLOURS, FURTHER)
    assert len({*COLOURS, *further}) == len(COLOURS) + FURTHER
    first = (*COLOURS, *further[:12])
    assert min(distance(*pair) for pair in combinations(first, 2)) >= 8.0
    assert min(distance(*pair) for pair in combinations((*COLOURS, *further), 2)) >= 4.0
    assert further_colours(COLOURS, 5) == further[:5]


def test_no_default_colour_has_to_be_corrected() -> None:
    """Each stands out from a white and a dark page as it is."""
    for colour in (*COLOURS, *further_colours(COLOURS, FURTHER)):
        assert not needs_correction(colour, "#ffffff")
        assert not needs_correction(colour, "#212328")
    assert needs_correction("#ffee00", "#ffffff")
    assert contrast("#ffee00", "#ffffff") < VISIBLE


@pytest.mark.parametrize("colour", ["#000000", "#777777", "#7f7f00", "#ffee00", "#ffffff"])
def test_ink_can_be_read_on_every_colour(colour: str) -> None:
    """White or black: one of them always does."""
    assert contrast(ink(colour), colour) >= READABLE


def test_mixing_goes_from_one_colour_to_the_other() -> None:
    """By the share of the first."""
    assert [mix("#ff0000", "#0000ff", share) for share in (1, 0.5, 0)] == [
        "#ff0000",
        "#800080",
        "#0000ff",
    ]
