"""How a worker is started: its command line and its environment."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from pathlib import Path

import workbench
from workbench import paths
from workbench.jobs.hub_cache import hub_cache

LIBRARIES = {
    "TOKENIZERS_PARALLELISM": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_DISABLE_PROGRESS_BARS": "1",
    "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
    "TRANSFORMERS_VERBOSITY": "error",
    "TRANSFORMERS_NO_ADVISORY_WARNINGS": "1",
    "USE_TF": "0",
    "USE_FLAX": "0",
    # Threads that wait by spinning make a training five times slower when cores are shared. GNU's
    # spin about as long as it takes to wake one (docs/results.md): never to spin is slow as well.
    "OMP_WAIT_POLICY": "PASSIVE",
    "GOMP_SPINCOUNT": "1000",
}
OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}

# What a variable with a secret has in its name, and doors to programs that keep secrets.
SECRET_WORDS = frozenset(
    {"TOKEN", "TOKENS", "SECRET", "SECRETS", "PASSWORD", "PASSWD", "PASS", "KEY", "CREDENTIALS"}
)
DOORS = frozenset(
    {
        "DBUS_SESSION_BUS_ADDRESS", "GPG_AGENT_INFO", "GNOME_KEYRING_CONTROL", "NETRC",
        "SSH_AGENT_PID", "SSH_AUTH_SOCK", "XDG_RUNTIME_DIR",
    }
)  # fmt: skip


def worker_command(folder: Path) -> list[str]:
    """The command that runs the job in a folder."""
    return [sys.executable, "-m", "workbench.jobs.worker", str(folder)]


def warm_command() -> list[str]:
    """The command of a worker that loads its libraries before it is told its folder."""
    return [sys.executable, "-m", "workbench.jobs.worker", "--warm"]


def probe_command() -> list[str]:
    """The command that prints the graphics cards as JSON: {"gpus": [NAME, …]}."""
    return [sys.executable, "-m", "workbench.jobs.worker", "--probe"]


def worker_environment() -> dict[str, str]:
    """The environment for a worker: this one, without secrets and with a home of its own."""
    kept = {key: value for key, value in os.environ.items() if not _is_secret(key)}
    package_root = str(Path(workbench.__file__).resolve().parent.parent)
    path = os.pathsep.join(filter(None, [package_root, kept.get("PYTHONPATH")]))
    return {
        **kept,
        **LIBRARIES,
        **_places(),
        "PYTHONPATH": path,
        "PYTHONUNBUFFERED": "1",
    }


def _is_secret(name: str) -> bool:
    return name in DOORS or not SECRET_WORDS.isdisjoint(name.upper().split("_"))


def _places() -> dict[str, str]:
    """A home that holds nothing of the person's, and where the files lie that a job may want."""
    home = paths.worker_home()
    # A disk that takes nothing is told of by the job itself.
    with suppress(OSError):
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    flair = os.environ.get("FLAIR_CACHE_ROOT", str(Path.home() / ".flair"))
    return {
        "HOME": str(home),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_DATA_HOME": str(paths.user_data().parent),
        "HF_HUB_CACHE": str(hub_cache()),
        "FLAIR_CACHE_ROOT": flair,
        # Where a login on the hub would lie.
        "HF_TOKEN_PATH": os.devnull,
    }
