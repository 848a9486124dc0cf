"""The command `workbench`: a verb of the command line, or the window."""

from __future__ import annotations

import gc
import importlib
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from workbench import log
from workbench.cli.output import Answer, let_go_of_output, print_answer, say
from workbench.domain.errors import WorkbenchError
from workbench.files import system_refused

# What a shell reports for a command that SIGINT or SIGPIPE ended.
_INTERRUPTED = 130
_NOBODY_READS = 141


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a verb, or open the window; returns the exit status."""
    if arguments is None:
        sys.excepthook = _tell_unforeseen
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        if not given or _is_project(given):
            return _open_window(Path(given[0]) if given else None)
        return _run_verb(given)
    except WorkbenchError as error:
        return _refuse(error)
    except BrokenPipeError:
        # Whoever read our output has seen enough, as `head` does.
        let_go_of_output()
        return _NOBODY_READS
    except OSError as error:
        return _refuse(system_refused(error))
    except KeyboardInterrupt:
        say("interrupted")
        return _INTERRUPTED


def _refuse(error: WorkbenchError) -> int:
    log.record_failure(error, "verb")
    # A path may hold a line break; an error is one line.
    say(" ".join(str(error).splitlines()))
    return error.exit_status


def _tell_unforeseen(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """The boundary of the command line: a bug in one line, with the place where it is."""
    log.record_failure(error, "verb")
    frames = traceback.extract_tb(trace)
    place = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
    line = (
        f"error[NW-X01]: NER Workbench met what it did not foresee: {kind.__name__}: "
        f"{error}{place}. Everything saved before is kept. Please report this line."
    )
    say(" ".join(line.splitlines()))


def _is_project(given: Sequence[str]) -> bool:
    return len(given) == 1 and not given[0].startswith("-") and given[0].endswith(".nerproj")


def _open_window(path: Path | None) -> int:
    # What is imported stays; to look through it for garbage again and again delays the window,
    # which collects by itself once it is there.
    gc.disable()
    from workbench.bootstrap import open_window

    return open_window(path)


def _run_verb(given: Sequence[str]) -> int:
    # A window needs none of the verbs.
    from workbench.cli.parser import build_parser

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
