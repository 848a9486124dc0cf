"""The rows of the Clean place in the table of actions."""

from __future__ import annotations

from workbench.ui.action_row import ActionRow
from workbench.ui.clean.labels.actions_table import LABEL_ACTIONS

FINDINGS, SUSPECTS, QUALITY = "clean.findings", "clean.suspects", "clean.quality"
ERRORS = "clean.errors"

ACTIONS: tuple[ActionRow, ...] = (
    ActionRow(
        "clean.repair_selected",
        "Repair selected",
        "Ctrl+R",
        "Repair the sentences of the selected cases",
        scope=FINDINGS,
    ),
    ActionRow(
        "clean.repair_kind",
        "Repair all of this kind",
        "Ctrl+Shift+R",
        "Repair every case of the chosen kind",
        scope=FINDINGS,
    ),
    ActionRow("clean.repair_all", "Repair everything", "", "Repair every case of every kind"),
    ActionRow("clean.ignore", "Ignore for good", "", "Never report the selected cases again"),
    ActionRow("clean.show_ignored", "Ignored…", "", "See what is ignored, and take it back"),
    ActionRow(
        "clean.take_usual",
        "Tag as usual",
        "Y",
        "Give the words the label that they have elsewhere",
        scope=SUSPECTS,
    ),
    ActionRow(
        "clean.keep",
        "Correct as it is",
        "N",
        "Keep the tags, and never report these words here again",
        scope=SUSPECTS,
    ),
    ActionRow(
        "clean.flag",
        "Flag",
        "F",
        "Flag the sentence for a second look, or take the flag away",
        scope=SUSPECTS,
    ),
    ActionRow(
        "clean.inspect",
        "Look for label errors",
        "Shift+F5",
        "Let models look for what is probably wrong in gold",
    ),
    ActionRow("clean.error_fix", "Fix", "Y", "Put what is proposed in place of gold", scope=ERRORS),
    ActionRow(
        "clean.error_keep",
        "Gold is correct",
        "N",
        "Keep gold as it is here, and never ask again",
        scope=ERRORS,
    ),
    ActionRow(
        "clean.error_flag",
        "Unclear",
        "F",
        "Flag the sentence, and note that the guideline is unclear here",
        scope=ERRORS,
    ),
    ActionRow(
        "clean.error_withdraw",
        "Take the answer back",
        "Backspace",
        "Let the case wait again; what was fixed is undone instead",
        scope=ERRORS,
    ),
    ActionRow(
        "clean.mend_selected",
        "Repair selected issues",
        "Ctrl+R",
        "Repair the selected issues",
        scope=QUALITY,
    ),
    ActionRow(
        "clean.mend_kind",
        "Repair all issues of this kind",
        "Ctrl+Shift+R",
        "Repair every issue of the chosen kind",
        scope=QUALITY,
    ),
    ActionRow(
        "clean.ignore_issues",
        "Ignore issues for good",
        "",
        "Never report the selected issues again",
    ),
    ActionRow(
        "clean.analyse",
        "Look again",
        "F5",
        "Look through the whole project for inconsistent tags and other issues",
    ),
    *LABEL_ACTIONS,
)
