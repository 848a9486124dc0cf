"""Places where gold may be wrong, and the best thing to put there."""

from __future__ import annotations

import pytest

from tests.engines.inspection.conftest import sure
from workbench.domain.entity import Entity
from workbench.domain.label_errors import LabelErrorKind, kind_of
from workbench.engines.inspection.candidates import Candidate, find_candidates, votes
from workbench.engines.inspection.corpus import Corpus
from workbench.engines.inspection.voices import Voices

TOWN = Entity("LOC", 3, 4)


def _in(voices: Voices, sentence: int) -> dict[LabelErrorKind, Candidate]:
    place = [one.id for one in voices.corpus.examples].index(sentence)
    found = (one for one in find_candidates(voices) if one.place == place and votes(one))
    return {kind_of(one.gold, one.proposed): one for one in found}


@pytest.mark.parametrize(
    ("sentence", "kind", "gold", "proposed"),
    [
        (7, LabelErrorKind.MISSED, None, TOWN),
        (20, LabelErrorKind.LABEL, Entity("PER", 3, 4), TOWN),
        (33, LabelErrorKind.BORDERS, Entity("LOC", 2, 4), TOWN),
        (46, LabelErrorKind.SPURIOUS, Entity("PER", 1, 2), None),
    ],
)
def test_each_kind_of_error_is_found_with_its_repair(
    voices: Voices,
    sentence: int,
    kind: LabelErrorKind,
    gold: Entity | None,
    proposed: Entity | None,
) -> None:
    """What two families of three say is what is proposed."""
    found = _in(voices, sentence)[kind]
    assert (found.gold, found.proposed, votes(found)) == (gold, proposed, 2)
    assert found.standing(voices.confidence["crf"]) < 0.05 < 0.85 < found.push(voices.mean) + 0.3


def test_where_all_are_sure_of_gold_there_is_nothing_to_ask(corpus: Corpus) -> None:
    """No candidate without a doubt."""
    assert not list(find_candidates(Voices(corpus, {"crf": sure(corpus, {}, 0.99)})))


def test_an_entity_that_is_merely_thinkable_is_a_candidate_too(corpus: Corpus) -> None:
    """Half a chance is enough to be listed, if behind all others."""
    rows = sure(corpus, {}, 0.99)
    first = corpus.offsets[0] + 2
    rows[first] = 0.0
    rows[first, [0, corpus.columns["B-LOC"]]] = 0.7, 0.3
    (found,) = find_candidates(Voices(corpus, {"crf": rows}))
    assert (found.gold, found.proposed, votes(found)) == (None, Entity("LOC", 2, 3), 0)


def test_only_the_tokens_that_would_change_count(voices: Voices) -> None:
    """A border that moves by a word concerns the tags that are different then."""
    found = _in(voices, 33)[LabelErrorKind.BORDERS]
    tags = voices.corpus.tags
    assert [tags[one] for one in found.before] == ["B-LOC", "I-LOC"]
    assert [tags[one] for one in found.after] == ["O", "B-LOC"]
    assert (found.tokens - voices.corpus.offsets[found.place]).tolist() == [2, 3]


def test_a_trained_model_has_a_vote(voices: Voices) -> None:
    """What a run said of a sentence that it did not learn from counts like a family."""
    place = [one.id for one in voices.corpus.examples].index(7)
    said = {place: frozenset({Entity("PER", 0, 1), TOWN})}
    with_run = Voices(voices.corpus, voices.late, voices.early, said)
    assert votes(_in(with_run, 7)[LabelErrorKind.MISSED]) == 3
