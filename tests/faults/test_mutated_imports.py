"""Damaged files of every format end in sentences with problems, or in an error in words."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.faults.mutated_imports import WRITABLE, damaged_copies, read_damaged
from workbench.formats.base import Format

MUTATIONS = 40


@pytest.mark.parametrize("told", [True, False], ids=["told", "recognised"])
@pytest.mark.parametrize("format_", WRITABLE, ids=lambda one: one.name)
def test_mutated_files(format_: Format, told: bool, tmp_path: Path) -> None:
    """No damage leads to anything but sentences or a CorpusError, and every unit is accounted."""
    copies = damaged_copies(format_, tmp_path, MUTATIONS, random.Random(13))
    read = sum(read_damaged(copy, format_ if told else None) for copy in copies)
    # The packed formats notice any damage at all; the others can mostly be read on.
    assert read or not told or format_.name in ("spacy", "parquet")
