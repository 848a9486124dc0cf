"""Splits from names."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.domain.sentence import Split
from workbench.formats.splits import split_of


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("x/esp.train", Split.TRAIN),
        ("x/esp.testa", Split.DEV),
        ("x/esp.testb", Split.TEST),
        ("x/wnut17train.conll", Split.TRAIN),
        ("x/emerging.dev.conll", Split.DEV),
        ("x/emerging.test.annotated", Split.TEST),
        ("x/test_corpus.txt", Split.TEST),
        ("x/weiboNER_2nd_conll.train", Split.TRAIN),
        ("x/myValid.txt", Split.DEV),
        ("tagged-training/ID01_2007_New Zealand.txt", Split.TRAIN),
        ("tagged-test/ID01.txt", Split.TEST),
        ("training/dev.txt", Split.DEV),
        ("x/wikigold.conll.txt", None),
        ("x/train_and_test.txt", None),
        ("x/trained.txt", None),
        ("latest/contest.txt", None),
        ("test-of-import/a.txt", None),
    ],
)
def test_a_split_is_read_from_whole_words(path: str, split: Split | None) -> None:
    """The file's name decides, then a folder's that says nothing else; never a part of a word."""
    assert split_of(Path(path)) == split
