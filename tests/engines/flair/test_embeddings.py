"""Every kind of embeddings is made, kept without a pickle, and made again; files tell no lies."""

from __future__ import annotations

import io
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from workbench.domain.errors import ModelError
from workbench.domain.recipes import FlairMode, FlairOptions
from workbench.domain.training import CancelledError, Data, Example, Spec
from workbench.engines.base import Place
from workbench.engines.fake import FakeHost
from workbench.engines.flair.engine import FlairEngine
from workbench.engines.flair.integers import WAYS, write_integers
from workbench.engines.flair.model import quiet
from workbench.engines.flair.pickles import read_pickle
from workbench.engines.flair.vectors import read_vectors
from workbench.jobs.bases import check_model
from workbench.jobs.embedding_files import obtain
from workbench.jobs.embeddings import available_embeddings, missing_embeddings

SPEC = Spec(engine="flair", labels=("PER", "LOC"), epochs=1, batch_size=8, threads=1)
WORDS = ("Ann", "lives", "in", "Rome", "New York")


class Hostile:
    """Makes a folder as soon as it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self.canary = str(canary)

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (self.canary,)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache of flair's."""
    monkeypatch.setenv("FLAIR_CACHE_ROOT", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "own"))
    folder = tmp_path / "cache" / "embeddings"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def all_kinds(cache: Path) -> tuple[str, ...]:
    """Small files of each kind that needs some, and the names of all kinds."""
    _write_words(cache / "tiny.vec")
    _write_pieces(cache / "xx")
    _write_language_model(cache / "small-forward.pt")
    return ("one-hot", "character", "word:tiny", "byte-pair:xx:4:60", "contextual:small-forward")


def _write_words(path: Path) -> None:
    rows = [f"{word} {number} 0.5 -1" for number, word in enumerate(WORDS)]
    path.write_text("\n".join([f"{len(WORDS)} 3", *rows]) + "\n", "utf-8")


def _write_pieces(folder: Path) -> None:
    import sentencepiece

    folder.mkdir()
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["Ann lives in Rome and Bob saw Bern"] * 20),
        model_writer=model,
        model_type="bpe",
        vocab_size=60,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (folder / "xx.wiki.bpe.vs60.model").write_bytes(model.getvalue())
    pieces = sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())
    with (folder / "xx.wiki.bpe.vs60.d4.w2v.bin").open("wb") as file:
        file.write(f"{pieces.vocab_size()} 4\n".encode())
        for number in range(pieces.vocab_size()):
            row = np.full(4, number, dtype="<f4").tobytes()
            file.write(pieces.id_to_piece(number).encode() + b" " + row + b"\n")


def _write_language_model(path: Path) -> None:
    from flair.data import Dictionary
    from flair.models import LanguageModel

    with quiet("cpu"):
        dictionary = Dictionary(add_unk=True)
        for letter in "abcdefghijklmnopqrstuvwxyzABR \n":
            dictionary.add_item(letter)
        LanguageModel(dictionary, True, hidden_size=8, nlayers=1, embedding_size=6).save(path)


def _train(
    corpus: tuple[Example, ...], folder: Path, base: Path, options: FlairOptions, context: int = 0
) -> tuple[Any, Spec, Place]:
    files = obtain(options.embeddings, False, FakeHost())
    place = Place(base, folder / "model", folder / "checkpoints", files=files)
    spec = replace(SPEC, flair=options, context=context, max_length=24)
    data = Data(corpus[:24], corpus[24:32], corpus[32:])
    return FlairEngine().train(spec, data, place, FakeHost()), spec, place


@pytest.mark.slow
def test_all_kinds_together_predict_alike_after_loading(
    all_kinds: tuple[str, ...], cache: Path, corpus: tuple[Example, ...], tmp_path: Path
) -> None:
    """The model folder is enough, in 8 bits as well: what the embeddings came from may be gone."""
    options = FlairOptions(all_kinds, hidden_size=16)
    trained, spec, place = _train(corpus, tmp_path, tmp_path, options)
    for path in [path for path in cache.rglob("*") if path.is_file()]:
        path.unlink()
    assert missing_embeddings(all_kinds) == all_kinds[2:]
    card = check_model(place.model)
    assert card.base == " + ".join(all_kinds)
    odd = Example(99, ("Ann", "\u200b", "\ufffd", "New York", "\u2581", "\u0301", "科"))
    examples = (*corpus[32:], odd)
    again = FlairEngine().predict(replace(spec, model=str(place.model)), examples, FakeHost())
    for left, right in zip(again, trained.test, strict=False):
        assert left.tags == right.tags
        assert left.scores == pytest.approx(right.scores, abs=1e-4)
    assert len(again[-1].tags) == len(odd.tokens)
    write_integers(place.model, tmp_path / "int8", WAYS["int8"])
    small = FlairEngine().predict(replace(spec, model=str(tmp_path / "int8")), examples, FakeHost())
    for left, right in zip(small, again, strict=True):
        assert left.scores == pytest.approx(right.scores, abs=0.1)
    assert str(tmp_path) not in (place.model / "flair.json").read_text("utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(FlairMode))
def test_a_transformer_stands_in_a_stack(
    corpus: tuple[Example, ...], tiny_encoder: Path, tmp_path: Path, mode: FlairMode
) -> None:
    """Frozen or fine-tuned, with other parts beside it and neighbours for context."""
    import shutil

    base = tmp_path / "base"
    shutil.copytree(tiny_encoder, base)
    told = tuple(replace(one, before=("Bob", "saw"), after=("\u200b", "b")) for one in corpus)
    options = FlairOptions(("one-hot", "transformer"), mode, hidden_size=16)
    trained, spec, place = _train(told, tmp_path, base, options, context=4)
    shutil.rmtree(base)
    check_model(place.model)
    applied = replace(spec, model=str(place.model))
    again = FlairEngine().predict(applied, told[32:], FakeHost())
    assert again == trained.test
    alone = FlairEngine().predict(applied, corpus[32:], FakeHost())
    assert [one.scores for one in alone] != [one.scores for one in again]


@pytest.mark.slow
def test_a_frozen_transformer_learns_nothing(
    corpus: tuple[Example, ...], tiny_encoder: Path, tmp_path: Path
) -> None:
    """In the mode of SGD the encoder keeps its weights; fine-tuned, it does not."""
    from safetensors.torch import load_file

    base = load_file(tiny_encoder / "model.safetensors")
    name = "encoder.layer.0.attention.self.query.weight"
    for mode in FlairMode:
        folder = tmp_path / mode
        options = FlairOptions(("transformer",), mode, hidden_size=8, rnn_layers=0)
        _, _, place = _train(corpus, folder, tiny_encoder, options)
        weights = load_file(place.model / "model.safetensors")
        now = weights[f"embeddings.list_embedding_0.model.{name}"]
        assert bool((now == base[name]).all()) is (mode is FlairMode.TRAIN)


def test_what_is_there_is_offered(all_kinds: tuple[str, ...]) -> None:
    """What needs no file always, the others where their files are."""
    offers = {one.name: one for one in available_embeddings()}
    assert set(offers) == {*all_kinds, "transformer"}
    assert all(one.present for one in offers.values())


@pytest.mark.parametrize(
    ("name", "file", "fetchable"),
    [
        ("word:sv", "sv.vec or sv.txt or sv.bin", False),
        ("byte-pair:sv", "sv/sv.wiki.bpe.vs100000.d50.w2v.bin", True),
        ("contextual:sv-forward", "lm-sv-opus-large-forward-v0.1.pt", True),
        ("contextual:mine", "mine.pt", False),
    ],
)
def test_what_is_missing_is_told_and_not_fetched(
    cache: Path, name: str, file: str, fetchable: bool
) -> None:
    """The error names the file, where to put it, and a download where there is one."""
    with pytest.raises(ModelError) as caught:
        obtain([name], False, FakeHost())
    assert caught.value.code == "NW-M28"
    assert file in caught.value.happened
    assert "ner-workbench" in caught.value.next_step
    assert ("download" in caught.value.next_step) is fetchable


@pytest.mark.parametrize("name", ["magic", "word", "word:", "one-hot:x", "fasttext:sv"])
def test_a_name_of_no_kind_is_refused(name: str) -> None:
    """With the list of the kinds that there are."""
    with pytest.raises(ModelError) as caught:
        obtain([name], True, FakeHost())
    assert caught.value.code == "NW-M25"


def test_a_hostile_pickle_does_not_run(cache: Path) -> None:
    """Under the name of a language model, zipped by torch or bare, it is refused unread."""
    import torch

    hostile = Hostile(cache / "canary")
    torch.save({"state_dict": {}, "dictionary": hostile}, cache / "zipped.pt")
    (cache / "bare.pt").write_bytes(pickle.dumps(hostile))
    (cache / "noise.pt").write_bytes(b"\x80\x04not a pickle at all")
    (cache / "text.pt").write_text("neither")
    with quiet("cpu"):
        torch.jit.save(torch.jit.script(torch.nn.Linear(1, 1)), cache / "program.pt")
    for name in ("zipped.pt", "bare.pt", "noise.pt", "text.pt", "program.pt"):
        with pytest.raises(ModelError) as caught:
            read_pickle(cache / name)
        assert caught.value.code == "NW-M26"
    assert not (cache / "canary").exists()
    pickle.loads(pickle.dumps(hostile))
    assert (cache / "canary").exists()


def test_vectors_are_read_from_text_and_binary(tmp_path: Path) -> None:
    """With a first line or without, with spaces in words, with line ends between rows or not."""
    _write_words(tmp_path / "a.vec")
    lines = (tmp_path / "a.vec").read_bytes().splitlines(keepends=True)
    (tmp_path / "b.txt").write_bytes(b"".join(lines[1:4]))
    rows = [b"Ann " + np.arange(3, dtype="<f4").tobytes(), b"Bo " + bytes(12)]
    (tmp_path / "c.bin").write_bytes(b"2 3\n" + b"".join(rows))
    (tmp_path / "d.bin").write_bytes(b"2 3\n" + b"\n".join(rows) + b"\n")
    words, vectors = read_vectors(tmp_path / "a.vec")
    assert tuple(words) == WORDS and vectors[4].tolist() == [4.0, 0.5, -1.0]
    assert read_vectors(tmp_path / "b.txt")[0] == list(WORDS[:3])
    for name in ("c.bin", "d.bin"):
        words, vectors = read_vectors(tmp_path / name)
        assert words == ["Ann", "Bo"] and vectors.tolist() == [[0, 1, 2], [0, 0, 0]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.vec", b"2 3\nAnn 1 2\n"),
        ("a.vec", b"Ann one two\n"),
        ("a.vec", b""),
        ("a.vec", b"Ann 1 nan\n"),
        ("a.bin", b"2 3\nAnn "),
        ("a.bin", b"no header\n"),
        ("a.bin", b"9 3\nAnn"),
    ],
)
def test_damaged_vectors_are_told_in_words(tmp_path: Path, name: str, content: bytes) -> None:
    """Cut off, without numbers, or empty: one coded error."""
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ModelError) as caught:
        read_vectors(tmp_path / name)
    assert caught.value.code == "NW-M27"


class Answer(io.BytesIO):
    """What a server sends."""


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, bytes]:
    """Stands in for the network: addresses and what lies there."""
    content: dict[str, bytes] = {}

    def urlopen(address: str, timeout: float) -> Answer:
        if address not in content:
            raise OSError("no network")
        return Answer(content[address])

    monkeypatch.setattr("workbench.jobs.embedding_files.urlopen", urlopen)
    return content


def test_an_agreed_download_is_kept(cache: Path, served: dict[str, bytes]) -> None:
    """Files come whole into our folder, archives unpacked; cancelled, nothing stays."""
    import tarfile

    vectors = b"1 2\nAnn " + bytes(8)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo("data/sv/sv.wiki.bpe.vs1000.d25.w2v.bin")
        member.size = len(vectors)
        archive.addfile(member, io.BytesIO(vectors))
    stem = "https://nlp.h-its.org/bpemb/sv/sv.wiki.bpe.vs1000"
    served[f"{stem}.model"] = b"pieces"
    served[f"{stem}.d25.w2v.bin.tar.gz"] = packed.getvalue()
    name = "byte-pair:sv:25:1000"
    with pytest.raises(CancelledError):
        obtain([name], True, FakeHost(cancelled=True))
    assert missing_embeddings([name]) == (name,)
    model, file = obtain([name], True, FakeHost())[name]
    assert model.read_bytes() == b"pieces" and file.read_bytes() == vectors
    assert {path.suffix for path in file.parent.iterdir()} == {".model", ".bin"}


def test_a_failed_download_is_told_in_words(cache: Path, served: dict[str, bytes]) -> None:
    """Without a network the error says what to fetch and where to put it."""
    with pytest.raises(ModelError) as caught:
        obtain(["contextual:sv-forward"], True, FakeHost())
    assert caught.value.code == "NW-M28"
