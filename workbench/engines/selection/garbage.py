"""Lines that no annotator should be asked about: they win by confusion, and teach nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from workbench.domain.training import Example

LONGEST = 150
LONGEST_TOKEN = 60
# Below this share of tokens with a letter a line is a table, a rule or an address.
LETTERS = 0.3
# So many of ten tokens the same: text that was copied or stuttered.
REPEATED = 0.5
FEW = 4


def is_garbage(tokens: Sequence[str]) -> bool:
    """Whether a line has no letters, hardly any, is extremely long, or repeats itself."""
    if not tokens or len(tokens) > LONGEST:
        return True
    lettered = sum(any(character.isalpha() for character in token) for token in tokens)
    if lettered == 0:
        return True
    if len(tokens) <= FEW:
        return max(map(len, tokens)) > LONGEST_TOKEN
    return lettered / len(tokens) < LETTERS or _repeats(tokens)


def _repeats(tokens: Sequence[str]) -> bool:
    """Whether one word makes up most of a line; punctuation does so in honest tables of contents,
    but those have too few letters."""
    most = Counter(token.casefold() for token in tokens).most_common(1)[0][1]
    return len(tokens) > 2 * FEW and most / len(tokens) > REPEATED


def usable(pool: Sequence[Example]) -> list[int]:
    """The places of the lines that are no garbage."""
    return [place for place, one in enumerate(pool) if not is_garbage(one.tokens)]
