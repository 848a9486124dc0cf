"""Which split a file's name, or its folder's, speaks of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from workbench.domain.sentence import Split

# testa and testb are the development and the test part of the CoNLL shared tasks.
_WORDS: Mapping[str, Split] = {
    "train": Split.TRAIN,
    "training": Split.TRAIN,
    "dev": Split.DEV,
    "devel": Split.DEV,
    "development": Split.DEV,
    "val": Split.DEV,
    "valid": Split.DEV,
    "validation": Split.DEV,
    "testa": Split.DEV,
    "test": Split.TEST,
    "testing": Split.TEST,
    "testb": Split.TEST,
}
_NEUTRAL = frozenset(
    {"tagged", "data", "set", "dataset", "corpus", "files", "split", "conll", "ner"}
)
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")


def split_of(path: Path) -> Split | None:
    """The split that a file's name names, else its folder's; None where none or several do.

    A folder's name counts only where it says nothing else, as in `tagged-training`.
    """
    named = _splits(path.name)
    if named:
        return named.pop() if len(named) == 1 else None
    folder = path.absolute().parent.name
    if any(word not in _WORDS and word not in _NEUTRAL for word in _parts(folder)):
        return None
    return split_of_name(folder)


def split_of_name(name: str) -> Split | None:
    """The one split that a name names, if any."""
    named = _splits(name)
    return named.pop() if len(named) == 1 else None


def _parts(name: str) -> list[str]:
    return [part.lower() for part in _PART.findall(name)]


def _splits(name: str) -> set[Split]:
    return {_WORDS[part] for part in _parts(name) if part in _WORDS}
