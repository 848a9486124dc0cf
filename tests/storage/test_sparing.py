"""SQLAlchemy comes without what no project needs, and nobody else notices."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest

from workbench.storage.sparing import put_off


def outcome(program: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_was_put_off_is_loaded_when_it_is_used() -> None:
    """Not by its import, but by the first function that is called, taken before or after."""
    program = (
        "import sys\n"
        "from workbench.storage.sparing import put_off\n"
        "with put_off(('colorsys',)):\n"
        "    import colorsys\n"
        "    early = colorsys.rgb_to_hls\n"
        "print('colorsys' in sys.modules)\n"
        "print(early(1, 1, 1) == colorsys.rgb_to_hls(1, 1, 1), 'colorsys' in sys.modules)\n"
        "import colorsys as real\n"
        "print(colorsys.ONE_THIRD == real.ONE_THIRD, real is not colorsys)\n"
    )
    assert outcome(program).split() == ["False", "True", "True", "True", "True"]


def test_others_get_the_whole_module() -> None:
    """Whoever imports it after SQLAlchemy has the real one, and SQLAlchemy works with it."""
    program = (
        "import workbench.storage, sys\n"
        "print('asyncio' in sys.modules, 'hashlib' in sys.modules)\n"
        "from sqlalchemy import util\n"
        "import asyncio, hashlib, importlib.metadata\n"
        "print(util.is_exit_exception(asyncio.CancelledError()))\n"
        "print(util.is_exit_exception(ValueError()), asyncio.run(asyncio.sleep(0, 7)))\n"
        "import sqlalchemy.orm, alembic.command\n"
        "print(util.md5_hex('a') == hashlib.md5(b'a').hexdigest())\n"
    )
    assert outcome(program).split() == ["False", "False", "True", "False", "7", "True"]


def test_a_module_that_is_there_stays() -> None:
    """Nothing is taken from whoever has it already, even where loading fails."""
    before = sys.modules.get("colorsys")
    with pytest.raises(ModuleNotFoundError), put_off(("subprocess", "colorsys")):
        import_module("subprocess.missing")
    assert sys.modules["subprocess"] is subprocess
    assert sys.modules.get("colorsys") is before
