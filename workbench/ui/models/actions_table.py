"""The Models place's rows of the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

LIST = "models.list"
DICTIONARIES, RULES = "models.dictionaries", "models.rules"

PLACE: tuple[ActionRow, ...] = (
    ActionRow(
        "models.import", "Import a model…", "Ctrl+Shift+O", "Copy a model folder into the project"
    ),
    ActionRow(
        "models.import_flair",
        "Import a file…",
        "Ctrl+Shift+F",
        "A packed model (.zip), or a .pt file of plain flair once you trust it",
    ),
    ActionRow("models.try", "Try it", "Ctrl+L", "Go to the box for typed text"),
    ActionRow("models.show_models", "Models", "Alt+1", "The list of models"),
    ActionRow("models.show_dictionaries", "Dictionaries", "Alt+2", "Terms that suggest a label"),
    ActionRow("models.show_rules", "Rules", "Alt+3", "Regular expressions that suggest a label"),
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
        "models.optimise",
        "Optimise…",
        "O",
        "Make smaller and quicker variants, and measure them",
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

OF_DICTIONARIES: tuple[ActionRow, ...] = (
    ActionRow(
        "models.term_add", "Add a term", "Ins", "Take in the term of the field", scope=DICTIONARIES
    ),
    ActionRow(
        "models.term_remove",
        "Remove terms",
        "Del",
        "Take the selected terms out",
        scope=DICTIONARIES,
    ),
    ActionRow(
        "models.terms_import",
        "Import a list of terms…",
        "I",
        "Take in a file with one term a line, or a table",
        scope=DICTIONARIES,
    ),
    ActionRow(
        "models.terms_export",
        "Export the dictionary…",
        "E",
        "Write the terms of the label as a table",
        scope=DICTIONARIES,
    ),
    ActionRow(
        "models.terms_learn",
        "Learn terms from gold…",
        "L",
        "Take in what done sentences tag, for all labels",
        scope=DICTIONARIES,
    ),
    ActionRow(
        "models.dictionary_suggest",
        "Suggest by dictionaries",
        "G",
        "Let all dictionaries propose entities on untouched sentences",
        scope=DICTIONARIES,
    ),
)

OF_RULES: tuple[ActionRow, ...] = (
    ActionRow("models.rule_new", "New rule", "Ins", "Write another rule", scope=RULES),
    ActionRow(
        "models.rule_edit", "Edit the rule", "F2", "Go to the rule's expression", scope=RULES
    ),
    ActionRow(
        "models.rule_switch",
        "Switch rules on or off",
        "Space",
        "Only rules that are on suggest",
        scope=RULES,
    ),
    ActionRow(
        "models.rule_remove", "Remove rules", "Del", "Forget the selected rules", scope=RULES
    ),
    ActionRow(
        "models.rules_suggest",
        "Suggest by rules",
        "G",
        "Let the rules propose entities on untouched sentences",
        scope=RULES,
    ),
)

ACTIONS: tuple[ActionRow, ...] = (*PLACE, *CHOSEN, *OF_DICTIONARIES, *OF_RULES)
