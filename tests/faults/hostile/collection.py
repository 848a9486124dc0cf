"""Every hostile model there is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.faults.hostile.base import Artefact
from tests.faults.hostile.configurations import configurations, tokenizers
from tests.faults.hostile.pickles import files_of_flair, pickles_in_folders
from tests.faults.hostile.places import archives, cards, strange_files
from tests.faults.hostile.weights import weights


def artefacts(good: Path, canary: Path) -> Iterator[Artefact]:
    """All of them; `good` is a sound model folder that they are made from."""
    yield from pickles_in_folders(good, canary)
    yield from files_of_flair(canary)
    for family in (configurations, weights, tokenizers, strange_files, cards, archives):
        yield from family(good)
