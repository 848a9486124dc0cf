"""The rows of the Annotate place in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow
from workbench.ui.annotate.list.actions import FIELD_ONLY, LIST_ACTIONS
from workbench.ui.annotate.queue.actions import QUEUE_ACTIONS

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
    ActionRow(
        "annotate.next_likely",
        "Next likely name",
        ".",
        "Select the next untagged text that looks like a name or is tagged elsewhere",
    ),
    ActionRow(
        "annotate.previous_likely",
        "Previous likely name",
        ",",
        "Select the previous untagged text that looks like a name",
    ),
    ActionRow(
        "annotate.marks",
        "Letters over the tokens",
        "G",
        "Put letters over the tokens in view; the letter typed next goes there",
    ),
    ActionRow(
        "annotate.go_to",
        "Go to a token…",
        "/",
        "Type how a token begins; Enter stays there, Esc goes back",
    ),
    ActionRow(
        "annotate.next_doubtful",
        "Next doubtful suggestion",
        "D",
        "Go to the next suggestion below the threshold",
    ),
    ActionRow(
        "annotate.previous_doubtful",
        "Previous doubtful suggestion",
        "S",
        "Go to the previous suggestion below the threshold",
    ),
    ActionRow(
        "annotate.cycle",
        "Other proposal",
        "C",
        "Show what else is proposed for these tokens, one after the other",
    ),
    ActionRow(
        "annotate.accept_sure",
        "Accept sure suggestions",
        "Shift+Return; Shift+Enter",
        "Accept the suggestions from the threshold on, and stay",
    ),
    ActionRow(
        "annotate.hide_doubtful",
        "Hide doubtful suggestions",
        "Alt+D",
        "Show only suggestions from the threshold on, or all of them",
    ),
    ActionRow(
        "annotate.thresholds",
        "What counts as sure…",
        "Alt+S",
        "Show the threshold of each label, measured or set by hand",
    ),
    ActionRow(
        "annotate.reject_all",
        "Reject all suggestions",
        "Shift+Del",
        "Drop every suggestion of this sentence",
    ),
    ActionRow(
        "annotate.lock",
        "Lock the label",
        "L",
        "Give the label used last to every selection made by the mouse, or stop that",
    ),
    ActionRow(
        "annotate.split_entity",
        "Split entity",
        "B",
        "Make two entities of one: the second begins at the cursor",
    ),
    ActionRow(
        "annotate.join_entities",
        "Join entities",
        "M",
        "Join the entity with the next one, and all between them",
    ),
    ActionRow(
        "annotate.split_token",
        "Split token…",
        "Alt+B",
        "Cut the token under the cursor in two",
    ),
    ActionRow(
        "annotate.merge_tokens",
        "Merge tokens",
        "Alt+M",
        "Make one token of the selected ones",
    ),
    ActionRow(
        "annotate.clear_selection",
        "Clear the selection",
        "Esc",
        "Unlock the label, or select nothing",
    ),
)

# These act anywhere in the place.
PLACE_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("annotate.search", "Search sentences", "Ctrl+F", "Go to the filter of the list"),
    ActionRow(
        "annotate.apply_to_all",
        "Apply to all identical mentions…",
        "Ctrl+D",
        "Show every place of this text, and tag those that are ticked",
    ),
    ActionRow(
        "annotate.find_all",
        "Find all and tag…",
        "Ctrl+Shift+D",
        "Look for terms or a regular expression, and tag what is found",
    ),
    ActionRow("annotate.next_hit", "Next hit", "F3", "Go to the next hit of the search"),
    ActionRow(
        "annotate.instant",
        "Instant suggestions",
        "Ctrl+Shift+L",
        "A small model learns from what you accept and suggests at once, or no more",
    ),
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
        "By one token or line, or to the edge of the line; Shift extends the selection",
        True,
    ),
    ActionRow(
        "annotate.jump",
        "Jump",
        "Ctrl+Left; Ctrl+Right; Ctrl+Home; Ctrl+End",
        "To the next stretch, name or entity, or to the ends of the sentence; Shift extends",
        True,
    ),
    ActionRow(
        "annotate.letter",
        "Go to a letter",
        "Shift+letter",
        "Go to the next token that begins with this letter; a name is selected whole",
        True,
    ),
)

ACTIONS: tuple[ActionRow, ...] = (
    *EDITOR_ACTIONS,
    *PLACE_ACTIONS,
    *LIST_ACTIONS,
    *QUEUE_ACTIONS,
    *SHOWN_ONLY,
    *FIELD_ONLY,
)
