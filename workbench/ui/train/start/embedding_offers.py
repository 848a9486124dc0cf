"""Which embeddings a flair tagger can be given here, and why others cannot be had."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workbench.jobs.embeddings import (
    CONTEXTUAL,
    LANGUAGE_MODELS,
    TITLES,
    Embeddings,
    available_embeddings,
    missing_embeddings,
    own_folder,
)


@dataclass(frozen=True, slots=True)
class EmbeddingOffer:
    """An embedding by its name in a recipe; `reason` says why it cannot be had."""

    name: str
    text: str
    reason: str = ""


def offers_here() -> list[EmbeddingOffer]:
    """What can be chosen on this machine, and the kinds of which nothing is here."""
    return offers(available_embeddings(), str(own_folder()))


def fetchable() -> list[str]:
    """Names that flair knows and whose files are not on this machine."""
    names = [f"{CONTEXTUAL}:{name}" for name in LANGUAGE_MODELS]
    return list(missing_embeddings(names))


def offers(found: Iterable[Embeddings], folder: str) -> list[EmbeddingOffer]:
    """What was found, and each kind of which nothing was; `folder` is where files belong."""
    listed = [EmbeddingOffer(one.name, one.title) for one in found]
    for kind, title in TITLES.items():
        if not any(one.name.startswith(f"{kind}:") for one in listed):
            reason = f"No file of this kind is on this machine. Put one into {folder}"
            listed.append(EmbeddingOffer(kind, title, reason))
    return listed
