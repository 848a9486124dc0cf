"""Changed keys as a file: what comes back, and what of a faulty file is used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from workbench.domain.errors import UsageError
from workbench.ui.keys.file import KIND, VERSION, read_keys, write_keys


def write(path: Path, keys: Any, **others: Any) -> Path:
    path.write_text(json.dumps({"kind": KIND, "version": VERSION, "keys": keys} | others), "utf-8")
    return path


def test_what_is_written_is_read(qapp: QApplication, tmp_path: Path) -> None:
    """Also an action without a key, and characters of other alphabets."""
    changed = {"annotate.skip": ("W", "Ф"), "annotate.flag": (), "edit.undo": ("Ctrl+;",)}
    path = tmp_path / "new folder" / "keys.json"
    write_keys(path, changed)
    read = read_keys(path)
    assert (dict(read.changed), read.faults) == (changed, ())


@pytest.mark.parametrize(
    ("keys", "kept", "faults"),
    [
        ({"no.such": ["W"]}, {}, ["no.such is no action"]),
        ({"annotate.label": ["W"]}, {}, ["annotate.label is no action"]),
        ({"annotate.skip": "W"}, {}, ["annotate.skip has no list of keys"]),
        (
            {"annotate.skip": ["W", "Banana+X"]},
            {"annotate.skip": ("W",)},
            ["Banana+X of Skip is no key"],
        ),
        ({"annotate.skip": [7, "W"]}, {"annotate.skip": ("W",)}, ["7 of Skip is no key"]),
        ({"annotate.skip": ["ctrl+w"]}, {"annotate.skip": ("Ctrl+W",)}, []),
        (
            {"annotate.skip": ["W"], "annotate.flag": ["W", "V"]},
            {"annotate.skip": ("W",), "annotate.flag": ("V",)},
            ["W of Flag is another action's already"],
        ),
        (
            {"annotate.skip": ["W"], "clean.repair_selected": ["W"]},
            {"annotate.skip": ("W",), "clean.repair_selected": ("W",)},
            [],
        ),
        ([], {}, []),
    ],
)
def test_faulty_entries_are_left_out_and_named(
    qapp: QApplication, tmp_path: Path, keys: Any, kept: dict[str, Any], faults: list[str]
) -> None:
    """The rest of the file is used; nothing of it gives one key to two actions."""
    read = read_keys(write(tmp_path / "keys.json", keys))
    assert dict(read.changed) == kept
    assert list(read.faults) == faults


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no JSON"),
        (b"\xff\xfe", "no JSON"),
        (b"[" * 100_000, "no JSON"),
        (b"[]", "no file of keys"),
        (b'{"kind": "something else"}', "no file of keys"),
        (json.dumps({"kind": KIND, "version": 99}).encode(), "newer version"),
    ],
)
def test_another_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    """The message says what it is instead."""
    path = tmp_path / "keys.json"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=reason) as caught:
        read_keys(path)
    assert caught.value.code == "NW-U55"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """So is a folder."""
    for path in (tmp_path / "none.json", tmp_path):
        with pytest.raises(UsageError, match="NW-U55"):
            read_keys(path)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "state").write_text("")
    with pytest.raises(UsageError, match="NW-U56"):
        write_keys(tmp_path / "state" / "keys.json", {})
