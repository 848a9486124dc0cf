"""Mentions that disagree with their like are found, with exact counts."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.consistency import (
    SuspectKind,
    entropy_bits,
    fuse,
    saved_bits,
    usual_label,
)
from workbench.domain.name_words import NameWords
from workbench.domain.occurrences import Occurrences
from workbench.domain.ranking import Ranking, rank
from workbench.domain.schemes import IOB2
from workbench.domain.sentence import Sentence, Status

COUNTS = st.dictionaries(st.sampled_from("ABCD"), st.integers(1, 50), min_size=2)


def ranked(pairs: Sequence[tuple[str, str]]) -> Ranking:
    """The ranking of sentences that are written as tokens and tags."""
    sentences = [
        Sentence(number, tuple(text.split()), tuple(tags.split()), IOB2, Status.DONE)
        for number, (text, tags) in enumerate(pairs, 1)
    ]
    mentions = Occurrences()
    for sentence in sentences:
        mentions.note(sentence)
    for sentence in sentences:
        mentions.look_again(sentence)
    steps = rank(mentions)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            ranking: Ranking = end.value
            return ranking


def test_entropy_is_exact() -> None:
    """One bit for each of two equals, nothing where all agree."""
    assert entropy_bits([1, 1]) == 2.0
    assert entropy_bits([4, 4]) == 8.0
    assert entropy_bits([7]) == 0.0
    assert entropy_bits([3, 1]) == pytest.approx(4 * 0.811278, abs=1e-5)


def test_agreement_saves_the_more_the_clearer_the_others_are() -> None:
    """Alone against many saves more than alone against few, and ambiguity nearly nothing."""
    alone_of_many = saved_bits({"LOC": 39, "ORG": 1}, "ORG", "LOC")
    alone_of_few = saved_bits({"LOC": 3, "ORG": 1}, "ORG", "LOC")
    ambiguous = saved_bits({"LOC": 21, "ORG": 20}, "ORG", "LOC")
    assert alone_of_many > alone_of_few > 2 > ambiguous > 0


@given(COUNTS, st.data())
def test_going_with_the_majority_always_saves_bits(
    counts: dict[str, int], data: st.DataObject
) -> None:
    """Entropy can only fall when a mention goes over to a more frequent label."""
    label = data.draw(st.sampled_from(sorted(counts)))
    usual = usual_label(counts, label)
    if usual is None:
        assert counts[label] == max(counts.values())
    else:
        assert saved_bits(counts, label, usual) > 0


def test_rankings_are_fused_by_rank() -> None:
    """What stands in both comes before what leads one."""
    scores = fuse([[1, 2], [3, 2]])
    assert scores == {1: 1 / 61, 3: 1 / 61, 2: 1 / 62 + 1 / 62}


def test_a_minority_label_is_reported_with_the_counts() -> None:
    """The majority is proposed, and the majority itself is never suspected."""
    ranking = ranked(
        [("Washington won", "B-LOC O")] * 4 + [("Washington lost", "B-ORG O"), ("x", "O")]
    )
    assert ranking.total == 1
    (one,) = ranking.suspects
    assert (one.sentence, one.start, one.end) == (5, 0, 1)
    assert (one.label, one.proposed, one.kind) == ("ORG", "LOC", SuspectKind.LABEL)
    assert one.alike == (("LOC", 4), ("ORG", 1))
    assert one.in_context == ()


def test_a_missed_entity_is_a_kind_of_its_own() -> None:
    """Words outside of every entity that are one elsewhere, the longest match only."""
    ranking = ranked(
        [("in New York today", "O B-LOC I-LOC O")] * 3 + [("to New York again", "O O O O")]
    )
    (one,) = ranking.suspects
    assert (one.sentence, one.start, one.end) == (4, 1, 3)
    assert (one.label, one.proposed, one.kind) == ("", "LOC", SuspectKind.MISSED)
    assert one.alike == (("LOC", 3), ("", 1))


def test_an_entity_of_words_that_are_none_elsewhere_is_reported() -> None:
    """All outside mentions are counted though most of them are not kept."""
    ranking = ranked([("he may go", "O O O")] * 9 + [("then may came", "O B-PER O")])
    (one,) = ranking.suspects
    assert (one.sentence, one.kind) == (10, SuspectKind.SPURIOUS)
    assert one.alike == (("", 9), ("PER", 1))


def test_words_inside_of_another_entity_say_nothing() -> None:
    """York in New York is neither outside nor tagged otherwise."""
    ranking = ranked([("York is old", "B-LOC O O")] * 3 + [("New York", "B-ORG I-ORG")])
    assert ranking.suspects == ()


def test_the_words_of_a_name_speak_where_its_like_are_missing() -> None:
    """University is in organisations; that outweighs a town in its name."""
    pairs = [(f"University of {town}", "B-ORG I-ORG I-ORG") for town in ("Oslo", "Lima", "Rome")]
    pairs += [("Oslo", "B-LOC"), ("University of Oslo Hall", "B-LOC I-LOC I-LOC I-LOC")]
    tagged = [
        Sentence(number, tuple(text.split()), tuple(tags.split()), IOB2, Status.DONE)
        for number, (text, tags) in enumerate(pairs, 1)
    ]
    words = NameWords()
    for sentence in tagged:
        words.note(sentence)
    (one,) = [doubt for sentence in tagged for doubt in words.doubts_in(sentence)]
    assert (one.sentence, one.label, one.proposed) == (5, "LOC", "ORG")
    assert one.word == 0
    assert one.alike == (("ORG", 3), ("LOC", 1))


def test_equals_are_not_suspected() -> None:
    """Where no label is more frequent, nothing can be proposed."""
    assert ranked([("Paris wins", "B-LOC O"), ("Paris falls", "B-PER O")]).suspects == ()


def test_the_same_context_is_evidence_of_its_own() -> None:
    """A variation n-gram needs a neighbour at both sides; its counts are told apart."""
    same = ("the Post reported", "O B-ORG O")
    ranking = ranked([same, same, ("the Post reported", "O B-LOC O"), ("Post", "B-ORG")])
    (one,) = ranking.suspects
    assert one.in_context == (("ORG", 2), ("LOC", 1))
    assert one.alike == (("ORG", 3), ("LOC", 1))
    (conflict,) = ranking.conflicts
    assert conflict.sentences == (1, 2, 3)
    assert (conflict.proposed, conflict.count) == ("ORG", 3)


def test_evidence_of_both_kinds_comes_first() -> None:
    """A mention that disagrees in its context too stands before one that does not."""
    same = ("the Post reported", "O B-ORG O")
    ranking = ranked(
        [same] * 3
        + [("a Times said", "O B-ORG O"), ("Times", "B-ORG"), ("Times", "B-ORG")]
        + [("Times fly", "B-LOC O"), ("the Post reported", "O B-LOC O")]
    )
    assert [one.sentence for one in ranking.suspects] == [8, 7]


def test_a_tie_in_the_context_has_no_proposal() -> None:
    """One against one: a person must decide."""
    ranking = ranked([("the Post said", "O B-ORG O"), ("the Post said", "O O O")])
    (conflict,) = ranking.conflicts
    assert conflict.proposed is None
    assert conflict.entity is not None
    assert conflict.entity.label == "ORG"
