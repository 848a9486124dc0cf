"""Drawing of splits and moves between them, with a guard against leaks."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.domain.errors import UsageError
from workbench.domain.filters import ALL, Field, Filter, Term
from workbench.domain.sentence import Split, Status
from workbench.operations.store import Reader, Transaction

_NO_SPLIT = Filter((Term(Field.SPLIT, "none"),))
_HAS_SPLIT = Filter((Term(Field.SPLIT, "none", negated=True),))


@dataclass(frozen=True, slots=True)
class Ratio:
    """Shares of train, dev and test; they need not add up to 100."""

    train: float
    dev: float
    test: float

    def shares(self) -> Mapping[Split, float]:
        total = self.train + self.dev + self.test
        return {
            Split.TRAIN: self.train / total,
            Split.DEV: self.dev / total,
            Split.TEST: self.test / total,
        }


DEFAULT_RATIO = Ratio(80, 10, 10)


def parse_ratio(text: str) -> Ratio:
    """Read `80/10/10`."""
    if not re.fullmatch(r"\d+(\.\d+)?(/\d+(\.\d+)?){2}", text) or not any(
        float(part) for part in text.split("/")
    ):
        raise UsageError(
            "NW-U13",
            f"{text!r} is no ratio of train, dev and test.",
            "Nothing was changed.",
            "Write it as 80/10/10.",
        )
    return Ratio(*(float(part) for part in text.split("/")))


@backed_up("before bulk")
def draw_splits(transaction: Transaction, ratio: Ratio = DEFAULT_RATIO, seed: int = 13) -> Changes:
    """Give each sentence that has no split one by lot; the same seed draws the same lots.

    Sentences with the same tokens share a split, also with those that have one already, so
    that none leaks from train to test. Done and other sentences are drawn apart, so that the
    ratio holds for the tagged ones.
    """
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    done: set[tuple[str, ...]] = set()
    for sentence in transaction.sentences(transaction.ids(_NO_SPLIT)):
        groups[sentence.tokens].append(sentence.id)
        if sentence.status is Status.DONE:
            done.add(sentence.tokens)
    chosen = _like_their_twins(transaction, groups)
    for tagged in (True, False):
        left = [ids for tokens, ids in groups.items() if (tokens in done) is tagged]
        chosen |= _draw([ids for ids in left if ids[0] not in chosen], ratio, random.Random(seed))
    for sentence in transaction.sentences(sorted(chosen)):
        transaction.put(replace(sentence, split=chosen[sentence.id]))
    return transaction.changes("draw splits", **Counter(split.value for split in chosen.values()))


def _like_their_twins(
    reader: Reader, groups: Mapping[tuple[str, ...], Sequence[int]]
) -> dict[int, Split]:
    """The split of each sentence whose tokens stand in a split already."""
    chosen: dict[int, Split] = {}
    for sentence in reader.sentences(reader.ids(_HAS_SPLIT)):
        if sentence.split is not None and sentence.tokens in groups:
            chosen.update(dict.fromkeys(groups[sentence.tokens], sentence.split))
    return chosen


def _draw(groups: Sequence[Sequence[int]], ratio: Ratio, lots: random.Random) -> dict[int, Split]:
    shuffled = list(groups)
    lots.shuffle(shuffled)
    total = sum(len(group) for group in shuffled)
    wanted = {split: share * total for split, share in ratio.shares().items()}
    given = dict.fromkeys(wanted, 0)
    chosen: dict[int, Split] = {}
    for group in shuffled:
        split = max(wanted, key=lambda one: wanted[one] - given[one])
        given[split] += len(group)
        chosen.update(dict.fromkeys(group, split))
    return chosen


def move_share(
    transaction: Transaction,
    sentence_ids: Iterable[int],
    share: float,
    split: Split | None,
    seed: int = 13,
) -> Changes:
    """Put a random share (0 to 1) of these sentences into a split; the same seed, the same lots.

    Of those, sentences with the same tokens move together, so that none leaks.
    """
    if not 0 < share <= 1:
        raise UsageError(
            "NW-U52",
            f"{share:.0%} is no share of the sentences.",
            "Nothing was changed.",
            "Choose one from 1 % to 100 %.",
        )
    groups: dict[int, list[int]] = defaultdict(list)
    for sentence in transaction.sentences(sentence_ids):
        groups[hash(sentence.tokens)].append(sentence.id)
    chosen = _share_of(list(groups.values()), share, random.Random(seed))
    for sentence in transaction.sentences(chosen):
        transaction.put(replace(sentence, split=split))
    return transaction.changes(f"move a share to {split or 'no split'}", moved=len(chosen))


def _share_of(groups: list[list[int]], share: float, lots: random.Random) -> list[int]:
    """The ids of groups drawn until they are as many as wanted, but at least one group."""
    wanted = max(round(share * sum(map(len, groups))), 1)
    lots.shuffle(groups)
    chosen: list[int] = []
    for group in groups:
        if not chosen or len(chosen) + len(group) <= wanted:
            chosen += group
    return sorted(chosen)


def count_leaks(reader: Reader) -> int:
    """How many dev or test sentences have the same tokens as one in another split."""
    splits: dict[tuple[str, ...], Counter[Split]] = defaultdict(Counter)
    for sentence in reader.sentences(reader.ids(ALL)):
        if sentence.split is not None:
            splits[sentence.tokens][sentence.split] += 1
    return sum(_leaked(counts) for counts in splits.values() if len(counts) > 1)


def _leaked(counts: Counter[Split]) -> int:
    return sum(count for split, count in counts.items() if split is not Split.TRAIN)
