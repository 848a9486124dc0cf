"""The rows of the sentence list, its filters and its panes in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

FIND_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("annotate.previous_hit", "Previous hit", "Shift+F3", "Go to the hit before"),
    ActionRow(
        "annotate.go_to_sentence",
        "Go to sentence…",
        "Ctrl+G",
        "Go to a sentence by its number",
    ),
    ActionRow("annotate.filters", "Saved filters", "F4", "Choose one of the saved filters"),
    ActionRow(
        "annotate.save_filter",
        "Save this filter…",
        "Shift+F4",
        "Keep the filter and the order of the list under a name",
    ),
    ActionRow(
        "annotate.manage_filters",
        "Rename or delete saved filters…",
        "",
        "Show the saved filters to change them",
    ),
    ActionRow("annotate.sort", "Sort the list", "F6", "Choose how the list is sorted"),
    ActionRow("annotate.sort_position", "Sort by position", "", "As the sentences came in"),
    ActionRow("annotate.sort_doubt", "Sort by doubt", "", "The least sure suggestions first"),
    ActionRow("annotate.sort_length", "Sort by length", "", "The longest sentences first"),
    ActionRow("annotate.sort_recent", "Sort by last edit", "", "What was changed last first"),
    ActionRow(
        "annotate.sort_disagreement",
        "Sort by disagreement",
        "",
        "Where suggesters and tags differ most first",
    ),
    ActionRow("annotate.sort_queue", "List the queue", "F8", "What to annotate next, in order"),
)

SELECTED_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("annotate.select_all", "Select all listed", "Ctrl+A", "Select every row of the list"),
    ActionRow(
        "annotate.selected_menu",
        "Change the selected sentences",
        "Ctrl+Shift+S",
        "Status, flag, split and suggestions of the selected rows",
    ),
    ActionRow(
        "annotate.selected_done",
        "Selected: done",
        "Ctrl+Shift+Return; Ctrl+Shift+Enter",
        "Call the selected sentences done",
    ),
    ActionRow("annotate.selected_draft", "Selected: draft", "", "Call the selected ones drafts"),
    ActionRow("annotate.selected_new", "Selected: new", "", "Call the selected sentences new"),
    ActionRow(
        "annotate.selected_reject",
        "Selected: reject",
        "Ctrl+Shift+X",
        "Keep the selected sentences out of training",
    ),
    ActionRow("annotate.selected_flag", "Selected: flag", "Ctrl+Shift+F", "Flag the selected ones"),
    ActionRow("annotate.selected_unflag", "Selected: remove flag", "", "Take their flags away"),
    ActionRow("annotate.selected_train", "Selected: split train", "", "Put them into train"),
    ActionRow("annotate.selected_dev", "Selected: split dev", "", "Put them into dev"),
    ActionRow("annotate.selected_test", "Selected: split test", "", "Put them into test"),
    ActionRow("annotate.selected_no_split", "Selected: no split", "", "Take them out of any split"),
    ActionRow(
        "annotate.selected_share",
        "Selected: move a random share…",
        "Ctrl+Shift+M",
        "Put some of the selected sentences, by lot, into a split",
    ),
    ActionRow(
        "annotate.selected_accept",
        "Selected: accept suggestions…",
        "Ctrl+Shift+Y",
        "Accept the suggestions of the selected sentences from a score on",
    ),
)

PANE_ACTIONS: tuple[ActionRow, ...] = (
    ActionRow("annotate.fold_list", "Show or hide the list", "Ctrl+B", "Fold the list away"),
    ActionRow(
        "annotate.fold_details",
        "Show or hide the details",
        "Ctrl+Shift+B",
        "Fold the details away",
    ),
    ActionRow(
        "annotate.guideline",
        "Edit the guideline",
        "F2",
        "Write down how to tag, for all or for the label under the cursor",
    ),
    ActionRow("annotate.fold_guideline", "Show or hide the guideline", "Shift+F2", "Fold it away"),
    ActionRow(
        "annotate.note", "Write a note", "Ctrl+Shift+N", "Go to the note beside the sentence"
    ),
)

LIST_ACTIONS: tuple[ActionRow, ...] = (*FIND_ACTIONS, *SELECTED_ACTIONS, *PANE_ACTIONS)

# Handled by the filter field itself.
FIELD_ONLY: tuple[ActionRow, ...] = (
    ActionRow(
        "annotate.complete_filter",
        "Propose filter terms",
        "Ctrl+Space",
        "In the filter: show what can follow; Tab takes the first proposal",
        True,
    ),
)
