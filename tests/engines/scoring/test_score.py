"""Our figures are seqeval's, and seqeval's are those of a count by hand."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
import seqeval.scheme
from hypothesis import given, settings
from hypothesis import strategies as st
from seqeval.metrics import classification_report

from workbench.domain.comparison import count_strict
from workbench.domain.entity import Entity
from workbench.domain.reports import NONE, MistakeKind, Scores, ScoreTable
from workbench.domain.schemes import IOB2, entities_to_tags, tags_to_entities
from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.mistakes import compare
from workbench.engines.scoring.score import lenient_scores, score, strict_scores

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-A-B", "I-A-B"]
PAIR = st.integers(1, 8).flatmap(
    lambda length: st.tuples(
        *[st.lists(st.sampled_from(TAGS), min_size=length, max_size=length)] * 2
    )
)
PAIRS = st.lists(PAIR, min_size=1, max_size=5)


def strict_spans(tags: list[str]) -> set[Entity]:
    """By hand: a span opens at B, goes on over I of its label; any other I is no entity."""
    spans: set[Entity] = set()
    start = 0
    while start < len(tags):
        end = start + 1
        if tags[start].startswith("B-"):
            while end < len(tags) and tags[end] == "I" + tags[start][1:]:
                end += 1
            spans.add(Entity(tags[start][2:], start, end))
        start = end
    return spans


def lenient_spans(tags: list[str]) -> set[Entity]:
    """By hand: an I that goes on from nothing, or from another label, opens a span too."""
    opened = [
        position
        for position, tag in enumerate(tags)
        if tag[0] == "B" or (tag[0] == "I" and (position == 0 or tags[position - 1][2:] != tag[2:]))
    ]
    spans: set[Entity] = set()
    for start in opened:
        end = start + 1
        while end < len(tags) and end not in opened and tags[end][0] == "I":
            end += 1
        spans.add(Entity(tags[start][2:], start, end))
    return spans


def by_hand(gold: set[tuple[int, Entity]], guess: set[tuple[int, Entity]]) -> Scores:
    right = len(gold & guess)
    precision = right / len(guess) if guess else 0.0
    recall = right / len(gold) if gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if right else 0.0
    return Scores(precision, recall, f1, len(gold))


def numbered(spans: list[set[Entity]], label: str | None = None) -> set[tuple[int, Entity]]:
    return {
        (number, entity)
        for number, found in enumerate(spans)
        for entity in found
        if label in (None, entity.label)
    }


def same(left: Scores, right: Scores) -> bool:
    return left.support == right.support and (left.precision, left.recall, left.f1) == (
        pytest.approx((right.precision, right.recall, right.f1))
    )


@settings(max_examples=300)
@given(PAIRS)
def test_strict_scores_are_those_of_a_count_by_hand(
    pairs: list[tuple[list[str], list[str]]],
) -> None:
    """Micro and per label, for valid and broken tags alike."""
    gold, guess = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    table = strict_scores(gold, guess)
    true, said = [strict_spans(tags) for tags in gold], [strict_spans(tags) for tags in guess]
    assert same(table.micro, by_hand(numbered(true), numbered(said)))
    for label in ("PER", "LOC", "A-B"):
        expected = by_hand(numbered(true, label), numbered(said, label))
        assert same(table.labels.get(label, Scores()), expected)


@settings(max_examples=200)
@given(PAIRS)
def test_lenient_scores_read_as_conlleval(pairs: list[tuple[list[str], list[str]]]) -> None:
    """The lenient table counts the entities that the lenient reading of a corpus finds."""
    gold, guess = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    true = [set(tags_to_entities(tags, IOB2)) for tags in gold]
    said = [set(tags_to_entities(tags, IOB2)) for tags in guess]
    micro = lenient_scores(gold, guess).micro
    assert same(micro, by_hand(numbered(true), numbered(said)))


def random_pair(chance: random.Random) -> tuple[list[str], list[str]]:
    """Two runs of tags, every other one valid; a third of the guesses are nearly right."""
    length = chance.randint(1, 12)
    gold, guess = ([chance.choice(TAGS) for _ in range(length)] for _ in range(2))
    if chance.random() < 0.3:
        guess = list(gold)
        guess[chance.randrange(length)] = chance.choice(TAGS)
    if chance.random() < 0.5:
        gold, guess = (
            list(entities_to_tags(lenient_spans(tags), length, IOB2)) for tags in (gold, guess)
        )
    return gold, guess


def test_t13_10000_random_pairs_are_scored_without_a_difference() -> None:
    """Strict and lenient, together and by label, against brute force and against seqeval.

    Precision and recall are the same fractions to the last bit, and every figure is that of
    seqeval. What the comparison counts of each sentence adds up to the strict figures too.
    """
    chance = random.Random(11)
    for _ in range(100):
        pairs = [random_pair(chance) for _ in range(100)]
        gold, guess = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        strict, lenient = strict_scores(gold, guess), lenient_scores(gold, guess)
        for table, spans in ((strict, strict_spans), (lenient, lenient_spans)):
            true, said = [spans(tags) for tags in gold], [spans(tags) for tags in guess]
            for label in (None, "PER", "LOC", "A-B"):
                ours = table.labels[label] if label else table.micro
                expected = by_hand(numbered(true, label), numbered(said, label))
                assert (ours.precision, ours.recall) == (expected.precision, expected.recall)
                assert ours.support == expected.support
                assert ours.f1 == pytest.approx(expected.f1, abs=1e-12)
        assert _counted(gold, guess) == (strict.micro.precision, strict.micro.recall)
        assert _figures(strict) == _of_seqeval(
            gold, guess, mode="strict", scheme=seqeval.scheme.IOB2
        )
        assert _figures(lenient) == _of_seqeval(gold, guess)


Figures = dict[str, tuple[float, float, float, int]]


def _figures(table: ScoreTable) -> Figures:
    averages = {f"{name} avg": getattr(table, name) for name in ("micro", "macro", "weighted")}
    return {
        name: (row.precision, row.recall, row.f1, row.support)
        for name, row in {**table.labels, **averages}.items()
    }


def _of_seqeval(gold: list[list[str]], guess: list[list[str]], **reading: Any) -> Figures:
    rows = classification_report(gold, guess, output_dict=True, zero_division=0, **reading)
    names = ("precision", "recall", "f1-score", "support")
    return {label: tuple(row[name] for name in names) for label, row in rows.items()}


def _counted(gold: list[list[str]], guess: list[list[str]]) -> tuple[float, float]:
    total: Counter[str] = Counter()
    for true, said in zip(gold, guess, strict=True):
        for counts in count_strict(true, said).values():
            total.update(right=counts.right, said=counts.said, gold=counts.gold)
    return total["right"] / total["said"], total["right"] / total["gold"]


def test_strict_and_lenient_part_at_broken_tags() -> None:
    """Gold B-I-O and guess I-I-O: lenient says 1, strict says 0."""
    gold, guess = [["B-PER", "I-PER", "O"]], [["I-PER", "I-PER", "O"]]
    assert lenient_scores(gold, guess).micro.f1 == 1.0
    assert strict_scores(gold, guess).micro.f1 == 0.0


@pytest.mark.parametrize(
    ("gold", "guess", "support"),
    [
        ([["O", "O"]], [["O", "O"]], 0),
        ([["O", "O"]], [["B-PER", "O"]], 0),
        ([["B-PER", "O"]], [["O", "O"]], 1),
        ([["I-PER", "O"]], [["O", "O"]], 0),
        ([], [], 0),
    ],
)
def test_nothing_to_score_gives_zeros(
    gold: list[list[str]], guess: list[list[str]], support: int
) -> None:
    """No entity on one side or both is no crash and no warning, but zeros."""
    table = strict_scores(gold, guess)
    assert table.micro == Scores(0.0, 0.0, 0.0, support)
    assert table.macro.f1 == 0.0


GOLD = ("B-PER", "I-PER", "O", "B-LOC", "O", "B-ORG", "O", "O")
GUESS = ("B-PER", "O", "O", "B-ORG", "O", "O", "O", "B-LOC")


def test_a_report_counts_everything() -> None:
    """Strict scores, tokens, confusion, mistakes and coverage of one sentence."""
    example = Example(3, tuple("abcdefgh"), GOLD)
    report = score([example], [Prediction(GUESS, (0.5,) * 8, unscored=1, cut=2, windows=3)])
    assert report.strict.micro == Scores(0.0, 0.0, 0.0, 3)
    assert report.token.accuracy == 4 / 8
    assert same(report.token.labels["PER"], Scores(1.0, 0.5, 2 / 3, 2))
    assert report.confusion.labels == ("O", "LOC", "ORG", "PER")
    assert report.confusion.counts == ((3, 1, 0, 0), (0, 0, 1, 0), (1, 0, 0, 0), (1, 0, 0, 1))
    assert report.errors.counts == dict.fromkeys(MistakeKind, 1)
    assert report.errors.labels["PER"][MistakeKind.WRONG_EXTENT] == 1
    assert report.errors.labels["LOC"][MistakeKind.SPURIOUS] == 1
    assert {mistake.sentence for mistake in report.errors.examples} == {3}
    assert {mistake.score for mistake in report.errors.examples} == {0.5, None}
    assert report.entity_confusion.labels == ("LOC", "ORG", "PER", NONE)
    assert report.entity_confusion.counts == (
        (0, 1, 0, 0),
        (0, 0, 0, 1),
        (0, 0, 1, 0),
        (1, 0, 0, 0),
    )
    assert report.exact.micro.f1 == pytest.approx(1 / 3)
    assert report.type.micro.f1 == pytest.approx(1 / 3)
    assert report.pieces is None
    coverage = report.coverage
    assert (coverage.sentences, coverage.entities, coverage.cut, coverage.unscored) == (1, 3, 2, 1)
    assert coverage.windowed == 1


def test_all_mistakes_are_counted_and_the_first_are_told() -> None:
    """A report stays small on a large test set."""
    examples = [Example(number, ("a",), ("B-PER",)) for number in range(5)]
    report = score(examples, [Prediction(("O",), (1.0,))] * 5, most_mistakes=2)
    assert report.errors.counts[MistakeKind.MISSED] == 5
    assert [mistake.sentence for mistake in report.errors.examples] == [0, 1]


@given(PAIR)
def test_each_entity_is_part_of_one_mistake_at_most(pair: tuple[list[str], list[str]]) -> None:
    """Mistakes and hits together account for every entity exactly once."""
    gold, guess = pair
    mistakes = list(compare(1, gold, guess))
    true, said = tags_to_entities(gold, IOB2), tags_to_entities(guess, IOB2)
    hits = Counter(set(true) & set(said))
    blamed = Counter(mistake.gold for mistake in mistakes if mistake.gold)
    accused = Counter(mistake.predicted for mistake in mistakes if mistake.predicted)
    assert blamed + hits == Counter(true)
    assert accused + hits == Counter(said)
