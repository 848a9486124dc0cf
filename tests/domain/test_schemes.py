"""Schemes: tags and entities say the same in every scheme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import Entity
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
    convert,
    entities_to_tags,
    is_valid,
    scheme_of,
    tags_to_entities,
    with_outside,
)

LABELS = ("PER", "ORG", "creative-work", "PER.NAM")
ALL = (*SCHEMES.values(), with_outside(BARE, "0"), with_outside(IOB2, "0"))
# In these two, neighbours of one label melt into one entity.
MELTING = ("IO", "BARE")

schemes = st.sampled_from(ALL)


@st.composite
def annotated(draw: st.DrawFn, apart: bool = False) -> tuple[tuple[Entity, ...], int]:
    """Entities that do not overlap, and the length of their sentence."""
    entities: list[Entity] = []
    position = 0
    for gap, length, label in draw(
        st.lists(
            st.tuples(st.integers(0, 2), st.integers(1, 4), st.sampled_from(LABELS)), max_size=5
        )
    ):
        touches_like = entities and gap == 0 and entities[-1].label == label
        start = position + (1 if apart and touches_like else gap)
        entities.append(Entity(label, start, start + length))
        position = start + length
    return tuple(entities), position + draw(st.integers(0, 2))


def random_tags(scheme: Scheme) -> st.SearchStrategy[list[str]]:
    written = [
        label if scheme.bare else f"{prefix}-{label}"
        for prefix in sorted(scheme.prefixes)
        for label in ("PER", "ORG")
    ]
    return st.lists(st.sampled_from([scheme.outside, *written]), max_size=7)


scheme_and_tags = schemes.flatmap(lambda scheme: st.tuples(st.just(scheme), random_tags(scheme)))


@given(schemes, st.data())
def test_entities_survive_being_written_as_tags(scheme: Scheme, data: st.DataObject) -> None:
    """Entities → tags → entities is the identity (where like ones touch: not in IO, bare)."""
    entities, length = data.draw(annotated(apart=scheme.name in MELTING))
    tags = entities_to_tags(entities, length, scheme)
    assert len(tags) == length
    assert tags_to_entities(tags, scheme) == entities


@given(schemes, annotated())
def test_what_is_written_is_valid(
    scheme: Scheme, annotation: tuple[tuple[Entity, ...], int]
) -> None:
    """Whatever the entities, the tags written for them keep their scheme's table."""
    assert is_valid(entities_to_tags(*annotation, scheme), scheme)


@given(scheme_and_tags)
def test_valid_means_written_as_the_scheme_would(case: tuple[Scheme, list[str]]) -> None:
    """Tags are valid exactly when reading and writing them again changes nothing."""
    scheme, tags = case
    again = entities_to_tags(tags_to_entities(tags, scheme), len(tags), scheme)
    assert is_valid(tags, scheme) == (list(again) == tags)


@given(schemes, schemes, annotated(apart=True))
def test_conversion_there_and_back(
    source: Scheme, target: Scheme, annotation: tuple[tuple[Entity, ...], int]
) -> None:
    """Valid tags come back from any other scheme unchanged."""
    tags = entities_to_tags(*annotation, source)
    assert convert(convert(tags, source, target), target, source) == tags


@given(scheme_and_tags, schemes)
def test_conversion_keeps_the_entities(case: tuple[Scheme, list[str]], target: Scheme) -> None:
    """Even from tags out of order the converted tags mean what the lenient reading saw."""
    scheme, tags = case
    if target.name not in MELTING:
        converted = convert(tags, scheme, target)
        assert tags_to_entities(converted, target) == tags_to_entities(tags, scheme)


@pytest.mark.parametrize(
    ("scheme", "tags"),
    [
        (IOB1, "I-PER I-PER B-PER O I-ORG"),
        (IOB2, "B-PER I-PER B-PER O B-ORG"),
        (IO, "I-PER I-PER I-PER O I-ORG"),
        (BIOES, "B-PER E-PER S-PER O S-ORG"),
        (BILOU, "B-PER L-PER U-PER O U-ORG"),
        (BMES, "B-PER E-PER S-PER O S-ORG"),
        (BARE, "PER PER PER O ORG"),
    ],
)
def test_each_scheme_writes_its_own_way(scheme: Scheme, tags: str) -> None:
    """One annotation with two neighbours of one label, in each scheme's spelling."""
    entities = (Entity("PER", 0, 2), Entity("PER", 2, 3), Entity("ORG", 4, 5))
    assert entities_to_tags(entities, 5, scheme) == tuple(tags.split())


def test_inner_tokens_have_the_inner_prefix() -> None:
    """The third shape, between first and last, is I, or M in BMES."""
    entity = [Entity("PER", 0, 4)]
    assert entities_to_tags(entity, 4, BMES) == ("B-PER", "M-PER", "M-PER", "E-PER")
    assert entities_to_tags(entity, 4, BILOU) == ("B-PER", "I-PER", "I-PER", "L-PER")


@pytest.mark.parametrize(
    ("tags", "entities"),
    [
        ("I-PER O", [Entity("PER", 0, 1)]),
        ("O I-PER I-PER", [Entity("PER", 1, 3)]),
        ("B-PER I-ORG I-ORG", [Entity("PER", 0, 1), Entity("ORG", 1, 3)]),
        ("B-PER VMISC I-PER", [Entity("PER", 0, 1), Entity("PER", 2, 3)]),
        ("B-PER I- O", [Entity("PER", 0, 1)]),
        ("I-I-MISC", [Entity("I-MISC", 0, 1)]),
    ],
)
def test_broken_tags_are_read_leniently(tags: str, entities: list[Entity]) -> None:
    """An orphan begins an entity; what cannot be read at all counts as outside."""
    assert list(tags_to_entities(tags.split(), IOB2)) == entities


def test_a_tag_that_cannot_be_read_survives_conversion() -> None:
    """Bad tags stay as they are until somebody cleans them."""
    assert convert(("PER", "", "0", "7?"), with_outside(BARE, "0"), IOB2) == (
        "B-PER",
        "",
        "O",
        "7?",
    )


@pytest.mark.parametrize("scheme", ALL)
def test_a_scheme_is_found_by_its_key(scheme: Scheme) -> None:
    """The key a project stores leads back to an equal scheme, outside mark included."""
    assert scheme_of(scheme.key) == scheme


def test_an_unknown_key_is_refused() -> None:
    """There is no scheme by just any name."""
    with pytest.raises(KeyError):
        scheme_of("IOBX")
