"""Whatever is written comes back, in all that a format says it carries (fault I18)."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.formats.helpers import LABELS, raw_sentence
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import ExportError
from workbench.domain.schemes import BARE, BILOU, BIOES, BMES, IO, IOB1, IOB2, Scheme, convert
from workbench.domain.sentence import Split, Status
from workbench.formats.base import Carried, Format, RawSentence, ReadOptions, WriteOptions
from workbench.formats.exporting import export
from workbench.formats.offsets import extent, offsets_of
from workbench.formats.planning import prepare
from workbench.formats.reading import read_corpus
from workbench.formats.registry import ALL

WRITABLE = [one for one in ALL if one.write]
WITH_TAGS = [one for one in WRITABLE if one.has_own_tags]
EXACT = [one for one in WRITABLE if Carried.TOKENS in one.carries]
PLAIN = WriteOptions(labels=LABELS)
# Every example writes and reads files; and of short ones a format may refuse all sentences.
PATIENT = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much]
)


@st.composite
def full_sentence(draw: st.DrawFn, document: str) -> RawSentence:
    """A sentence with everything that a project knows of one."""
    plain = draw(raw_sentence(document=document))
    gaps = draw(st.lists(st.sampled_from(("", " ", "  ", " \n")), min_size=len(plain.tokens) - 1))
    pieces = [plain.tokens[0]]
    for gap, token in zip(gaps, plain.tokens[1:], strict=False):
        pieces += [gap, token]
    source = "".join(pieces)
    length = len(plain.tokens)
    start = draw(st.integers(0, length - 1))
    entity = Entity(draw(st.sampled_from(LABELS)), start, draw(st.integers(start + 1, length)))
    proposed = draw(st.sampled_from([(), (Suggestion(entity, "run-1", 0.25),)]))
    status = draw(st.sampled_from((Status.DRAFT, Status.DONE, Status.REJECTED)))
    return replace(
        plain,
        source=draw(st.sampled_from(("", source))),
        status=Status.NEW if plain.tags is None else status,
        flagged=draw(st.booleans()),
        note=draw(st.sampled_from(("", "see the guideline,\n'page 3'"))),
        suggestions=proposed,
    )


@st.composite
def documents(draw: st.DrawFn) -> list[RawSentence]:
    """The sentences of two documents, in order."""
    first = draw(st.lists(full_sentence("report 1"), min_size=1, max_size=4))
    return first + draw(st.lists(full_sentence("Bericht/ä"), max_size=4))


def writable(
    sentences: Sequence[RawSentence], format_: Format, options: WriteOptions
) -> list[RawSentence]:
    """The sentences that the format does not refuse; single characters where it wants those."""
    if format_.name == "characters":
        sentences = [
            replace(one, tokens=tuple(token[0] for token in one.tokens), source="")
            for one in sentences
        ]
    return [one for one in sentences if not (format_.refuses and format_.refuses(one, options))]


def round_trip(
    sentences: Sequence[RawSentence], format_: Format, options: WriteOptions, folder: Path
) -> list[tuple[Split | None, RawSentence]]:
    """Export, which verifies by itself, and read again."""
    path = folder / f"out{format_.suffix}"
    written = export(prepare(sentences, format_, options), path)
    assert written.verified
    assert written.sentences == len(sentences)
    back = format_.read_back(options) if format_.read_back else ReadOptions(format=format_.name)
    with read_corpus([path], back) as corpus:
        return [
            (sentence.split or file.split, sentence)
            for file in corpus.files
            for sentence in file.sentences
        ]


@pytest.mark.parametrize("format_", EXACT, ids=lambda one: one.name)
@PATIENT
@given(sentences=documents())
def test_i18_tokens_tags_order_and_splits(format_: Format, sentences: list[RawSentence]) -> None:
    """A format that carries tokens gives the same tokens and tags in the same order."""
    chosen = writable(sentences, format_, PLAIN)
    assume(chosen)
    with tempfile.TemporaryDirectory() as folder:
        back = round_trip(chosen, format_, PLAIN, Path(folder))
    keeps_splits = Carried.SPLITS in format_.carries

    def by_split(one: tuple[Split | None, RawSentence]) -> int:
        return [*Split, None].index(one[0]) if keeps_splits and format_.is_folder else 0

    wanted = sorted(((one.split, one) for one in chosen), key=by_split)
    back = sorted(back, key=by_split)
    assert [one.tokens for _, one in back] == [one.tokens for _, one in wanted]
    if Carried.ENTITIES in format_.carries:
        assert [one.entities() for _, one in back] == [one.entities() for _, one in wanted]
    if Carried.UNTOUCHED in format_.carries:
        assert [one.tags for _, one in back] == [one.tags for _, one in wanted]
    if keeps_splits:
        assert [split for split, _ in back] == [split for split, _ in wanted]


@pytest.mark.parametrize(
    "format_", [one for one in WRITABLE if one not in EXACT], ids=lambda one: one.name
)
@PATIENT
@given(sentences=documents())
def test_text_and_entities_without_tokens(format_: Format, sentences: list[RawSentence]) -> None:
    """A format of text gives the same text, and entities over the same characters."""
    chosen = writable(sentences, format_, PLAIN)
    assume(chosen)
    with tempfile.TemporaryDirectory() as folder:
        back = round_trip(chosen, format_, PLAIN, Path(folder))
    order = [*Split, None]
    if format_.is_folder:
        chosen.sort(key=lambda one: order.index(one.split))
        back.sort(key=lambda one: order.index(one[0]))
    assert [one.text.split() for _, one in back] == [one.text.split() for one in chosen]
    if Carried.ENTITIES in format_.carries:
        assert [_surfaces(one) for _, one in back] == [_surfaces(one) for one in chosen]


def _surfaces(sentence: RawSentence) -> list[tuple[str, str]]:
    """Each entity with its characters; lone invisible ones may be no token's."""
    offsets = offsets_of(sentence)
    return [
        (entity.label, "".join(sentence.text[slice(*extent(entity, offsets))].split()))
        for entity in sentence.entities()
    ]


@pytest.mark.parametrize("scheme", [IOB1, IOB2, IO, BIOES, BILOU, BMES, BARE], ids=lambda s: s.name)
@pytest.mark.parametrize("format_", WITH_TAGS, ids=lambda one: one.name)
@settings(parent=PATIENT, max_examples=6)
@given(sentences=documents())
def test_every_scheme(format_: Format, scheme: Scheme, sentences: list[RawSentence]) -> None:
    """Formats with tags write every scheme, and read what they wrote."""
    options = replace(PLAIN, scheme=scheme)
    tagged = [replace(one, tags=one.tags and convert(one.tags, IOB2, scheme)) for one in sentences]
    chosen = writable(tagged, format_, options)
    assume(chosen)
    with tempfile.TemporaryDirectory() as folder:
        back = round_trip(chosen, format_, options, Path(folder))
    if format_.is_folder:
        chosen.sort(key=lambda one: [*Split, None].index(one.split))
        back.sort(key=lambda one: [*Split, None].index(one[0]))
    assert [one.tokens for _, one in back] == [one.tokens for one in chosen]
    assert [one.tags or () for _, one in back] == [one.tags or () for one in chosen]


@pytest.mark.parametrize(
    "format_",
    [one for one in WRITABLE if not one.has_own_tags and Carried.ENTITIES in one.carries],
    ids=lambda one: one.name,
)
def test_bad_tags_are_not_lost_in_silence(format_: Format, tmp_path: Path) -> None:
    """A format of entities refuses bad tags before it writes anything, unless told otherwise."""
    sentence = RawSentence(("Wall", "of", "Berlin"), ("I-", "O", "I-LOC"), "a", 1)
    plan = prepare([sentence], format_, PLAIN)
    path = tmp_path / f"out{format_.suffix}"
    with pytest.raises(ExportError, match="NW-E06"):
        export(plan, path)
    assert list(tmp_path.iterdir()) == []
    assert export(plan, path, lossy=True).entities == 1
