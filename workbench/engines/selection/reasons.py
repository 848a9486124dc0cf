"""Why a sentence stands where it stands, in plain words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from workbench.domain.training import Example
from workbench.engines.selection.question import OUTSIDE, Belief, Numbers, Tags

BY_LOT = "drawn by lot"
IN_ORDER = "next in the document"
UNLIKE = "unlike what was annotated so far"
FIRST = "a first example of its kind"
SURE = "the model is sure of it"
AGREED = "all suggesters agree"
NO_VOTES = "there are no suggestions to compare"

LONGEST = 40
# Two labels that differ by less are both named.
NAMED = 0.05


def why_unsure(example: Example, belief: Belief, place: int, doubts: Numbers) -> str:
    """Names the words of the greatest doubt (tokens,) and the labels between which it is."""
    rows = belief.rows[place]
    if not len(rows) or doubts.max() <= 0:
        return SURE
    token = int(doubts.argmax())
    start, end = _words_around(belief, rows, token)
    words = shortened(" ".join(example.tokens[start:end]))
    chances = rows[token] @ belief.folding
    first, *others = np.argsort(-chances, kind="stable")
    named = [_named(belief.labels[first], chances[first])]
    if others and belief.exact and chances[others[0]] >= NAMED:
        named.append(_named(belief.labels[others[0]], chances[others[0]]))
    if len(named) == 1 and belief.exact and belief.labels[first] != OUTSIDE:
        return f'unsure where "{words}" begins or ends'
    return f'unsure about "{words}": {" or ".join(named)}'


def why_wavering(example: Example, belief: Belief, place: int, doubts: Numbers) -> str:
    """Names the words on which a model changes its mind from pass to pass (tokens,)."""
    if not len(doubts) or doubts.max() <= 0:
        return SURE
    start, end = _words_around(belief, belief.rows[place], int(doubts.argmax()))
    words = shortened(" ".join(example.tokens[start:end]))
    return f'changes its mind about "{words}"'


def for_spread(gold: int) -> str:
    """Why one of a cluster was taken, with so many sentences of gold."""
    return UNLIKE if gold else FIRST


def why_divided(example: Example, votes: Mapping[str, Tags], doubts: Numbers) -> str:
    """Names the word that divides the suggesters most, and what each says of it."""
    if len(votes) < 2 or not len(doubts) or doubts.max() <= 0:
        return AGREED if len(votes) > 1 else NO_VOTES
    token = int(doubts.argmax())
    said = {name: _label(tags[token]) for name, tags in votes.items()}
    ordered = [label for label, _ in Counter(said.values()).most_common(3)]
    parts = [f"{_words_for(one)} ({', '.join(_by(said, one))})" for one in ordered]
    return f'suggesters differ on "{shortened(example.tokens[token])}": {", ".join(parts)}'


def shortened(words: str) -> str:
    """Words on one line, cut where they are many."""
    line = " ".join(words.split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def _by(said: Mapping[str, str], label: str) -> Sequence[str]:
    return [name for name, one in said.items() if one == label][:2]


def _label(tag: str) -> str:
    return tag.partition("-")[2] or OUTSIDE


def _words_for(label: str) -> str:
    return "no entity" if label == OUTSIDE else label


def _named(label: str, chance: float) -> str:
    return f"{_words_for(label)} {chance:.2f}"


def _words_around(belief: Belief, rows: Numbers, token: int) -> tuple[int, int]:
    """The words that the most probable tags join with a token, else the token alone."""
    tags = [belief.tags[column] for column in rows.argmax(axis=1)]
    start, end = token, token + 1
    while start > 0 and tags[start].startswith("I-") and tags[start - 1] != OUTSIDE:
        start -= 1
    if tags[token] != OUTSIDE:
        while end < len(tags) and tags[end].startswith("I-"):
            end += 1
    return start, end
