"""Sentences out of a backup, for those that are damaged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import Any

from workbench.domain.errors import StorageError
from workbench.examining.digests import GROUPS
from workbench.examining.look import read_only
from workbench.storage.backups.restoring import newest_whole
from workbench.storage.doctor.raw import RawSentence, digest_of, some


class Donors:
    """The newest backup that is whole; it is looked for when the first sentence is damaged."""

    def __init__(self, project: Path) -> None:
        self._project = project

    @cached_property
    def _backup(self) -> Path | None:
        try:
            return newest_whole(self._project)[0].path
        except StorageError:
            return None

    def of(self, ids: Sequence[int]) -> dict[int, RawSentence]:
        """The same sentences as the backup has them, as far as it does."""
        if not ids or self._backup is None:
            return {}
        with read_only(self._backup) as connection:
            found = some(connection, ids)
        return {one.id: one for one in found if one.is_as_saved}


def proven(raw: RawSentence, donor: RawSentence) -> Mapping[str, Any] | None:
    """What the sentence was when it was saved last, where its digest proves that.

    Each group of columns is tried as it is and as it was in the backup: what was damaged in one
    group and edited since in another comes out exactly.
    """
    for choice in product((False, True), repeat=len(GROUPS)):
        values = dict(raw.values)
        for replaced, columns in zip(choice, GROUPS.values(), strict=True):
            if replaced:
                values |= {name: donor.values[name] for name in columns}
        if digest_of(values) == raw.values["digest"]:
            return values
    return None
