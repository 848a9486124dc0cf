"""To plain flair and from it: its one-file models are pickles, ours are not."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from flair.data import Dictionary
from flair.embeddings import StackedEmbeddings, TransformerWordEmbeddings
from flair.embeddings.base import load_embeddings

from workbench.domain.errors import ModelError
from workbench.domain.training import ModelCard
from workbench.engines.base import Host
from workbench.engines.flair.characters import BatchedCharacters
from workbench.engines.flair.embeddings import KINDS
from workbench.engines.flair.model import load_tagger, quiet, write_tagger
from workbench.engines.flair.pickles import read_pickle
from workbench.engines.flair.sentences import LABEL_TYPE
from workbench.engines.flair.tagger import Tagger
from workbench.files import complete_folder, hash_file, sync_file

Check = Callable[[dict[str, Any], str], None]

SAFE = "It was not loaded, and nothing was changed."
AGAIN = "Choose a sequence tagger that flair 0.12 or newer saved."
STACK = "StackedEmbeddings"
# What a saved tagger says of itself, by the names of the constructor.
SHAPE = {
    "hidden_size": "hidden_size",
    "rnn_layers": "rnn_layers",
    "use_rnn": "use_rnn",
    "use_crf": "use_crf",
    "reproject_embeddings": "reproject_embeddings",
    "tag_format": "tag_format",
    "dropout": "use_dropout",
    "word_dropout": "use_word_dropout",
    "locked_dropout": "use_locked_dropout",
}
# All that a transformer's description may say; more could ask for code or for another file.
TRANSFORMER = frozenset(
    # One name a word reads better than 21 quoted ones.
    """__cls__ is_token_embedding is_document_embedding allow_long_sentences tokenizer_data
    context_length context_dropout respect_document_boundaries truncate stride embedding_length
    name fine_tune use_lang_emb force_max_length use_context_separator cls_pooling
    needs_manual_ocr model layers layer_mean subtoken_pooling config_state_dict
    """.split()  # noqa: SIM905
)
UNLIKE = (
    KeyError, TypeError, ValueError, RuntimeError, AttributeError, AssertionError, OSError,
    ImportError, zipfile.BadZipFile,
)  # fmt: skip


def export_plain(model: Path, file: Path) -> Path:
    """Write a checked model folder as one file that plain flair's `SequenceTagger.load` reads.

    The file is a pickle, as flair wants it: whoever loads it has to trust its sender.
    """
    aside = file.with_name(file.name + ".part")
    with quiet("cpu"):
        load_tagger(model, multiply=False).save(aside)
    sync_file(aside)
    aside.replace(file)
    return file


def convert(file: Path, agreed: str, model: Path, host: Host, check: Check) -> ModelCard:
    """Turn a one-file model of plain flair into a model folder of ours.

    `agreed` is the SHA-256 of the file that the user agreed to; for another file there is no
    agreement. `check` refuses configurations that make libraries run foreign code. ModelError
    NW-M01 without the agreement, NW-M26 for what could run, NW-M07 and NW-M08 for a model that
    is no tagger of names built from parts we know.
    """
    _require_agreement(file, agreed)
    state = read_pickle(file)
    host.check()
    with quiet("cpu"):
        try:
            tagger = _tagger(state, check)
        except UNLIKE as error:
            raise _unlike(file, str(error) or type(error).__name__) from error
        labels = _labels(tagger)
        if not labels:
            raise ModelError("NW-M07", f"The model in {file.name} tags no spans.", SAFE, AGAIN)
        card = ModelCard("flair", file.name, labels, {"embeddings": [], "context": 0})
        aside = model.with_name(model.name + ".saving")
        shutil.rmtree(aside, ignore_errors=True)
        aside.mkdir(parents=True)
        write_tagger(tagger, aside, card)
        complete_folder(aside, model)
    return card


def _require_agreement(file: Path, agreed: str) -> None:
    found = hash_file(file)
    if found == agreed:
        return
    raise ModelError(
        "NW-M01",
        f"The file {file.name} is a pickle, a kind of file that can run programs "
        f"(SHA-256 {found}).",
        SAFE,
        "If you know where it comes from, agree to exactly this file by its SHA-256; it is read "
        "in a process of its own, and converted once.",
    )


def _tagger(state: Mapping[str, Any], check: Check) -> Any:
    if state.get("train_initial_hidden_state") or state.get("rnn_type", "LSTM") != "LSTM":
        raise ValueError("its RNN is of a kind that is not known here")
    stacked = state["embeddings"]["__cls__"] == STACK
    stack = _stack(state["embeddings"], check)
    tagger = Tagger(
        embeddings=stack,
        tag_dictionary=state["tag_dictionary"],
        tag_type=LABEL_TYPE,
        init_from_state_dict=True,
        **{name: state[key] for name, key in SHAPE.items()},
    )
    tagger.load_state_dict(
        {_rename(name, stacked): tensor for name, tensor in state["state_dict"].items()}
    )
    return tagger.eval()


def _stack(values: dict[str, Any], check: Check) -> Any:
    parts = values["embeddings"] if values["__cls__"] == STACK else [values]
    return StackedEmbeddings([_part(dict(one), check) for one in parts])


def _part(values: dict[str, Any], check: Check) -> Any:
    """One part by flair's own reading, after a look at what a transformer brings along."""
    known = {kind.made_of.embeddings_name: kind.made_of for kind in KINDS.values()}
    name = values["__cls__"]
    if name not in known:
        raise ValueError(f"{name} are not known here")
    if name == BatchedCharacters.embeddings_name:
        del values["__cls__"]
        # A path in this place would be unpickled by flair.
        if not isinstance(values["path_to_char_dict"], Dictionary):
            raise ValueError("its characters are not in it")
        return BatchedCharacters.load_embedding(values)
    if known[name] is TransformerWordEmbeddings:
        _check_transformer(values, check)
    return load_embeddings(values)


def _check_transformer(values: Mapping[str, Any], check: Check) -> None:
    """Refuse configurations that make libraries run foreign code; ModelError NW-M03."""
    if odd := sorted(values.keys() - TRANSFORMER):
        raise ValueError(f"its transformer says something of {odd[0]}")
    config = json.loads(json.dumps(values["config_state_dict"], default=str))
    check(config, "the configuration")
    with zipfile.ZipFile(values["tokenizer_data"]) as archive:
        for name in archive.namelist():
            if name.endswith(".json") and "/" not in name:
                content = json.loads(archive.read(name))
                check(content if isinstance(content, dict) else {}, name)
    values["tokenizer_data"].seek(0)


def _rename(name: str, stacked: bool) -> str:
    if stacked or not name.startswith("embeddings."):
        return name
    return "embeddings.list_embedding_0." + name.removeprefix("embeddings.")


def _labels(tagger: Any) -> tuple[str, ...]:
    if not tagger.predict_spans:
        return ()
    items = [item for item in tagger.label_dictionary.get_items() if item[1:2] == "-"]
    return tuple(dict.fromkeys(item[2:] for item in items))


def _unlike(file: Path, detail: str) -> ModelError:
    first_line = detail.splitlines()[0].rstrip(".")
    return ModelError(
        "NW-M08", f"The file {file.name} holds no tagger we can use: {first_line}.", SAFE, AGAIN
    )
