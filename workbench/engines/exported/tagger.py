"""An exported model at work: numpy, tokenizers and ONNX Runtime, and no library that trains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from workbench.domain.errors import UsageError
from workbench.domain.training import Example, Spec
from workbench.engines.base import Host, Prediction
from workbench.engines.decoding import Chooser, Decoder
from workbench.engines.exported.crf import PlainCrf
from workbench.engines.exported.description import Description, read_description
from workbench.engines.exported.pieces import load_pieces
from workbench.engines.exported.session import Session, load_session, usable_cores
from workbench.engines.transformers.answers import answers_to_predictions
from workbench.engines.transformers.encoding import Encoder

PORTION = 256


class Quiet:
    """A host that wants to hear nothing and never cancels."""

    stopping = False

    def check(self) -> None:
        """Nobody cancels."""

    def wait(self, seconds: float | None) -> bool:
        return False

    def started(self, device: str, threads: int) -> None:
        """Nobody listens."""

    def progress(self, step: int, steps: int, epoch: float, loss: float | None) -> None:
        """Nobody listens."""

    def epoch(self, row: Any) -> None:
        """Nobody listens."""

    def log(self, text: str) -> None:
        """Nobody listens."""


@dataclass(frozen=True)
class ExportedTagger:
    """A network with its tokenizer and its decoder."""

    session: Session
    encoder: Encoder
    decoder: Chooser

    def tag(self, examples: Sequence[Example], host: Host | None = None) -> Iterator[Prediction]:
        """One tag and one score for each token, a portion of sentences at a time."""
        listener = host or Quiet()
        for start in range(0, len(examples), PORTION):
            portion = examples[start : start + PORTION]
            encoded = self.encoder.encode(portion, listener)
            answers = self.session.ask(encoded, listener)
            yield from answers_to_predictions(portion, encoded, answers, self.decoder)

    def tag_tokens(self, sentences: Sequence[Sequence[str]]) -> list[Prediction]:
        """The same for bare tokens."""
        return list(self.tag([Example(n, tuple(one)) for n, one in enumerate(sentences)]))


def load_exported(folder: Path, threads: int = 0) -> ExportedTagger:
    """Load an exported model; ModelError NW-M42 where it cannot be used."""
    described = read_description(folder)
    tag_ids = {tag: index for index, tag in enumerate(described.tags)}
    # It asks for pieces by the same few calls that a tokenizer of transformers answers.
    pieces = cast(Any, load_pieces(folder))
    encoder = Encoder(pieces, described.max_length, tag_ids, overlap=described.overlap)
    session = load_session(folder, described.padding, threads)
    return ExportedTagger(session, encoder, _decoder(described))


def _decoder(described: Description) -> Chooser:
    if described.crf is not None:
        return PlainCrf(described.tags, described.crf)
    return Decoder(described.tags, described.constrained)


class ExportedEngine:
    """Predicts with an exported model; it trains none."""

    def train(self, spec: Spec, data: Any, place: Any, host: Host) -> Any:
        """An exported model is made from a trained one: UsageError NW-M43."""
        raise UsageError(
            "NW-M43",
            "An exported model cannot be trained.",
            "Nothing was done.",
            "Train with transformers or flair, and optimise the model afterwards.",
        )

    def predict(
        self, spec: Spec, examples: Sequence[Example], host: Host
    ) -> tuple[Prediction, ...]:
        threads = spec.threads or usable_cores()
        host.started("cpu", threads)
        tagger = load_exported(Path(spec.model or ""), threads)
        predictions: list[Prediction] = []
        for prediction in tagger.tag(examples, host):
            predictions.append(prediction)
            done, total = len(predictions), len(examples)
            host.progress(done, total, done / total, None)
        return tuple(predictions)
