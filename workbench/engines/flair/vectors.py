"""Word vectors read from the files that word2vec and its kin write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from workbench.domain.errors import ModelError

Vectors = tuple[list[str], NDArray[np.float32]]

SAFE = "Nothing was loaded, and nothing was changed."
NUMBER = 4


def read_vectors(path: Path) -> Vectors:
    """Words and their vectors (words, dimensions) from a word2vec file; ModelError NW-M27.

    `.bin` is the binary form, anything else the text form, with or without its first line.
    """
    try:
        with path.open("rb") as file:
            words, rows = _binary(file) if path.suffix == ".bin" else _text(file)
        vectors = np.stack(rows).astype(np.float32)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path, str(error)) from error
    if not np.isfinite(vectors).all():
        raise _damaged(path, "it holds invalid numbers")
    return words, vectors


def _binary(file: IO[bytes]) -> tuple[list[str], list[NDArray[np.float32]]]:
    count, width = map(int, file.readline(100).split())
    words, rows = [], []
    for _ in range(count):
        words.append(_word(file))
        row = file.read(NUMBER * width)
        if len(row) != NUMBER * width:
            raise EOFError("it ends early")
        rows.append(np.frombuffer(row, dtype="<f4"))
    return words, rows


def _word(file: IO[bytes]) -> str:
    """What stands before the next space; some writers end the line before."""
    letters = bytearray()
    while (letter := file.read(1)) != b" ":
        if not letter:
            raise EOFError("it ends early")
        letters += letter
    return letters.lstrip(b"\n").decode("utf-8", "replace")


def _text(file: IO[bytes]) -> tuple[list[str], list[NDArray[np.float32]]]:
    words, rows = [], []
    for word, numbers in _lines(file):
        words.append(word)
        rows.append(np.array(numbers, dtype=np.float32))
    return words, rows


def _lines(file: IO[bytes]) -> Iterator[tuple[str, list[bytes]]]:
    width = 0
    for number, line in enumerate(file):
        fields = line.rstrip().split(b" ")
        if number == 0 and len(fields) == 2:
            width = int(fields[1])
            continue
        width = width or len(fields) - 1
        # A word may hold spaces itself; the numbers are counted from the end.
        word = b" ".join(fields[:-width]).decode("utf-8", "replace")
        yield word, fields[-width:]


def _damaged(path: Path, detail: str) -> ModelError:
    return ModelError(
        "NW-M27",
        f"The vectors in {path.name} cannot be read: {detail}.",
        SAFE,
        "Choose a file in word2vec's text form (.vec, .txt) or binary form (.bin).",
    )
