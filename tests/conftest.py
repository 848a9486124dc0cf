"""What every test stands on: a private home, no network, an off-screen Qt, nothing left behind."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]
PRIVATE_HOME = Path(tempfile.mkdtemp(prefix="workbench-tests-"))
PRIVATE_FOLDERS = {
    "HOME": "",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_CACHE_HOME": "cache",
    "XDG_STATE_HOME": "state",
    "XDG_RUNTIME_DIR": "runtime",
}
GRACE_SECONDS = 2.0
SILENCE = ROOT / "tests" / "silence"
CONNECTIONS = PRIVATE_HOME / "connections.txt"


def _private_environment() -> dict[str, str]:
    folders = {name: str(PRIVATE_HOME / folder) for name, folder in PRIVATE_FOLDERS.items()}
    offline = {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    # Child processes are watched as well: Python loads a `sitecustomize` that it finds.
    path = os.pathsep.join(filter(None, [str(SILENCE), os.environ.get("PYTHONPATH")]))
    watched = {"PYTHONPATH": path, "WORKBENCH_CONNECTIONS": str(CONNECTIONS)}
    return folders | offline | watched | {"TOKENIZERS_PARALLELISM": "false"}


# At import, because Qt, platformdirs and huggingface_hub read these once, when they load.
for folder in PRIVATE_FOLDERS.values():
    (PRIVATE_HOME / folder).mkdir(mode=0o700, exist_ok=True)
os.environ.update(_private_environment())
if "WORKBENCH_XVFB" not in os.environ:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

sys.path.insert(0, str(SILENCE))
importlib.import_module("sitecustomize").watch()

# As in the program: a collection that begins in another thread deletes the widgets of earlier
# tests there, while Qt's own thread waits for it and it waits for Python's lock.
gc.set_threshold(0)
ALL_EVERY = 50
TESTS = itertools.count(1)

# A busy machine must not fail a property; CI draws the same examples each time.
settings.register_profile("workbench", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("workbench")


@pytest.fixture(autouse=True)
def no_connection() -> Iterator[None]:
    """X09: nothing connects to another machine, neither here nor in a child process."""
    yield
    tried = CONNECTIONS.read_text("utf-8") if CONNECTIONS.exists() else ""
    CONNECTIONS.unlink(missing_ok=True)
    assert not tried, f"this test tried to connect: {tried}"


def pytest_collection_finish() -> None:
    """What is imported by now is no garbage; to look through it again and again takes long."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown() -> None:
    """Collect in this thread, once the widgets of a test are closed."""
    gc.collect(2 if next(TESTS) % ALL_EVERY == 0 else 1)


def pytest_unconfigure() -> None:
    shutil.rmtree(PRIVATE_HOME, ignore_errors=True)


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout that holds these tests."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets beside the checkout; tests that need it skip without it."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the real data sets (../shared/data) are not beside this checkout")
    return folder


def _threads() -> set[threading.Thread]:
    # Qt's own threads show up as dummies the first time they run Python; they end with Qt.
    dummies = threading._DummyThread
    return {thread for thread in threading.enumerate() if not isinstance(thread, dummies)}


def _read(path: Path) -> str:
    """A file of /proc, or nothing: threads and processes end while one looks at them."""
    try:
        return path.read_text()
    except OSError:
        return ""


def _command(process: str) -> str:
    return _read(Path("/proc", process, "cmdline")).replace("\0", " ").strip()


def _children() -> dict[str, str]:
    """Child processes by number; the helper that multiprocessing keeps for life is no leak."""
    lists = Path("/proc/self/task").glob("*/children")
    numbers = {number for children in lists for number in _read(children).split()}
    commands = {number: _command(number) for number in numbers}
    return {n: command for n, command in commands.items() if "resource_tracker" not in command}


def _left(threads: set[threading.Thread], children: set[str]) -> list[str]:
    new_threads = [f"thread {thread.name}" for thread in _threads() - threads]
    new_children = [f"process {n} {c}" for n, c in _children().items() if n not in children]
    return new_threads + new_children


@pytest.fixture(autouse=True)
def nothing_left_behind() -> Iterator[None]:
    """A thread or a child process that outlives its test fails that test."""
    threads, children = _threads(), set(_children())
    yield
    deadline = time.monotonic() + GRACE_SECONDS
    while _left(threads, children) and time.monotonic() < deadline:
        time.sleep(0.02)
    left = _left(threads, children)
    assert not left, f"left behind by this test: {', '.join(left)}"
