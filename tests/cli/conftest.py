"""Running verbs inside the test's process."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.__main__ import main

Run = Callable[..., dict[str, Any]]


@pytest.fixture
def workbench(capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a verb with --json; its one JSON object, after checking that nothing else was printed."""

    def run(*arguments: object, status: int = 0) -> dict[str, Any]:
        assert main([*map(str, arguments), "--json"]) == status
        out = capsys.readouterr().out
        answer = json.loads(out)
        assert isinstance(answer, dict) and out.count("\n") == 1
        return answer

    return run


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a verb that must be refused; its message, after checking that it is one coded line."""

    def run(*arguments: object, status: int = 2) -> str:
        assert main([str(one) for one in arguments]) == status
        captured = capsys.readouterr()
        assert captured.out == ""
        assert captured.err.startswith("error[NW-") and captured.err.count("\n") == 1
        return captured.err

    return run


CORPUS = (
    "Ada\tB-PER\nmet\tO\nBo\tI-PER\n\nESA\tB-ORG\nis\t0\nlarge\tO\n\n"
    "Eve\tB-PER\nleft\tO\nCERN\tB-ORG\n\nno\nword\n\n"
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.txt"
    path.write_text(CORPUS, "utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path, corpus: Path, workbench: Run) -> Path:
    """A project with that corpus."""
    path = tmp_path / "a.nerproj"
    workbench("import", path, corpus)
    return path
