"""The rows of the Clean place in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "clean.repair_selected",
        "Repair selected",
        "Ctrl+R",
        "Repair the sentences of the selected cases",
    ),
    ActionRow(
        "clean.repair_kind",
        "Repair all of this kind",
        "Ctrl+Shift+R",
        "Repair every case of the chosen kind",
    ),
    ActionRow("clean.repair_all", "Repair everything", "", "Repair every case of every kind"),
    ActionRow("clean.ignore", "Ignore for good", "", "Never report the selected cases again"),
)
