"""Dictionaries as files: lists of terms in, tables out."""

from __future__ import annotations

from pathlib import Path

from workbench.domain.dictionaries import (
    Dictionary,
    DictionaryTerm,
    read_dictionary,
    write_dictionary,
)
from workbench.domain.errors import ExportError
from workbench.files import write_atomically
from workbench.operations.mentions import read_term_file


def read_dictionary_file(path: Path) -> tuple[DictionaryTerm, ...]:
    """The terms of a file; CorpusError where it is no text, or NW-L12 for a line."""
    return read_dictionary(read_term_file(path))


def write_dictionary_file(dictionary: Dictionary, path: Path) -> None:
    """Write a dictionary as a table; ExportError NW-L17 where that cannot be."""
    try:
        write_atomically(path, write_dictionary(dictionary).encode())
    except OSError as error:
        raise ExportError(
            "NW-L17",
            f"{path.name} cannot be written: {error.strerror or error}.",
            "The project is untouched.",
            "Choose another place.",
        ) from error
