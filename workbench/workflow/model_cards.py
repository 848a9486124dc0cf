"""The card of a model that leaves the project: README.md as the Hugging Face Hub reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.domain.reports import Coverage, Report, Scores
from workbench.domain.run_reports import RunReport
from workbench.domain.training import EMBEDDED
from workbench.jobs.bases import EMBEDDED_NAME

EMBEDDED_HUB_NAME = f"sentence-transformers/{EMBEDDED_NAME}"
LOAD_TRANSFORMERS = (
    "from transformers import pipeline",
    'tag = pipeline("token-classification", model={name}, aggregation_strategy="first")',
    'print(tag("Type some text here."))',
)
LOAD_FLAIR = (
    "from flair.models import SequenceTagger",
    "tagger = SequenceTagger.load({name})",
)
STRICT = (
    "Strict, entity by entity, on words: right is an entity with the right label and the right"
    " borders. The test set was held out of training and of the choice of the best epoch."
)


@dataclass(frozen=True)
class CardFacts:
    """All that a card says. `lower_case` is None where the tokenizer does not tell."""

    title: str
    engine: str
    base: str
    labels: tuple[str, ...]
    languages: str = ""
    lower_case: bool | None = None
    max_length: int = 0
    context: int = 0
    report: RunReport | None = None
    file: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


def model_card(facts: CardFacts) -> str:
    """The card as Markdown with a head of YAML; whatever comes from data is quoted."""
    return "\n".join([*_head(facts), "", *_body(facts)]) + "\n"


def public_base(base: str) -> str:
    """The base as others may know it: a hub name, or the last part of a path."""
    if base == EMBEDDED:
        return EMBEDDED_HUB_NAME
    is_path = base.startswith(("/", "~", ".")) or "\\" in base or Path(base).exists()
    return Path(base).name if is_path else base


def reads_lower_case(folder: Path) -> bool | None:
    """Whether a tokenizer reads upper and lower case alike; None where it does not tell."""
    told = _read(folder / "tokenizer_config.json").get("do_lower_case")
    if isinstance(told, bool):
        return told
    normalizer = json.dumps(_read(folder / "tokenizer.json").get("normalizer"))
    return '"lowercase": true' in normalizer or '"Lowercase"' in normalizer or None


def _read(path: Path) -> dict[str, Any]:
    try:
        value = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def _head(facts: CardFacts) -> list[str]:
    """YAML that every parser reads: JSON values under plain keys."""
    base = public_base(facts.base)
    head: dict[str, Any] = {
        "library_name": facts.engine,
        "pipeline_tag": "token-classification",
        "tags": ["token-classification", "named-entity-recognition", "ner-workbench"],
    }
    if "/" in base and " " not in base:
        head["base_model"] = base
    if facts.report is not None and facts.report.test is not None:
        head["metrics"] = ["precision", "recall", "f1"]
    lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in head.items()]
    return ["---", *lines, "---"]


def _body(facts: CardFacts) -> Iterator[str]:
    yield f"# {_plain(facts.title)}"
    yield ""
    base = _plain(public_base(facts.base)) or "a base model that is not known here"
    yield f"A named-entity model, trained with {facts.engine}, based on {base}."
    yield ""
    yield "**Licence:** not stated yet. Add `license:` to the head of this file before you publish"
    yield "it; mind the licences of the base model and of the data."
    yield from _section("Labels", _labels(facts))
    yield from _section("Data", _data(facts))
    yield from _section("Figures", _figures(facts))
    yield from _section("Limits", _limits(facts))
    yield from _section("How to load it", _loading(facts))


def _section(title: str, lines: Iterator[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "", *lines)


def _labels(facts: CardFacts) -> Iterator[str]:
    yield ", ".join(f"`{_plain(label)}`" for label in facts.labels)
    yield ""
    yield "Tags are IOB2: `B-` begins an entity, `I-` goes on with it, `O` is outside."


def _data(facts: CardFacts) -> Iterator[str]:
    snapshot = facts.report.snapshot if facts.report else {}
    counts: Mapping[str, int] = snapshot.get("sentences", {})
    if not counts:
        yield "Not known here: the model was trained elsewhere."
        return
    yield "| split | sentences | SHA-256 of the snapshot |"
    yield "|---|---|---|"
    for split, count in counts.items():
        yield f"| {split} | {count:,} | `{snapshot.get('sha256', {}).get(f'{split}.jsonl', '')}` |"
    yield ""
    yield "The sentences themselves are not part of this model."
    if "one-hot" in facts.options.get("embeddings", ()):
        yield "Its vocabulary is: words of the training sentences stand in the file, by frequency."


def _figures(facts: CardFacts) -> Iterator[str]:
    test = facts.report.test if facts.report else None
    if test is None:
        yield "None: the model was not scored on a test set."
        return
    yield STRICT
    yield ""
    yield "| label | precision | recall | F1 | entities |"
    yield "|---|---|---|---|---|"
    for label, scores in test.strict.labels.items():
        yield _row(f"`{_plain(label)}`", scores)
    yield _row("**all (micro)**", test.strict.micro)
    yield _row("all (macro)", test.strict.macro)
    yield ""
    yield _covered(test)


def _row(name: str, scores: Scores) -> str:
    figures = (f"{value:.3f}" for value in (scores.precision, scores.recall, scores.f1))
    return f"| {name} | {' | '.join(figures)} | {scores.support:,} |"


def _covered(test: Report) -> str:
    coverage: Coverage = test.coverage
    return (
        f"Scored on {coverage.sentences:,} sentences with {coverage.entities:,} entities;"
        f" {coverage.windowed:,} sentences were longer than a window, {coverage.cut:,} tokens were"
        f" cut, {coverage.unscored:,} have no word piece."
    )


def _limits(facts: CardFacts) -> Iterator[str]:
    yield f"- Languages: {_plain(facts.languages) or 'those of the base model and of the data'}."
    yield f"- Case: {_case(facts)}."
    if facts.max_length:
        yield (
            f"- Trained on windows of at most {facts.max_length} word pieces; give it longer text"
            " in sentences."
        )
    if facts.context:
        yield (
            f"- Trained with {facts.context} tokens of the neighbouring sentences on either side;"
            " on a sentence alone it does a little worse."
        )
    yield "- It knows the labels above and no others, and text like that of its data."
    if facts.engine == "transformers":
        yield (
            "- The figures are of tags that were put right where a tag cannot follow another; a"
            " plain pipeline takes each word's best tag as it is."
        )


def _case(facts: CardFacts) -> str:
    if facts.lower_case is None:
        return "as the base model has it"
    return "upper and lower case are read alike" if facts.lower_case else "cased"


def _loading(facts: CardFacts) -> Iterator[str]:
    name = json.dumps(facts.file or "path/to/this/folder")
    lines = LOAD_FLAIR if facts.engine == "flair" else LOAD_TRANSFORMERS
    yield from ("```python", *(line.replace("{name}", name) for line in lines), "```")
    if facts.engine == "flair":
        yield ""
        yield "A `.pt` file is a pickle: whoever loads it has to trust whoever made it."


def _plain(text: str) -> str:
    """Text from data on one line, without what Markdown or HTML would act on."""
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in "`*_[]<>|\\#" else sign for sign in line)
