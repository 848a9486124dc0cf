"""In which precision a CPU learns and answers."""

from __future__ import annotations

import pytest
import torch

from workbench.domain.training import Spec
from workbench.engines.hardware import choose_hardware


@pytest.mark.parametrize(
    ("units", "wanted", "learns"),
    [
        (True, "auto", "bf16"),
        (True, "bf16", "bf16"),
        (True, "fp32", "fp32"),
        (True, "fp16", "fp32"),
        (False, "auto", "fp32"),
        (False, "bf16", "fp32"),
    ],
)
def test_a_cpu_learns_in_bf16_where_it_has_units_for_it(
    monkeypatch: pytest.MonkeyPatch, units: bool, wanted: str, learns: str
) -> None:
    """Without them, or when fp32 is asked for, it learns in fp32; it answers in fp32 always."""
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: {"amx_bf16": units})
    spec = Spec(device="cpu", precision=wanted, threads=torch.get_num_threads())
    hardware = choose_hardware(spec, training=True)
    assert hardware.precision == learns
    assert hardware.answering().precision == choose_hardware(spec).precision == "fp32"
