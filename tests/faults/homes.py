"""A home of its own for a program under test: it leaves nothing in that of whoever runs it."""

from __future__ import annotations

from pathlib import Path

_PLACES = {
    "HOME": "home",
    "XDG_CONFIG_HOME": "home/config",
    "XDG_DATA_HOME": "home/data",
    "XDG_CACHE_HOME": "home/cache",
    "XDG_STATE_HOME": "home/state",
    "XDG_RUNTIME_DIR": "home/runtime",
    "TMPDIR": "tmp",
}


def home_in(folder: Path) -> dict[str, str]:
    """Make a home below a folder; the environment that leads there."""
    for place in _PLACES.values():
        (folder / place).mkdir(mode=0o700, exist_ok=True)
    return {name: str(folder / place) for name, place in _PLACES.items()}
