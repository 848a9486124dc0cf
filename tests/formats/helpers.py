"""What the tests of several formats share."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, entities_to_tags
from workbench.domain.sentence import Split
from workbench.formats.base import Format, RawSentence, ReadOptions, Source
from workbench.formats.corpus import CorpusFile
from workbench.formats.sink import CorpusSink

LABELS = ("PER", "ORG", "creative-work", "LOC.NAM", "人")

_TOKENS = st.text(
    st.one_of(
        st.sampled_from("abcÄß.,'\"-#$%_\\/&<>[]{}()|*:;0123456789"),
        st.sampled_from("北京東שלוםمرحبا"),
        st.sampled_from("😀👩\u200d\ufe0f\u00ad\u200b\u0301\u2028\u0085\u00a0"),
    ),
    min_size=1,
    max_size=6,
).filter(lambda token: bool(token.strip()) and token == token.strip() and token != "-DOCSTART-")


def read_with(format_: Format, path: Path, options: ReadOptions | None = None) -> CorpusFile:
    """Read one file or folder with one format."""
    source = Source(path, path.name, path)
    sink = CorpusSink(source)
    layout = format_.read(source, options or ReadOptions(format=format_.name), sink)
    return sink.finish(layout, None, "")


@st.composite
def tagged(draw: st.DrawFn, length: int) -> tuple[str, ...]:
    """IOB2 tags of entities that do not overlap."""
    borders = sorted(draw(st.sets(st.integers(0, length), max_size=6)))
    entities = [
        Entity(draw(st.sampled_from(LABELS)), start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=False)
    ]
    return entities_to_tags(entities, length, IOB2)


@st.composite
def raw_sentence(draw: st.DrawFn, line: int = 1, document: str = "a") -> RawSentence:
    """Any tokens, with valid tags or untouched."""
    tokens = tuple(draw(st.lists(_TOKENS, min_size=1, max_size=12)))
    tags = draw(st.one_of(st.none(), tagged(len(tokens))))
    split = draw(st.sampled_from((None, *Split)))
    return RawSentence(tokens, tags, document, line, split=split)


def raw_sentences(max_size: int = 6) -> st.SearchStrategy[list[RawSentence]]:
    """Any sentences, in order."""
    return st.lists(raw_sentence(), min_size=1, max_size=max_size)
