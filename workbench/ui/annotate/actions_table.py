"""The rows of the Annotate place in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

# These act only while the editor has the focus.
EDITOR_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "annotate.accept",
        "Accept and go on",
        "Return; Enter; A",
        "Accept all suggestions, call the sentence done and go to the next",
    ),
    ActionRow(
        "annotate.reject",
        "Reject sentence",
        "X",
        "Keep this sentence out of training and go to the next",
    ),
    ActionRow("annotate.skip", "Skip", "Space", "Leave this sentence for later and go to the next"),
    ActionRow("annotate.flag", "Flag", "F", "Flag this sentence, or take the flag away"),
    ActionRow(
        "annotate.remove",
        "Remove entity",
        "Del; Backspace",
        "Take the entity under the cursor away, or clear the selected tokens",
    ),
    ActionRow("annotate.next_entity", "Next entity", "Tab", "Go to the next entity or suggestion"),
    ActionRow(
        "annotate.previous_entity",
        "Previous entity",
        "Shift+Tab",
        "Go to the previous entity or suggestion",
    ),
    ActionRow(
        "annotate.accept_suggestion",
        "Accept suggestion",
        "Y",
        "Make the suggestion under the cursor gold",
    ),
    ActionRow(
        "annotate.reject_suggestion",
        "Reject suggestion",
        "N",
        "Drop the suggestion under the cursor",
    ),
    ActionRow("annotate.next", "Next sentence", "PgDown; J", "Go to the next sentence of the list"),
    ActionRow(
        "annotate.previous",
        "Previous sentence",
        "PgUp; K",
        "Go to the previous sentence of the list",
    ),
    ActionRow(
        "annotate.extend_right",
        "Move the right border right",
        "Alt+Right",
        "Make the entity one token longer",
    ),
    ActionRow(
        "annotate.shrink_right",
        "Move the right border left",
        "Alt+Left",
        "Make the entity one token shorter",
    ),
    ActionRow(
        "annotate.extend_left",
        "Move the left border left",
        "Alt+Shift+Left",
        "Begin the entity one token earlier",
    ),
    ActionRow(
        "annotate.shrink_left",
        "Move the left border right",
        "Alt+Shift+Right",
        "Begin the entity one token later",
    ),
    ActionRow("annotate.clear_selection", "Clear the selection", "Esc", "Select nothing"),
)

# These act anywhere in the place.
PLACE_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("annotate.search", "Search sentences", "Ctrl+F", "Go to the filter of the list"),
    ActionRow("annotate.next_hit", "Next hit", "F3", "Go to the next hit of the search"),
    ActionRow("annotate.refresh", "Refresh the list", "F5", "Filter and sort the list again"),
    ActionRow(
        "annotate.focus_editor",
        "Go to the editor",
        "Ctrl+Return; Ctrl+Enter",
        "Give the keys to the editor",
    ),
    ActionRow("annotate.zoom_in", "Larger text", "Ctrl++; Ctrl+=", "Make the text larger"),
    ActionRow("annotate.zoom_out", "Smaller text", "Ctrl+-", "Make the text smaller"),
    ActionRow("annotate.zoom_reset", "Normal text size", "Ctrl+0", "Go back to the first size"),
)

# Handled by the editor itself; they stand on the sheet of keys only.
SHOWN_ONLY: tuple[ActionRow, ...] = (
    ActionRow(
        "annotate.label",
        "Set a label",
        "1…9, 0, letters",
        "Put the label on the selection, or on the entity under the cursor",
        True,
    ),
    ActionRow(
        "annotate.move",
        "Move the token cursor",
        "Left; Right; Up; Down; Home; End",
        "Shift extends the selection",
        True,
    ),
)

ACTIONS: tuple[ActionRow, ...] = (*EDITOR_ACTIONS, *PLACE_ACTIONS, *SHOWN_ONLY)
