"""The Train place's rows of the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("train.settings", "Training settings", "Ctrl+Shift+T", "Unfold or fold the form"),
    ActionRow("train.draw_splits", "Draw splits 80/10/10", "", "For sentences without a split"),
    ActionRow("train.stop", "Stop and keep best", "", "End the run now and keep its best model"),
    ActionRow("train.cancel", "Cancel the run", "", "End the run now and keep nothing of it"),
    ActionRow("train.suggest", "Suggest on untouched sentences", "", "With the chosen run's model"),
)
