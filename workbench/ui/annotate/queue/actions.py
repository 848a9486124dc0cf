"""The rows of the queue in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

QUEUE_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "annotate.rank",
        "Next batch of the queue",
        "Shift+F8",
        "Rank the untouched sentences anew, and list the next ones to annotate",
    ),
    ActionRow(
        "annotate.queue_menu",
        "Strategy and size of the queue",
        "Ctrl+F8",
        "Choose how sentences are selected, and how many at a time",
    ),
    ActionRow(
        "annotate.hold_out",
        "List the hold-out",
        "Alt+F8",
        "The sentences of dev and test that are still to be annotated",
    ),
    ActionRow(
        "annotate.retrain",
        "Retrain",
        "Ctrl+Shift+F8",
        "Train with the settings used last, on all that is annotated by now",
    ),
    ActionRow(
        "annotate.retrain_rule",
        "Retrain by rule…",
        "Alt+Shift+F8",
        "Start a training by itself after some accepted sentences, or when nothing happens",
    ),
)
