"""A project remembers the choices of its last training."""

from __future__ import annotations

from workbench.operations.history import undo
from workbench.operations.settings import project_settings, remember_training
from workbench.settings import ProjectSettings, TrainingSettings
from workbench.storage.project import Project


def test_the_last_choices_are_remembered(project: Project) -> None:
    """They are no part of the history: undo does not touch them."""
    assert project.ask(project_settings).result() == ProjectSettings()
    chosen = TrainingSettings(epochs=2, seed=5)
    project.submit(remember_training, chosen).result()
    assert project.submit(undo).result().nothing
    assert project.ask(project_settings).result().training == chosen
