"""Imports a made corpus into a project, and prints how far it is.

Run by the tests of broken-off imports: `python tests/faults/import_driver.py PROJECT SENTENCES
[LARGEST]`; no file may then grow beyond LARGEST bytes.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterable
from pathlib import Path

from workbench.domain.errors import WorkbenchError
from workbench.domain.schemes import IOB2
from workbench.formats.base import PlainLayout, RawSentence, Source
from workbench.formats.corpus import Corpus
from workbench.formats.sink import CorpusSink
from workbench.operations.exchange import import_corpus
from workbench.storage.project import Project


def made_corpus(sentences: Iterable[RawSentence], digest: str = "") -> Corpus:
    """A corpus of one file, as a reader would have made it."""
    source = Source(Path("made"), "made", Path("made"))
    sink = CorpusSink(source)
    for sentence in sentences:
        sink.sentence(sentence)
    return Corpus((sink.finish(PlainLayout("made", "utf-8"), None, digest),), IOB2)


def numbered(count: int) -> Iterable[RawSentence]:
    """So many different sentences, each with an entity."""
    return (
        RawSentence((f"Ada{number}", "wrote"), ("B-PER", "O"), "made", number)
        for number in range(count)
    )


def _say(done: int, total: int) -> None:
    print(done, total, flush=True)


def main(path: Path, count: int, largest: int | None) -> int:
    """Import; the exit status says whether that went well."""
    corpus = made_corpus(numbered(count), "made")
    with Project.open(path) as project:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))
        try:
            project.submit(import_corpus, corpus, progress=_say).result()
        except WorkbenchError as error:
            print(error.code)
            return error.exit_status
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]) if sys.argv[3:] else None))
