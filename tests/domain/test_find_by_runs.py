"""What is wrong with the tags of a sentence is found run by run."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.domain.checks import _find, find
from workbench.domain.schemes import BARE, BIOES, IO, IOB1, IOB2, Scheme, with_outside

LABELS = frozenset({"PER", "LOC", "ORG"})
SCHEMES = (IO, IOB1, IOB2, BIOES, BARE, with_outside(IOB2, "0"))
TAGS = (
    "O", "O", "0", "B-PER", "I-PER", "I-LOC", "E-PER", "S-LOC", "PER", "LOC", "VLOC", "B-", "B",
    "", " ", "I-per", "B-PER,I-LOC", "BB-PER", "i-LOC", "I-PRE", "I-XYZ", "VMISC", "OO",
)  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(TAGS), max_size=12), st.sampled_from(SCHEMES))
def test_runs_tell_what_the_whole_sentence_tells(tags: list[str], scheme: Scheme) -> None:
    """No check and no repair looks over a tag outside, so that each run may be remembered."""
    assert find(tags, scheme, LABELS) == _find(tuple(tags), scheme, LABELS)
