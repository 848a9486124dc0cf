"""From what models say to cases in order, with reasons."""

from __future__ import annotations

from workbench.domain.entity import Entity
from workbench.domain.label_errors import PRIOR, LabelError
from workbench.engines.inspection.alike import Alike, Tally
from workbench.engines.inspection.candidates import find_candidates
from workbench.engines.inspection.search import conclude
from workbench.engines.inspection.signals import signals_of
from workbench.engines.inspection.voices import Voices


def _case(voices: Voices, sentence: int) -> LabelError:
    return next(one for one in conclude(voices) if one.sentence == sentence)


def test_what_is_wrong_comes_first(voices: Voices) -> None:
    """The four errors lead the list, by falling scores, each with its figures."""
    cases = conclude(voices)
    assert {one.sentence for one in cases[:4]} == {7, 20, 33, 46}
    scores = [one.score for one in cases]
    assert scores == sorted(scores, reverse=True) and 0 < scores[-1] < scores[0] < 1
    assert all(PRIOR in one.features for one in cases)


def test_reasons_have_words_and_figures(voices: Voices) -> None:
    """Who says what, how surely, and how the same words are tagged elsewhere."""
    missed = _case(voices, 7)
    assert "2 of 3 models say LOC, 0.57; 0.32 to no entity as in gold" in missed.reasons
    assert any(one.startswith("tagged LOC 14 of 14 times elsewhere") for one in missed.reasons)
    borders = _case(voices, 33)
    assert any("LOC for \u201cBern\u201d" in one for one in borders.reasons)
    spurious = _case(voices, 46)
    assert any("2 of 3 models say no entity" in one for one in spurious.reasons)


def test_a_case_knows_its_words(voices: Voices) -> None:
    """By them its like is found when answers are learned from."""
    assert _case(voices, 20).surface == "Rome" and _case(voices, 20).label == "PER"


def test_signals_lie_in_their_range(voices: Voices) -> None:
    """However sure a model is, no signal outweighs all others by its size alone."""
    signals = signals_of(voices, Alike(voices.corpus), list(find_candidates(voices)))
    assert signals and all(-1.05 <= value <= 1.05 for one in signals for value in one.values())


def test_the_same_words_elsewhere_are_counted_without_the_case_itself(voices: Voices) -> None:
    """Fifteen sentences hold each town: of the other fourteen, none is tagged like an error."""
    alike = Alike(voices.corpus)
    candidates = {one.place: one for one in find_candidates(voices)}
    places = {one.id: place for place, one in enumerate(voices.corpus.examples)}
    wrong_label = candidates[places[20]]
    assert wrong_label.gold == Entity("PER", 3, 4)
    assert alike.words(wrong_label) == Tally(0, 14, 14)
    assert alike.context(candidates[places[46]]).gold == 0
