"""Faults of files on their way in: I15 (changed meanwhile) and I17 (hostile XML)."""

from __future__ import annotations

import errno
import marshal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from workbench.domain.errors import CorpusError
from workbench.formats.base import Progress
from workbench.formats.reading import read_corpus

SENTENCE = "Anna\tB-PER\nBerg\tI-PER\nsov\tO\n\n"

_BOMB = "".join(f'<!ENTITY l{level} "{f"&l{level - 1};" * 10}">' for level in range(1, 11))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{_BOMB}]><x>&l10;</x>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'


def _on_first_step(act: Callable[[], object]) -> Progress:
    """Do something to the file as soon as reading has begun."""
    done: list[object] = []

    def step(_position: int, _total: int) -> None:
        if not done:
            done.append(act())

    return step


@pytest.fixture
def large(tmp_path: Path) -> Path:
    path = tmp_path / "x.conll"
    path.write_text(SENTENCE * 100_000)
    return path


@pytest.mark.parametrize("change", ["append", "truncate", "delete", "replace"])
def test_i15_a_file_that_changes_while_it_is_read(large: Path, change: str) -> None:
    """What another program changes meanwhile is refused as a whole."""
    other = large.with_name("other.conll")
    other.write_text(SENTENCE)
    acts: dict[str, Callable[[], object]] = {
        "append": lambda: large.write_text(SENTENCE * 100_001),
        "truncate": lambda: large.write_text(SENTENCE),
        "delete": large.unlink,
        "replace": lambda: other.replace(large),
    }
    with pytest.raises(CorpusError) as caught:
        read_corpus([large], progress=_on_first_step(acts[change]))
    assert caught.value.code in ("NW-I15", "NW-I17")


@pytest.mark.parametrize("text", [LAUGHS, OUTSIDE], ids=["bomb", "external"])
def test_i17_xml_is_refused_without_being_parsed(tmp_path: Path, text: str) -> None:
    """No entity of an XML file is expanded, and no file that it names is opened."""
    path = tmp_path / "x.xml"
    path.write_text(text)
    opened: list[str] = []
    watching = True

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in ("open", "socket.connect"):
            opened.append(str(arguments[0]))

    sys.addaudithook(audit)
    began = time.perf_counter()
    with pytest.raises(CorpusError, match="NW-I11"):
        read_corpus([path])
    spent = time.perf_counter() - began
    watching = False
    assert "/etc/passwd" not in opened
    assert spent < 5


def test_a_full_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A corpus that does not fit beside the project is refused in words."""
    path = tmp_path / "x.conll"
    path.write_text(SENTENCE * 2_000)

    def full(_items: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(marshal, "dumps", full)
    with pytest.raises(CorpusError, match="NW-I18"):
        read_corpus([path])
