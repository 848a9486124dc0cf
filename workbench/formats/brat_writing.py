"""Sentences to a folder that brat can show: texts, annotations, and its settings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from workbench.domain.sentence import Split
from workbench.formats.base import RawSentence, WriteOptions
from workbench.formats.brat_labels import escape_label
from workbench.formats.offsets import extent, offsets_of
from workbench.formats.spans import TextSpan
from workbench.formats.splits import split_of

UNSPLIT = "unsplit"
_LONGEST_NAME = 50

_UNSAFE = re.compile(r"[^\w.-]+")
_BREAK = re.compile("[\r\n]")
_SECTIONS = ("relations", "events", "attributes")
# Without these, brat has no colours for what has none of its own.
_DRAWING = (
    "SPAN_DEFAULT fgColor:black, bgColor:lightgreen, borderColor:darken",
    "ARC_DEFAULT color:black, arrowHead:triangle-5",
)


def write(sentences: Iterable[RawSentence], path: Path, options: WriteOptions) -> None:
    """Write a folder with a file of text a document, one sentence a line, and its .ann file.

    Each split has a folder of its own. A document of which no sentence is annotated has no
    .ann file.
    """
    path.mkdir()
    labels = dict.fromkeys(options.labels)
    folder = _Folder(path)
    try:
        for sentence in sentences:
            folder.add(sentence)
            labels.update(dict.fromkeys(entity.label for entity in sentence.entities()))
    finally:
        folder.close()
    folder.settle()
    _write_settings(path, list(labels))


@dataclass
class _Document:
    """The pair of files that is being written for one split."""

    name: str
    text: TextIO
    file: Path
    annotations: TextIO | None = None
    position: int = 0
    spans: int = 0

    def add(self, sentence: RawSentence) -> None:
        line = sentence_to_line(sentence)
        self.text.write(f"{line}\n")
        if sentence.tags is not None and self.annotations is None:
            self.annotations = _open(self.file.with_suffix(".ann"))
        for span in spans_of(sentence):
            assert self.annotations is not None
            self.spans += 1
            start, end = self.position + span.start, self.position + span.end
            shown = line[span.start : span.end].replace("\t", " ")
            label = escape_label(span.label)
            self.annotations.write(f"T{self.spans}\t{label} {start} {end}\t{shown}\n")
        self.position += len(line) + 1

    def close(self) -> None:
        self.text.close()
        if self.annotations:
            self.annotations.close()


class _Folder:
    """Documents by their split; the number before a name keeps them in order."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: dict[Split | None, _Document] = {}
        self._number = 0

    def add(self, sentence: RawSentence) -> None:
        document = self._open.get(sentence.split)
        if document is None or document.name != sentence.document:
            document = self._begin(sentence)
        document.add(sentence)

    def _begin(self, sentence: RawSentence) -> _Document:
        split = sentence.split
        folder = self._path / (split.value if split else UNSPLIT)
        if split in self._open:
            self._open[split].close()
        else:
            folder.mkdir()
        self._number += 1
        file = folder / _file_name(self._number, sentence.document)
        if split_of(file) != split:
            # The name would be taken for the name of another split.
            file = folder / _file_name(self._number, "")
        self._open[split] = _Document(sentence.document, _open(file), file)
        return self._open[split]

    def close(self) -> None:
        for document in self._open.values():
            document.close()

    def settle(self) -> None:
        """Take the documents out of their folder where there are no splits."""
        if set(self._open) == {None} and split_of(self._path / "1.txt") is None:
            inner = self._path / UNSPLIT
            for file in inner.iterdir():
                file.replace(self._path / file.name)
            inner.rmdir()


def _open(path: Path) -> TextIO:
    return path.open("w", encoding="utf-8", newline="\n")


def _file_name(number: int, document: str) -> str:
    """A name that any file system takes, in the order of numbers."""
    base = re.split(r"[/\\]", document)[-1].removesuffix(".txt")
    safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", base))[:_LONGEST_NAME].strip("._-")
    return f"{number:06d}-{safe}.txt" if safe else f"{number:06d}.txt"


def sentence_to_line(sentence: RawSentence) -> str:
    """The sentence's text on one line."""
    return _BREAK.sub(" ", sentence.text).strip()


def spans_of(sentence: RawSentence) -> Sequence[TextSpan]:
    """The entities of a sentence as spans of its line."""
    entities = sentence.entities()
    if not entities:
        return ()
    offsets = offsets_of(sentence)
    cut = len(sentence.text) - len(sentence.text.lstrip())
    ranges = (extent(entity, offsets) for entity in entities)
    return [
        TextSpan(start - cut, end - cut, entity.label)
        for entity, (start, end) in zip(entities, ranges, strict=True)
    ]


def _write_settings(path: Path, labels: Sequence[str]) -> None:
    """What brat must know of the labels: their types and, in a file of its own, their names."""
    types = {escape_label(label): label for label in labels}
    renamed = {name: label for name, label in types.items() if name != label}
    told = [f"# {name} stands for {label!r}" for name, label in renamed.items()]
    sections = [line for section in _SECTIONS for line in ("", f"[{section}]")]
    _write_lines(path / "annotation.conf", [*told, "[entities]", *types, *sections])
    shown = [f"{name} | {label}" for name, label in renamed.items() if _can_be_shown(label)]
    if shown:
        _write_lines(path / "visual.conf", ["[labels]", *shown, "", "[drawing]", *_DRAWING])


def _can_be_shown(label: str) -> bool:
    return "|" not in label and label.isprintable()


def _write_lines(path: Path, lines: Iterable[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="\n")
