"""The verbs, their options and the functions behind them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import workbench
from workbench.domain.sentence import Split, Status

_SPLITS = [split.value for split in Split]
# The largest number that every library behind an option takes.
_MOST = 2**31 - 1

_LABEL_ACTIONS = {
    "rename": "call a label something else, everywhere",
    "merge": "join a label with another one, everywhere",
    "delete": "remove a label; what it marked becomes outside",
}
# Each verb is served by a function that is imported only when it is called for.
EXCHANGE_VERBS = "workbench.cli.exchange_verbs"
PROJECT_VERBS = "workbench.cli.project_verbs"
INSPECT_VERBS = "workbench.cli.inspect_verbs"
INSIGHT_VERBS = "workbench.cli.insight_verbs"
MODEL_VERBS = "workbench.cli.model_verbs"
PRESET_VERBS = "workbench.cli.preset_verbs"
REPORT_VERBS = "workbench.cli.report_verbs"
REGISTRY_VERBS = "workbench.cli.registry_verbs"
MATCHING_VERBS = "workbench.cli.matching_verbs"
QUEUE_VERBS = "workbench.cli.queue_verbs"
RECOVERY_VERBS = "workbench.cli.recovery_verbs"
SAFETY_VERBS = "workbench.cli.safety_verbs"
RUN_VERBS = "workbench.cli.run_verbs"
DEMO = "workbench.cli.demo"

if TYPE_CHECKING:
    Verbs = argparse._SubParsersAction["_Parser"]


class _Parser(argparse.ArgumentParser):
    """Wrong usage is told like every other error."""

    def error(self, message: str) -> NoReturn:
        from workbench.domain.errors import UsageError

        raise UsageError(
            "NW-U01",
            f"The command cannot be read: {message}.",
            "Nothing was changed.",
            f"See {self.prog} --help.",
        )


def build_parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = _Parser(prog="workbench", description=workbench.__doc__)
    parser.add_argument("--version", action="version", version=workbench.__version__)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)
    _add_exchange(verbs)
    _add_cleaning(verbs)
    _add_history(verbs)
    _add_safety(verbs)
    _add_training(verbs)
    _add_reports(verbs)
    _add_presets(verbs)
    _add_models(verbs)
    _add_queue(verbs)
    _add_insights(verbs)
    _add_demo(verbs)
    return parser


def _verb(
    verbs: Verbs, name: str, function: str, help_text: str, project: bool = True
) -> argparse.ArgumentParser:
    parser = verbs.add_parser(name, help=help_text, description=help_text)
    parser.set_defaults(function=function)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    if project:
        parser.add_argument("project", type=Path, help="the project file, NAME.nerproj")
    return parser


def _add_exchange(verbs: Verbs) -> None:
    new = _verb(verbs, "new", f"{PROJECT_VERBS}:new", "make an empty project")
    new.add_argument("--labels", help="names with commas between them")
    imports = _verb(verbs, "import", f"{EXCHANGE_VERBS}:import_files", "bring files in")
    imports.add_argument("files", nargs="+", metavar="FILE", help="files, or folders of files")
    imports.add_argument("--format", default="auto", help="auto, or one of docs/formats.md")
    imports.add_argument("--split", choices=_SPLITS, help="left out: as the file names say")
    imports.add_argument(
        "--columns", metavar="token=0,tag=-1", help="counted from 0, or from the end: -1"
    )
    imports.add_argument("--encoding", default="auto", help="auto, or a name such as latin-1")
    imports.add_argument("--scheme", default="auto", help="auto, or a name such as IOB2")
    imports.add_argument(
        "--as",
        dest="import_as",
        choices=["gold", "suggestion"],
        default="gold",
        help="what the tags in the files are taken for",
    )
    imports.add_argument(
        "--spans",
        choices=["widen", "split"],
        default="widen",
        help="what to do where a span ends within a token: take all of it, or split it",
    )
    imports.add_argument(
        "--sentences",
        choices=["auto", "line", "document", "running"],
        default="auto",
        help="how text is cut into sentences",
    )
    imports.add_argument(
        "--tokens",
        choices=["auto", "words", "characters", "spaces"],
        default="auto",
        help="how text is cut into tokens",
    )
    imports.add_argument("--language", default="auto", help="auto, or a code such as es")
    imports.add_argument("--text-column", help="of a table: a name, or a number from 1")
    imports.add_argument("--again", action="store_true", help="also files imported before")
    imports.add_argument("--dry-run", action="store_true", help="show only what would happen")
    _add_export(verbs)


def _add_export(verbs: Verbs) -> None:
    export = _verb(verbs, "export", f"{EXCHANGE_VERBS}:export_file", "write a file, and check it")
    export.add_argument(
        "out",
        type=Path,
        help="the file to write, replacing an older one; or a folder for one file a split",
    )
    export.add_argument("--format", default="columns", help="one of docs/formats.md")
    export.add_argument("--split", choices=_SPLITS, help="only this split")
    export.add_argument(
        "--status", choices=[status.value for status in Status], help="only this status"
    )
    export.add_argument("--scheme", default="IOB2", help="a scheme, or raw for tags as they are")
    export.add_argument("--separator", choices=["tab", "space"], default="tab")
    export.add_argument(
        "--lossy", action="store_true", help="write also where bad tags cannot be kept"
    )
    _verb(verbs, "stats", f"{PROJECT_VERBS}:stats", "count what is there")


def _add_cleaning(verbs: Verbs) -> None:
    _verb(verbs, "check", f"{PROJECT_VERBS}:check", "list bad tags")
    clean = _verb(verbs, "clean", f"{PROJECT_VERBS}:clean_tags", "repair bad tags")
    clean.add_argument("--kind", action="append", metavar="KIND", help="may be repeated")
    clean.add_argument("--policy", action="append", metavar="KIND=REPAIR", help="may be repeated")
    clean.add_argument("--dry-run", action="store_true", help="show only what would happen")
    inspect = _verb(verbs, "inspect", f"{INSPECT_VERBS}:inspect", "list probable label errors")
    inspect.add_argument("-n", "--number", type=_positive, default=50, help="so many at most")
    inspect.add_argument("--seed", type=_seed, default=13)
    label = _verb(verbs, "label", f"{PROJECT_VERBS}:change_label", "change the label set")
    actions = label.add_subparsers(dest="action", required=True, parser_class=_Parser)
    for name, help_text in _LABEL_ACTIONS.items():
        action = actions.add_parser(name, help=help_text, description=help_text)
        action.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        action.add_argument("label")
        if name != "delete":
            action.add_argument("into")
    split = _verb(verbs, "split", f"{PROJECT_VERBS}:draw_splits", "draw train, dev and test")
    split.add_argument("--ratio", default="80/10/10", help="shares of train, dev and test")
    split.add_argument("--seed", type=_seed, default=13)


def _add_history(verbs: Verbs) -> None:
    _verb(verbs, "undo", f"{PROJECT_VERBS}:undo", "take the last operation back")
    _verb(verbs, "redo", f"{PROJECT_VERBS}:redo", "do again what was undone")
    history = _verb(verbs, "history", f"{PROJECT_VERBS}:show_history", "list what was done")
    history.add_argument("--limit", type=_positive, default=50)


def _add_safety(verbs: Verbs) -> None:
    backup = _verb(verbs, "backup", f"{SAFETY_VERBS}:backup", "copy the project into one file")
    backup.add_argument(
        "out", type=Path, nargs="?", help="left out: NAME.backup.nerproj beside the project"
    )
    _verb(verbs, "backups", f"{SAFETY_VERBS}:backups", "list the backups, each read again")
    restore = _verb(
        verbs, "restore", f"{SAFETY_VERBS}:restore", "make a project of a backup", project=False
    )
    restore.add_argument("backup", type=Path, help="a backup or another copy of a project")
    restore.add_argument("project", type=Path, help="the project to make; the name must be free")
    doctor = _verb(verbs, "doctor", f"{SAFETY_VERBS}:look_over", "look for damage in the file")
    doctor.add_argument("--repair", action="store_true", help="mend what can be, after a copy")
    recover = _verb(
        verbs, "recover", f"{RECOVERY_VERBS}:recover", "bring back what was saved and is missing"
    )
    recover.add_argument(
        "--from",
        dest="copies",
        type=Path,
        action="append",
        default=[],
        metavar="COPY",
        help="a copy to begin with, beside the backups",
    )
    recover.add_argument("--out", type=Path, help="the project to make of one that is gone")
    rescue = _verb(
        verbs, "rescue", f"{SAFETY_VERBS}:rescue", "save what a damaged file holds into a new one"
    )
    rescue.add_argument(
        "out", type=Path, nargs="?", help="left out: NAME.rescued.nerproj beside the project"
    )


def _add_training(verbs: Verbs) -> None:
    from workbench.cli.train_options import add_recipe_options

    train = _verb(verbs, "train", f"{RUN_VERBS}:train", "train a model, to the end")
    train.add_argument("--resume", metavar="RUN", help="let a run that broke off go on")
    train.add_argument("--name", metavar="TITLE", help="a title for the run")
    train.add_argument("--preset", help="begin with this one; the options below change it")
    train.add_argument("--save-preset", metavar="NAME", help="keep the recipe under a name")
    add_recipe_options(train)
    runs = _verb(verbs, "runs", f"{RUN_VERBS}:runs", "list the trainings, or look after one")
    runs.add_argument("--name", nargs=2, metavar=("RUN", "TITLE"), help="give a run a title")
    runs.add_argument("--pin", metavar="RUN", help="let a run stand first")
    runs.add_argument("--unpin", metavar="RUN", help="let it stand in its place again")
    runs.add_argument("--delete", metavar="RUN", help="remove a run with its files")


def _add_reports(verbs: Verbs) -> None:
    report = _verb(verbs, "report", f"{REPORT_VERBS}:report", "show a run's figures")
    report.add_argument("run")
    report.add_argument("--out", type=Path, help="write files into this folder")
    report.add_argument("--format", default="html,md,json,csv", help="which: html,md,json,csv,svg")
    report.add_argument(
        "--with-sentences", action="store_true", help="with --out: list mistakes with their text"
    )
    compare = _verb(verbs, "compare", f"{REPORT_VERBS}:compare", "compare two runs, or models")
    compare.add_argument("first", help="the name of a run, or a model folder")
    compare.add_argument("second", help="the name of a run, or a model folder")
    compare.add_argument(
        "--split", choices=_SPLITS, help="score both models on it anew, with the gold of today"
    )
    rescore = _verb(
        verbs, "rescore", f"{REPORT_VERBS}:rescore", "score a run against the gold of today"
    )
    rescore.add_argument("run")
    evaluate = _verb(verbs, "evaluate", f"{REPORT_VERBS}:evaluate", "score a model on gold")
    _add_model(evaluate)
    evaluate.add_argument("--split", choices=_SPLITS, default="test")


def _add_presets(verbs: Verbs) -> None:
    presets = _verb(
        verbs, "presets", f"{PRESET_VERBS}:show_presets", "list recipes by name", project=False
    )
    group = presets.add_mutually_exclusive_group()
    group.add_argument("--import", dest="take_in", type=Path, metavar="FILE", help="take one in")
    group.add_argument("--export", nargs=2, metavar=("NAME", "FILE"), help="write one to a file")
    group.add_argument("--delete", metavar="NAME", help="remove one of your own")


def _add_models(verbs: Verbs) -> None:
    suggest = _verb(verbs, "suggest", f"{MODEL_VERBS}:suggest", "let a model propose entities")
    by = _add_model(suggest, required=False)
    by.add_argument("--dictionary", action="store_true", help="by the dictionaries of the labels")
    by.add_argument("--rules", action="store_true", help="by the rules that are on")
    by.add_argument("--instant", action="store_true", help="by a model that learns from gold now")
    suggest.add_argument("--on", default="new", help="new, all, train, dev or test")
    tag = _verb(verbs, "tag", f"{MODEL_VERBS}:tag", "tag text from standard input", project=False)
    tag.add_argument("--model", type=Path, required=True)
    _add_registry(verbs)
    _add_matching(verbs)


def _add_matching(verbs: Verbs) -> None:
    dictionary = _verb(
        verbs, "dictionary", f"{MATCHING_VERBS}:dictionary", "list the dictionaries, or fill one"
    )
    dictionary.add_argument("--learn", action="store_true", help="take terms from gold")
    dictionary.add_argument(
        "--least", type=_positive, default=2, help="learn what is tagged so often"
    )
    dictionary.add_argument(
        "--share", type=float, default=0.5, help="and in this share of its places (0 to 1)"
    )
    dictionary.add_argument(
        "--import", dest="take_in", nargs=2, metavar=("LABEL", "FILE"), help="take a list in"
    )
    dictionary.add_argument("--export", nargs=2, metavar=("LABEL", "FILE"), help="write a list")
    rules = _verb(verbs, "rules", f"{MATCHING_VERBS}:rules", "list the rules, or change them")
    rules.add_argument("--add", nargs=3, metavar=("NAME", "LABEL", "PATTERN"))
    rules.add_argument("--ignore-case", action="store_true", help="with --add")
    rules.add_argument("--remove", metavar="NAME")


def _add_registry(verbs: Verbs) -> None:
    models = _verb(
        verbs, "models", f"{REGISTRY_VERBS}:models", "list the models, or look after one"
    )
    models.add_argument("--use", metavar="MODEL", help="make it the suggester")
    models.add_argument("--variant", help="of --use: which one answers, such as int8 or original")
    models.add_argument(
        "--optimise", metavar="MODEL", help="make smaller and quicker variants, and measure them"
    )
    models.add_argument(
        "--import", dest="take_in", type=Path, metavar="FOLDER", help="or a .pt file of flair"
    )
    models.add_argument("--agree", default="", metavar="SHA256", help="to read that .pt file")
    models.add_argument("--name", help="what the imported model is called here")
    models.add_argument(
        "--map",
        nargs=2,
        metavar=("MODEL", "LABEL=OURS,…"),
        help="what its labels mean here; nothing behind = leaves one out",
    )
    models.add_argument(
        "--export", nargs=2, metavar=("MODEL", "OUT"), help="write it for other programs"
    )
    models.add_argument("--format", choices=["hf", "flair"], default="hf", help="of an export")
    models.add_argument("--forget", metavar="MODEL", help="remove an imported model")
    trying = _verb(verbs, "try", f"{REGISTRY_VERBS}:try_model", "tag lines as they are typed")
    trying.add_argument("--model", help="a name from the list of models; else the suggester")
    push = _verb(verbs, "push", f"{REGISTRY_VERBS}:push", "upload a model to the Hugging Face Hub")
    push.add_argument("model", help="a name from the list of models")
    push.add_argument("repo", help="such as your-account/your-model")
    push.add_argument("--public", action="store_true", help="left out: only you can see it")
    push.add_argument("--remember", action="store_true", help="keep the token in the keyring")
    push.add_argument(
        "--forget-token", action="store_true", help="take it out of the keyring afterwards"
    )


def _add_model(
    parser: argparse.ArgumentParser, required: bool = True
) -> argparse._MutuallyExclusiveGroup:
    group = parser.add_mutually_exclusive_group(required=required)
    group.add_argument("--run", help="the name of a run, such as run-1, or of an imported model")
    group.add_argument("--model", type=Path, help="a model folder")
    return group


def _add_queue(verbs: Verbs) -> None:
    from workbench.domain.queueing import Strategy

    queue = _verb(verbs, "queue", f"{QUEUE_VERBS}:queue", "what to annotate next, and why")
    names = [one.value for one in Strategy]
    queue.add_argument("--strategy", choices=names, default="default", help="how to choose")
    queue.add_argument("-n", "--number", type=_positive, default=50, help="so many sentences")
    queue.add_argument("--seed", type=_seed, default=13)
    queue.add_argument(
        "--hold-out",
        metavar="DEV/TEST",
        help="how many to draw for dev and test where there are none; left out: a tenth each",
    )


def _add_insights(verbs: Verbs) -> None:
    insights = _verb(verbs, "insights", f"{INSIGHT_VERBS}:insights", "is more annotation worth it?")
    insights.add_argument("--curve", action="store_true", help="measure the learning curve anew")
    insights.add_argument(
        "--recipe", action="store_true", help="measure with the last training's recipe; slow"
    )
    insights.add_argument("--repeats", type=_positive, default=0, help="of each share of the data")
    insights.add_argument("--target", type=_share, help="the F1 to reach, such as 0.9")


def _add_demo(verbs: Verbs) -> None:
    demo = _verb(verbs, "demo", f"{DEMO}:demo", "the whole loop on the sample", project=False)
    demo.add_argument("--project", type=Path, help="where to make the sample project")
    demo.add_argument("--headless", action="store_true", help="without a window")
    demo.add_argument("--epochs", type=_positive, default=8, help="of its training")


def _share(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1:
        raise argparse.ArgumentTypeError(f"{text} is not above 0 and up to 1")
    return number


def _positive(text: str) -> int:
    return _between(text, 1, _MOST)


def _seed(text: str) -> int:
    return _between(text, 0, _MOST)


def _between(text: str, least: int, most: int) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        raise argparse.ArgumentTypeError(f"it must be a whole number from {least} to {most}")
    return number
