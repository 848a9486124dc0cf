"""Which models of the hub lie on this machine already. Standard library only."""

from __future__ import annotations

import os
from pathlib import Path


def cached_model(name: str) -> Path | None:
    """The folder of a hub model's newest snapshot in the cache; None where it is not whole."""
    folder = hub_cache() / f"models--{name.replace('/', '--')}"
    try:
        revision = (folder / "refs" / "main").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None
    snapshot = folder / "snapshots" / revision
    whole = (snapshot / "config.json").exists() and any(snapshot.glob("*.safetensors"))
    return snapshot if whole else None


def hub_cache() -> Path:
    """Where huggingface_hub keeps what it fetched, by its own variables."""
    environment = os.environ
    if place := environment.get("HF_HUB_CACHE") or environment.get("HUGGINGFACE_HUB_CACHE"):
        return Path(place).expanduser()
    cache = environment.get("XDG_CACHE_HOME", "~/.cache")
    home = environment.get("HF_HOME", f"{cache}/huggingface")
    return Path(home).expanduser() / "hub"
