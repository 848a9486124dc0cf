"""Repair of bad tags, over the whole project or over chosen sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import ne

from workbench.domain.backups import backed_up
from workbench.domain.changes import Changes
from workbench.domain.checks import POLICIES, FindingKind, Policy, find, repair
from workbench.domain.errors import UsageError
from workbench.domain.filters import Field, Filter, Term
from workbench.domain.schemes import Scheme
from workbench.domain.sentence import Sentence
from workbench.operations.store import Reader, TagRun, Transaction

ALL_KINDS = tuple(FindingKind)
_FAULTY = Filter((Term(Field.FINDING),))
# So many sentences are read at a time by a question in steps.
_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Repair:
    """A sentence before and after its repair."""

    before: Sentence
    after: Sentence

    @property
    def changed_tags(self) -> int:
        return sum(map(ne, self.before.tags, self.after.tags))


def preview(
    reader: Reader,
    kinds: Iterable[FindingKind] = ALL_KINDS,
    policy: Policy | None = None,
    sentence_ids: Iterable[int] | None = None,
) -> Iterator[Repair]:
    """Yield what `clean` would change, sentence by sentence, but not what a person ignores."""
    labels = frozenset(reader.labels().names)
    chosen = frozenset(kinds)
    ids = reader.ids(_FAULTY) if sentence_ids is None else sentence_ids
    for sentence in reader.sentences(ids):
        tags = repair(sentence.tags, sentence.scheme, labels, chosen - sentence.ignored, policy)
        if tags != sentence.tags:
            yield Repair(sentence, replace(sentence, tags=tags))


@backed_up("before clean")
def clean(
    transaction: Transaction,
    kinds: Iterable[FindingKind] = ALL_KINDS,
    policy: Policy | None = None,
    sentence_ids: Iterable[int] | None = None,
) -> Changes:
    """Repair bad tags of the given kinds; one undo takes all of it back.

    `details` of the result count `changed_tags`, and the repaired findings by kind.
    """
    labels = frozenset(transaction.labels().names)
    if "join" in (policy or {}).values():
        counts = _clean_one_by_one(
            transaction, labels, preview(transaction, kinds, policy, sentence_ids)
        )
    else:
        ids = transaction.ids(_FAULTY) if sentence_ids is None else sentence_ids
        counts = _clean_runs(transaction, labels, frozenset(kinds), policy, ids)
    return transaction.changes("clean", **counts)


def _clean_one_by_one(
    transaction: Transaction, labels: frozenset[str], repairs: Iterable[Repair]
) -> Counter[str]:
    """To join reaches over a tag outside, so that whole sentences must be looked at."""
    counts: Counter[str] = Counter()
    for mended in repairs:
        counts.update(_counted(mended.before.tags, mended.after.tags, mended.before.scheme, labels))
        transaction.put(mended.after)
    return counts


def _clean_runs(
    transaction: Transaction,
    labels: frozenset[str],
    kinds: frozenset[FindingKind],
    policy: Policy | None,
    sentence_ids: Iterable[int],
) -> Counter[str]:
    def mended(run: TagRun) -> tuple[str, ...]:
        return repair(run.tags, run.scheme, labels, kinds - run.ignored, policy)

    counts: Counter[str] = Counter()
    for run, times in transaction.retag(sentence_ids, mended).items():
        for name, count in _counted(run.tags, mended(run), run.scheme, labels).items():
            counts[name] += count * times
    return counts


def dry_run(
    reader: Reader, kinds: Iterable[FindingKind] = ALL_KINDS, policy: Policy | None = None
) -> Changes:
    """What `clean` would report."""
    labels = frozenset(reader.labels().names)
    counts: Counter[str] = Counter()
    sentences = set()
    for mended in preview(reader, kinds, policy):
        counts.update(_counted(mended.before.tags, mended.after.tags, mended.before.scheme, labels))
        sentences.add(mended.before.id)
    return Changes("clean", sentences=frozenset(sentences), details=counts)


def _counted(
    before: Sequence[str], after: Sequence[str], scheme: Scheme, labels: frozenset[str]
) -> Counter[str]:
    # A repair may also write the tag beside the bad one.
    left = {one.position for one in find(after, scheme, labels)}
    counts = Counter(
        one.kind.value
        for one in find(before, scheme, labels)
        if after[one.position] != one.tag or one.position not in left
    )
    counts["changed_tags"] = sum(map(ne, before, after))
    return counts


def ignore(transaction: Transaction, kind: FindingKind, sentence_ids: Iterable[int]) -> Changes:
    """Stop reporting findings of a kind in these sentences."""
    for sentence in transaction.sentences(sentence_ids):
        transaction.put(replace(sentence, ignored=sentence.ignored | {kind}))
    return transaction.changes("ignore findings")


def take_back(transaction: Transaction, kind: FindingKind, sentence_ids: Iterable[int]) -> Changes:
    """Report findings of a kind in these sentences again."""
    for sentence in transaction.sentences(sentence_ids):
        transaction.put(replace(sentence, ignored=sentence.ignored - {kind}))
    return transaction.changes("report findings again")


def ignored_sentences(reader: Reader) -> Iterator[list[tuple[FindingKind, int]]]:
    """The kinds that are ignored and where, portion by portion; a question in steps."""
    for batch in reader.listing():
        for start in range(0, len(batch), _AT_ONCE):
            sentences = reader.sentences(batch[start : start + _AT_ONCE])
            yield [(kind, one.id) for one in sentences for kind in sorted(one.ignored)]


def parse_kinds(names: Iterable[str]) -> tuple[FindingKind, ...]:
    """Kinds by their names; UsageError for a name that is none."""
    chosen = tuple(names)
    known = {kind.value: kind for kind in FindingKind}
    unknown = [name for name in chosen if name not in known]
    if unknown:
        raise _unknown("kind of finding", unknown[0], known)
    return tuple(known[name] for name in chosen) or ALL_KINDS


def parse_policy(choices: Iterable[str]) -> dict[FindingKind, str]:
    """Read `KIND=REPAIR` choices such as `type-switch=join`."""
    policy: dict[FindingKind, str] = {}
    for choice in choices:
        name, _, repair_name = choice.partition("=")
        (kind,) = parse_kinds([name])
        if repair_name not in POLICIES[kind]:
            raise _unknown(f"repair for {kind}", repair_name, POLICIES[kind])
        policy[kind] = repair_name
    return policy


def _unknown(what: str, given: str, known: Iterable[str]) -> UsageError:
    return UsageError(
        "NW-U11",
        f"There is no {what} called {given!r}.",
        "Nothing was changed.",
        f"Choose from: {', '.join(known)}.",
    )
