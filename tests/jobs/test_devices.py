"""Whether there is a graphics card is asked of a process that may load torch."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from workbench.jobs import devices
from workbench.jobs.devices import graphics_cards, lane_of
from workbench.jobs.queue import Lane


@pytest.fixture(autouse=True)
def asked_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing remembered from before; a driver that seems to be there."""
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    monkeypatch.setattr(devices, "DRIVERS", (sys.executable,))
    graphics_cards.cache_clear()
    yield
    graphics_cards.cache_clear()


def answer(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    command = [sys.executable, "-c", f"print({text!r})"]
    monkeypatch.setattr(devices, "probe_command", lambda: command)


def test_a_job_goes_where_it_is_told_to() -> None:
    """Nobody is asked when the person has chosen."""
    assert (lane_of("cpu"), lane_of("gpu")) == (Lane.CPU, Lane.GPU)


def test_a_job_goes_to_the_card_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker is asked once."""
    answer(monkeypatch, '{"gpus": ["A Card"]}')
    assert lane_of("auto") is Lane.GPU
    monkeypatch.setattr(devices, "probe_command", list)
    assert graphics_cards() == ("A Card",)


@pytest.mark.parametrize("text", ['{"gpus": []}', "?", "{}"])
def test_no_card_is_the_processor(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the answer cannot be read."""
    answer(monkeypatch, text)
    assert lane_of("auto") is Lane.CPU


def test_without_a_driver_nobody_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """To load torch takes seconds; a machine without a driver need not wait."""
    monkeypatch.setattr(devices, "probe_command", list)
    monkeypatch.setattr(devices, "DRIVERS", (str(tmp_path / "none"),))
    if sys.platform.startswith("linux"):
        assert graphics_cards() == ()
    graphics_cards.cache_clear()
    monkeypatch.setattr(devices, "DRIVERS", (sys.executable,))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert graphics_cards() == ()
