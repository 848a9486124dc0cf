"""What the instant model learns from and proposes on, and whether it is wanted at all."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from workbench.domain.changes import Changes
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.instant import FEWEST
from workbench.domain.sentence import Split, Status
from workbench.domain.training import Example
from workbench.operations.models import suggester
from workbench.operations.runs import to_example
from workbench.operations.store import Reader, Transaction

SETTING = "instant"
# The model learns from so many sentences at most: with more of them a fine-tuned model is
# better, and training would take longer than anybody waits.
LARGEST = 10_000
# Sentences that are read at once.
PORTION = 200

_UNSEEN = tuple(Term(Field.SPLIT, split, negated=True) for split in (Split.DEV, Split.TEST))
# The hold-out is never learned from, or the scores on it would mean nothing.
GOLD = Filter((Term(Field.STATUS, Status.DONE), *_UNSEEN))
UNTOUCHED = Filter((Term(Field.STATUS, Status.NEW),))


class Mode(StrEnum):
    """Whether the instant model suggests; `AUTO` until another model does."""

    AUTO = "auto"
    ON = "on"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Standing:
    """What was chosen, whether there is enough to learn from and something to suggest on, and
    which other model suggests."""

    mode: Mode = Mode.AUTO
    enough: bool = False
    other: str = ""

    @property
    def by_itself(self) -> bool:
        """Whether it is on where nobody chose."""
        return self.enough and not self.other

    @property
    def active(self) -> bool:
        return self.by_itself if self.mode is Mode.AUTO else self.mode is Mode.ON

    @property
    def stepped_back(self) -> bool:
        """Whether another model suggests, and nobody wants this one beside it."""
        return bool(self.other) and not self.active


def standing(reader: Reader) -> Standing:
    """How things are."""
    kept = reader.setting(SETTING, Mode.AUTO)
    mode = Mode(kept) if kept in set(Mode) else Mode.AUTO
    enough = reader.count(GOLD) >= FEWEST and reader.count(UNTOUCHED) > 0
    return Standing(mode, enough, suggester(reader))


def choose(transaction: Transaction, mode: Mode) -> Changes:
    """Remember what was chosen for this project."""
    transaction.put_setting(SETTING, mode.value)
    return transaction.changes("")


def gold_in_steps(reader: Reader) -> Iterator[tuple[Example, ...]]:
    """All that may be learned from, some sentences at a time, or none while it is looked for."""
    ids: deque[int] = deque(maxlen=LARGEST)
    for batch in reader.listing(GOLD):
        ids.extend(batch)
        yield ()
    while ids:
        yield gold_among(reader, [ids.popleft() for _ in range(min(PORTION, len(ids)))])


def gold_among(reader: Reader, ids: Iterable[int]) -> tuple[Example, ...]:
    """Those of the sentences that may be learned from, with their tags."""
    known = frozenset(reader.labels().names)
    found = reader.sentences(reader.matching(GOLD, ids))
    return tuple(to_example(one, known) for one in found)


def untouched_among(reader: Reader, ids: Iterable[int]) -> tuple[Example, ...]:
    """Those of the sentences that nobody has touched, in the same order."""
    order = tuple(ids)
    fitting = frozenset(reader.matching(UNTOUCHED, order))
    wanted = [one for one in order if one in fitting]
    return tuple(Example(number, tokens) for number, tokens in reader.tokens(wanted))
