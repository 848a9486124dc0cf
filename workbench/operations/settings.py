"""The settings of a project: no part of its history."""

from __future__ import annotations

from dataclasses import replace

from workbench.domain.changes import Changes
from workbench.operations.store import Reader, Transaction
from workbench.settings import NAME, ProjectSettings, TrainingSettings


def project_settings(reader: Reader) -> ProjectSettings:
    """What the project remembers, or the defaults."""
    return ProjectSettings.from_json(reader.setting(NAME, {}))


def remember_training(transaction: Transaction, chosen: TrainingSettings) -> Changes:
    """Keep the choices of the last training, for the next one to begin with."""
    settings = replace(project_settings(transaction), training=chosen)
    transaction.put_setting(NAME, settings.to_json())
    return transaction.changes("remember settings")
