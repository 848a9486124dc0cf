"""The rows of the label set, and of splitting a label, in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

LABELS = "clean.labels"
SPLIT = "clean.split"

SET_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "clean.label_add", "Add label", "Ins", "Add the label of the field to the set", scope=LABELS
    ),
    ActionRow(
        "clean.label_rename", "Rename label", "F2", "Call the label something else", scope=LABELS
    ),
    ActionRow(
        "clean.label_merge",
        "Merge label into…",
        "Ctrl+M",
        "Join the label with another one",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_split",
        "Split label…",
        "Ctrl+Shift+M",
        "Decide anew on each mention of the label",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_delete",
        "Delete label",
        "Del",
        "Remove the label; its entities become outside",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_colour",
        "Colour of label…",
        "Ctrl+Shift+C",
        "Choose the colour of the label",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_colours",
        "Colour all labels anew",
        "",
        "Give every label a colour that is easily told from the others",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_keys",
        "Give free keys",
        "",
        "Give a key to each label without one, or with the key of a command",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_number",
        "Number all labels anew",
        "",
        "Give every label a new key, in the order of the set",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_up",
        "Move label up",
        "Alt+Up",
        "Move the label up in the palette",
        scope=LABELS,
    ),
    ActionRow(
        "clean.label_down",
        "Move label down",
        "Alt+Down",
        "Move the label down in the palette",
        scope=LABELS,
    ),
)

SPLIT_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "clean.split_decide",
        "Decide on the mention",
        "1…9, 0",
        "Give the mention the label of that number; 0 keeps its label",
        True,
        SPLIT,
    ),
    ActionRow(
        "clean.split_decide_all",
        "Decide on all of this text",
        "Shift+1…9, 0",
        "The same for all mentions of the same text",
        True,
        SPLIT,
    ),
    ActionRow(
        "clean.split_skip", "Skip the mention", "Space", "Leave the mention for later", scope=SPLIT
    ),
    ActionRow(
        "clean.split_back",
        "Back to the last mention",
        "Backspace",
        "Show the mention that was decided or skipped last",
        scope=SPLIT,
    ),
    ActionRow(
        "clean.split_apply",
        "Apply the decisions",
        "Ctrl+Return; Ctrl+Enter",
        "Give the mentions their new labels, in one step",
        scope=SPLIT,
    ),
    ActionRow(
        "clean.split_discard",
        "Discard the decisions",
        "Ctrl+Shift+Backspace",
        "Forget what was decided on this label",
        scope=SPLIT,
    ),
    ActionRow(
        "clean.split_leave",
        "Back to the label set",
        "Esc",
        "Leave; the decisions are kept until they are applied or discarded",
        scope=SPLIT,
    ),
)

LABEL_ACTIONS: tuple[ActionRow, ...] = (*SET_ACTIONS, *SPLIT_ACTIONS)
