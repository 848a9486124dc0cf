"""The queue of what to annotate next, and the hold-out that is never selected from."""

from __future__ import annotations

import random
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from workbench.domain.changes import Changes
from workbench.domain.filters import Field, Filter, Order, Term
from workbench.domain.queueing import (
    SETTINGS,
    Pick,
    Queued,
    QueueSettings,
    Stability,
    Strategy,
    hold_out_size,
)
from workbench.domain.sentence import Split, Status
from workbench.operations.store import Reader, Transaction

STABILITY = "queue.stability"
TRAINED = "queue.trained"
# What the changes of a ranking are called.
RANKED = "rank"
HELD_OUT = (Split.DEV, Split.TEST)
_NO_HOLD_OUT = tuple(Term(Field.SPLIT, split, negated=True) for split in HELD_OUT)
# What may be selected: nobody has looked at it, and it tests nothing.
POOL = Filter((Term(Field.STATUS, Status.NEW), *_NO_HOLD_OUT))
DONE = Filter((Term(Field.STATUS, Status.DONE),))
NO_SPLIT = Filter((Term(Field.SPLIT, "none"), Term(Field.STATUS, Status.REJECTED, negated=True)))
# The hold-out as far as it is to be annotated, in the filter language.
HOLD_OUT_LEFT = "-split:none -split:train -status:done -status:rejected"
# Sentences whose words are looked at together.
_PAGE = 500


@dataclass(frozen=True, slots=True)
class HoldOut:
    """How many sentences test what is learned, and how many of those are annotated.

    `free` have no split yet, so that more could be drawn from them.
    """

    dev: int = 0
    test: int = 0
    done: int = 0
    free: int = 0

    @property
    def missing(self) -> bool:
        """Whether dev or test is to be drawn before anything is selected."""
        return bool(self.proposed_dev or self.proposed_test)

    @property
    def proposed_dev(self) -> int:
        return 0 if self.dev else hold_out_size(self.free)

    @property
    def proposed_test(self) -> int:
        return 0 if self.test else hold_out_size(self.free)

    @property
    def left(self) -> int:
        """How many are still to be annotated."""
        return self.dev + self.test - self.done


@dataclass(frozen=True)
class QueueState:
    """The queue with all that is shown beside it."""

    queue: tuple[Queued, ...] = ()
    settings: QueueSettings = field(default_factory=QueueSettings)
    stability: Stability = field(default_factory=Stability)
    suggester: str = ""

    @property
    def answered(self) -> int:
        """How many sentences of the batch a person is through with."""
        return sum(one.answered for one in self.queue)


def queue_settings(reader: Reader) -> QueueSettings:
    """What the project remembers, or the defaults."""
    return QueueSettings.from_json(reader.setting(SETTINGS))


def remember_queue(transaction: Transaction, chosen: QueueSettings) -> Changes:
    """Keep a person's choices for the queue."""
    transaction.put_setting(SETTINGS, chosen.to_json())
    return replace(transaction.changes(""), values=frozenset({SETTINGS}))


def stability(reader: Reader) -> Stability:
    """How much predictions changed at the last ranking."""
    return Stability.from_answer(reader.setting(STABILITY))


def hold_out(reader: Reader) -> HoldOut:
    """Count the hold-out, and what one could be drawn from."""
    dev, test = (reader.count(Filter((Term(Field.SPLIT, one),))) for one in HELD_OUT)
    finished = sum(
        reader.count(Filter((Term(Field.STATUS, status), Term(Field.SPLIT, split))))
        for split in HELD_OUT
        for status in (Status.DONE, Status.REJECTED)
    )
    return HoldOut(dev, test, finished, reader.count(NO_SPLIT))


def draw_hold_out(
    transaction: Transaction, dev: int, test: int, seed: int = 13, rest: bool = True
) -> Changes:
    """Put so many sentences without a split, by lot, into dev and test; the same seed, the same.

    Sentences with the same words go together, and none goes where its words are in another
    split already. With `rest` all others that have no split become train.
    """
    free = list(transaction.ids(NO_SPLIT))
    random.Random(seed).shuffle(free)
    chosen = _drawn(transaction, free, {Split.DEV: dev, Split.TEST: test})
    for split, ids in chosen.items():
        transaction.put_all(ids, split=split)
    if rest:
        transaction.put_all(array("q", transaction.ids(NO_SPLIT)), split=Split.TRAIN)
    return transaction.changes(
        "draw hold-out", dev=len(chosen[Split.DEV]), test=len(chosen[Split.TEST])
    )


def _drawn(
    reader: Reader, free: Sequence[int], wanted: Mapping[Split, int]
) -> dict[Split, list[int]]:
    """The ids for each split; as many as wanted where groups of twins allow it."""
    chosen: dict[Split, list[int]] = {split: [] for split in wanted}
    seen: set[int] = set()
    left = sum(wanted.values())
    for start in range(0, len(free), _PAGE):
        if left <= 0:
            break
        for group in _twin_groups(reader, free[start : start + _PAGE]):
            split = _room_for(group, chosen, wanted)
            if split is not None and not seen.intersection(group):
                chosen[split] += group
                seen.update(group)
                left -= len(group)
    return chosen


def _room_for(
    group: Sequence[int], chosen: Mapping[Split, Sequence[int]], wanted: Mapping[Split, int]
) -> Split | None:
    """The split that lacks most, if the group fits into it."""
    lacking = {split: wanted[split] - len(chosen[split]) for split in wanted}
    split = max(lacking, key=lambda one: lacking[one])
    return split if group and len(group) <= lacking[split] else None


def _twin_groups(reader: Reader, ids: Sequence[int]) -> Iterator[list[int]]:
    """Sentences with the same words, in the order of these ids; none whose words have a split."""
    groups: dict[str, list[int]] = defaultdict(list)
    words: dict[int, str] = {}
    fixed: set[str] = set()
    for twin in reader.same_words(ids):
        groups[twin.words].append(twin.id)
        words[twin.id] = twin.words
        if twin.split is not None:
            fixed.add(twin.words)
    for key in dict.fromkeys(words[one] for one in ids if one in words):
        if key not in fixed:
            yield groups[key]


def held_out_words(reader: Reader) -> frozenset[int]:
    """The hashes of the words of the hold-out: what may not be selected either."""
    found: set[int] = set()
    for split in HELD_OUT:
        ids = reader.ids(Filter((Term(Field.SPLIT, split),)))
        found.update(hash(tokens) for _, tokens in reader.tokens(ids))
    return frozenset(found)


def without_leaks(reader: Reader, ids: Sequence[int]) -> list[int]:
    """Those of the sentences whose words do not stand in the hold-out."""
    known = held_out_words(reader)
    if not known:
        return list(ids)
    return [one for one, tokens in reader.tokens(ids) if hash(tokens) not in known]


def first_of_pool(reader: Reader, count: int) -> list[Pick]:
    """The next sentences as they stand in their documents."""
    known = held_out_words(reader)
    chosen = _fitting(reader, reader.listing(POOL), known)
    reason = "next in the document"
    return [Pick(one, reason, strategy=Strategy.ORDER) for one in islice(chosen, count)]


def _fitting(
    reader: Reader, batches: Iterator[Sequence[int]], known: frozenset[int]
) -> Iterator[int]:
    for batch in batches:
        for start in range(0, len(batch), _PAGE):
            page = reader.tokens(batch[start : start + _PAGE])
            yield from (one for one, tokens in page if hash(tokens) not in known)


def drawn_from_pool(reader: Reader, pool: Sequence[int], count: int, seed: int) -> list[Pick]:
    """So many sentences of a pool by lot; the same seed, the same ones."""
    order = list(pool)
    random.Random(seed).shuffle(order)
    pages = (order[start : start + _PAGE] for start in range(0, len(order), _PAGE))
    chosen = islice(_fitting(reader, pages, held_out_words(reader)), count)
    return [Pick(one, "drawn by lot", strategy=Strategy.RANDOM) for one in chosen]


def fill_queue(
    transaction: Transaction, picks: Sequence[Pick], facts: Mapping[str, object] | None = None
) -> Changes:
    """Put a ranking in place of the queue; what may not be selected any more is left out.

    `facts` are what the ranking says about the stability of predictions.
    """
    ids = [pick.sentence for pick in picks]
    allowed = set(without_leaks(transaction, transaction.matching(POOL, ids)))
    transaction.put_queue(_once([pick for pick in picks if pick.sentence in allowed]))
    if facts is not None:
        transaction.put_setting(STABILITY, dict(facts))
    return replace(transaction.changes(""), operation=RANKED)


def _once(picks: Sequence[Pick]) -> list[Pick]:
    """The picks without those of a sentence that was picked before."""
    found: dict[int, Pick] = {}
    for pick in picks:
        found.setdefault(pick.sentence, pick)
    return list(found.values())


def empty_queue(transaction: Transaction) -> Changes:
    """Take everything out of the queue."""
    transaction.put_queue(())
    return transaction.changes("")


def queue_state(reader: Reader) -> QueueState:
    """The queue and its settings; quick at any size, unlike a look at the hold-out."""
    return QueueState(
        tuple(reader.queue()),
        queue_settings(reader),
        stability(reader),
        str(reader.setting("suggester", "")),
    )


def count_done(reader: Reader) -> int:
    """How many sentences are done."""
    return reader.count(DONE)


def accepted_since_training(reader: Reader) -> int:
    """How many sentences are done beyond those that the last training could see.

    Where that was never noted, all count if nothing was trained yet, and none otherwise.
    """
    done = count_done(reader)
    seen = reader.setting(TRAINED, done if reader.run_names() else 0)
    return max(done - seen, 0) if isinstance(seen, int) else 0


def note_training(transaction: Transaction) -> Changes:
    """Remember how much there was to learn from when a training started."""
    transaction.put_setting(TRAINED, count_done(transaction))
    return transaction.changes("")


def waiting(reader: Reader) -> list[int]:
    """The ids of the queue that a person has not answered, in order."""
    return list(reader.ids(Filter(order=Order.QUEUE)))
