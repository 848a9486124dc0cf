"""The mentions of a label that is being split, by their text, and what was decided on each."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from workbench.operations.label_split import Decision, Mention

Place = tuple[int, int]


@dataclass
class TextGroup:
    """All mentions of one text: sentence, start and end of each, and its label once decided."""

    text: str
    spots: array[int] = field(default_factory=lambda: array("q"))
    labels: list[str] = field(default_factory=list)
    decided: int = 0

    def __len__(self) -> int:
        return len(self.labels)

    def add(self, mention: Mention) -> None:
        self.spots.extend((mention.sentence, mention.start, mention.end))
        self.labels.append("")

    def mention(self, at: int) -> Mention:
        sentence, start, end = self.spots[3 * at : 3 * at + 3]
        return Mention(sentence, start, end, self.text)

    def decide(self, at: int, label: str) -> None:
        self.decided += bool(label) - bool(self.labels[at])
        self.labels[at] = label

    def next_open(self, start: int) -> int | None:
        """The first mention from `start` on that is not decided yet."""
        if self.decided == len(self):
            return None
        return next((at for at in range(start, len(self)) if not self.labels[at]), None)

    def counts(self) -> Counter[str]:
        """How many mentions were given each label."""
        return Counter(label for label in self.labels if label)


class SplitQueue:
    """Goes through the mentions, the most frequent text first.

    `at` is the place that is shown, as numbers of group and mention; None at the end.
    """

    def __init__(self) -> None:
        self.groups: list[TextGroup] = []
        self.at: Place | None = None
        self._by_text: dict[str, TextGroup] = {}
        self._visited: list[Place] = []
        self._total = 0

    def __len__(self) -> int:
        return self._total

    def add(self, mentions: Iterable[Mention]) -> None:
        """Take mentions in; the queue is to be begun after the last ones."""
        for mention in mentions:
            group = self._by_text.get(mention.text)
            if group is None:
                group = self._by_text[mention.text] = TextGroup(mention.text)
                self.groups.append(group)
            group.add(mention)
            self._total += 1

    def begin(self, decisions: Iterable[Decision] = ()) -> None:
        """Put the texts in order, take earlier decisions in, and go to the first open mention."""
        self.groups.sort(key=lambda group: (-len(group), group.text))
        self._take(decisions)
        self.at = self._open_from((0, 0))

    def _take(self, decisions: Iterable[Decision]) -> None:
        known = {one[:3]: one.label for one in decisions}
        for group in self.groups if known else ():
            for at in range(len(group)):
                label = known.get(group.mention(at)[:3])
                if label:
                    group.decide(at, label)

    @property
    def decided(self) -> int:
        return sum(group.decided for group in self.groups)

    @property
    def current(self) -> Mention | None:
        return None if self.at is None else self.groups[self.at[0]].mention(self.at[1])

    @property
    def group(self) -> TextGroup | None:
        """All mentions of the text that is shown."""
        return None if self.at is None else self.groups[self.at[0]]

    @property
    def label(self) -> str:
        """What was decided on the mention that is shown."""
        return "" if self.at is None else self.groups[self.at[0]].labels[self.at[1]]

    def coming(self) -> Mention | None:
        """The mention that will probably be shown next."""
        if self.at is None:
            return None
        place = self._open_from((self.at[0], self.at[1] + 1))
        return None if place is None else self.groups[place[0]].mention(place[1])

    def decide(self, label: str) -> None:
        """Give the mention that is shown a label, and go to the next open one."""
        if self.at is not None:
            self.groups[self.at[0]].decide(self.at[1], label)
            self._go_on()

    def decide_all(self, label: str) -> None:
        """The same for all of its text that are open, or were decided as this one was."""
        group, before = self.group, self.label
        if group is not None:
            for at, other in enumerate(group.labels):
                if other in ("", before):
                    group.decide(at, label)
            self._go_on()

    def skip(self) -> None:
        """Leave the mention open and go to the next open one; the last leads to the first."""
        self._go_on()

    def back(self) -> None:
        """Go back to the mention that was shown before this one."""
        if self._visited:
            self.at = self._visited.pop()

    def go_to(self, group: int) -> None:
        """Show the first open mention of a text, or its first where all are decided."""
        place = (group, self.groups[group].next_open(0) or 0)
        if place != self.at:
            self._visit(place)

    def clear(self) -> None:
        """Discard all decisions."""
        for group in self.groups:
            for at in range(len(group)):
                group.decide(at, "")
        self._visited.clear()
        self.at = self._open_from((0, 0))

    def decisions(self) -> Sequence[Decision]:
        """Everything that was decided, in the order of the queue."""
        return tuple(self._decisions())

    def counts(self) -> Counter[str]:
        """How many mentions were given each label."""
        return sum((group.counts() for group in self.groups if group.decided), Counter())

    def _decisions(self) -> Iterator[Decision]:
        for group in self.groups:
            if group.decided:
                for at, label in enumerate(group.labels):
                    if label:
                        yield Decision(*group.mention(at)[:3], label)

    def _go_on(self) -> None:
        if self.at is not None:
            self._visit(self._open_from((self.at[0], self.at[1] + 1)))

    def _visit(self, place: Place | None) -> None:
        if self.at is not None and self.at != place:
            self._visited.append(self.at)
        self.at = place

    def _open_from(self, place: Place) -> Place | None:
        """The first open mention from there on, or from the beginning."""
        number, first = place
        for group in chain(range(number, len(self.groups)), range(number)):
            at = self.groups[group].next_open(first if group == number else 0)
            if at is not None:
                return group, at
        if first and number < len(self.groups):
            at = self.groups[number].next_open(0)
            return None if at is None else (number, at)
        return None
