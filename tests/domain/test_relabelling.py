"""Sentences, filters, guideline and lists of terms under another label."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.entity import HUMAN, Entity, Suggestion
from workbench.domain.filters import Field, parse_filter, quote
from workbench.domain.labels import is_label_name
from workbench.domain.relabelling import (
    decided,
    mentioned,
    names_label,
    relabelled,
    renaming,
    rewrite_filter,
)
from workbench.domain.schemes import SCHEMES, entities_to_tags
from workbench.domain.sentence import Sentence

NAMES = st.text(st.sampled_from('AB c-"/:é国'), min_size=1, max_size=6).filter(is_label_name)
TERMS = st.sampled_from(
    ['"a  b"', "/x label:A y/", "word", "-word", "status:new", "flag:", "text:A", "tag:O", "x:y"]
)


def naming_terms(label: str) -> st.SearchStrategy[str]:
    fields = st.sampled_from(["label:", "suggested:", "tag:B-", "tag:", "-label:", "-tag:I-"])
    return fields.map(lambda field: _quoted(field, label))


def _quoted(field: str, label: str) -> str:
    name, _, prefix = field.partition(":")
    return f"{name}:{quote(prefix + label)}"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("label:OLD", "label:NEW"),
        ("-label:OLD  suggested:OLD", "-label:NEW  suggested:NEW"),
        ("tag:B-OLD tag:OLD tag:X-OLD", "tag:B-NEW tag:NEW tag:X-OLD"),
        ('"label:OLD" /label:OLD/ OLD text:OLD', '"label:OLD" /label:OLD/ OLD text:OLD'),
        ('label:"OLD" status:new', "label:NEW status:new"),
        ("label:OLDER label:old", "label:OLDER label:old"),
        ("label:OLD status:finished", "label:OLD status:finished"),
    ],
)
def test_a_filter_follows_its_label(text: str, expected: str) -> None:
    """Only where it names the label; a text that is no filter stays as it is."""
    assert rewrite_filter(text, "OLD", "NEW") == expected


def test_a_name_with_a_blank_is_quoted() -> None:
    """And read back as one name."""
    assert rewrite_filter("tag:I-OLD x", "OLD", "WORK OF ART") == 'tag:"I-WORK OF ART" x'
    assert rewrite_filter('label:"WORK OF ART"', "WORK OF ART", "ART") == "label:ART"


def test_a_name_with_a_quotation_mark_is_escaped() -> None:
    """A filter can hold every name that a label may have."""
    assert rewrite_filter("label:OLD", "OLD", 'a "b"') == 'label:"a \\"b\\""'
    assert rewrite_filter('label:"a \\"b\\""', 'a "b"', "NEW") == "label:NEW"


@given(old=NAMES, new=NAMES, data=st.data())
def test_rewritten_filters_mean_the_same_under_the_new_name(
    old: str, new: str, data: st.DataObject
) -> None:
    """Term by term: what names the old label names the new one, all else is untouched."""
    text = "  ".join(data.draw(st.lists(TERMS | naming_terms(old), max_size=5)))
    before, written = parse_filter(text).terms, rewrite_filter(text, old, new)
    after = parse_filter(written).terms
    assert len(before) == len(after)
    if written != text:
        assert not names_label(written, old) or old == new or new.endswith(f"-{old}")
    for one, other in zip(before, after, strict=True):
        if one != other:
            assert one.field in (Field.LABEL, Field.SUGGESTED, Field.TAG)
            assert (one.field, one.negated) == (other.field, other.negated)
            assert other.value == one.value.removesuffix(old) + new


def test_everything_that_names_a_label_follows_a_rename() -> None:
    """Filters, the guideline's text and lists of terms; what has another form is left alone."""
    filters = [{"name": "a", "text": "label:OLD", "order": "doubt"}, {"name": "b", "text": "x"}, 7]
    lists = [{"name": "towns", "label": "OLD", "terms": ["Rome"]}, {"label": "ELSE"}, None]
    found = mentioned(filters, {"": "all", "OLD": "so"}, lists, "OLD", "NEW")
    assert found.filters == [{"name": "a", "text": "label:NEW", "order": "doubt"}, *filters[1:]]
    assert found.guideline == {"": "all", "NEW": "so"}
    assert found.term_lists == [{"name": "towns", "label": "NEW", "terms": ["Rome"]}, *lists[1:]]
    assert (found.rewritten, found.lost, found.lists, found.guided) == (
        ("a",),
        (),
        ("towns",),
        True,
    )


def test_merged_labels_have_both_texts_of_the_guideline() -> None:
    """The one of the label that stays comes first."""
    texts = {"OLD": "second", "NEW": "first"}
    assert mentioned([], texts, [], "OLD", "NEW").guideline == {"NEW": "first\n\nsecond"}


def test_what_a_person_wrote_outlives_a_deleted_label() -> None:
    """Filters and lists stay; which filters will find nothing is told."""
    filters = [{"name": "a", "text": "suggested:OLD"}]
    found = mentioned(filters, {"OLD": "so"}, [{"name": "t", "label": "OLD"}], "OLD", "")
    assert found.filters == filters
    assert found.guideline == {}
    assert found.term_lists == [{"name": "t", "label": "OLD"}]
    assert (found.rewritten, found.lost) == ((), ("a",))


def sentences() -> st.SearchStrategy[Sentence]:
    """Sentences of six tokens in any scheme, with any entities that it can hold."""
    tags = st.sampled_from(["O", "B-A", "I-A", "B-B", "I-B", "I-C", "VA", "S-A", "E-B", "A", "B"])
    return st.builds(
        lambda tags, scheme: Sentence(1, tuple("abcdef"), tuple(tags), SCHEMES[scheme]),
        st.lists(tags, min_size=6, max_size=6),
        st.sampled_from(sorted(SCHEMES)),
    )


@given(sentence=sentences(), new=st.sampled_from(["B", "NEW", ""]))
def test_relabelled_entities_keep_their_borders(sentence: Sentence, new: str) -> None:
    """In every scheme, whatever label they get; bad tags stay as they are."""
    after = relabelled(sentence, renaming("A", new))
    wanted = [
        replace(one, label=new) if one.label == "A" else one
        for one in sentence.entities
        if new or one.label != "A"
    ]
    assert list(after.entities) == wanted
    assert [tag for tag in after.tags if tag == "VA"] == [
        tag for tag in sentence.tags if tag == "VA"
    ]


@given(sentence=sentences(), choices=st.lists(st.sampled_from(["A", "B", "NEW"]), max_size=3))
def test_decided_entities_keep_their_borders(sentence: Sentence, choices: list[str]) -> None:
    """Each gets its own label; the others are not touched."""
    chosen = dict(zip([one for one in sentence.entities if one.label == "A"], choices))  # noqa: B905
    after = decided(sentence, chosen)
    assert list(after.entities) == [
        replace(one, label=chosen.get(one, one.label)) for one in sentence.entities
    ]
    assert len(after.tags) == 6


def test_a_decision_is_the_work_of_a_person() -> None:
    """The entity's origin says so; a decision to keep the label changes nothing."""
    entities = (Entity("A", 0, 1), Entity("A", 2, 3))
    sentence = Sentence(1, tuple("abc"), entities_to_tags(entities, 3, SCHEMES["IOB2"]))
    after = decided(sentence, {entities[0]: "B", entities[1]: "A"})
    assert after.origins == ((Entity("B", 0, 1), HUMAN),)
    assert decided(sentence, {entities[1]: "A"}) == sentence


def test_suggestions_follow_and_become_one() -> None:
    """Of two that become alike the surer one stays."""
    suggestions = tuple(
        Suggestion(Entity(label, 0, 1), "r", score) for label, score in (("A", 0.5), ("B", 0.7))
    )
    sentence = Sentence(1, ("a",), ("O",), suggestions=suggestions)
    assert relabelled(sentence, renaming("A", "B")).suggestions == suggestions[1:]
