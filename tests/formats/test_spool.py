"""A spool is a sequence, whether it lies in memory or on the disk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.formats import spool as spool_module
from workbench.formats.spool import Spool


def filled(items: list[int]) -> Spool[int]:
    spool: Spool[int] = Spool(lambda item: (item,), lambda packed: int(packed[0]))
    for item in items:
        spool.append(item)
    return spool


@given(st.integers(0, 2_000), st.integers(0, 2_000))
def test_it_reads_back_in_order(number: int, start: int) -> None:
    """Items come back in their order, from any of them on, again and again."""
    items = list(range(number))
    spool = filled(items)
    assert len(spool) == number
    assert list(spool) == list(spool) == items
    assert list(spool.starting_at(start)) == items[start:]
    assert spool.first(3) == tuple(items[:3])


def test_it_goes_to_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond the limit, items are kept in a file without a name."""
    monkeypatch.setattr(spool_module, "_IN_MEMORY", 1_000)
    items = list(range(5_000))
    spool = filled(items)
    assert spool._file._rolled  # type: ignore[attr-defined]
    assert list(spool) == items
    assert (spool[0], spool[4_321], spool[-1]) == (0, 4_321, 4_999)
    with pytest.raises(IndexError):
        spool[5_000]
    spool.close()


def test_two_readers_at_once() -> None:
    """The preview and the import may read at the same time."""
    items = list(range(3_000))
    spool = filled(items)
    assert list(zip(spool, spool, strict=True)) == list(zip(items, items, strict=True))
