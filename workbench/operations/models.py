"""What a project keeps about its models; settings, and no part of its history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.domain.models import ModelNote
from workbench.operations.store import Reader, Transaction

NOTES = "models"
SUGGESTER = "suggester"


def model_notes(reader: Reader) -> dict[str, ModelNote]:
    """What is kept about each model, by name; runs' models only where there is something."""
    kept: Mapping[str, Mapping[str, object]] = reader.setting(NOTES, {})
    return {name: ModelNote.from_json(note) for name, note in kept.items()}


def suggester(reader: Reader) -> str:
    """The model that suggests when nobody names another; empty without one."""
    return str(reader.setting(SUGGESTER, ""))


def note_model(transaction: Transaction, name: str, note: ModelNote) -> Changes:
    """Keep what is known about a model."""
    notes = {**model_notes(transaction), name: note}
    _put(transaction, notes)
    return transaction.changes("")


def choose_mapping(transaction: Transaction, name: str, mapping: Mapping[str, str]) -> Changes:
    """Keep what a model's labels mean in this project."""
    return note_model(transaction, name, replace(_note(transaction, name), mapping=mapping))


def note_speed(transaction: Transaction, name: str, speed: float, device: str) -> Changes:
    """Keep how many tokens a second a model tagged."""
    note = replace(_note(transaction, name), speed=speed, device=device)
    return note_model(transaction, name, note)


def choose_variant(transaction: Transaction, name: str, variant: str) -> Changes:
    """Let a variant answer for a model; empty for the model itself."""
    return note_model(transaction, name, replace(_note(transaction, name), variant=variant))


def choose_suggester(transaction: Transaction, name: str) -> Changes:
    """Let a model suggest when nobody names another; empty for none."""
    transaction.put_setting(SUGGESTER, name)
    return transaction.changes("")


def forget_note(transaction: Transaction, name: str) -> Changes:
    """Forget what was kept about a model, and that it was the suggester."""
    _put(transaction, {key: one for key, one in model_notes(transaction).items() if key != name})
    if suggester(transaction) == name:
        transaction.put_setting(SUGGESTER, "")
    return transaction.changes("")


def _note(reader: Reader, name: str) -> ModelNote:
    return model_notes(reader).get(name, ModelNote())


def _put(transaction: Transaction, notes: Mapping[str, ModelNote]) -> None:
    transaction.put_setting(NOTES, {name: note.to_json() for name, note in notes.items()})
