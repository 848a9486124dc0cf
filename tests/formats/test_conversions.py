"""Conversions between tag schemes over all real sets, agreed with seqeval's reading."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from seqeval import scheme as seqeval_schemes
from seqeval.metrics.sequence_labeling import get_entities

from workbench.domain.checks import repair
from workbench.domain.label_slips import trusted_labels
from workbench.domain.schemes import (
    BILOU,
    BIOES,
    BMES,
    IOB1,
    IOB2,
    Scheme,
    convert,
    entities_to_tags,
    is_valid,
    tags_to_entities,
)
from workbench.formats.reading import read_corpus

SETS = {
    "weibo": ("weibo",),
    "weibo, first edition": ("weibo/first-edition",),
    "conll2002-es": ("conll2002-es",),
    "wikigold": ("wikigold",),
    "un-ner": ("un-ner",),
    "swedish-ner": ("swedish-ner",),
    "wnut17": ("wnut17",),
}
CHAIN = (IOB1, IOB2, BIOES, BILOU, BMES)
# seqeval has no BMES: with M written as I it is IOBES, seqeval's name for BIOES.
SEQEVAL = {
    IOB1.name: seqeval_schemes.IOB1,
    IOB2.name: seqeval_schemes.IOB2,
    BIOES.name: seqeval_schemes.IOBES,
    BILOU.name: seqeval_schemes.BILOU,
    BMES.name: seqeval_schemes.IOBES,
}
Tags = tuple[str, ...]
# Each different sequence of clean IOB2 tags with at least one entity, and how often it occurs.
Sequences = Counter[Tags]


def clean_sequences(paths: list[Path]) -> Sequences:
    """Read a set, repair its bad tags by default, and write its entities as IOB2."""
    found: Sequences = Counter()
    with read_corpus(paths) as corpus:
        labels = trusted_labels(corpus.counts.labels)
        raw = Counter(sentence.tags for sentence in corpus.sentences if sentence.tags)
    for tags, number in raw.items():
        mended = repair(tags, corpus.scheme, labels)
        entities = tags_to_entities(mended, corpus.scheme)
        if entities:
            found[entities_to_tags(entities, len(tags), IOB2)] += number
    return found


@pytest.fixture(scope="module", params=SETS)
def sequences(request: pytest.FixtureRequest, shared_data: Path) -> Sequences:
    """The tag sequences of each set, read once."""
    return clean_sequences([shared_data / path for path in SETS[request.param]])


def test_conversions_are_exact_both_ways(sequences: Sequences) -> None:
    """IOB1, IOB2, BIOES, BILOU, BMES and back: the same entities, valid tags, the same tags."""
    assert sequences.total() > 500
    for clean in sequences:
        entities = tags_to_entities(clean, IOB2)
        written = [convert(clean, IOB2, scheme) for scheme in CHAIN]
        for tags, scheme in zip(written, CHAIN, strict=True):
            assert is_valid(tags, scheme)
            assert tags_to_entities(tags, scheme) == entities
        for (tags, scheme), (after, target) in pairwise(zip(written, CHAIN, strict=True)):
            assert convert(tags, scheme, target) == after
            assert convert(after, target, scheme) == tags


@pytest.mark.parametrize("scheme", CHAIN, ids=lambda scheme: scheme.name)
def test_seqeval_counts_the_same_entities(sequences: Sequences, scheme: Scheme) -> None:
    """seqeval in strict mode finds the same entities of each label in each scheme."""
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for clean, number in sequences.items():
        tags = [as_seqeval_has_it(tag, scheme) for tag in convert(clean, IOB2, scheme)]
        for entity in tags_to_entities(clean, IOB2):
            ours[entity.label] += number
        found = seqeval_schemes.Entities([tags], SEQEVAL[scheme.name])
        for entity in found.entities[0]:
            theirs[entity.tag] += number
    assert ours == theirs
    assert ours.total() >= sequences.total()


def test_seqeval_finds_them_at_the_same_places(sequences: Sequences) -> None:
    """Its lenient reading of IOB2 has the same labels over the same tokens."""
    for clean in sequences:
        found = [(label, start, end + 1) for label, start, end in get_entities(list(clean))]
        ours = [(one.label, one.start, one.end) for one in tags_to_entities(clean, IOB2)]
        assert found == ours


def as_seqeval_has_it(tag: str, scheme: Scheme) -> str:
    return f"I-{tag[2:]}" if scheme == BMES and tag.startswith("M-") else tag
