"""What cannot be trained on is refused with its code; what may spoil a training is named."""

from __future__ import annotations

import pytest

from workbench.domain.errors import TrainingError
from workbench.domain.training import Data, Example, Spec
from workbench.jobs.preflight import preflight, warnings_of
from workbench.jobs.spec import SnapshotNotes

NUMBERS = iter(range(1_000_000))


def _examples(*rows: tuple[str, str]) -> tuple[Example, ...]:
    """Examples from pairs of tokens and tags, both with spaces between."""
    return tuple(
        Example(next(NUMBERS), tuple(tokens.split()), tuple(tags.split())) for tokens, tags in rows
    )


GOOD = _examples(*[(f"Ann{n} saw Rome{n}", "B-PER O B-LOC") for n in range(12)])
DEV = _examples(("Bob slept", "B-PER O"))


@pytest.mark.parametrize(
    ("code", "train", "dev"),
    [
        ("NW-T07a", _examples(("he slept", "O O")), DEV),
        ("NW-T07b", _examples(("Ann slept", "B-PER O")), DEV),
        ("NW-T07c", GOOD, ()),
        ("NW-T07d", (), DEV),
    ],
)
def test_t07_what_cannot_be_trained_is_refused(
    code: str, train: tuple[Example, ...], dev: tuple[Example, ...]
) -> None:
    """Each kind of bad training data has a code of its own."""
    with pytest.raises(TrainingError) as caught:
        preflight(train, dev, DEV, Spec())
    assert caught.value.code == code
    assert caught.value.exit_status == 2


def test_one_label_can_be_allowed() -> None:
    """Who wants one label says so in the options."""
    train = _examples(*[(f"Ann{n} slept", "B-PER O") for n in range(10)])
    assert preflight(train, DEV, DEV, Spec(options={"one_label": True})) == ()


def test_good_data_gives_no_warning() -> None:
    """Nothing is said where there is nothing to say."""
    assert preflight(GOOD, DEV, DEV, Spec()) == ()


def test_warnings_name_what_may_spoil_the_run() -> None:
    """Few examples, a label unseen in training, an empty test set, and duplicates."""
    train = (*GOOD, *_examples(("NATO met", "B-ORG O")))
    dev = _examples(("Euro fell", "B-MISC O"), ("NATO met", "B-ORG O"))
    found = {(item.kind, item.label, item.count) for item in preflight(train, dev, (), Spec())}
    assert found == {
        ("few-examples", "ORG", 1),
        ("unseen-label", "MISC", 1),
        ("test-empty", "", 0),
        ("duplicates", "", 1),
    }


def test_t08_long_sentences_and_unreadable_tokens_are_counted() -> None:
    """By an estimate that needs no tokenizer; the report knows exactly."""
    odd = _examples(("Ann \u200b slept \ufe0f", "B-PER O O O"))
    long = _examples((" ".join(["Ann", *["slept"] * 99]), " ".join(["B-PER", *"O" * 99])))
    found = {(item.kind, item.count) for item in preflight((*GOOD, *odd), DEV, long, Spec())}
    assert found == {("windowed", 1), ("no-pieces", 2)}
    assert preflight(GOOD, DEV, long, Spec(max_length=512)) == ()
    assert preflight(GOOD, DEV, long, Spec(engine="flair")) == ()


def test_warnings_are_sentences() -> None:
    """Those about how the snapshot was made among them."""
    assert warnings_of(Data(GOOD, DEV, ()), Spec(), SnapshotNotes(3, 4)) == (
        "There is no dev set: 4 sentences of train choose the best epoch"
        " and are not learned from. The splits stay as they are.",
        "The test set is empty, so there will be no test figures.",
        "3 bad tags will be read as outside; clean them first.",
    )
