"""An upload from the command line, from an imported model to a hub of this machine."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.engines.conftest import tiny_encoder  # noqa: F401
from tests.workflow.test_model_pushing import HubServer, hub  # noqa: F401
from workbench.workflow import hub_tokens

pytestmark = pytest.mark.slow

Run = Callable[..., dict[str, Any]]
Refused = Callable[..., str]
TAGS = ("O", "B-PER", "I-PER")


@pytest.fixture
def project(tmp_path: Path, tiny_encoder: Path, workbench: Run) -> Path:  # noqa: F811
    """A project with an imported model that transformers itself wrote."""
    from transformers import AutoConfig, AutoTokenizer, BertForTokenClassification

    names = dict(enumerate(TAGS))
    config = AutoConfig.from_pretrained(tiny_encoder, id2label=names)
    theirs = tmp_path / "theirs"
    BertForTokenClassification(config).save_pretrained(theirs)  # type: ignore[no-untyped-call]
    AutoTokenizer.from_pretrained(tiny_encoder).save_pretrained(theirs)  # type: ignore[no-untyped-call]
    (theirs / "training_args.bin").write_bytes(b"\x80\x04.")
    path = tmp_path / "a.nerproj"
    workbench("new", path, "--labels", "PER")
    workbench("models", path, "--import", theirs)
    return path


def test_a_model_goes_from_the_registry_to_the_hub(
    project: Path,
    hub: HubServer,  # noqa: F811
    workbench: Run,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With its card, without what could run, private, by the token of the environment."""
    monkeypatch.setenv("HF_TOKEN", "hf_from_the_environment")
    answer = workbench("push", project, "theirs", "me/model")
    assert answer == {"model": "theirs", "repo": "me/model", "public": False}
    files = hub.uploaded()
    assert {"README.md", "config.json", "model.safetensors"} <= set(files)
    assert not [name for name in files if name.endswith(".bin")]
    assert b"not scored on a test set" in files["README.md"]
    assert {key for _, key, _ in hub.calls} <= {"Bearer hf_from_the_environment", ""}
    create = json.loads(next(body for path, _, body in hub.calls if path.endswith("/create")))
    assert create["private"] is True


def test_without_a_token_nothing_is_sent(
    project: Path,
    hub: HubServer,  # noqa: F811
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nobody is there to type one, and no keyring holds one."""
    monkeypatch.delenv("HF_TOKEN", raising=False)
    monkeypatch.setattr(hub_tokens, "stored_token", lambda: "")
    assert "error[NW-U94]:" in refused("push", project, "theirs", "me/model")
    assert hub.calls == []
