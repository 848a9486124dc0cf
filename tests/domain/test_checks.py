"""Checks name every bad tag, and repairs mend it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.checks import POLICIES, FindingKind, find, repair
from workbench.domain.entity import Entity
from workbench.domain.label_slips import trusted_labels
from workbench.domain.schemes import (
    BARE,
    BILOU,
    BIOES,
    BMES,
    IO,
    IOB1,
    IOB2,
    SCHEMES,
    Scheme,
    entities_to_tags,
    is_valid,
    with_outside,
)

LABELS = frozenset({"PER", "ORG", "LOC", "MISC"})
ALL_SCHEMES = [*SCHEMES.values(), with_outside(BARE, "0")]
# Tags as people write them, good and bad.
ODD_TAGS = [
    *("O", "0", "o", "", "-", "_", "NONE", "I-", "B-", "VMISC", "zzz", "PER", "Per"),
    *("B-PER", "I-PER", "I-ORG", "S-LOC", "E-LOC", "M-PER", "L-ORG", "U-ORG", "B-XYZ", "I-Per"),
    *("I-I-MISC", "b-ORG", "B_LOC", "X-PER", "B-PER,B-ORG"),
]


def kinds(tags: Sequence[str], scheme: Scheme) -> list[tuple[FindingKind, int, str]]:
    return [(one.kind, one.position, one.repair) for one in find(tags, scheme, LABELS)]


@pytest.mark.parametrize(
    ("scheme", "tags", "found"),
    [
        (IOB2, ["O", ""], [(FindingKind.MISSING_TAG, 1, "O")]),
        (IO, ["I-PER", "0"], [(FindingKind.OUTSIDE_MARK, 1, "O")]),
        (with_outside(BARE, "0"), ["PER", "O"], [(FindingKind.OUTSIDE_MARK, 1, "0")]),
        (IO, ["I-MISC", "I-"], [(FindingKind.EMPTY_TYPE, 1, "I-MISC")]),
        (IO, ["O", "I-", "O"], [(FindingKind.EMPTY_TYPE, 1, "O")]),
        (IOB2, ["B-LOC,B-PER"], [(FindingKind.SEVERAL_TAGS, 0, "B-LOC")]),
        (IO, ["I-LOC", "I-I-MISC"], [(FindingKind.BAD_PREFIX, 1, "I-MISC")]),
        (IOB2, ["b-PER"], [(FindingKind.BAD_PREFIX, 0, "B-PER")]),
        (IOB2, ["O", "B_ORG"], [(FindingKind.BAD_PREFIX, 1, "B-ORG")]),
        (IOB2, ["S-PER"], [(FindingKind.BAD_PREFIX, 0, "B-PER")]),
        (IOB2, ["B-Per"], [(FindingKind.LABEL_CASE, 0, "B-PER")]),
        (IO, ["I-PER", "I-PRG"], [(FindingKind.UNKNOWN_LABEL, 1, "I-PER")]),
        (IO, ["O", "I-PRG"], [(FindingKind.UNKNOWN_LABEL, 1, "I-ORG")]),
        (IO, ["O", "VMISC"], [(FindingKind.UNKNOWN_TAG, 1, "I-MISC")]),
        (IOB2, ["O", "I-PER"], [(FindingKind.ORPHAN_INSIDE, 1, "B-PER")]),
        (IOB2, ["B-PER", "I-ORG"], [(FindingKind.TYPE_SWITCH, 1, "B-ORG")]),
        (BIOES, ["B-PER", "O"], [(FindingKind.UNCLOSED_ENTITY, 0, "S-PER")]),
        (BILOU, ["B-PER", "I-PER"], [(FindingKind.UNCLOSED_ENTITY, 1, "L-PER")]),
        (BMES, ["O", "M-PER", "E-PER"], [(FindingKind.ORPHAN_INSIDE, 1, "B-PER")]),
        (IOB1, ["O", "B-PER"], [(FindingKind.UNCLOSED_ENTITY, 1, "I-PER")]),
    ],
)  # fmt: skip
def test_each_fault_has_its_kind_and_repair(
    scheme: Scheme, tags: list[str], found: list[tuple[FindingKind, int, str]]
) -> None:
    """One example for each kind, in the scheme where it occurs."""
    assert kinds(tags, scheme) == found


@pytest.mark.parametrize("scheme", ALL_SCHEMES, ids=lambda scheme: scheme.key)
@given(tags=st.lists(st.sampled_from(ODD_TAGS), max_size=8))
def test_repairs_leave_valid_tags_and_are_idempotent(scheme: Scheme, tags: list[str]) -> None:
    """Whatever the tags, all repairs together end in tags that the scheme allows."""
    mended = repair(tags, scheme, LABELS)
    assert is_valid(mended, scheme)
    assert repair(mended, scheme, LABELS) == mended
    left = find(mended, scheme, LABELS)
    assert {one.tag for one in left} <= {"B-XYZ", "I-XYZ", "S-XYZ", "U-XYZ", "zzz"}


@pytest.mark.parametrize("scheme", ALL_SCHEMES, ids=lambda scheme: scheme.key)
@given(
    tags=st.lists(st.sampled_from(ODD_TAGS), max_size=8),
    policy=st.fixed_dictionaries({kind: st.sampled_from(POLICIES[kind]) for kind in FindingKind}),
)
def test_every_policy_leaves_valid_tags(
    scheme: Scheme, tags: list[str], policy: dict[FindingKind, str]
) -> None:
    """Whatever the tags and the choices, the scheme allows what comes out, and it stays so."""
    mended = repair(tags, scheme, LABELS, policy=policy)
    assert is_valid(mended, scheme)
    assert repair(mended, scheme, LABELS, policy=policy) == mended


@given(
    tags=st.lists(st.sampled_from(ODD_TAGS), max_size=8),
    chosen=st.sets(st.sampled_from(FindingKind)),
)
def test_some_repairs_are_idempotent_too(tags: list[str], chosen: set[FindingKind]) -> None:
    """Repairing only some kinds twice changes nothing more."""
    mended = repair(tags, IOB2, LABELS, chosen)
    assert repair(mended, IOB2, LABELS, chosen) == mended


@pytest.mark.parametrize("scheme", ALL_SCHEMES, ids=lambda scheme: scheme.key)
@given(st.data())
def test_clean_data_has_no_finding(scheme: Scheme, data: st.DataObject) -> None:
    """Tags written by the scheme itself are never reported."""
    gaps = data.draw(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 4)), max_size=5))
    label = st.sampled_from(sorted(LABELS))
    entities, position = [], 0
    for gap, length in gaps:
        entities.append(Entity(data.draw(label), position + gap, position + gap + length))
        position += gap + length
    tags = entities_to_tags(entities, position + 1, scheme)
    assert find(tags, scheme, LABELS) == ()
    assert repair(tags, scheme, LABELS) == tags


@given(st.data())
def test_planted_slips_are_found(data: st.DataObject) -> None:
    """Each slip that replaces a tag of a clean sentence is reported at its place."""
    clean = ["O", "B-PER", "I-PER", "O", "B-ORG", "O"]
    slips = ("", "0", "B-", "VMISC", "b-PER", "B-Per", "I-I-ORG", "B-PER,B-ORG", "I-PRG")
    position = data.draw(st.integers(0, len(clean) - 1))
    planted = [*clean]
    planted[position] = data.draw(st.sampled_from(slips))
    assert position in {one.position for one in find(planted, IOB2, LABELS)}


def test_a_policy_decides_between_repairs() -> None:
    """A switch of label can begin an entity or go on with the one before."""
    tags = ["B-PER", "I-ORG", "I-ORG"]
    assert repair(tags, IOB2, LABELS) == ("B-PER", "B-ORG", "I-ORG")
    joined = repair(tags, IOB2, LABELS, policy={FindingKind.TYPE_SWITCH: "join"})
    assert joined == ("B-PER", "I-PER", "I-PER")
    dropped = repair(["O", "I-PER"], IOB2, LABELS, policy={FindingKind.ORPHAN_INSIDE: "outside"})
    assert dropped == ("O", "O")


@pytest.mark.parametrize(
    ("tags", "choice", "mended"),
    [
        ("B-PER O I-PER", "join", "B-PER I-PER I-PER"),
        ("B-PER I-PER O I-PER I-PER", "join", "B-PER I-PER I-PER I-PER I-PER"),
        ("B-ORG O I-PER", "join", "B-ORG O B-PER"),
        ("B-PER O O I-PER", "join", "B-PER O O B-PER"),
        ("I-PER O", "join", "B-PER O"),
        ("B-PER O I-PER", "begin", "B-PER O B-PER"),
        ("B-PER O I-PER", "outside", "B-PER O O"),
    ],
)
def test_an_orphan_can_be_joined_to_its_like_across_one_token(
    tags: str, choice: str, mended: str
) -> None:
    """Where there is nothing to join it with it begins an entity."""
    policy = {FindingKind.ORPHAN_INSIDE: choice}
    assert repair(tags.split(), IOB2, LABELS, policy=policy) == tuple(mended.split())


def test_every_kind_has_a_policy() -> None:
    """The table of repairs is whole."""
    assert set(POLICIES) == set(FindingKind)


@pytest.mark.parametrize(
    ("counts", "slips"),
    [
        ({"ORG": 1125, "MISC": 851, "PER": 158, "PRG": 1, "I-MISC": 1}, {"PRG", "I-MISC"}),
        ({"person": 470, "Person": 2, "group": 4}, {"Person"}),
        ({"GPE.NOM": 1, "GPE.NAM": 205, "PER.NOM": 772, "PER.NAM": 578}, set()),
        ({"B-LOC,B-PER": 3, "LOC": 2, "PER": 1}, {"B-LOC,B-PER"}),
        ({"A": 1, "B": 1}, set()),
    ],
)  # fmt: skip
def test_rare_labels_that_resemble_frequent_ones_are_slips(
    counts: dict[str, int], slips: set[str]
) -> None:
    """A rare label is only a slip beside a frequent one of nearly the same spelling."""
    assert set(counts) - trusted_labels(counts) == slips


def test_a_slip_does_not_make_its_neighbours_wrong() -> None:
    """The entity behind a misspelt first tag stays one entity."""
    assert repair(["b-PER", "I-PER"], IOB2, LABELS) == ("B-PER", "I-PER")
    assert repair(["B-B-PER", "I-PER"], IOB2, LABELS) == ("B-PER", "I-PER")
    assert repair(["O", "I-Per", "I-PER"], IOB2, LABELS) == ("O", "B-PER", "I-PER")


def test_thousands_of_labels_are_not_compared_with_each_other() -> None:
    """A column that is no tags at all must not keep an import busy for minutes."""
    counts = {f"LABEL{number:05d}": number % 50 + 1 for number in range(20_000)}
    assert len(trusted_labels(counts)) == 20_000
