"""Cutting and merging tokens keeps everything that does not touch them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.editing import put_entity
from workbench.domain.entity import HUMAN, Entity, Origin, OriginKind, Suggestion
from workbench.domain.retokenising import merge_tokens, split_token, token_offsets
from workbench.domain.schemes import BIOES, IO, IOB2, Scheme, entities_to_tags
from workbench.domain.sentence import Sentence, Status

MODEL = Origin(OriginKind.MODEL, "run-1", 0.9)
WORDS = st.text("abc", min_size=1, max_size=4)


@st.composite
def sentences(draw: st.DrawFn) -> Sentence:
    """Any tokens with any entities, origins, suggestions and cells, with or without a source."""
    tokens = tuple(draw(st.lists(WORDS, min_size=2, max_size=8)))
    entities: list[Entity] = []
    position = 0
    while position < len(tokens):
        end = draw(st.integers(position + 1, min(position + 3, len(tokens))))
        if draw(st.booleans()):
            entities.append(Entity(draw(st.sampled_from(("PER", "LOC"))), position, end))
        position = end
    gaps = draw(st.lists(st.sampled_from(("", " ", "  ")), min_size=8, max_size=8))
    joined = "".join(gap + token for gap, token in zip(gaps, tokens, strict=False))
    origins = tuple((entity, MODEL) for entity in entities if draw(st.booleans()))
    free = [p for p in range(len(tokens)) if not any(p in e.positions for e in entities)]
    hints = tuple(Suggestion(Entity("ORG", p, p + 1), "run-2", 0.5) for p in free)
    scheme = draw(st.sampled_from((IOB2, BIOES)))
    return Sentence(
        1,
        tokens,
        entities_to_tags(entities, len(tokens), scheme),
        scheme,
        origins=origins,
        suggestions=hints,
        source=draw(st.sampled_from(("", joined))),
        extras=(("number", tuple(str(n) for n in range(len(tokens)))),),
    )


def told(sentence: Sentence, start: int, end: int) -> list[tuple[str, str, str, Origin]]:
    """Label, text, cells and origin of each entity that lies within these tokens."""
    cells = sentence.extras[0][1]
    return [
        (
            gold.entity.label,
            sentence.surface(gold.entity),
            " ".join(cells[gold.entity.start : gold.entity.end]),
            gold.origin,
        )
        for gold in sentence.gold
        if start <= gold.entity.start and gold.entity.end <= end
    ]


def assert_sound(before: Sentence, after: Sentence) -> None:
    """Cells fit the tokens, gold and suggestions do not overlap, the source still holds all."""
    assert len(after.tags) == len(after.tokens) == len(after.extras[0][1])
    assert set(dict(after.origins)) <= set(after.entities)
    assert "".join(after.tokens) == "".join(before.tokens)
    for found in after.suggestions:
        assert found.entity.end <= len(after.tokens)
        assert not any(gold.overlaps(found.entity) for gold in after.entities)
    if before.source:
        assert token_offsets(after.tokens, after.source) is not None


@given(sentences(), st.data())
def test_a_split_keeps_all_entities(sentence: Sentence, data: st.DataObject) -> None:
    """What does not touch the token keeps its text; what lies on it covers both halves."""
    long = [n for n, token in enumerate(sentence.tokens) if len(token) > 1]
    if not long:
        return
    token = data.draw(st.sampled_from(long))
    at = data.draw(st.integers(1, len(sentence.tokens[token]) - 1))
    after = split_token(sentence, token, at)
    assert_sound(sentence, after)
    assert after.source == sentence.source
    assert told(after, 0, token) == told(sentence, 0, token)
    assert told(after, token + 2, 99) == told(sentence, token + 1, 99)
    letters = [_letters(sentence, entity) for entity in sentence.entities]
    assert [_letters(after, entity) for entity in after.entities] == letters
    assert [origin for _, origin in after.origins].count(MODEL) == len(sentence.origins)
    assert len(after.suggestions) == len(sentence.suggestions)


def _letters(sentence: Sentence, entity: Entity) -> tuple[str, str]:
    return entity.label, "".join(sentence.tokens[entity.start : entity.end])


@given(sentences(), st.data())
def test_a_merge_keeps_what_it_does_not_touch(sentence: Sentence, data: st.DataObject) -> None:
    """Entities before and behind keep text and origin; the first one there gets the token."""
    start = data.draw(st.integers(0, len(sentence.tokens) - 2))
    end = data.draw(st.integers(start + 2, len(sentence.tokens)))
    after = merge_tokens(sentence, start, end)
    assert_sound(sentence, after)
    assert told(after, 0, start) == told(sentence, 0, start)
    behind, expected = told(after, start + 1, 99), told(sentence, end, 99)
    assert behind[len(behind) - len(expected) :] == expected
    there = [e for e in sentence.entities if e.start < end and start < e.end]
    on_it = [e.label for e in after.entities if start in e.positions]
    assert on_it == [e.label for e in there[:1]]


@given(sentences(), st.data())
def test_a_merge_undoes_a_split(sentence: Sentence, data: st.DataObject) -> None:
    """Tokens, entities, suggestions and source are as before."""
    long = [n for n, token in enumerate(sentence.tokens) if len(token) > 1]
    if not long:
        return
    token = data.draw(st.sampled_from(long))
    after = merge_tokens(split_token(sentence, token, 1), token, token + 2)
    assert (after.tokens, after.entities) == (sentence.tokens, sentence.entities)
    assert (after.suggestions, after.source) == (sentence.suggestions, sentence.source)
    assert after.extras == sentence.extras
    assert dict(after.origins) == dict(sentence.origins)


@pytest.mark.parametrize("scheme", [IOB2, IO, BIOES])
def test_both_halves_of_an_entity_token_stay_one_entity(scheme: Scheme) -> None:
    """`Lima-Peru` B-LOC becomes B-LOC I-LOC, whatever scheme the sentence came in."""
    tags = entities_to_tags([Entity("LOC", 1, 2)], 3, scheme)
    after = split_token(Sentence(1, ("in", "Lima-", "now"), tags, scheme), 1, 4)
    assert after.tokens == ("in", "Lima", "-", "now")
    assert after.tags == ("O", "B-LOC", "I-LOC", "O")
    assert after.status is Status.DRAFT


def test_merged_tokens_close_up_in_the_source() -> None:
    """White space between them goes; other signs between them become part of the token."""
    gapped = Sentence(1, ("a", "can", "not", "b"), ("O",) * 4, source="a can not b")
    assert merge_tokens(gapped, 1, 3).tokens == ("a", "cannot", "b")
    assert merge_tokens(gapped, 1, 3).source == "a cannot b"
    dashed = Sentence(1, ("a", "b"), ("O", "O"), source="a — b")
    assert merge_tokens(dashed, 0, 2).tokens == ("a—b",)
    assert merge_tokens(dashed, 0, 2).source == "a—b"


def test_of_two_entities_the_first_gets_the_merged_token() -> None:
    """The second begins behind it, and is a person's doing now; one that has nothing left goes."""
    start = Sentence(1, tuple("abcd"), ("B-PER", "B-LOC", "I-LOC", "O"))
    after = merge_tokens(start, 0, 2)
    assert after.entities == (Entity("PER", 0, 1), Entity("LOC", 1, 2))
    assert after.origins == ((Entity("LOC", 1, 2), HUMAN),)
    assert merge_tokens(start, 0, 3).entities == (Entity("PER", 0, 1),)


def test_a_bad_tag_is_not_lost_with_its_token() -> None:
    """Cutting and merging is no silent repair."""
    bad = Sentence(1, ("ab", "c"), ("VMISC", "O"))
    assert split_token(bad, 0, 1).tags == ("VMISC", "VMISC", "O")
    assert merge_tokens(bad, 0, 2).tags == ("VMISC",)


def test_a_merge_does_not_glue_neighbours() -> None:
    """An orphan I- behind the merged entity stays an entity of its own."""
    start = put_entity(Sentence(1, tuple("abc"), ("O", "O", "I-PER")), Entity("PER", 0, 1))
    assert merge_tokens(start, 0, 2).entities == (Entity("PER", 0, 1), Entity("PER", 1, 2))


@pytest.mark.parametrize("at", [0, 2, 5])
def test_no_token_becomes_empty(at: int) -> None:
    """A cut at an edge or beyond is refused."""
    with pytest.raises(ValueError, match="cannot be cut"):
        split_token(Sentence(1, ("ab",), ("O",)), 0, at)


@pytest.mark.parametrize(("start", "end"), [(0, 1), (1, 3), (-1, 2)])
def test_a_merge_needs_several_tokens(start: int, end: int) -> None:
    """One token alone, or tokens that are not there, are refused."""
    with pytest.raises(ValueError, match="not several tokens"):
        merge_tokens(Sentence(1, ("a", "b"), ("O", "O")), start, end)
