"""The command `workbench`: a verb of the command line, or the window."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from workbench.cli.output import Answer, print_answer, say
from workbench.cli.parser import build_parser
from workbench.domain.errors import WorkbenchError

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb, or open the window; returns the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not given or _is_project(given):
            return _open_window(Path(given[0]) if given else None)
        return _run_verb(given)
    except WorkbenchError as error:
        say(str(error))
        return error.exit_status
    except KeyboardInterrupt:
        say("interrupted")
        return _INTERRUPTED


def _is_project(given: Sequence[str]) -> bool:
    return len(given) == 1 and not given[0].startswith("-") and given[0].endswith(".nerproj")


def _open_window(path: Path | None) -> int:
    from workbench.bootstrap import open_window

    return open_window(path)


def _run_verb(given: Sequence[str]) -> int:
    parser = build_parser()
    parsed = parser.parse_args(given)
    if parsed.verb is None:
        parser.print_help()
        return 0
    module, _, name = parsed.function.partition(":")
    answer: Answer = getattr(importlib.import_module(module), name)(parsed)
    print_answer(answer, parsed.json)
    return answer.exit_status


if __name__ == "__main__":
    sys.exit(main())
