"""The figures over word pieces are computed as the write-ups do that report them."""

from __future__ import annotations

from workbench.domain.training import Example
from workbench.engines.base import Prediction
from workbench.engines.scoring.pieces import piece_scores
from workbench.engines.scoring.score import score, strict_scores

EXAMPLE = Example(1, ("Ann", "Wolowitz", "in", "Ulm"), ("B-PER", "I-PER", "O", "B-LOC"))
WORDS = ("B-PER", "I-PER", "O", "O")
PIECES = (("B-PER",), ("I-PER", "I-PER", "I-PER"), ("O",), ("O",))


def _prediction(pieces: tuple[tuple[str, ...], ...]) -> Prediction:
    return Prediction(WORDS, (0.9,) * 4, pieces=pieces)


def test_a_long_word_counts_as_often_as_it_has_pieces() -> None:
    """On words 2 of 3 entity tokens are right, on pieces 4 of 5: the figure is inflated."""
    report = score([EXAMPLE], [_prediction(PIECES)])
    assert report.pieces is not None
    assert report.pieces.pieces == 6
    assert report.token.micro.recall == 2 / 3
    assert report.pieces.token.micro.recall == 4 / 5
    assert report.pieces.strict.micro.recall == report.strict.micro.recall == 1 / 2


def test_trailing_pieces_have_the_inner_tag_of_gold() -> None:
    """A model that says B- of a trailing piece breaks the entity; O outside stays right."""
    broken = (("B-PER",), ("I-PER", "B-PER", "I-PER"), ("O", "O"), ("B-LOC", "I-LOC"))
    found = piece_scores([EXAMPLE], [_prediction(broken)], strict_scores)
    assert found is not None
    assert found.strict.labels["PER"].f1 == 0.0
    assert found.strict.labels["LOC"].f1 == 1.0
    assert found.token.accuracy == 1.0


def test_tokens_without_pieces_are_not_counted() -> None:
    """What the tokenizer drops has no piece to score."""
    found = piece_scores([EXAMPLE], [_prediction((*PIECES[:3], ()))], strict_scores)
    assert found is not None and found.pieces == 5


def test_an_engine_that_tells_no_pieces_has_no_such_table() -> None:
    """No figure is made up."""
    assert piece_scores([EXAMPLE], [_prediction(())], strict_scores) is None
