"""A model that is tried on typed text: its worker's folder, and the text as tokens.

These functions wait for the store or for libraries: call them outside of the window's thread.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.domain.entity import Entity
from workbench.domain.schemes import IOB2, tags_to_entities
from workbench.domain.training import JobKind
from workbench.formats.base import ReadOptions
from workbench.formats.segmentation import sentence_offsets, token_offsets
from workbench.jobs.protocol import Tagged
from workbench.jobs.spec import create_run_folder
from workbench.operations.store import Store
from workbench.workflow.suggesting import model_in_use, prediction_spec

# So much of a text is looked at; more would not be read on a screen either.
LONGEST_TEXT = 20_000
Offsets = tuple[int, int]


@dataclass(frozen=True)
class ServingJob:
    """A worker that waits to be started and then stays; `place` is removed after it."""

    place: Path
    folder: Path
    model: str


@dataclass(frozen=True)
class TypedText:
    """A text as sentences of tokens, and where each token lies in it (in code points)."""

    text: str
    sentences: tuple[tuple[str, ...], ...]
    offsets: tuple[tuple[Offsets, ...], ...]

    @property
    def tokens(self) -> int:
        return sum(map(len, self.sentences))


@dataclass(frozen=True, slots=True)
class Found:
    """An entity in a text; `start` and `end` are code points, `score` its least sure token's."""

    label: str
    text: str
    start: int
    end: int
    score: float


def read_answer(typed: TypedText, answer: Tagged) -> tuple[Found, ...]:
    """What a model found in a text, in order."""
    rows = zip(typed.offsets, answer.tags, answer.scores, strict=True)
    return tuple(
        _found(typed.text, one, offsets, scores)
        for offsets, tags, scores in rows
        for one in tags_to_entities(tags, IOB2)
    )


def _found(text: str, one: Entity, offsets: Sequence[Offsets], scores: Sequence[float]) -> Found:
    start, end = offsets[one.start][0], offsets[one.end - 1][1]
    return Found(one.label, text[start:end], start, end, min(scores[one.start : one.end]))


def prepare_serving(store: Store, name: str) -> ServingJob:
    """Check a model and make the folder for its worker; ModelError NW-M.."""
    model = model_in_use(store, name)
    place = Path(tempfile.mkdtemp(prefix="workbench-try-"))
    try:
        folder = create_run_folder(
            place / "serve", prediction_spec(model, JobKind.SERVE), {"input": ()}
        ).path
    except BaseException:
        clean_up(place)
        raise
    return ServingJob(place, folder, name)


def clean_up(place: Path) -> None:
    """Remove what was made for a worker that stayed."""
    shutil.rmtree(place, ignore_errors=True)


def to_tokens(text: str) -> TypedText:
    """Cut typed text as an import of running text would."""
    options = ReadOptions(sentences="auto")
    sentences, offsets = [], []
    for start, end in sentence_offsets(text[:LONGEST_TEXT], options):
        places = [
            (start + left, start + right) for left, right in token_offsets(text[start:end], options)
        ]
        sentences.append(tuple(text[left:right] for left, right in places))
        offsets.append(tuple(places))
    return TypedText(text, tuple(sentences), tuple(offsets))
