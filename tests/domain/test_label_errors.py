"""Probable label errors as values, and their order after answers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace

import pytest

from workbench.domain.entity import Entity
from workbench.domain.label_errors import (
    PRIOR,
    LabelError,
    LabelErrorAnswer,
    LabelErrorKind,
    kind_of,
    rerank,
    still_stands,
    text_of,
)
from workbench.domain.sentence import Sentence

FIXED, KEPT, FLAGGED = LabelErrorAnswer.FIXED, LabelErrorAnswer.KEPT, LabelErrorAnswer.FLAGGED
TOKENS = ("Ann", "left", "New", "York")
PERSON, TOWN, PART = Entity("PER", 0, 1), Entity("LOC", 2, 4), Entity("LOC", 3, 4)


def _case(
    number: int,
    surface: str = "York",
    gold: Entity | None = PERSON,
    proposed: Entity | None = None,
    score: float = 0.5,
    **features: float,
) -> LabelError:
    kind = kind_of(gold, proposed)
    return LabelError(number, 7, kind, gold, proposed, surface, score, ("why",), features)


def _with_prior(number: int, surface: str, words: float, prior: float) -> LabelError:
    return replace(_case(number, surface), features={"words": words, PRIOR: prior})


def _answers(cases: Iterable[LabelError], answer: LabelErrorAnswer) -> dict[str, LabelErrorAnswer]:
    return {case.key: answer for case in cases}


@pytest.mark.parametrize(
    ("gold", "proposed", "kind"),
    [
        (None, TOWN, LabelErrorKind.MISSED),
        (TOWN, None, LabelErrorKind.SPURIOUS),
        (TOWN, Entity("ORG", 2, 4), LabelErrorKind.LABEL),
        (PART, TOWN, LabelErrorKind.BORDERS),
        (PART, Entity("ORG", 2, 4), LabelErrorKind.BORDERS),
    ],
)
def test_the_kind_follows_from_gold_and_proposal(
    gold: Entity | None, proposed: Entity | None, kind: LabelErrorKind
) -> None:
    """Four kinds, told apart by what there is and by borders."""
    assert kind_of(gold, proposed) is kind


def test_a_case_survives_json() -> None:
    """What was written is read back, as far as four digits go."""
    for case in (_case(3, score=0.25, words=-0.5), _case(4, "New York", None, TOWN)):
        assert LabelError.from_json(json.loads(json.dumps(case.to_json()))) == case


@pytest.mark.parametrize("missing", ["sentence", "gold", "features", "kind"])
def test_half_a_case_is_no_case(missing: str) -> None:
    """A damaged file is told from a whole one."""
    data = _case(3).to_json()
    del data[missing]
    with pytest.raises(KeyError):
        LabelError.from_json(data)


def test_the_key_names_gold_and_not_the_proposal() -> None:
    """Who keeps gold as it is will not be asked again with another proposal."""
    one, other = _case(3, proposed=None), _case(3, proposed=Entity("ORG", 0, 1))
    assert one.key == other.key == one.to_json()["id"]
    assert one.key != _case(4).key and one.key != _case(3, gold=PART).key
    missed = _case(3, gold=None, proposed=TOWN)
    assert missed.key == _case(3, gold=None, proposed=Entity("ORG", 2, 4)).key != one.key


def test_span_and_label_of_a_case() -> None:
    """Both reach over what gold and the proposal cover together."""
    assert _case(1, gold=PART, proposed=TOWN).span == (2, 4)
    assert _case(1, gold=None, proposed=TOWN).span == (2, 4)
    assert _case(1, gold=PERSON, proposed=Entity("ORG", 0, 1)).label == "PER"
    assert _case(1, gold=None, proposed=TOWN).label == "LOC"


@pytest.mark.parametrize(
    ("tags", "gold", "proposed", "stands"),
    [
        (("B-PER", "O", "O", "O"), PERSON, None, True),
        (("B-LOC", "O", "O", "O"), PERSON, None, False),
        (("O", "O", "O", "O"), PERSON, None, False),
        (("B-PER", "O", "O", "O"), None, TOWN, True),
        (("B-PER", "O", "O", "B-LOC"), None, TOWN, False),
    ],
)
def test_a_case_stands_while_gold_is_what_it_speaks_about(
    tags: tuple[str, ...], gold: Entity | None, proposed: Entity | None, stands: bool
) -> None:
    """Other entities of the sentence may change; the one concerned may not."""
    case = LabelError(1, text_of(TOKENS), kind_of(gold, proposed), gold, proposed, "", 0.5)
    assert still_stands(case, Sentence(1, TOKENS, tags)) is stands
    other = Sentence(1, (*TOKENS[:3], "Oslo"), tags)
    assert not still_stands(case, other)


def test_without_answers_the_order_is_that_of_the_scores() -> None:
    """The most probable error first, with its score as it was; what is gone is left out."""
    cases = [_case(1, score=0.2), _case(2, score=0.9), _case(3, score=0.5)]
    gone = LabelError(4, 7, LabelErrorKind.SPURIOUS, PERSON, None, "x", 0.99, stands=False)
    assert [one.sentence for one in rerank([*cases, gone], {})] == [2, 3, 1]
    assert {one.score for one in rerank(cases, {})} == {0.2, 0.5, 0.9}


def test_few_answers_change_nothing_but_what_is_open() -> None:
    """Nine answers teach nothing yet."""
    cases = [_case(number, score=number / 100) for number in range(30)]
    answers = _answers(cases[:9], KEPT)
    assert rerank(cases, answers) == tuple(reversed(cases[9:]))


def test_names_that_were_kept_go_down() -> None:
    """Twenty times correct as it is: the same words are asked for last."""
    kept = [_case(number, "Python") for number in range(20)]
    fixed = [_case(100 + number, f"name {number}") for number in range(20)]
    open_ones = [_case(200, "Python", score=0.6), _case(201, "something else", score=0.5)]
    answers = {**_answers(kept, KEPT), **_answers(fixed, FIXED)}
    ranked = rerank([*kept, *fixed, *open_ones], answers)
    assert [one.sentence for one in ranked] == [201, 200]
    assert ranked[1].score < 0.3


def test_a_mistake_that_is_fixed_again_and_again_goes_up() -> None:
    """The same change of label in other words comes first."""
    wanted, other = Entity("ORG", 0, 1), Entity("MISC", 0, 1)
    fixed = [_case(number, f"a{number}", proposed=wanted) for number in range(20)]
    kept = [_case(100 + number, f"b{number}", proposed=other) for number in range(20)]
    low = _case(200, "c", proposed=wanted, score=0.4)
    high = _case(201, "d", proposed=other, score=0.6)
    answers = {**_answers(fixed, FIXED), **_answers(kept, KEPT)}
    assert rerank([*fixed, *kept, low, high], answers)[0].sentence == 200


def test_a_figure_that_tells_is_learned() -> None:
    """Where one figure parts the fixed from the kept, it decides from then on."""
    fixed = [_case(number, f"a{number}", words=1.0) for number in range(30)]
    kept = [_case(100 + number, f"b{number}", words=-1.0) for number in range(30)]
    low, high = _case(200, "c", score=0.4, words=1.0), _case(201, "d", score=0.6, words=-1.0)
    answers = {**_answers(fixed, FIXED), **_answers(kept, KEPT)}
    assert rerank([*fixed, *kept, low, high], answers)[0].sentence == 200


def test_what_nobody_could_tell_teaches_nothing() -> None:
    """Flagged cases are off the list, and that is all."""
    cases = [_case(number, "same", score=number / 100) for number in range(40)]
    answers = _answers(cases[:20], FLAGGED)
    assert rerank(cases, answers) == tuple(reversed(cases[20:]))


def test_ranking_again_what_was_ranked_again_gives_the_same() -> None:
    """The first score lies among the figures, so that no answer counts twice."""
    told = [_with_prior(number, f"a{number}", number / 30, 0.1) for number in range(30)]
    open_ones = [_with_prior(100 + n, f"b{n}", n / 10, n / 5 - 1) for n in range(10)]
    answers = {one.key: FIXED if one.sentence % 3 else KEPT for one in told}
    once = rerank([*told, *open_ones], answers)
    assert rerank([*told, *once], answers) == once
    assert {one.score for one in once} != {one.score for one in open_ones}


def test_an_answer_to_a_case_that_is_not_there_is_no_harm() -> None:
    """Answers outlive the inspection that they were given to."""
    cases = [_case(number) for number in range(3)]
    answers = {f"{number}:x:0-1:PER": KEPT for number in range(100)}
    assert len(rerank(cases, answers)) == 3
