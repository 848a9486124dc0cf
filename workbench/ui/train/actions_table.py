"""The Train place's rows of the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

RUNS, MISTAKES = "train.runs", "train.mistakes"

START: tuple[ActionRow, ...] = (
    ActionRow("train.settings", "Training settings", "Ctrl+Shift+T", "Unfold or fold the form"),
    ActionRow(
        "train.more",
        "More training settings",
        "Ctrl+Shift+M",
        "Unfold or fold what is seldom changed",
    ),
    ActionRow(
        "train.draw_splits", "Draw splits 80/10/10", "Ctrl+Shift+D", "For sentences without a split"
    ),
)

RUN: tuple[ActionRow, ...] = (
    ActionRow(
        "train.stop",
        "Stop and keep best",
        "Ctrl+Shift+K",
        "End it now and keep its best model",
    ),
    ActionRow(
        "train.cancel", "Cancel the run", "Ctrl+Shift+X", "End the run now and keep nothing of it"
    ),
    ActionRow(
        "train.save_report",
        "Save report…",
        "Ctrl+Shift+E",
        "As a page, text, tables, and pictures",
    ),
    ActionRow(
        "train.suggest",
        "Suggest on untouched sentences",
        "Ctrl+Shift+G",
        "With the chosen run's model",
    ),
)

TABLE: tuple[ActionRow, ...] = (
    ActionRow("train.rename", "Rename…", "F2", "Give the run a name", scope=RUNS),
    ActionRow("train.pin", "Pin or unpin", "P", "Keep the run on top of the list", scope=RUNS),
    ActionRow(
        "train.compare",
        "Compare",
        "C",
        "Two selected runs side by side",
        scope=RUNS,
    ),
    ActionRow("train.resume", "Resume", "R", "Go on from the last complete checkpoint", scope=RUNS),
    ActionRow("train.move_up", "Start earlier", "Alt+Up", "Move up in the queue", scope=RUNS),
    ActionRow("train.move_down", "Start later", "Alt+Down", "Move down in the queue", scope=RUNS),
    ActionRow("train.open_folder", "Open folder", "O", "Where the run's files lie", scope=RUNS),
    ActionRow("train.delete", "Delete…", "Del", "The run with its files", scope=RUNS),
)

ANSWERS: tuple[ActionRow, ...] = (
    ActionRow(
        "train.gold_wrong",
        "Gold was wrong",
        "G",
        "Put what the model says in place of gold",
        scope=MISTAKES,
    ),
    ActionRow("train.model_wrong", "Model was wrong", "M", "Keep gold as it is", scope=MISTAKES),
    ActionRow(
        "train.hard",
        "Model was wrong: hard",
        "H",
        "Keep gold, and put the sentence on the hard list",
        scope=MISTAKES,
    ),
    ActionRow("train.unclear", "Guideline unclear", "U", "Flag the sentence", scope=MISTAKES),
    ActionRow(
        "train.withdraw", "Withdraw the answer", "Backspace", "Let it wait again", scope=MISTAKES
    ),
    ActionRow(
        "train.open_mistake",
        "Open the sentence",
        "Return; Enter",
        "In Annotate, with the cursor on the entity",
        scope=MISTAKES,
    ),
    ActionRow(
        "train.hard_list",
        "Show the hard list",
        "Ctrl+Shift+H",
        "List the sentences that were put on it",
        scope=MISTAKES,
    ),
    ActionRow(
        "train.rescore",
        "Score the run again",
        "Ctrl+Shift+R",
        "Its test predictions against the gold of today",
        scope=MISTAKES,
    ),
)

ACTIONS: tuple[ActionRow, ...] = (*START, *RUN, *TABLE, *ANSWERS)
