"""Checks for bad tags: one kind of finding for each fault, each with its repair.

Two families. *Slips* concern one tag on its own (misspelt, wrong outside mark, no label).
*Order faults* concern a well-formed tag that its scheme does not allow where it stands;
there the repair is what the scheme would write for the entity that the lenient reading sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from workbench.domain.schemes import (
    OUT,
    OUTSIDE,
    Scheme,
    Tag,
    begins,
    entities_to_tags,
    parse_tags,
    tags_to_entities,
)
from workbench.domain.spelling import closest, distance
from workbench.domain.tag_runs import Remembered, runs_of


class FindingKind(StrEnum):
    """What is wrong with a tag, in the order in which the checks are tried."""

    MISSING_TAG = "missing-tag"
    OUTSIDE_MARK = "outside-mark"
    EMPTY_TYPE = "empty-type"
    SEVERAL_TAGS = "several-tags"
    BAD_PREFIX = "bad-prefix"
    LABEL_CASE = "label-case"
    UNKNOWN_LABEL = "unknown-label"
    UNKNOWN_TAG = "unknown-tag"
    ORPHAN_INSIDE = "orphan-inside"
    TYPE_SWITCH = "type-switch"
    UNCLOSED_ENTITY = "unclosed-entity"


# The repairs a person may choose from; the first is the default.
POLICIES: Mapping[FindingKind, tuple[str, ...]] = {
    FindingKind.MISSING_TAG: ("outside",),
    FindingKind.OUTSIDE_MARK: ("outside",),
    FindingKind.EMPTY_TYPE: ("neighbour", "outside"),
    FindingKind.SEVERAL_TAGS: ("first", "outside"),
    FindingKind.BAD_PREFIX: ("mend", "outside"),
    FindingKind.LABEL_CASE: ("known", "outside"),
    FindingKind.UNKNOWN_LABEL: ("nearest", "outside"),
    FindingKind.UNKNOWN_TAG: ("nearest", "outside"),
    FindingKind.ORPHAN_INSIDE: ("begin", "outside", "join"),
    FindingKind.TYPE_SWITCH: ("begin", "join", "outside"),
    FindingKind.UNCLOSED_ENTITY: ("close", "outside"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A bad tag at a token, and the tag that the default repair would put there."""

    kind: FindingKind
    position: int
    tag: str
    repair: str


Policy = Mapping[FindingKind, str]

_OUTSIDE_LIKE = frozenset(
    {"o", "0", "OO", "O.", "-O", "O-", "_", "-", "NONE", "NULL", "OUT", "OTHER"}
)
# A prefix of one or two letters, badly joined or not, and what stands behind it.
LOOSE = re.compile(r"([A-Za-z]{1,2})([-_:.=]| +)(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a tag stands: everything a repair may look at."""

    tag: str
    scheme: Scheme
    labels: frozenset[str]
    before: str
    after: str

    def tagged(self, label: str, prefix: str = "") -> str:
        """The tag for `label` here, continuing the entity before where it is of that label."""
        first, inner = self.scheme.shape[1], self.scheme.shape[2]
        going_on = label == self.before
        return self.scheme.format(Tag(prefix or (inner if going_on else first), label))

    def neighbour(self) -> str:
        return self.before or self.after


def _known_spelling(label: str, labels: Iterable[str]) -> str | None:
    return next((known for known in sorted(labels) if known.casefold() == label.casefold()), None)


def _missing(place: _Place) -> str | None:
    return place.scheme.outside if not place.tag.strip() else None


def _outside_mark(place: _Place) -> str | None:
    wrong = {mark for mark in _OUTSIDE_LIKE | {OUTSIDE} if mark != place.scheme.outside}
    tag = place.tag.strip()
    return place.scheme.outside if tag in wrong or tag.upper() in wrong - {"0"} else None


def _empty_type(place: _Place) -> str | None:
    if not re.fullmatch(r"[BIEMSLU][-_]?", place.tag) or place.tag in place.labels:
        return None
    label = place.neighbour()
    return place.tagged(label) if label else place.scheme.outside


def _several(place: _Place) -> str | None:
    first, comma, _ = place.tag.partition(",")
    if not comma or place.scheme.parse(first) is None:
        return None
    return first


def _bad_prefix(place: _Place) -> str | None:
    """A known label behind a prefix that is double, unknown, lower case or badly joined."""
    match = LOOSE.fullmatch(place.tag)
    if not match or place.tag in place.labels:
        return None
    prefix, _, label = match.groups()
    while label not in place.labels and (inner := LOOSE.fullmatch(label)):
        label = inner[3]
    known = _known_spelling(label, place.labels)
    if known is None:
        return None
    upper = prefix.upper()
    return place.tagged(known, upper if upper in place.scheme.prefixes else "")


def _label_case(place: _Place) -> str | None:
    tag = place.scheme.parse(place.tag)
    if tag is None or tag.label in place.labels:
        return None
    known = _known_spelling(tag.label, place.labels)
    return place.scheme.format(Tag(tag.prefix, known)) if known else None


def _unknown_label(place: _Place) -> str | None:
    tag = place.scheme.parse(place.tag)
    if tag is None or tag.label in place.labels:
        return None
    label = _nearest_label(tag.label, place)
    return place.scheme.format(Tag(tag.prefix, label)) if label else place.tag


def _nearest_label(label: str, place: _Place) -> str | None:
    """The neighbour's label where the spelling allows it, else the closest known one."""
    near = place.neighbour()
    if near and distance(near, label) <= 2:
        return near
    return closest(label, place.labels, at_most=2)


def _unknown_tag(place: _Place) -> str | None:
    inside = [label for label in place.labels if place.tag.endswith(label)]
    label = max(inside, key=len, default=None) or _nearest_label(place.tag, place)
    return place.tagged(label) if label else place.scheme.outside


# In this order: the first that applies names the fault.
_SLIPS: tuple[tuple[FindingKind, Callable[[_Place], str | None]], ...] = (
    (FindingKind.MISSING_TAG, _missing),
    (FindingKind.OUTSIDE_MARK, _outside_mark),
    (FindingKind.EMPTY_TYPE, _empty_type),
    (FindingKind.SEVERAL_TAGS, _several),
    (FindingKind.LABEL_CASE, _label_case),
    (FindingKind.BAD_PREFIX, _bad_prefix),
    (FindingKind.UNKNOWN_LABEL, _unknown_label),
    (FindingKind.UNKNOWN_TAG, _unknown_tag),
)


def is_sound(tag: str, scheme: Scheme, labels: frozenset[str]) -> bool:
    """Whether a tag on its own is one that the scheme and label set know."""
    parsed = scheme.parse(tag)
    if parsed is None:
        return False
    return parsed == OUT or (parsed.label in labels and parsed.prefix in scheme.prefixes)


def are_sound(
    transitions: Iterable[tuple[str | None, str | None]], scheme: Scheme, labels: frozenset[str]
) -> bool:
    """Whether nothing can be found in sentences whose tags follow each other only so.

    None stands for the border of a sentence.
    """
    return all(_is_sound_step(before, tag, scheme, labels) for before, tag in transitions)


def _is_sound_step(
    before: str | None, tag: str | None, scheme: Scheme, labels: frozenset[str]
) -> bool:
    last = OUT if before is None else scheme.parse(before)
    if last is None:
        return False
    if tag is None:
        return last.prefix in scheme.ends
    here = scheme.parse(tag)
    return here is not None and is_sound(tag, scheme, labels) and scheme.may_follow(last, here)


def find(tags: Sequence[str], scheme: Scheme, labels: frozenset[str]) -> tuple[Finding, ...]:
    """Every bad tag of a sentence, at most one finding a token, in order.

    Faults of order are looked for as if the slips were mended, so that one slip does not
    make its neighbours look wrong.
    """
    return _find_in_runs(tuple(tags), scheme, labels)


# Preview, repair, count and storage of one sentence all look for its findings.
@lru_cache(maxsize=1024)
def _find_in_runs(
    tags: tuple[str, ...], scheme: Scheme, labels: frozenset[str]
) -> tuple[Finding, ...]:
    """Look at each run of tags between those outside by itself: no check looks beyond it."""
    runs = _runs(scheme, labels)
    return tuple(
        Finding(one.kind, start + one.position, one.tag, one.repair)
        for start, run in runs_of(tags, scheme.outside)
        for one in runs[run]
    )


@lru_cache(maxsize=64)
def _runs(scheme: Scheme, labels: frozenset[str]) -> Remembered[tuple[Finding, ...]]:
    return Remembered(lambda run: _find(run, scheme, labels))


def _find(tags: Sequence[str], scheme: Scheme, labels: frozenset[str]) -> tuple[Finding, ...]:
    slips = {found.position: found for found in _find_slips(tags, scheme, labels)}
    if not slips and _follows_table(tags, scheme):
        return ()
    mended = [slips[i].repair if i in slips else tag for i, tag in enumerate(tags)]
    order = {found.position: found for found in _find_order(mended, scheme)}
    found = {
        **order,
        **{
            i: replace(slip, repair=order[i].repair if i in order else slip.repair)
            for i, slip in slips.items()
        },
    }
    return tuple(found[position] for position in sorted(found))


def _find_slips(tags: Sequence[str], scheme: Scheme, labels: frozenset[str]) -> list[Finding]:
    unsound = {tag for tag in set(tags) if not is_sound(tag, scheme, labels)}
    bad = [i for i, tag in enumerate(tags) if tag in unsound]
    found: list[Finding] = []
    mended = list(tags)
    for position in bad:
        place = _place(mended, position, scheme, labels)
        kind, repair = _diagnose(place)
        found.append(Finding(kind, position, tags[position], repair))
        mended[position] = repair
    return found


def _place(tags: Sequence[str], position: int, scheme: Scheme, labels: frozenset[str]) -> _Place:
    def label_at(index: int) -> str:
        parsed = scheme.parse(tags[index]) if 0 <= index < len(tags) else None
        return parsed.label if parsed and parsed.label in labels else ""

    return _Place(tags[position], scheme, labels, label_at(position - 1), label_at(position + 1))


def _diagnose(place: _Place) -> tuple[FindingKind, str]:
    for kind, repair_of in _SLIPS:
        repair = repair_of(place)
        if repair is not None:
            return kind, repair
    raise AssertionError("the last check answers for every tag")


def _follows_table(tags: Sequence[str], scheme: Scheme) -> bool:
    before = OUT
    for tag in parse_tags(tags, scheme):
        tag = tag or OUT
        if not scheme.may_follow(before, tag):
            return False
        before = tag
    return before.prefix in scheme.ends


def _find_order(tags: Sequence[str], scheme: Scheme) -> list[Finding]:
    proper = entities_to_tags(tags_to_entities(tags, scheme), len(tags), scheme)
    found = []
    before = OUT
    for position, tag in enumerate(parse_tags(tags, scheme)):
        if tag is not None and tags[position] != proper[position]:
            kind = _order_kind(before, tag, scheme)
            found.append(Finding(kind, position, tags[position], proper[position]))
        before = tag or OUT
    return found


def _order_kind(before: Tag, tag: Tag, scheme: Scheme) -> FindingKind:
    if not begins(before, tag) or tag.prefix in (scheme.shape[0], scheme.shape[1]):
        return FindingKind.UNCLOSED_ENTITY
    if before.prefix != OUTSIDE and before.label != tag.label:
        return FindingKind.TYPE_SWITCH
    return FindingKind.ORPHAN_INSIDE


def repair(
    tags: Sequence[str],
    scheme: Scheme,
    labels: frozenset[str],
    kinds: Iterable[FindingKind] = FindingKind,
    policy: Policy | None = None,
) -> tuple[str, ...]:
    """Mend the findings of the given kinds; with all kinds the result has no finding left.

    An unknown label that resembles no known one is no slip of the pen: it is left alone.
    """
    chosen = frozenset(kinds)
    policy = policy or {}
    current = tuple(tags)
    for _ in range(len(current) + 2):
        findings = [found for found in find(current, scheme, labels) if found.kind in chosen]
        mended = _apply(current, findings, scheme, policy)
        if mended == current:
            break
        current = mended
    return current


def _apply(
    tags: tuple[str, ...], findings: Iterable[Finding], scheme: Scheme, policy: Policy
) -> tuple[str, ...]:
    mended = list(tags)
    for finding in findings:
        _mend(finding, mended, scheme, policy)
    return tuple(mended)


def _mend(finding: Finding, tags: list[str], scheme: Scheme, policy: Policy) -> None:
    choice = policy.get(finding.kind, POLICIES[finding.kind][0])
    if choice == "outside":
        tags[finding.position] = scheme.outside
    elif choice == "join":
        _join(finding, tags, scheme)
    else:
        tags[finding.position] = finding.repair


def _join(finding: Finding, tags: list[str], scheme: Scheme) -> None:
    """Make one entity with the one before: of another label, or one outside token away."""
    at = finding.position
    tag = scheme.parse(tags[at])
    before = scheme.parse(tags[at - 1]) if at else None
    if tag is None or before is None or before.label == tag.label:
        tags[at] = finding.repair
    elif before != OUT:
        tags[at] = scheme.format(Tag(tag.prefix, before.label))
    elif at > 1 and _label_of(tags[at - 2], scheme) == tag.label:
        tags[at - 1] = scheme.format(tag)
    else:
        tags[at] = finding.repair


def _label_of(tag: str, scheme: Scheme) -> str:
    parsed = scheme.parse(tag)
    return parsed.label if parsed else ""
