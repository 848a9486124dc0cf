"""Arithmetic of colours: contrast, mixing, and how far apart they look, also when red and green
do not.

Colours are written as #rrggbb. Contrast is that of WCAG 2; distances are those of CIELAB 1976
under D65; colour blindness follows the matrices of Machado, Oliveira and Fernandes (2009),
severity 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import product
from math import dist, hypot, inf

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

READABLE = 4.5
VISIBLE = 3.0
WHITE, BLACK = "#ffffff", "#000000"

_TRICHROMACY: Matrix = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
_PROTANOPIA: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
_DEUTERANOPIA: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
VISIONS: Sequence[Matrix] = (_TRICHROMACY, _PROTANOPIA, _DEUTERANOPIA)

# Linear sRGB to XYZ (IEC 61966-2-1).
_TO_XYZ: Matrix = (
    (0.4124564, 0.3575761, 0.1804375),
    (0.2126729, 0.7151522, 0.0721750),
    (0.0193339, 0.1191920, 0.9503041),
)
_KNEE = 6 / 29

# Where further colours are looked for: a grid of sRGB, without greys and without what would
# have to be corrected on a white page or on a dark one.
_GRID = range(0, 256, 25)
_DARK_PAGE = "#212328"
_LEAST_CHROMA, _MOST_CHROMA = 18.0, 90.0


def contrast(first: str, second: str) -> float:
    """The contrast of two colours after WCAG 2, from 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance after WCAG 2, from 0 to 1."""
    red, green, blue = linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def mix(first: str, second: str, share: float) -> str:
    """`share` (0..1) of the first colour, the rest of the second."""
    parts = zip(channels(first), channels(second), strict=True)
    mixed = (round(one * share + two * (1 - share)) for one, two in parts)
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


def ink(colour: str) -> str:
    """White or black, whichever can be read on the colour: one of them always can."""
    return WHITE if contrast(colour, WHITE) >= READABLE else BLACK


def channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue, each from 0 to 255."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


@cache
def linear(colour: str) -> Triple:
    """Red, green and blue as amounts of light, each from 0 to 1."""
    red, green, blue = (_to_light(channel / 255) for channel in channels(colour))
    return red, green, blue


def lab(light: Triple) -> Triple:
    """L*, a* and b* of amounts of light."""
    white = tuple(sum(row) for row in _TO_XYZ)
    seen = zip(_times(_TO_XYZ, light), white, strict=True)
    x, y, z = (_root(amount / most) for amount, most in seen)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@cache
def looks(colour: str) -> Sequence[Triple]:
    """The colour in CIELAB, as each of the visions sees it."""
    light = linear(colour)
    return tuple(lab(_within(_times(vision, light))) for vision in VISIONS)


def distance(first: str, second: str) -> float:
    """How far apart two colours are for the eyes that tell them apart worst."""
    return min(dist(one, two) for one, two in zip(looks(first), looks(second), strict=True))


def needs_correction(colour: str, page: str) -> bool:
    """Whether lines of this colour would hardly be seen on a page of that one."""
    return contrast(colour, page) < VISIBLE


@cache
def further_colours(known: tuple[str, ...], number: int) -> tuple[str, ...]:
    """So many more colours, each as far as can be from all before it."""
    pool = [colour for colour in _candidates() if colour not in known]
    nearest = {colour: _nearest(colour, known) for colour in pool}
    found: list[str] = []
    for _ in range(min(number, len(pool))):
        best = max(nearest, key=nearest.__getitem__)
        del nearest[best]
        found.append(best)
        for colour, near in nearest.items():
            nearest[colour] = min(near, distance(colour, best))
    return tuple(found)


@cache
def _candidates() -> Sequence[str]:
    grid = product(_GRID, _GRID, _GRID)
    colours = (f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in grid)
    return tuple(colour for colour in colours if _is_candidate(colour))


def _is_candidate(colour: str) -> bool:
    if any(needs_correction(colour, page) for page in (WHITE, _DARK_PAGE)):
        return False
    _, a, b = looks(colour)[0]
    return _LEAST_CHROMA <= hypot(a, b) <= _MOST_CHROMA


def _nearest(colour: str, others: Iterable[str]) -> float:
    return min((distance(colour, other) for other in others), default=inf)


def _times(matrix: Matrix, light: Triple) -> Triple:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    x, y, z = light
    return a * x + b * y + c * z, d * x + e * y + f * z, g * x + h * y + i * z


def _within(light: Triple) -> Triple:
    red, green, blue = (min(max(amount, 0.0), 1.0) for amount in light)
    return red, green, blue


def _root(share: float) -> float:
    return float(share ** (1 / 3)) if share > _KNEE**3 else share / (3 * _KNEE**2) + 4 / 29


def _to_light(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
