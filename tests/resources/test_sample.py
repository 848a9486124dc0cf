"""The bundled sample is what its README says, bad tags included."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from workbench.domain.schemes import IOB2, is_valid, tags_to_entities

LABELS = {"SITE": 262, "SPECIES": 239, "GEAR": 109, "SUBSTANCE": 80}
ROW = re.compile(r"\| (\d+) \| (\S+) \| (?:`(.+?)`|\(none\)) \| .+ \| `(.+)` \|")


@pytest.fixture(scope="module")
def folder(checkout: Path) -> Path:
    return checkout / "workbench/resources/sample"


@pytest.fixture(scope="module")
def lines(folder: Path) -> list[list[str]]:
    return [line.split("\t") for line in (folder / "sample.conll").read_text("utf-8").split("\n")]


@pytest.fixture(scope="module")
def planted(folder: Path) -> dict[int, tuple[str, ...]]:
    """Line number to the token, its bad tag (or none) and the tag that was meant."""
    rows = ROW.findall((folder / "README.md").read_text("utf-8"))
    return {int(number): tuple(rest) for number, *rest in rows}


def _sentences(lines: list[list[str]]) -> list[list[list[str]]]:
    sentences: list[list[list[str]]] = [[]]
    for cells in lines:
        if cells == [""]:
            sentences.append([])
        else:
            sentences[-1].append(cells)
    return [sentence for sentence in sentences if sentence]


def _cleaned(
    lines: list[list[str]], planted: dict[int, tuple[str, ...]]
) -> tuple[list[list[list[str]]], list[list[list[str]]]]:
    """Tagged sentences with the meant tags, and the untagged ones."""
    meant = [
        [cells[0], planted[number][2]] if number in planted else cells
        for number, cells in enumerate(lines, 1)
    ]
    sentences = _sentences(meant)
    tagged = [s for s in sentences if any(len(cells) == 2 for cells in s)]
    return tagged, [s for s in sentences if s not in tagged]


def test_counts_are_those_of_the_readme(
    lines: list[list[str]], planted: dict[int, tuple[str, ...]]
) -> None:
    """365 tagged sentences, 86 untagged ones, and the entities of four labels."""
    tagged, untagged = _cleaned(lines, planted)
    found: Counter[str] = Counter()
    for sentence in tagged:
        tags = [tag for _, tag in sentence]
        assert is_valid(tags, IOB2), sentence
        found.update(entity.label for entity in tags_to_entities(tags, IOB2))
    assert (len(tagged), len(untagged)) == (365, 86)
    assert sum(len(sentence) for sentence in tagged + untagged) == 7229
    assert found == LABELS


def test_each_planted_tag_stands_where_the_readme_says(
    lines: list[list[str]], planted: dict[int, tuple[str, ...]]
) -> None:
    """The table names the line, the token and the tag as they are in the file."""
    there = {n: [*lines[n - 1], ""][:2] for n in planted}
    assert there == {n: [token, tag] for n, (token, tag, _) in planted.items()}
    assert len(planted) == 16


def test_no_two_sentences_are_alike_and_all_are_readable(lines: list[list[str]]) -> None:
    """A demo list full of repeats, or of fragments, teaches nothing."""
    sentences = [tuple(cells[0] for cells in sentence) for sentence in _sentences(lines)]
    assert len(set(sentences)) == len(sentences)
    assert all(8 <= len(sentence) <= 25 for sentence in sentences)
