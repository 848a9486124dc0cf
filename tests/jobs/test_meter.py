"""Time, memory and energy add up over all attempts of a run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from workbench.jobs import meter
from workbench.jobs.meter import Counter, Meter, Spent, read_spent


@pytest.fixture
def rapl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The counter of one processor package, and one of its parts that must not count twice."""
    monkeypatch.setattr(meter, "RAPL", tmp_path)
    monkeypatch.setattr(meter, "_graphics_cards", list)
    for name in ("intel-rapl:0", "intel-rapl:0:0"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "energy_uj").write_text("1000000")
        (tmp_path / name / "max_energy_range_uj").write_text("9000000")
    return tmp_path / "intel-rapl:0" / "energy_uj"


def test_energy_is_counted_over_the_end_of_a_counter(rapl: Path, tmp_path: Path) -> None:
    """Two joules, then three more while the counter starts again at 0."""
    running = Meter(tmp_path / "spent.json")
    rapl.write_text("3000000")
    assert running.spent().joules == pytest.approx(2)
    rapl.write_text("0")
    assert running.spent().joules == pytest.approx(2 + 6)


def test_attempts_add_up(rapl: Path, tmp_path: Path) -> None:
    """A second attempt begins with what the first one had written down."""
    file = tmp_path / "spent.json"
    file.write_text(json.dumps({"seconds": 60.0, "joules": 5.0, "peak_memory_mb": 1 << 20}))
    running = Meter(file)
    rapl.write_text("2000000")
    running.save()
    spent = read_spent(file)
    assert 60 <= spent.seconds < 70
    assert spent.joules == pytest.approx(6) and spent.peak_memory_mb == 1 << 20


def test_it_is_written_down_now_and_then(
    rapl: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not at every step; a run that is killed loses some seconds of its account only."""
    file = tmp_path / "spent.json"
    running = Meter(file)
    running.beat()
    assert not file.exists()
    monkeypatch.setattr(meter, "INTERVAL", 0.0)
    running.beat()
    assert read_spent(file).seconds > 0


def test_without_a_counter_nothing_is_claimed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unknown is None, not 0; what a counter cannot tell any more is left out."""
    monkeypatch.setattr(meter, "RAPL", tmp_path / "none")
    monkeypatch.setattr(meter, "_graphics_cards", list)
    assert Meter(tmp_path / "spent.json").spent().joules is None
    assert read_spent(tmp_path / "spent.json") == Spent()

    def fail() -> float:
        raise OSError("gone")

    monkeypatch.setattr(meter, "_graphics_cards", lambda: [Counter(fail, 0.0)])
    assert Meter(tmp_path / "spent.json").spent().joules == 0.0


def test_this_process_has_some_memory() -> None:
    assert meter.peak_memory_mb() > 5
