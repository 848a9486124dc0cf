"""The embeddings that flair can stack: what they are called, and where their files lie.

Standard library only, so that window and command line can offer what is there. A name is
"one-hot", "character", "transformer", or a kind and what it is of: "word:NAME",
"byte-pair:LANGUAGE[:DIMENSIONS[:VOCABULARY]]", "contextual:NAME". In place of name or
language may stand the path of a file.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench import paths
from workbench.domain.errors import ModelError

WORD, BYTE_PAIR, CONTEXTUAL = "word", "byte-pair", "contextual"
WITHOUT_FILES = {
    "one-hot": "Words, learned",
    "character": "Characters, learned",
    "transformer": "Transformer (the base model)",
}
TITLES = {
    WORD: "Word vectors",
    BYTE_PAIR: "Byte-pair vectors",
    CONTEXTUAL: "Contextual strings",
}
SAFE = "No run was started, and nothing was changed."
OTHER_STACK = 'Or choose a stack without files: "one-hot" and "character".'

DIMENSIONS, VOCABULARY = "50", "100000"
PIECES = re.compile(r"(?P<language>.+)\.wiki\.bpe\.vs(?P<size>\d+)\.d(?P<width>\d+)\.w2v\.bin")
VECTORS = (".vec", ".txt", ".bin")
HUMBOLDT = "https://flair.informatik.hu-berlin.de/resources/embeddings/flair/"
BPEMB = "https://nlp.h-its.org/bpemb/"
# The files behind flair's own names for language models of characters.
LANGUAGE_MODELS = {
    "news-forward": "news-forward-0.4.1.pt",
    "news-backward": "news-backward-0.4.1.pt",
    "news-forward-fast": "lm-news-english-forward-1024-v0.2rc.pt",
    "news-backward-fast": "lm-news-english-backward-1024-v0.2rc.pt",
    "multi-forward": "lm-jw300-forward-v0.1.pt",
    "multi-backward": "lm-jw300-backward-v0.1.pt",
    "de-forward": "lm-mix-german-forward-v0.2rc.pt",
    "de-backward": "lm-mix-german-backward-v0.2rc.pt",
    "es-forward": "lm-es-forward.pt",
    "es-backward": "lm-es-backward.pt",
    "fr-forward": "lm-fr-charlm-forward.pt",
    "fr-backward": "lm-fr-charlm-backward.pt",
    "sv-forward": "lm-sv-opus-large-forward-v0.1.pt",
    "sv-backward": "lm-sv-opus-large-backward-v0.1.pt",
}


@dataclass(frozen=True, slots=True)
class Embeddings:
    """One part of a stack as it may be offered.

    `name` is what a recipe holds. `files` are looked for; those in `missing` are not there,
    and `addresses` say where each of these could be fetched, as far as that is known.
    """

    name: str
    title: str
    files: tuple[Path, ...] = ()
    missing: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def present(self) -> bool:
        return not self.missing


def own_folder() -> Path:
    """Where people put files of embeddings for this program."""
    return paths.user_data() / "embeddings"


def places() -> tuple[Path, ...]:
    """Where files of embeddings are looked for: our folder, then flair's cache."""
    cache = Path(os.environ.get("FLAIR_CACHE_ROOT", Path.home() / ".flair"))
    return own_folder(), cache / "embeddings"


def available_embeddings() -> tuple[Embeddings, ...]:
    """All that can be stacked here and now, without a download."""
    always = [Embeddings(name, title) for name, title in WITHOUT_FILES.items()]
    found = dict.fromkeys(name for place in places() for name in sorted(_names_in(place)))
    return (*always, *map(find_embeddings, found))


def missing_embeddings(names: Iterable[str]) -> tuple[str, ...]:
    """Those of the names whose files are not on this machine."""
    return tuple(name for name in names if not find_embeddings(name).present)


def require_embeddings(names: Iterable[str], download: bool) -> None:
    """ModelError NW-M25 for a name of no kind, NW-M28 for files that cannot be had."""
    for found in map(find_embeddings, names):
        if not found.present and not (download and found.addresses):
            raise absent(found)


def absent(found: Embeddings) -> ModelError:
    """The error for embeddings whose files are not on this machine."""
    fetch = " Or agree to the download (--download)." if found.addresses else ""
    return ModelError(
        "NW-M28",
        f"The embeddings {found.name!r} are not on this machine: {', '.join(found.missing)} "
        "was not found.",
        "No run was started, and nothing was fetched.",
        f"Put it into {own_folder()}.{fetch} {OTHER_STACK}",
    )


def find_embeddings(name: str) -> Embeddings:
    """Look for the files of one part of a stack; ModelError NW-M25 for a name of no kind."""
    kind, _, rest = name.partition(":")
    if name in WITHOUT_FILES:
        return Embeddings(name, WITHOUT_FILES[name])
    if kind not in TITLES or not rest:
        raise ModelError(
            "NW-M25",
            f"There are no embeddings called {name!r}.",
            SAFE,
            f"Choose among {', '.join(WITHOUT_FILES)}, word:NAME, byte-pair:LANGUAGE "
            "and contextual:NAME.",
        )
    find = {WORD: _find_words, BYTE_PAIR: _find_pieces, CONTEXTUAL: _find_language_model}[kind]
    return find(name, f"{TITLES[kind]}: {_short(rest)}", rest)


def _find_words(name: str, title: str, rest: str) -> Embeddings:
    wanted = [f"{rest}{suffix}" for suffix in VECTORS]
    file = _first([rest, *wanted])
    if file is not None and file.suffix in VECTORS:
        return Embeddings(name, title, (file,))
    return Embeddings(name, title, missing=(" or ".join(wanted),))


def _find_pieces(name: str, title: str, rest: str) -> Embeddings:
    """The vectors, and beside them the model that cuts words to pieces."""
    if rest.endswith(".w2v.bin"):
        vectors = rest
    else:
        language, width, size = [*rest.split(":"), "", ""][:3]
        stem = f"{language}/{language}.wiki.bpe.vs{size or VOCABULARY}"
        vectors = f"{stem}.d{width or DIMENSIONS}.w2v.bin"
    model = re.sub(r"(\.d\d+)?\.w2v\.bin$", ".model", vectors)
    addresses = (BPEMB + model, f"{BPEMB}{vectors}.tar.gz")
    return _both(name, title, (model, vectors), () if rest == vectors else addresses)


def _find_language_model(name: str, title: str, rest: str) -> Embeddings:
    file = LANGUAGE_MODELS.get(rest, rest if rest.endswith(".pt") else f"{rest}.pt")
    addresses = (HUMBOLDT + file,) if rest in LANGUAGE_MODELS else ()
    return _both(name, title, (file,), addresses)


def _both(name: str, title: str, wanted: tuple[str, ...], addresses: tuple[str, ...]) -> Embeddings:
    found = [(_first([file]), file) for file in wanted]
    return Embeddings(
        name,
        title,
        tuple(file for file, _ in found if file),
        tuple(file for path, file in found if path is None),
        tuple(one for one, (path, _) in zip(addresses, found, strict=False) if path is None),
    )


def _first(names: Iterable[str]) -> Path | None:
    """The first of the names that is a file, as a path of its own or in one of our places."""
    for name in names:
        for place in (Path(), *places()):
            path = place / Path(name).expanduser()
            if path.is_file() and (path.is_absolute() or place != Path()):
                return path
    return None


def _names_in(place: Path) -> Iterator[str]:
    """The names of what lies in a place."""
    files = {file: name for name, file in LANGUAGE_MODELS.items()}
    for path in place.glob("*.pt"):
        yield f"{CONTEXTUAL}:{files.get(path.name, path.stem)}"
    for path in place.glob("*/*.w2v.bin"):
        if match := PIECES.fullmatch(path.name):
            rest = (match["width"], match["size"])
            suffix = "" if rest == (DIMENSIONS, VOCABULARY) else ":" + ":".join(rest)
            yield f"{BYTE_PAIR}:{match['language']}{suffix}"
    for suffix in VECTORS:
        for path in place.glob(f"*{suffix}"):
            yield f"{WORD}:{path.stem}"


def _short(rest: str) -> str:
    return Path(rest).name if os.sep in rest else rest
