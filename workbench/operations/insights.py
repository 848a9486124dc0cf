"""What a project tells about the work in it, read in steps: nobody waits for it."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from time import perf_counter

from workbench.domain.agreement import Agreement, Fate, agreements, read_fates
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.occurrences import lasting_hash
from workbench.domain.pace import Moment, Pace, PaceCount
from workbench.domain.quality import LIMITS
from workbench.domain.sentence import Split, Status
from workbench.operations.store import HistoryEntry, Reader

NO_SPLIT = "none"
SPLITS = (*(split.value for split in Split), NO_SPLIT)
_STEP_SECONDS = 0.008
_PAGE = 256
_BUCKETS = 1024
# Moments that are counted between two looks at the clock.
_AT_ONCE = 512
# What is done to more sentences at once is no annotation.
BY_HAND = 5
_DONE_BY_STATUS = f"status {Status.DONE}"
_ACCEPTED = "accept sentence"
# What happens without a person, and must not look like work.
_BY_ITSELF = ("suggest by ", "import", "drop suggestions", "draw splits")
# Where each part of the reading ends, as a share of all of it.
_COUNTED, _TOLD, _SUMMED = 0.05, 0.3, 0.6


@dataclass(frozen=True)
class States:
    """How many sentences of each split have each status."""

    counts: Mapping[tuple[str, Status], int] = field(default_factory=dict)

    def of(self, status: Status, split: str = "") -> int:
        """The sentences of a status, in a split or in all of them."""
        return sum(
            count
            for (one, state), count in self.counts.items()
            if state is status and split in ("", one)
        )

    def total(self, split: str = "") -> int:
        return sum(count for (one, _), count in self.counts.items() if split in ("", one))

    @property
    def left(self) -> int:
        """Sentences that are still to be annotated."""
        return self.of(Status.NEW) + self.of(Status.DRAFT)


@dataclass(frozen=True, slots=True)
class Twins:
    """Sentences with the same tokens: copies beyond the first, and those of dev and test that
    also stand in another split."""

    duplicates: int = 0
    leaks: int = 0


@dataclass(frozen=True)
class Insights:
    """What is known so far; parts that were not read yet are None. `share` is in 0..1.

    `labels` counts the entities of each label by split.
    """

    share: float = 0.0
    states: States | None = None
    pace: Pace | None = None
    agreements: tuple[Agreement, ...] | None = None
    labels: Mapping[str, Mapping[str, int]] | None = None
    twins: Twins | None = None


def look(reader: Reader, zone: tzinfo | None = None) -> Iterator[Insights]:
    """Read everything; each answer knows more than the one before, the last one all."""
    last = perf_counter()
    for found in _look(reader, zone):
        if found.share == 1.0 or perf_counter() - last > _STEP_SECONDS:
            yield found
            last = perf_counter()


def _look(reader: Reader, zone: tzinfo | None) -> Iterator[Insights]:
    found = Insights()
    for part in (_count, _tell, _sum_up, _compare):
        for more in part(reader, found, zone):
            found = more
            yield found
    yield replace(found, share=1.0)


def _count(reader: Reader, found: Insights, _zone: tzinfo | None) -> Iterator[Insights]:
    """The states, along an index."""
    counts: dict[tuple[str, Status], int] = {}
    for split in SPLITS:
        for status in Status:
            wanted = Filter((Term(Field.STATUS, status), Term(Field.SPLIT, split)))
            counts[split, status] = reader.count(wanted)
            yield found
    yield replace(found, states=States(counts), share=_COUNTED)


def _tell(reader: Reader, found: Insights, zone: tzinfo | None) -> Iterator[Insights]:
    """Pace and agreement, from the journal."""
    moments: list[Moment] = []
    counts: Counter[tuple[str, Fate]] = Counter()
    newest = 0
    for page in _journal(reader):
        newest = newest or page[0].sequence
        for entry in page:
            if (moment := moment_of(entry)) is not None:
                moments.append(moment)
            if not entry.undone:
                counts.update({(who, fate): n for who, fate, n in read_fates(entry.details)})
        behind = 1 - (page[-1].sequence - 1) / newest
        yield replace(found, share=_COUNTED + behind * (_TOLD - _COUNTED))
    pace = PaceCount(zone)
    moments.sort(key=_time)
    for number, moment in enumerate(moments):
        pace.note(moment)
        if not number % _AT_ONCE:
            yield replace(found, share=_TOLD)
    yield replace(found, pace=pace.pace(), agreements=agreements(counts), share=_TOLD)


def _time(moment: Moment) -> datetime:
    return moment.time


def _journal(reader: Reader) -> Iterator[list[HistoryEntry]]:
    """The journal from its end, page by page."""
    before: int | None = None
    while page := reader.history(_PAGE, before):
        yield page
        before = page[-1].sequence


def moment_of(entry: HistoryEntry) -> Moment | None:
    """The moment of a person's work that an operation was; None where it was none."""
    if entry.operation.startswith(_BY_ITSELF) or entry.sentences > BY_HAND:
        return None
    time = datetime.fromisoformat(entry.time)
    if entry.undone:
        return Moment(time)
    if entry.operation == _DONE_BY_STATUS:
        return Moment(time, entry.sentences)
    if entry.operation != _ACCEPTED:
        return Moment(time)
    details = entry.details
    return Moment(
        time,
        details.get("finished", 1),
        details.get("accepted_entities"),
        details.get("accepted_tokens"),
    )


def _sum_up(reader: Reader, found: Insights, _zone: tzinfo | None) -> Iterator[Insights]:
    """The labels of each split."""
    total = max(found.states.total() if found.states else 0, 1)
    labels: Mapping[str, Mapping[str, int]] = {}
    for counted in reader.statistics_in_steps():
        labels = {name: part["labels"] for name, part in counted.splits.items()}
        share = min(counted.sentences / total, 1.0)
        yield replace(found, share=_TOLD + share * (_SUMMED - _TOLD))
    yield replace(found, labels=labels, share=_SUMMED)


def _compare(reader: Reader, found: Insights, _zone: tzinfo | None) -> Iterator[Insights]:
    """Sentences with the same tokens; rejected and very short ones do not count."""
    total = max(found.states.total() if found.states else 0, 1)
    copies, seen = _Copies(), 0
    for number, split in enumerate(SPLITS):
        for ids in _pages(reader, split):
            for _, tokens in reader.tokens(ids):
                copies.note(tokens, number)
            seen += len(ids)
            yield replace(found, share=_SUMMED + min(seen / total, 1.0) * 0.3)
    twins = Twins()
    for bucket, some in enumerate(copies.count()):
        twins = Twins(twins.duplicates + some.duplicates, twins.leaks + some.leaks)
        yield replace(found, share=0.9 + 0.09 * bucket / _BUCKETS)
    yield replace(found, twins=twins, share=0.99)


def _pages(reader: Reader, split: str) -> Iterator[Sequence[int]]:
    terms = (Term(Field.SPLIT, split), Term(Field.STATUS, Status.REJECTED, negated=True))
    ids = array("q")
    for batch in reader.listing(Filter(terms)):
        ids.extend(batch)
        yield ()
    for start in range(0, len(ids), _PAGE):
        yield ids[start : start + _PAGE]


class _Copies:
    """Sentences by a number for their tokens, which carries the split in its last two bits."""

    def __init__(self) -> None:
        self._buckets = [array("q") for _ in range(_BUCKETS)]

    def note(self, tokens: tuple[str, ...], split: int) -> None:
        if len(tokens) >= LIMITS.twin_tokens:
            number = lasting_hash(tokens) & ~3
            self._buckets[(number >> 2) % _BUCKETS].append(number | split)

    def count(self) -> Iterator[Twins]:
        """Bucket by bucket."""
        for bucket in self._buckets:
            groups: dict[int, list[int]] = {}
            for number in bucket:
                groups.setdefault(number & ~3, []).append(number & 3)
            several = [splits for splits in groups.values() if len(splits) > 1]
            yield Twins(sum(len(splits) - 1 for splits in several), sum(map(_leaked, several)))


_TRAIN, _NONE = SPLITS.index(Split.TRAIN), SPLITS.index(NO_SPLIT)


def _leaked(splits: Sequence[int]) -> int:
    """How many of dev and test there are in a group that spans splits."""
    if len(set(splits) - {_NONE}) < 2:
        return 0
    return sum(split not in (_TRAIN, _NONE) for split in splits)
