"""The parts of a stack: made anew for a training, described as JSON, and made from that again.

Weights are no part of a description; they lie in the model's safetensors.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from flair.data import Dictionary
from flair.embeddings import (
    BytePairEmbeddings,
    FlairEmbeddings,
    OneHotEmbeddings,
    StackedEmbeddings,
    TransformerWordEmbeddings,
    WordEmbeddings,
)
from flair.models import LanguageModel
from transformers import AutoConfig

from workbench.domain.errors import ModelError
from workbench.domain.recipes import FlairMode
from workbench.domain.training import Example, Spec
from workbench.engines.base import Host, Place
from workbench.engines.clean_copy import clean_copy
from workbench.engines.encoders import longest_input
from workbench.engines.flair.characters import BatchedCharacters
from workbench.engines.flair.pickles import read_pickle
from workbench.engines.flair.sentences import texts
from workbench.engines.flair.vectors import read_vectors
from workbench.files import read_json, write_json

Description = dict[str, Any]

# Words and characters that are seen less often teach the model what an unknown one is like.
LEAST_COUNT = 2
ENCODER = "encoder"
TOKENIZER_FILES = frozenset({".json", ".txt", ".model"})
SHORTEST = 8


@dataclass(frozen=True)
class Makings:
    """What a fresh stack is made from."""

    spec: Spec
    place: Place
    examples: Sequence[Example]
    host: Host


@dataclass(frozen=True)
class Kind:
    """How parts of one kind are made, described and made again; `place` is their number."""

    made_of: Any
    make: Callable[[Makings, str], Any]
    describe: Callable[[Any, Path, int], Description]
    restore: Callable[[Description, Path, int], Any]


def make_stack(makings: Makings) -> Any:
    """A fresh stack of all that the recipe names."""
    names = makings.spec.flair.embeddings
    if not names or any(name.partition(":")[0] not in KINDS for name in names):
        raise ModelError(
            "NW-M25",
            f"No stack can be made of these embeddings: {', '.join(names) or 'none'}.",
            "No run was started, and nothing was changed.",
            f"Choose among {', '.join(KINDS)}.",
        )
    parts = []
    for name in names:
        makings.host.check()
        parts.append(KINDS[name.partition(":")[0]].make(makings, name))
    return StackedEmbeddings(parts)


def describe_stack(stack: Any, folder: Path) -> list[Description]:
    """Describe all parts; what does not fit into JSON is written into the model's folder."""
    return [_describe(part, folder, place) for place, part in enumerate(stack.embeddings)]


def restore_stack(descriptions: Sequence[Description], folder: Path) -> Any:
    """The stack that was described, its weights still to be loaded."""
    parts = [
        KINDS[one["kind"]].restore(one, folder, place) for place, one in enumerate(descriptions)
    ]
    return StackedEmbeddings(parts)


def frozen_prefixes(stack: Any) -> tuple[str, ...]:
    """What the names of weights that no training changes begin with, seen from the tagger."""
    return tuple(
        f"embeddings.list_embedding_{place}."
        for place, part in enumerate(stack.embeddings)
        if part.static_embeddings
    )


def _describe(part: Any, folder: Path, place: int) -> Description:
    name = next(name for name, kind in KINDS.items() if isinstance(part, kind.made_of))
    return {"kind": name, **KINDS[name].describe(part, folder, place)}


def dictionary_to_json(dictionary: Any) -> Description:
    """Write a dictionary of flair's."""
    return {"items": dictionary.get_items(), "unknown": dictionary.add_unk}


def json_to_dictionary(data: Description) -> Any:
    """Read a dictionary of flair's."""
    dictionary = Dictionary(add_unk=False)
    for item in data["items"]:
        dictionary.add_item(item)
    dictionary.add_unk = bool(data["unknown"])
    return dictionary


def _dictionary_of(items: Counter[str]) -> Any:
    dictionary = Dictionary(add_unk=True)
    for item, count in sorted(items.items(), key=lambda pair: (-pair[1], pair[0])):
        if count >= LEAST_COUNT:
            dictionary.add_item(item)
    return dictionary


def _make_one_hot(makings: Makings, name: str) -> Any:
    return OneHotEmbeddings(_dictionary_of(Counter(texts(makings.examples))))


def _describe_one_hot(part: Any, folder: Path, place: int) -> Description:
    return {
        "words": dictionary_to_json(part.vocab_dictionary),
        "length": part.embedding_length,
    }


def _restore_one_hot(data: Description, folder: Path, place: int) -> Any:
    return OneHotEmbeddings(json_to_dictionary(data["words"]), embedding_length=data["length"])


def _make_character(makings: Makings, name: str) -> Any:
    letters = Counter(letter for text in texts(makings.examples) for letter in text)
    return BatchedCharacters(_dictionary_of(letters))


def _describe_character(part: Any, folder: Path, place: int) -> Description:
    return {
        "characters": dictionary_to_json(part.char_dictionary),
        "length": part.char_embedding_dim,
        "hidden": part.hidden_size_char,
    }


def _restore_character(data: Description, folder: Path, place: int) -> Any:
    dictionary = json_to_dictionary(data["characters"])
    return BatchedCharacters(dictionary, data["length"], data["hidden"])


def _make_transformer(makings: Makings, name: str) -> Any:
    """The base model; it learns in the mode FINE_TUNE only, and is cut into windows."""
    spec = makings.spec
    local = {"local_files_only": True, "trust_remote_code": False}
    with clean_copy(makings.place.base) as clean:
        part = TransformerWordEmbeddings(
            model=str(clean),
            name=name,
            fine_tune=spec.flair.mode is FlairMode.FINE_TUNE,
            use_context=spec.context or False,
            use_context_separator=spec.context > 0,
            transformers_tokenizer_kwargs={**local, "model_max_length": spec.max_length},
            transformers_config_kwargs=local,
            transformers_model_kwargs={**local, "use_safetensors": True},
        )
    part.base_model_name = ENCODER
    longest = max(SHORTEST, longest_input(part.model, spec.max_length))
    part.tokenizer.model_max_length = longest
    part.stride = longest // 2
    return part


def _describe_transformer(part: Any, folder: Path, place: int) -> Description:
    part.model.config.save_pretrained(folder / ENCODER)
    part.tokenizer.save_pretrained(folder / ENCODER)
    return {
        "fine_tune": part.fine_tune,
        "context": part.context_length,
        "max_length": part.tokenizer.model_max_length,
        "separator": part.use_context_separator,
        "layers": ",".join(map(str, part.layer_indexes)),
        "mean": part.layer_mean,
        "pooling": part.subtoken_pooling,
    }


def _restore_transformer(data: Description, folder: Path, place: int) -> Any:
    """From configuration and tokenizer alone, as flair restores its own models."""
    with clean_copy(folder / ENCODER) as clean:
        config = AutoConfig.from_pretrained(
            clean, local_files_only=True, trust_remote_code=False, output_hidden_states=True
        )
        tokenizer_data = _pack_tokenizer(clean)
    context = int(data["context"])
    part = TransformerWordEmbeddings(
        model=ENCODER,
        name="transformer",
        fine_tune=data["fine_tune"],
        use_context=context or False,
        use_context_separator=data["separator"],
        layers=data["layers"],
        layer_mean=data["mean"],
        subtoken_pooling=data["pooling"],
        saved_config=config,
        tokenizer_data=tokenizer_data,
    )
    part.base_model_name = ENCODER
    return part


def _pack_tokenizer(folder: Path) -> io.BytesIO:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(folder.iterdir()):
            if path.suffix in TOKENIZER_FILES and path.name != "config.json":
                archive.write(path, path.name)
    packed.seek(0)
    return packed


def _make_words(makings: Makings, name: str) -> Any:
    [path] = makings.place.files[name]
    words, vectors = read_vectors(path)
    first = {word: row for row, word in reversed(list(enumerate(words)))}
    rows = sorted(first.values())
    vocabulary = {words[row]: place for place, row in enumerate(rows)}
    data = {"name": short_name(name), "length": vectors.shape[1]}
    part = _words(data, vocabulary)
    # The last row, that of unknown words, stays zero.
    part.embedding.weight.data[:-1] = torch.from_numpy(vectors[rows])
    return part


def _words(data: Description, vocabulary: dict[str, int]) -> Any:
    return WordEmbeddings(
        None, vocab=vocabulary, embedding_length=data["length"], name=data["name"]
    )


def _describe_words(part: Any, folder: Path, place: int) -> Description:
    words = sorted(part.vocab, key=part.vocab.__getitem__)
    write_json(folder / f"words-{place}.json", {"words": words})
    return {"name": _plain_name(part.name), "length": part.embedding_length}


def _restore_words(data: Description, folder: Path, place: int) -> Any:
    words = read_json(folder / f"words-{place}.json")["words"]
    return _words(data, {word: row for row, word in enumerate(words)})


def _make_pieces(makings: Makings, name: str) -> Any:
    model, path = makings.place.files[name]
    _, vectors = read_vectors(path)
    part = _pieces(short_name(name), model, vectors.shape[1])
    rows = part.embedding.weight.data
    if len(rows) != len(vectors) + 1:
        raise ModelError(
            "NW-M27",
            f"The vectors in {path.name} do not belong to {model.name}: {len(vectors)} rows "
            f"for {len(rows) - 1} pieces.",
            "Nothing was loaded, and nothing was changed.",
            "Fetch both files anew.",
        )
    rows[:-1] = torch.from_numpy(vectors)
    return part


def _pieces(name: str, model: Path, length: int) -> Any:
    return BytePairEmbeddings(model_file_path=model, dim=length, name=name)


def _describe_pieces(part: Any, folder: Path, place: int) -> Description:
    (folder / f"pieces-{place}.spm").write_bytes(part.spm.serialized_model_proto())
    return {"name": _plain_name(part.name), "length": part.embedding_length // 2}


def _restore_pieces(data: Description, folder: Path, place: int) -> Any:
    return _pieces(data["name"], folder / f"pieces-{place}.spm", data["length"])


def _make_contextual(makings: Makings, name: str) -> Any:
    [path] = makings.place.files[name]
    state = read_pickle(path)
    try:
        data = {
            "name": short_name(name),
            "characters": dictionary_to_json(state["dictionary"]),
            "forward": bool(state["is_forward_lm"]),
            "hidden": int(state["hidden_size"]),
            "layers": int(state["nlayers"]),
            "length": int(state["embedding_size"]),
            "out": state["nout"] and int(state["nout"]),
            "delimiter": str(state.get("document_delimiter", "\n")),
            "kind_of_cell": str(state.get("recurrent_type", "LSTM")),
        }
        model = _language_model(data)
        model.load_state_dict(state["state_dict"], strict=False)
    except (KeyError, TypeError, ValueError, RuntimeError, AttributeError) as error:
        raise ModelError(
            "NW-M27",
            f"The file {path.name} is no language model of characters: {error}.",
            "Nothing was loaded, and nothing was changed.",
            "Choose a file that flair's LanguageModel wrote.",
        ) from error
    return FlairEmbeddings(model, name=data["name"])


def _language_model(data: Description) -> Any:
    model = LanguageModel(
        json_to_dictionary(data["characters"]),
        is_forward_lm=data["forward"],
        hidden_size=data["hidden"],
        nlayers=data["layers"],
        embedding_size=data["length"],
        nout=data["out"],
        document_delimiter=data["delimiter"],
        recurrent_type=data["kind_of_cell"],
        has_decoder=False,
    )
    return model.eval()


def _describe_contextual(part: Any, folder: Path, place: int) -> Description:
    model = part.lm
    return {
        "name": _plain_name(part.name),
        "characters": dictionary_to_json(model.dictionary),
        "forward": model.is_forward_lm,
        "hidden": model.hidden_size,
        "layers": model.nlayers,
        "length": model.embedding_size,
        "out": model.nout,
        "delimiter": model.document_delimiter,
        "kind_of_cell": model.recurrent_type,
    }


def _restore_contextual(data: Description, folder: Path, place: int) -> Any:
    return FlairEmbeddings(_language_model(data), name=data["name"])


def short_name(name: str) -> str:
    """The name of a part without a machine's path in it."""
    kind, colon, rest = name.partition(":")
    return f"{kind}{colon}{Path(rest).name}"


def _plain_name(name: str) -> str:
    """The name without the numbers that a stack, and a file for plain flair, put before it."""
    return re.sub(r"^(~?\d+-)+", "", name)


KINDS = {
    "one-hot": Kind(OneHotEmbeddings, _make_one_hot, _describe_one_hot, _restore_one_hot),
    "character": Kind(BatchedCharacters, _make_character, _describe_character, _restore_character),
    "transformer": Kind(
        TransformerWordEmbeddings, _make_transformer, _describe_transformer, _restore_transformer
    ),
    "word": Kind(WordEmbeddings, _make_words, _describe_words, _restore_words),
    "byte-pair": Kind(BytePairEmbeddings, _make_pieces, _describe_pieces, _restore_pieces),
    "contextual": Kind(
        FlairEmbeddings, _make_contextual, _describe_contextual, _restore_contextual
    ),
}
