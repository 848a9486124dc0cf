"""Two models are compared sentence by sentence, with an interval that means something."""

from __future__ import annotations

import json
import random

import pytest

from workbench.domain.comparison import Counts, Delta, Judged, compare, count_strict

TAGS = ("O", "O", "O", "B-PER", "B-LOC", "B-ORG")


def _sentences(
    count: int, first: float, second: float, seed: int = 3, tokens: int = 20
) -> list[Judged]:
    """Gold, and two models that are right about a token as often as said."""
    chance = random.Random(seed)

    def guess(gold: list[str], right: float) -> list[str]:
        return [tag if chance.random() < right else chance.choice(TAGS) for tag in gold]

    golds = [[chance.choice(TAGS) for _ in range(tokens)] for _ in range(count)]
    return [
        Judged(number, gold, guess(gold, first), guess(gold, second))
        for number, gold in enumerate(golds)
    ]


def test_a_model_does_not_differ_from_itself() -> None:
    """The same predictions give zeros, an interval of no width, nothing won or lost."""
    same = [one._replace(second=one.first) for one in _sentences(50, 0.8, 0.8)]
    found = compare("run-1", "run-2", same)
    assert found.micro == found.macro == Delta(0.0, 0.0, 0.0)
    assert set(found.labels.values()) == {Delta()}
    assert found.won == found.lost == ()


def test_a_better_model_is_seen_to_be_better() -> None:
    """The interval lies above 0 and holds the difference; more is won than lost."""
    found = compare("run-1", "run-2", _sentences(300, 0.8, 0.95))
    assert found.micro.certain and found.micro.low > 0
    assert found.micro.low < found.micro.value < found.micro.high
    assert len(found.won) > len(found.lost) > 0
    assert not set(found.won) & set(found.lost)
    assert all(delta.value > 0 for delta in found.labels.values())


def test_turning_the_models_round_turns_the_figures_round() -> None:
    """Won becomes lost, and every figure its negative."""
    sentences = _sentences(60, 0.7, 0.9)
    turned = [one._replace(first=one.second, second=one.first) for one in sentences]
    there, back = compare("a", "b", sentences), compare("b", "a", turned)
    assert (there.won, there.lost) == (back.lost, back.won)
    assert there.micro.value == -back.micro.value
    assert there.micro.low == pytest.approx(-back.micro.high)
    assert there.label_scores["PER"] == back.label_scores["PER"][::-1]


def test_the_same_sentences_give_the_same_interval() -> None:
    """The draws are seeded."""
    sentences = _sentences(40, 0.7, 0.8)
    assert compare("a", "b", sentences) == compare("a", "b", sentences)
    assert compare("a", "b", sentences) != compare("a", "b", sentences, seed=14)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    """Of 100 test sets for two equally good models, about 95 intervals hold 0."""
    hits = [
        not compare("a", "b", _sentences(60, 0.8, 0.8, seed=seed), resamples=200).micro.certain
        for seed in range(100)
    ]
    assert 88 <= sum(hits) <= 100


@pytest.mark.parametrize("said", [["O", "I-PER"], ["O", "O"], ["B-LOC", "I-PER"]])
def test_broken_tags_are_no_entities(said: list[str]) -> None:
    """Only what a B- opens counts as predicted, as in the strict figures."""
    counts = count_strict(["O", "B-PER"], said)
    assert counts["PER"] == Counts(0, 0, 1)


def test_figures_by_label_are_told_with_their_support() -> None:
    """One label found by the second only, another spurious in the first."""
    sentence = Judged(9, ["B-PER", "O"], ["O", "B-LOC"], ["B-PER", "O"])
    found = compare("a", "b", [sentence])
    assert found.label_scores == {"LOC": (0.0, 0.0), "PER": (0.0, 1.0)}
    assert found.support == {"LOC": 0, "PER": 1} and found.entities == 1
    assert found.won == (9,) and found.micro.value == 1.0
    assert json.loads(json.dumps(found.to_json()))["labels"]["PER"]["second"] == 1.0


@pytest.mark.parametrize("sentences", [[], [Judged(1, ["O"], ["O"], ["O"])]])
def test_nothing_to_find_is_no_difference(sentences: list[Judged]) -> None:
    """No sentence, or none with an entity, is no crash."""
    found = compare("a", "b", sentences)
    assert found.micro == Delta() and found.labels == {}
