"""Sentences with everything a format may be asked to carry, and some with what none can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import strategies as st

from tests.formats.helpers import LABELS, raw_sentence, read_with
from workbench.domain.entity import Entity, Suggestion
from workbench.domain.errors import CorpusError
from workbench.domain.sentence import Split, Status
from workbench.formats.base import Carried, Format, RawSentence, WriteOptions

OPTIONS = WriteOptions(labels=LABELS)
# White space, and characters that cannot be seen, as they stand between tokens.
_GAPS = st.sampled_from(("", " ", "  ", "\n", " \n", "\t", "\u200b", " \u200b", "\u00a0"))
_TEXTS = st.sampled_from(("", "a", "ä/b", "two\nlines", "[1]", "=cmd", '"', "x\x00y", "\ud800"))


@st.composite
def whole_sentence(draw: st.DrawFn) -> RawSentence:
    """Any tokens with any spaces, a status, a note, suggestions and further columns."""
    plain = draw(raw_sentence(document=draw(st.sampled_from(("", "a", "ä/b", "c\nd")))))
    length = len(plain.tokens)
    pieces = [draw(_GAPS)]
    for token in plain.tokens:
        pieces += [token, draw(_GAPS)]
    return replace(
        plain,
        source=draw(st.sampled_from(("", "".join(pieces)))),
        status=draw(st.sampled_from((None, *Status))),
        flagged=draw(st.booleans()),
        note=draw(_TEXTS),
        suggestions=draw(_suggestions(length)),
        extras=draw(st.sampled_from(((), (("POS", ("N",) * length),)))),
    )


@st.composite
def _suggestions(draw: st.DrawFn, length: int) -> tuple[Suggestion, ...]:
    start = draw(st.integers(0, length - 1))
    entity = Entity(draw(st.sampled_from(LABELS)), start, draw(st.integers(start + 1, length)))
    scores = draw(st.lists(st.floats(0, 1), max_size=2))
    return tuple(Suggestion(entity, f"run-{n}", score) for n, score in enumerate(scores))


@st.composite
def hostile_sentence(draw: st.DrawFn) -> RawSentence:
    """Tokens and tags of any characters at all."""
    tokens = tuple(draw(st.lists(st.text(max_size=4), max_size=4)))
    tags = draw(
        st.one_of(
            st.none(),
            st.lists(
                st.one_of(st.sampled_from(("O", "B-PER", "I-", "")), st.text(max_size=5)),
                min_size=len(tokens),
                max_size=len(tokens),
            ).map(tuple),
        )
    )
    return RawSentence(tokens, tags, "a", 1)


def sentences() -> st.SearchStrategy[list[RawSentence]]:
    """Several, most of them such as occur."""
    return st.lists(st.one_of(whole_sentence(), hostile_sentence()), min_size=1, max_size=5)


def accepted(format_: Format, several: Sequence[RawSentence]) -> list[RawSentence]:
    """Those that a format does not refuse."""
    assert format_.refuses is not None
    return [one for one in several if not format_.refuses(one, OPTIONS)]


def written_and_read(
    format_: Format, several: Sequence[RawSentence], path: Path
) -> list[RawSentence]:
    """What comes back of sentences, in the order of the file."""
    assert format_.write is not None and format_.read_back is not None
    format_.write(several, path, OPTIONS)
    return list(read_with(format_, path, format_.read_back(OPTIONS)).sentences)


def carried(format_: Format, one: RawSentence) -> RawSentence:
    """A sentence as a format must give it back: without what it does not carry."""
    bare = replace(one, line=0, source="")
    if Carried.RAW_TAGS not in format_.carries and one.tags is not None:
        bare = replace(bare, tags=tuple(map(str, one.entities())))
    if Carried.EXTRAS not in format_.carries:
        bare = replace(bare, extras=())
    text = "" if one.text == bare.text else one.text
    return replace(bare, source=text, suggestions=tuple(sorted(one.suggestions)))


def by_split(several: Sequence[RawSentence]) -> list[RawSentence]:
    """The sentences of one split after those of the other, in their own order."""
    order = [*Split, None]
    return sorted(several, key=lambda one: order.index(one.split))


def refusal(format_: Format, path: Path) -> str:
    """The code under which a file is refused; "" where it is read."""
    try:
        read_with(format_, path)
    except CorpusError as error:
        return error.code
    return ""
