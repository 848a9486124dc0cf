"""The scripted engine is honest enough to test with."""

from __future__ import annotations

from workbench.domain.schemes import IOB2, is_valid
from workbench.domain.training import Example
from workbench.engines.fake import learn, recall


def test_it_learns_by_heart() -> None:
    """Each token gets the tag that it carried most often, and the result is valid."""
    rows = [
        Example(1, ("New", "York"), ("B-LOC", "I-LOC")),
        Example(2, ("New", "idea"), ("O", "O")),
        Example(3, ("New", "York"), ("B-LOC", "I-LOC")),
    ]
    dictionary = learn(rows)
    assert dictionary == {"New": "B-LOC", "York": "I-LOC", "idea": "O"}
    prediction = recall(dictionary, Example(4, ("York", "unknown", "New", "York")))
    assert prediction.tags == ("B-LOC", "O", "B-LOC", "I-LOC")
    assert is_valid(prediction.tags, IOB2) and len(prediction.scores) == 4
