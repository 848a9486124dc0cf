"""Brings the files of pretrained embeddings together; fetches them where that was agreed to."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol
from urllib.request import urlopen

from workbench.domain.errors import ModelError
from workbench.jobs.embeddings import OTHER_STACK, absent, find_embeddings, own_folder

SAFE = "Nothing was loaded, and nothing was changed."
SECONDS = 30
CHUNK = 1 << 20


class Listener(Protocol):
    """Who hears what is fetched, and may end it."""

    def check(self) -> None:
        """Raise CancelledError when it is to end."""

    def log(self, text: str) -> None:
        """Hear something for the log."""


def obtain(names: Iterable[str], agreed: bool, host: Listener) -> dict[str, tuple[Path, ...]]:
    """The files of each part of a stack, by its name; ModelError NW-M25, NW-M28.

    What is missing is fetched if that is `agreed` and an address is known.
    """
    return {name: _files_of(name, agreed, host) for name in names}


def _files_of(name: str, agreed: bool, host: Listener) -> tuple[Path, ...]:
    found = find_embeddings(name)
    if not found.present and agreed and found.addresses:
        for address in found.addresses:
            host.log(f"Fetching {address}.")
            _fetch(address, host.check)
        found = find_embeddings(name)
    if not found.present:
        raise absent(found)
    return found.files


def _fetch(address: str, check: Callable[[], None]) -> None:
    """Bring a file into our folder, whole or not at all; archives give up their one file."""
    name = address.removesuffix(".tar.gz").rpartition("/")[2]
    folder = address.split("/")[-2] if ".wiki.bpe." in name else ""
    target = own_folder() / folder / name
    aside = target.with_name(name + ".part")
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with urlopen(address, timeout=SECONDS) as answer, aside.open("wb") as file:
            while piece := answer.read(CHUNK):
                check()
                file.write(piece)
        if address.endswith(".tar.gz"):
            _unpack(aside, name)
        aside.replace(target)
    except (OSError, tarfile.TarError) as error:
        raise _unreachable(address) from error
    finally:
        aside.unlink(missing_ok=True)


def _unpack(archive: Path, name: str) -> None:
    """Put the archive's one file in the place of the archive."""
    inner = archive.with_suffix(".inner")
    with tarfile.open(archive, "r:gz") as packed:
        member = next((one for one in packed if Path(one.name).name == name), None)
        source = packed.extractfile(member) if member else None
        if source is None:
            raise tarfile.TarError(f"{name} is not in it")
        with source, inner.open("wb") as file:
            shutil.copyfileobj(source, file)
    inner.replace(archive)


def _unreachable(address: str) -> ModelError:
    return ModelError(
        "NW-M28",
        f"The file {address} could not be fetched.",
        SAFE,
        f"Fetch it another way and put it into {own_folder()}. {OTHER_STACK}",
    )
