"""Where each token of a sentence stands on the page; no painting, no Qt.

Tokens flow into lines from the leading side: the left, or the right for text that is
mostly written from right to left. Within a line a run of tokens of the other direction is
turned round, so that a Latin name inside Arabic text reads as a Latin reader expects.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from workbench.domain.sentence import needs_space

# Signs that do not begin a line.
_CLINGING = frozenset(",.;:!?%)]}…，。、；：！？）》〉」』】〕”’·")
_LEFT = frozenset({"L"})
_RIGHT = frozenset({"R", "AL"})


@dataclass(frozen=True, slots=True)
class Padding:
    """Room a token needs beside its text: before it and after it, in its own direction."""

    lead: float = 0.0
    tail: float = 0.0


NO_PADDING = Padding()
# Between a padded token and its neighbour, where the script puts no space.
CLEARANCE = 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """A token on its line; `left` and `right` include its padding, all in pixels."""

    token: int
    line: int
    left: float
    right: float
    text_left: float
    text_width: float
    rightwards: bool


@dataclass(frozen=True)
class Flow:
    """All boxes in token order; `lines` holds the tokens of each line."""

    boxes: tuple[Box, ...]
    lines: tuple[range, ...]
    rightwards: bool

    def line_of(self, token: int) -> int:
        return self.boxes[token].line

    def nearest(self, line: int, x: float) -> int:
        """The token of a line that stands at `x`, or the one closest to it."""

        def distance(token: int) -> float:
            box = self.boxes[token]
            return max(box.left - x, x - box.right, 0.0)

        return min(self.lines[line], key=distance)

    def hit(self, line: int, x: float) -> int | None:
        """The token whose box holds `x`, if any."""
        token = self.nearest(line, x)
        box = self.boxes[token]
        return token if box.left <= x <= box.right else None


@lru_cache(maxsize=65536)
def direction(token: str) -> str:
    """`L` or `R` by the first letter that has a direction, or nothing for signs and digits."""
    for character in token:
        kind = unicodedata.bidirectional(character)
        if kind in _LEFT:
            return "L"
        if kind in _RIGHT:
            return "R"
    return ""


def reads_rightwards(tokens: Sequence[str]) -> bool:
    """Whether most tokens are written from left to right; so are signs alone."""
    directions = [direction(token) for token in tokens]
    return directions.count("R") <= directions.count("L")


def flow_tokens(
    tokens: Sequence[str],
    measure: Callable[[str], float],
    space: float,
    width: float,
    paddings: Mapping[int, Padding],
) -> Flow:
    """Break tokens into lines of at most `width` pixels and place them."""
    rightwards = reads_rightwards(tokens)
    ways = _resolved([direction(token) for token in tokens], "L" if rightwards else "R")
    pieces = [
        _Piece(
            position,
            measure(token),
            _gap(tokens, position, space, paddings),
            ways[position] == "L",
            paddings.get(position, NO_PADDING),
            token in _CLINGING,
        )
        for position, token in enumerate(tokens)
    ]
    lines = _break(pieces, width)
    boxes: list[Box] = []
    for number, line in enumerate(lines):
        boxes += sorted(
            _place(pieces[line.start : line.stop], number, width, rightwards),
            key=lambda box: box.token,
        )
    return Flow(tuple(boxes), tuple(lines), rightwards)


@dataclass(frozen=True, slots=True)
class _Piece:
    token: int
    text_width: float
    gap: float
    rightwards: bool
    padding: Padding
    clings: bool

    @property
    def width(self) -> float:
        return self.padding.lead + self.text_width + self.padding.tail


def _gap(
    tokens: Sequence[str], position: int, space: float, paddings: Mapping[int, Padding]
) -> float:
    if position == 0:
        return 0.0
    if needs_space(tokens[position - 1], tokens[position]):
        return space
    before = paddings.get(position - 1, NO_PADDING)
    apart = before.tail > 0 or paddings.get(position, NO_PADDING).lead > 0
    return CLEARANCE if apart else 0.0


def _resolved(directions: list[str], base: str) -> list[str]:
    """Give signs the direction of what surrounds them, else that of the sentence."""
    after = base
    following = [base] * len(directions)
    for position in reversed(range(len(directions))):
        following[position] = after
        after = directions[position] or after
    before = base
    resolved = []
    for own, later in zip(directions, following, strict=True):
        resolved.append(own or (before if before == later else base))
        before = own or before
    return resolved


def _break(pieces: Sequence[_Piece], width: float) -> list[range]:
    lines: list[range] = []
    start, used = 0, 0.0
    for piece in pieces:
        needed = piece.width + (piece.gap if piece.token > start else 0.0)
        if piece.token > start and used + needed > width:
            # A closing sign takes the token before it along to the next line.
            first = piece.token - 1 if piece.clings and piece.token - 1 > start else piece.token
            lines.append(range(start, first))
            start, used, needed = first, 0.0, piece.width
            if first < piece.token:
                used, needed = pieces[first].width, piece.width + piece.gap
        used += needed
    if pieces:
        lines.append(range(start, len(pieces)))
    return lines


def _visual_order(pieces: Sequence[_Piece], rightwards: bool) -> list[_Piece]:
    """From the leading side on, with each run of the other direction turned round."""
    ordered: list[_Piece] = []
    turned: list[_Piece] = []
    for piece in pieces:
        if piece.rightwards != rightwards:
            turned.insert(0, piece)
            continue
        ordered += [*turned, piece]
        turned = []
    return ordered + turned


def _place(pieces: Sequence[_Piece], line: int, width: float, rightwards: bool) -> list[Box]:
    boxes = []
    offset = 0.0
    for place, piece in enumerate(_visual_order(pieces, rightwards)):
        offset += piece.gap if place else 0.0
        # A token wider than the page is cut where the page ends.
        outer = min(piece.width, width)
        left = offset if rightwards else width - offset - outer
        offset += outer
        padding = piece.padding
        near = padding.lead if piece.rightwards else padding.tail
        text_width = max(outer - padding.lead - padding.tail, 0.0)
        boxes.append(
            Box(piece.token, line, left, left + outer, left + near, text_width, piece.rightwards)
        )
    return boxes
