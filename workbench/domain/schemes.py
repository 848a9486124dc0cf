"""Tag schemes as tables of allowed transitions; tags to entities and back.

A tag is a prefix, a hyphen and a label (`B-PER`), or the outside mark. A *bare* scheme
has no prefixes: a run of one label is one entity, as in IO.

Every scheme is read the same lenient way (conlleval's): an entity starts at B, S or U,
and at any other prefix whose neighbour before is outside, of another label or closed.
For valid tags that is the scheme's own reading; for broken ones it loses nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from workbench.domain.entity import Entity
from workbench.domain.tag_runs import Remembered, runs_of

OUTSIDE = "O"
STARTERS = frozenset("BSU")
CLOSERS = frozenset("ESLU")
PREFIXES = frozenset("BIEMSLU")

_PREFIXED = re.compile(r"([BIEMSLU])-(.+)", re.DOTALL)
_BARE = re.compile(r"[^\W\d_][\w.\-]*")

# The prefixes that may follow: (with the same label, with another label or none).
Follow = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag taken apart; outside has the prefix `O` and no label."""

    prefix: str
    label: str


OUT = Tag(OUTSIDE, "")


@dataclass(frozen=True)
class Scheme:
    """A way to write entities as tags.

    `follow` is the transition table: for each prefix, what may come next. The start of a
    sentence follows as `O` does. `ends` holds the prefixes a sentence may end with.
    `shape` gives the prefixes of an entity: only, first, inner and last token.
    """

    name: str
    follow: Mapping[str, Follow]
    ends: str
    shape: str
    outside: str = OUTSIDE
    bare: bool = False
    # IOB1 writes the first token as inner unless it touches its like.
    first_only_after_like: bool = False

    @property
    def key(self) -> str:
        """The name under which a project stores the scheme, such as `IOB2` or `BARE/0`."""
        return self.name if self.outside == OUTSIDE else f"{self.name}/{self.outside}"

    @property
    def prefixes(self) -> frozenset[str]:
        return frozenset(self.follow) - {OUTSIDE}

    def __hash__(self) -> int:
        return hash(self.name)

    def parse(self, tag: str) -> Tag | None:
        """Take a tag apart; None when it is not of this form (its label may be unknown)."""
        return _parse(tag, self.outside, self.bare)

    def format(self, tag: Tag) -> str:
        if tag.prefix == OUTSIDE:
            return self.outside
        return tag.label if self.bare else f"{tag.prefix}-{tag.label}"

    def may_follow(self, before: Tag, tag: Tag) -> bool:
        """Look the step from one tag to the next up in the table."""
        same, other = self.follow.get(before.prefix, ("", ""))
        allowed = same if before.label == tag.label and before.prefix != OUTSIDE else other
        return tag.prefix in allowed


@lru_cache(maxsize=65_536)
def _parse(tag: str, outside: str, bare: bool) -> Tag | None:
    if tag == outside:
        return OUT
    if bare:
        return Tag("I", tag) if _BARE.fullmatch(tag) else None
    match = _PREFIXED.fullmatch(tag)
    return Tag(match[1], match[2]) if match else None


_IO: Mapping[str, Follow] = {"O": ("", "OI"), "I": ("OI", "OI")}


def _closed(inner: str, last: str, only: str) -> Mapping[str, Follow]:
    anew = OUTSIDE + "B" + only
    going_on = (inner + last, "")
    return {"O": ("", anew), "B": going_on, inner: going_on, last: (anew, anew), only: (anew, anew)}


IOB1 = Scheme(
    "IOB1",
    {"O": ("", "OI"), "I": ("OIB", "OI"), "B": ("OIB", "OI")},
    ends="OIB",
    shape="BBII",
    first_only_after_like=True,
)
IOB2 = Scheme(
    "IOB2", {"O": ("", "OB"), "B": ("OBI", "OB"), "I": ("OBI", "OB")}, ends="OBI", shape="BBII"
)
IO = Scheme("IO", _IO, ends="OI", shape="IIII")
BIOES = Scheme("BIOES", _closed("I", "E", "S"), ends="OES", shape="SBIE")
BILOU = Scheme("BILOU", _closed("I", "L", "U"), ends="OLU", shape="UBIL")
BMES = Scheme("BMES", _closed("M", "E", "S"), ends="OES", shape="SBME")
BARE = Scheme("BARE", _IO, ends="OI", shape="IIII", bare=True)

SCHEMES: Mapping[str, Scheme] = {
    scheme.name: scheme for scheme in (IOB1, IOB2, IO, BIOES, BILOU, BMES, BARE)
}


@cache
def scheme_of(key: str) -> Scheme:
    """Find a scheme by its key (`IOB2`, `BARE/0`); KeyError when there is none."""
    name, _, outside = key.partition("/")
    scheme = SCHEMES[name.upper()]
    return scheme if not outside else with_outside(scheme, outside)


def with_outside(scheme: Scheme, outside: str) -> Scheme:
    """The same scheme with another outside mark."""
    return Scheme(
        scheme.name,
        scheme.follow,
        scheme.ends,
        scheme.shape,
        outside,
        scheme.bare,
        scheme.first_only_after_like,
    )


def parse_tags(tags: Iterable[str], scheme: Scheme) -> list[Tag | None]:
    """Take tags apart; None for each that the scheme cannot read."""
    outside, bare = scheme.outside, scheme.bare
    return [_parse(tag, outside, bare) for tag in tags]


def begins(before: Tag, tag: Tag) -> bool:
    """Whether an entity starts at `tag`, in conlleval's lenient reading."""
    if tag.prefix == OUTSIDE:
        return False
    return tag.prefix in STARTERS or before.label != tag.label or before.prefix in CLOSERS


def _chunks(tags: Sequence[Tag]) -> Iterator[Entity]:
    start = 0
    before = OUT
    for position, tag in enumerate([*tags, OUT]):
        starts = begins(before, tag)
        if before.prefix != OUTSIDE and (starts or tag.prefix == OUTSIDE):
            yield Entity(before.label, start, position)
        if starts:
            start = position
        before = tag


def tags_to_entities(tags: Sequence[str], scheme: Scheme) -> tuple[Entity, ...]:
    """Read entities from tags; a tag that cannot be read counts as outside."""
    return _read_entities(tuple(tags), scheme)


# A bulk operation asks for the entities of the same few tags again and again.
@lru_cache(maxsize=1024)
def _read_entities(tags: tuple[str, ...], scheme: Scheme) -> tuple[Entity, ...]:
    """Read each run of tags between those outside by itself."""
    runs = _runs(scheme)
    return tuple(
        Entity(one.label, start + one.start, start + one.end)
        for start, run in runs_of(tags, scheme.outside)
        for one in runs[run]
    )


@lru_cache(maxsize=64)
def _runs(scheme: Scheme) -> Remembered[tuple[Entity, ...]]:
    def read(run: tuple[str, ...]) -> tuple[Entity, ...]:
        return tuple(_chunks([tag or OUT for tag in parse_tags(run, scheme)]))

    return Remembered(read)


def entities_to_tags(entities: Iterable[Entity], length: int, scheme: Scheme) -> tuple[str, ...]:
    """Write entities, which must not overlap, as `length` tags."""
    tags = [scheme.outside] * length
    end, label = 0, ""
    for entity in sorted(entities, key=lambda entity: entity.start):
        touches = entity.start == end and entity.label == label
        end, label = entity.end, entity.label
        for position, prefix in zip(
            entity.positions, _prefixes(entity, scheme, touches), strict=True
        ):
            tags[position] = scheme.format(Tag(prefix, label))
    return tuple(tags)


def _prefixes(entity: Entity, scheme: Scheme, touches_like: bool) -> str:
    only, first, inner, last = tuple(scheme.shape)
    if scheme.first_only_after_like and not touches_like:
        only = first = inner
    length = entity.end - entity.start
    return only if length == 1 else first + inner * (length - 2) + last


def convert(tags: Sequence[str], source: Scheme, target: Scheme) -> tuple[str, ...]:
    """Write tags of one scheme in another; tags that cannot be read stay as they are."""
    if source == target:
        return tuple(tags)
    parsed = parse_tags(tags, source)
    fresh = entities_to_tags(tags_to_entities(tags, source), len(tags), target)
    return tuple(new if read else old for old, new, read in zip(tags, fresh, parsed, strict=True))


def is_valid(tags: Sequence[str], scheme: Scheme) -> bool:
    """Whether every tag can be read and every step stands in the scheme's table."""
    before = OUT
    for tag in parse_tags(tags, scheme):
        if tag is None or not scheme.may_follow(before, tag):
            return False
        before = tag
    return before.prefix in scheme.ends
