"""What an import is told in; no Qt."""

from __future__ import annotations

import codecs
import re

from workbench.domain.errors import WorkbenchError
from workbench.formats.corpus import Corpus
from workbench.ui.exchange.import_form import describe_scheme
from workbench.ui.exchange.import_preview import Preview

MOST_ENCODINGS = 4
_IN_DOUBT = ("NW-I01", "NW-I01b")
_NAMED = re.compile(r"--encoding ([\w-]+)|\(([^()\s]+)\)")
# Where the error names no encoding, most files that are not UTF-8 are in one of these.
_USUAL = ("windows-1252", "latin-1")


def summary(preview: Preview) -> str:
    """Everything that was found, in one line."""
    counts = preview.counts
    parts = [sentences(counts.sentences), counted(counts.tokens, "token", "tokens")]
    if preview.tagged:
        parts.append(counted(counts.entities, "entity", "entities"))
        if any(file.scheme is None for file in preview.corpus.files):
            parts.append(describe_scheme(preview.corpus.scheme))
    parts.append(f"{preview.duplicates:,} repeated" if preview.duplicates else "none repeated")
    if preview.corpus.skipped:
        left_out = counted(len(preview.corpus.skipped), "file", "files")
        parts.append(f"{left_out} left out")
    return " · ".join(parts)


def sentences(number: int) -> str:
    """`1 sentence`, `1,204 sentences`."""
    return counted(number, "sentence", "sentences")


def counted(number: int, one: str, several: str) -> str:
    """`1 token`, `1,204 tokens`."""
    return f"1 {one}" if number == 1 else f"{number:,} {several}"


def imported(added: int, known: int) -> str:
    """What an import did."""
    left_out = f" {sentences(known)} of files imported before were left out." if known else ""
    return f"Imported {sentences(added)}.{left_out} Undo: Ctrl+Z"


def nothing_added(corpus: Corpus) -> str:
    """Why an import did nothing."""
    number = len(corpus.files)
    which = "this file was" if number == 1 else f"these {number:,} files were"
    return f"Nothing was added: {which} imported before."


def encodings_in_doubt(error: WorkbenchError) -> list[str]:
    """The encodings to offer for a file that is not in the one that was expected."""
    if error.code not in _IN_DOUBT:
        return []
    named = [(one or other).lower() for one, other in _NAMED.findall(error.next_step)]
    known = [name for name in (*named, *_USUAL) if _is_encoding(name)]
    return list(dict.fromkeys(known))[:MOST_ENCODINGS]


def _is_encoding(name: str) -> bool:
    try:
        codecs.lookup(name)
    except LookupError:
        return False
    return True
