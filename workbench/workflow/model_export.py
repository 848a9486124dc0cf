"""Models that leave the project: as a plain Hugging Face folder, or as flair's one file.

These functions wait for the store: call them outside of the window's thread.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

from workbench.domain.errors import ModelError
from workbench.domain.run_reports import RunReport
from workbench.domain.training import MODEL_CARD
from workbench.files import COMPLETE, complete_folder, write_atomically, write_json
from workbench.jobs.flair_models import PICKLES
from workbench.operations.store import Store
from workbench.workflow.flair_exchange import export_plain_flair
from workbench.workflow.model_cards import CardFacts, model_card, public_base, reads_lower_case
from workbench.workflow.models import known_model, unwritten
from workbench.workflow.suggesting import Model, model_named

FORMATS = ("hf", "flair")
README = "README.md"
# Of a folder of ours: how it is used here, and not what transformers reads.
OURS = (COMPLETE, MODEL_CARD, README)


def export_model(store: Store, name: str, out: Path, file_format: str = "hf") -> Path:
    """Write a model as "hf" (a folder) or "flair" (a `.pt` file with its card beside it).

    ModelError NW-M30 for a model of another engine, NW-M31 for heads that transformers does
    not know, NW-M32 where something is there already, NW-M37 where it cannot be written.
    """
    known_model(store, name)
    model = model_named(store, name)
    target = out.expanduser().absolute()
    try:
        if file_format == "flair":
            return _export_flair(store, model, target)
        return _export_folder(store, model, target)
    except OSError as error:
        raise unwritten(target, error) from error


def check_exportable(model: Model) -> None:
    """Refuse what plain transformers could not load, or would read otherwise."""
    if model.card.engine != "transformers":
        raise ModelError(
            "NW-M30",
            f"{model.name} is a model of {model.card.engine}, not of transformers.",
            "Nothing was written.",
            "Export it as flair, or train with the engine transformers.",
        )
    heads = {"crf": "a CRF", "lstm_size": "a BiLSTM"}
    found = [words for option, words in heads.items() if model.card.options.get(option)]
    if found:
        raise ModelError(
            "NW-M31",
            f"{model.name} has {' and '.join(found)} as its head, which plain transformers does"
            " not know: it would load without, and tag otherwise.",
            "Nothing was written.",
            "Train it without that head, or copy the run's model folder to another NER Workbench.",
        )


def card_facts(store: Store, model: Model, file: str = "") -> CardFacts:
    """What is known of a model for its card."""
    known, options = known_model(store, model.name), model.card.options
    # A model without our card does not say how long its windows are.
    length = int(options.get("max_length", 0))
    return CardFacts(
        title=known.title or f"{store.path.stem} {model.name}",
        engine=model.card.engine,
        base=known.base,
        labels=model.card.labels,
        languages=model.card.languages,
        lower_case=reads_lower_case(model.folder),
        max_length=length,
        context=int(options.get("context", 0)),
        report=None if known.imported else _report(store, model.name),
        file=file,
        options=options,
    )


def _report(store: Store, name: str) -> RunReport | None:
    run = store.ask(lambda reader: reader.run(name)).result()
    return RunReport.from_json(dict(run.report)) if run.report else None


def _export_folder(store: Store, model: Model, target: Path) -> Path:
    check_exportable(model)
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise _taken(target)
    card = model_card(card_facts(store, model))
    parts = [target.with_name(f"{target.name}.{end}") for end in ("part", "ready")]
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        for part in parts:
            shutil.rmtree(part, ignore_errors=True)
        _copy_plain(model, parts[0])
        complete_folder(*parts)
        # Not on the list of what must not change: people are meant to go on with the card.
        write_atomically(parts[1] / README, card.encode())
        if target.is_dir():
            target.rmdir()
        parts[1].replace(target)
    finally:
        for part in parts:
            shutil.rmtree(part, ignore_errors=True)
    return target


def _copy_plain(model: Model, target: Path) -> None:
    target.mkdir()
    for path in sorted(model.folder.iterdir()):
        if path.is_file() and path.name not in OURS and path.suffix not in PICKLES:
            shutil.copyfile(path, target / path.name)
    if (model.folder / MODEL_CARD).exists():
        # So that another NER Workbench uses it as it was trained; no path of this machine.
        public = replace(model.card, base=public_base(model.card.base))
        write_json(target / MODEL_CARD, public.to_json())
    _limit_length(target, int(model.card.options.get("max_length", 0)))


def _limit_length(folder: Path, length: int) -> None:
    """Let plain transformers cut text where the model's windows end."""
    path = folder / "tokenizer_config.json"
    if not length or not path.exists():
        return
    values = json.loads(path.read_bytes())
    longest = values.get("model_max_length")
    if not isinstance(longest, int) or longest > length:
        write_json(path, {**values, "model_max_length": length})


def _export_flair(store: Store, model: Model, target: Path) -> Path:
    file = target if target.suffix == ".pt" else target.with_name(f"{target.name}.pt")
    if file.exists():
        raise _taken(file)
    card = model_card(card_facts(store, model, file.name))
    file.parent.mkdir(parents=True, exist_ok=True)
    export_plain_flair(model.folder, file)
    write_atomically(file.with_suffix(".md"), card.encode())
    return file


def _taken(target: Path) -> ModelError:
    return ModelError(
        "NW-M32",
        f"There is something at {target} already.",
        "It was left as it is, and nothing was written.",
        "Choose a new or an empty place.",
    )
