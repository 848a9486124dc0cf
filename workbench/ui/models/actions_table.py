"""The Models place's rows of the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

LIST = "models.list"

PLACE: tuple[ActionRow, ...] = (
    ActionRow(
        "models.import", "Import a model…", "Ctrl+Shift+O", "Copy a model folder into the project"
    ),
    ActionRow(
        "models.import_flair",
        "Import a flair file…",
        "Ctrl+Shift+F",
        "Convert a .pt file of plain flair, once you trust it",
    ),
    ActionRow("models.try", "Try it", "Ctrl+L", "Go to the box for typed text"),
)

CHOSEN: tuple[ActionRow, ...] = (
    ActionRow(
        "models.use", "Make it the suggester", "U", "It suggests when nobody says which", scope=LIST
    ),
    ActionRow(
        "models.suggest",
        "Suggest now",
        "G",
        "Let it propose entities on untouched sentences",
        scope=LIST,
    ),
    ActionRow(
        "models.labels",
        "Match labels…",
        "M",
        "Say what its labels mean in this project",
        scope=LIST,
    ),
    ActionRow(
        "models.export",
        "Export…",
        "E",
        "Write it for transformers or flair, with a model card",
        scope=LIST,
    ),
    ActionRow(
        "models.push", "Upload to a hub…", "P", "To the Hugging Face Hub, private first", scope=LIST
    ),
    ActionRow(
        "models.forget", "Forget…", "Del", "Remove an imported model with its files", scope=LIST
    ),
)

ACTIONS: tuple[ActionRow, ...] = (*PLACE, *CHOSEN)
