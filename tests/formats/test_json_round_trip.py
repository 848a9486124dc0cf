"""What a JSON format does not refuse comes back whole, in all that it says it carries."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formats.helpers import LABELS, raw_sentence, read_with
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split, Status, join_tokens
from workbench.formats import doccano, label_studio, prodigy, token_lines
from workbench.formats.base import (
    Carried,
    Format,
    RawSentence,
    ReadOptions,
    Source,
    WriteOptions,
)
from workbench.formats.corpus import CorpusFile
from workbench.formats.registry import recognise
from workbench.formats.sampling import sample

FORMATS = [
    doccano.FORMAT,
    token_lines.FORMAT,
    prodigy.FORMAT,
    label_studio.FORMAT,
    label_studio.LEGACY_FORMAT,
]
OPTIONS = WriteOptions(labels=LABELS)
# Whatever a project could ever hold, and some that it could not.
HOSTILE = st.text(
    st.one_of(
        st.sampled_from("ab \t\n\r\\\"'[]{},:\x00\x1f\x7f\x85\u2028\u200b\ufeff\u00a0\ud800😀"),
        st.characters(),
    ),
    max_size=6,
)
SCORES = st.one_of(st.floats(0, 1), st.sampled_from((-1.0, 7.0, float("nan"))))


@st.composite
def suggestion(draw: st.DrawFn, length: int) -> Suggestion:
    start = draw(st.integers(0, length - 1))
    entity = Entity(draw(st.sampled_from(LABELS)), start, draw(st.integers(start + 1, length + 1)))
    return Suggestion(entity, draw(st.sampled_from(("", "run-1", "a list"))), draw(SCORES))


@st.composite
def any_sentence(draw: st.DrawFn) -> RawSentence:
    """Sound or not."""
    plain = draw(raw_sentence(document=draw(st.sampled_from(("", "a", "Bericht/ä 1")))))
    if draw(st.booleans()):
        number = draw(st.integers(0, len(plain.tokens) - 1))
        tokens = (*plain.tokens[:number], draw(HOSTILE), *plain.tokens[number + 1 :])
        plain = replace(plain, tokens=tokens)
    length = len(plain.tokens)
    gaps = st.sampled_from(("", " ", "  ", "\n", "\u3000", "\u200b", "x"))
    source = "".join(draw(gaps) + token for token in plain.tokens) + draw(gaps)
    cells = tuple(draw(st.lists(HOSTILE, min_size=length, max_size=length)))
    return replace(
        plain,
        source=draw(st.sampled_from(("", source, join_tokens(plain.tokens)))),
        split=draw(st.sampled_from((None, *Split))),
        status=draw(st.sampled_from((None, *Status))),
        flagged=draw(st.booleans()),
        note=draw(st.one_of(st.just(""), HOSTILE)),
        suggestions=tuple(draw(st.lists(suggestion(length), max_size=3))),
        extras=draw(st.sampled_from(((), (("1", cells),)))),
    )


def write_and_read(format_: Format, sentences: list[RawSentence]) -> list[RawSentence]:
    assert format_.write is not None
    assert format_.read_back is not None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{format_.suffix}"
        format_.write(sentences, path, OPTIONS)
        # As anybody would read it, and as the verification of the export does.
        found = read_with(format_, path)
        again = read_with(format_, path, format_.read_back(OPTIONS))
    read = list(found.sentences)
    assert read == list(again.sentences)
    assert not {"bad-span", "not-kept", "span-widened", "text-not-kept"} & set(found.problem_counts)
    return read


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@settings(max_examples=60)
@given(sentences=st.lists(any_sentence(), min_size=1, max_size=3))
def test_what_is_not_refused_comes_back(format_: Format, sentences: list[RawSentence]) -> None:
    """Tokens, text, entities, split, document, status, note, suggestions: all of it."""
    assert format_.refuses is not None
    chosen = [one for one in sentences if not format_.refuses(one, OPTIONS)]
    if not chosen:
        return
    for one, back in zip(chosen, write_and_read(format_, chosen), strict=True):
        assert back.tokens == one.tokens
        assert back.text == one.text
        assert (back.split, back.document) == (one.split, one.document)
        assert (back.flagged, back.note) == (one.flagged, one.note)
        assert sorted(back.suggestions) == sorted(one.suggestions)
        assert back.status == (one.status or back.status)
        if Carried.RAW_TAGS in format_.carries:
            assert back.tags == one.tags
            assert back.extras == one.extras
        else:
            assert (back.tags is None) == (one.tags is None)
            assert back.entities() == one.entities()


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@settings(max_examples=30)
@given(sentences=st.lists(raw_sentence(), min_size=1, max_size=4))
def test_plain_sentences_are_not_refused(format_: Format, sentences: list[RawSentence]) -> None:
    """Emoji, accents, right-to-left text and invisible characters included."""
    assert format_.refuses is not None
    assert not any(format_.refuses(one, OPTIONS) for one in sentences)
    back = write_and_read(format_, sentences)
    assert [one.tokens for one in back] == [one.tokens for one in sentences]
    assert [one.tags for one in back] == [one.tags for one in sentences]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_a_long_sentence_stays_one(format_: Format) -> None:
    """With line breaks and more tokens than running text has in a sentence."""
    tokens = ("A", "b", ".") * 100
    sentence = RawSentence(tokens, None, "a", 1, source="\n".join(tokens))
    assert [one.tokens for one in write_and_read(format_, [sentence])] == [tokens]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_a_rejected_sentence_keeps_its_entities(format_: Format) -> None:
    """Though a file of another program would not count them as gold."""
    sentence = RawSentence(("a", "b"), ("B-PER", "O"), "a", 1, status=Status.REJECTED)
    (back,) = write_and_read(format_, [sentence])
    assert (back.tags, back.status) == (sentence.tags, Status.REJECTED)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@given(
    content=st.one_of(
        st.binary(max_size=60), HOSTILE.map(lambda text: text.encode("utf-8", "surrogatepass"))
    )
)
@settings(max_examples=60)
def test_any_bytes_give_sentences_or_an_error(format_: Format, content: bytes) -> None:
    """Never a traceback."""
    assert all(is_told(file) for file in read_anything(format_, content))


# fmt: off
PIECES = st.sampled_from((
    "{", "}", "[", "]", ",", ":", '"', "null", "1", "-3", "0.5", "true", '"text"', '"a', 'b"',
    '"data"', '"label"', '"labels"', '"PER"', '"spans"', '"tokens"', '"start"', '"end"',
    '"answer"', '"accept"', '"reject"', '"annotations"', '"result"', '"value"',
    '"predictions"', '"score"', '"words"', '"tags"', '"B-PER"', '"names"', '"status"',
    '"split"', '"suggestions"', '"extras"', '"document"', "9999999999", "NaN", "\n", " ",
))
# fmt: on


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@given(pieces=st.lists(PIECES, max_size=40))
@settings(max_examples=60)
def test_any_json_like_text_gives_sentences_or_an_error(format_: Format, pieces: list[str]) -> None:
    """Brackets and keys in any order."""
    assert all(is_told(file) for file in read_anything(format_, "".join(pieces).encode()))


VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-2, 12),
        st.floats(),
        st.sampled_from(("a b", "", "accept", "reject", "PER", "rejected", "train")),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(("start", "end", "label", "labels", "text", "value", "result", "0")),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=10,
)
# fmt: off
KEYS = st.sampled_from((
    "text", "data", "label", "entities", "spans", "tokens", "words", "ner_tags", "tags",
    "names", "answer", "_is_binary", "annotations", "predictions", "completions", "status",
    "split", "document", "note", "flagged", "suggestions", "extras", "meta",
))
# fmt: on


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
@given(record=st.dictionaries(KEYS, VALUES, max_size=5), text=st.booleans())
@settings(max_examples=150)
def test_any_record_gives_sentences_or_an_error(
    format_: Format, record: dict[str, object], text: bool
) -> None:
    """Values of any type under the keys that are looked for."""
    if text:
        record = {**record, "text": "a b c", "tokens": ["a", "b", "c"], "data": {"text": "a b"}}
    assert all(is_told(file) for file in read_anything(format_, json.dumps(record).encode()))


def read_anything(format_: Format, content: bytes) -> Iterator[CorpusFile]:
    """What a format makes of a content, unless it refuses it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.json"
        path.write_bytes(content)
        for options in (ReadOptions(), ReadOptions(spans="split", text_column="text")):
            with suppress(CorpusError):
                yield read_with(format_, path, options)


def is_told(file: CorpusFile) -> bool:
    """Whether every unit was kept or reported, and no sentence is empty."""
    lost = sum(account.reported for account in file.accounts)
    told = all(account.balanced for account in file.accounts) and len(file.problems) >= bool(lost)
    return told and all(sentence.tokens for sentence in file.sentences)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda one: one.name)
def test_an_export_is_recognised(format_: Format, tmp_path: Path) -> None:
    """By its content, among all formats."""
    path = tmp_path / f"out{format_.suffix}"
    assert format_.write is not None
    format_.write([RawSentence(("Ada", "met"), ("B-PER", "O"), "a", 1)], path, OPTIONS)
    assert recognise(sample(Source(path, path.name, path))) is format_
