"""Which choices of an import matter for which formats; no Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from workbench.formats.base import AUTO, Carried, Format, ReadOptions
from workbench.formats.registry import FORMATS

_COLUMNS = frozenset({"columns", "characters", "germeval"})
_TABLES = frozenset({"table", "parquet", "huggingface"})
# Their bytes are no text, so that nobody can choose an encoding.
_BINARY = frozenset({"spacy", "parquet", "huggingface"})


def _has_offsets(one: Format) -> bool:
    """Whether entities come as offsets of characters, which need not fall on tokens."""
    return Carried.ENTITIES in one.carries and not one.has_own_tags


_MATTERS: Mapping[str, Callable[[Format], bool]] = {
    "encoding": lambda one: one.name not in _BINARY,
    "scheme": lambda one: one.has_own_tags,
    "token": lambda one: one.name in _COLUMNS,
    "tag": lambda one: one.name in _COLUMNS,
    "text_column": lambda one: one.name in _TABLES,
    "spans": _has_offsets,
    "sentences": lambda one: one.is_text,
    "tokens": lambda one: one.is_text,
    "language": lambda one: one.is_text,
}


def choices_that_matter(recognised: Iterable[str], options: ReadOptions) -> frozenset[str]:
    """The names of the choices that can change how these formats are read.

    `recognised` holds the names of the formats that were found; the one that `options` names
    counts as well. Where nothing is known, the encoding may be what is wrong.
    """
    names = {name for name in (*recognised, options.format) if name in FORMATS}
    if not names:
        return frozenset({"encoding"})
    formats = [FORMATS[name] for name in names]
    found = {choice for choice, matters in _MATTERS.items() if any(map(matters, formats))}
    if options.sentences not in (AUTO, "running"):
        # Only the search for the ends of sentences depends on the language.
        found.discard("language")
    return frozenset(found)
