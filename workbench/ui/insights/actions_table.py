"""The rows of the Insights place in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "insights.measure",
        "Measure the learning curve",
        "Ctrl+M",
        "Train on shares of the training set, and score each time on the frozen test set",
    ),
    ActionRow("insights.cancel", "Cancel the measurement", "", "Keep the curve of the last time"),
    ActionRow("insights.count", "Count again", "F5", "Read progress, pace and labels anew"),
)
