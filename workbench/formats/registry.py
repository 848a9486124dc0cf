"""Every exchange format, by its name."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.domain.errors import NOTHING_CHANGED, CorpusError, UsageError
from workbench.formats import (
    brat,
    columns,
    docbin,
    doccano,
    germeval,
    huggingface,
    label_studio,
    parquet,
    plain_text,
    prodigy,
    tables,
    token_lines,
    webanno,
)
from workbench.formats.base import AUTO, Format, Sample

# In the order in which they are offered; where two match equally, the first one reads.
ALL: tuple[Format, ...] = (
    columns.COLUMNS_FORMAT,
    columns.CHARACTERS_FORMAT,
    germeval.FORMAT,
    token_lines.FORMAT,
    doccano.FORMAT,
    prodigy.FORMAT,
    label_studio.FORMAT,
    label_studio.LEGACY_FORMAT,
    brat.FORMAT,
    *webanno.FORMATS,
    docbin.FORMAT,
    huggingface.FORMAT,
    parquet.FORMAT,
    tables.FORMAT,
    tables.TOKENS_FORMAT,
    plain_text.FORMAT,
)
FORMATS: Mapping[str, Format] = {one.name: one for one in ALL}
IMPORT_NAMES = (AUTO, *FORMATS)
EXPORT_NAMES = tuple(one.name for one in ALL if one.write)


def format_named(name: str) -> Format:
    """A format by its name; UsageError NW-I12 where there is none."""
    if name not in FORMATS:
        raise UsageError(
            "NW-I12",
            f"No import format is called {name!r}.",
            NOTHING_CHANGED,
            f"Use one of: {', '.join(IMPORT_NAMES)}.",
        )
    return FORMATS[name]


def recognise(beginning: Sample) -> Format:
    """The format that a file most probably has; CorpusError NW-I11 where none fits."""
    best = max(ALL, key=lambda one: one.matches(beginning))
    if not best.matches(beginning):
        raise not_a_corpus(beginning.source.name)
    return best


def not_a_corpus(name: str) -> CorpusError:
    """The refusal of a file that no format recognises."""
    return CorpusError(
        "NW-I11",
        f"{name} has none of the known formats.",
        NOTHING_CHANGED,
        "Choose another file, or say which format it has.",
    )
