"""The entities of very many tags, and whether anything could be found wrong with them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from workbench.domain.checks import Finding, are_sound, find
from workbench.domain.schemes import Scheme, tags_to_entities

# A column that is no tag at all may bring any number of them; these are remembered at once.
REMEMBERED = 1 << 14

# An entity as start, end and label.
Span = tuple[int, int, str]
# The entities of a sentence, and whether it has no finding for sure.
Reading = tuple[Sequence[Span], bool]


class TagReader:
    """Reads what `tags_to_entities` reads, for one scheme and label set.

    A million sentences hold the same few runs of tags between tokens outside. Each of these
    runs is read once by the domain's rules and remembered; nothing else needs a look.
    """

    def __init__(self, scheme: Scheme, labels: frozenset[str]) -> None:
        self.scheme = scheme
        self.key = scheme.key
        self._labels = labels
        self._runs = _Runs(scheme, labels)
        outside = re.escape(scheme.outside)
        inside = rf"\n(?!{outside}\n|\Z)[^\n]*+"
        self.run = re.compile(f"{inside}(?:{inside})*+")

    def read(self, lines: str) -> Reading:
        """The entities of tags written as lines, and whether they have no finding for sure."""
        bordered = f"\n{lines}\n"
        runs = self._runs
        spans: list[Span] = []
        sound = True
        shift = last = 0
        for found in self.run.finditer(bordered):
            start = found.start()
            shift += bordered.count("\n", last, start)
            last = start
            inner, sound_here = runs[found[0]]
            for first, end, label in inner:
                spans.append((first + shift, end + shift, label))
            if not sound_here:
                sound = False
        return spans, sound

    def find(self, tags: Sequence[str]) -> Sequence[Finding]:
        return find(tags, self.scheme, self._labels)


class _Runs(dict[str, Reading]):
    """The runs that occurred so far, each tag behind a line break, with their reading."""

    def __init__(self, scheme: Scheme, labels: frozenset[str]) -> None:
        super().__init__()
        self._scheme = scheme
        self._labels = labels

    def __missing__(self, run: str) -> Reading:
        if len(self) >= REMEMBERED:
            self.clear()
        tags = run[1:].split("\n")
        spans = [(one.start, one.end, one.label) for one in tags_to_entities(tags, self._scheme)]
        # Beside a run stands a tag outside or the border of the sentence.
        outside = self._scheme.outside
        steps = [*pairwise((outside, *tags, outside)), (tags[-1], None)]
        found = self[run] = spans, are_sound(steps, self._scheme, self._labels)
        return found
