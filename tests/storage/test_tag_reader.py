"""Tags of many sentences are read as the domain reads them one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.checks import find
from workbench.domain.entity import Entity
from workbench.domain.schemes import (
    BARE,
    SCHEMES,
    entities_to_tags,
    tags_to_entities,
    with_outside,
)
from workbench.storage import tag_reader
from workbench.storage.codec import to_lines
from workbench.storage.tag_reader import TagReader

LABELS = frozenset({"PER", "ORG"})
TAGS = st.one_of(
    st.builds("{}-{}".format, st.sampled_from("BIEMSLU"), st.sampled_from(["PER", "ORG", "Per"])),
    st.sampled_from(["O", "O", "O", "0", "", "B-", "PER", "O-", "OO", "$", "ORG"]),
)
READERS = [
    TagReader(scheme, LABELS)
    for scheme in (*SCHEMES.values(), with_outside(BARE, "0"), with_outside(BARE, "$"))
]


@given(reader=st.sampled_from(READERS), tags=st.lists(TAGS, max_size=12))
def test_it_reads_what_the_domain_reads(reader: TagReader, tags: list[str]) -> None:
    """The same entities in each scheme; what is called sound has no finding."""
    spans, sound = reader.read(to_lines(tags))
    entities = tags_to_entities(tags, reader.scheme)
    assert list(spans) == [(one.start, one.end, one.label) for one in entities]
    findings = find(tags, reader.scheme, LABELS)
    assert not (sound and findings)
    assert reader.find(tags) == findings


def test_good_tags_need_no_second_look() -> None:
    """In each scheme the tags that it writes itself are known to be sound."""
    for scheme in SCHEMES.values():
        tags = entities_to_tags([Entity("PER", 1, 3), Entity("ORG", 4, 5)], 6, scheme)
        assert TagReader(scheme, LABELS).read(to_lines(tags))[1], scheme.name


def test_what_is_remembered_stays_within_bounds() -> None:
    """A column of a million different words does not fill the memory."""
    reader = TagReader(BARE, LABELS)
    for number in range(tag_reader.REMEMBERED + 10):
        spans, _ = reader.read(f"O\nlabel{number}\nO")
        assert spans == [(1, 2, f"label{number}")]
    assert len(reader._runs) == 10
