"""Tables and commands in the documents do not drift from what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from workbench.domain.filters import Field

FILTERS = Path(__file__).resolve().parents[2] / "docs" / "filters.md"
ROOT = Path(__file__).resolve().parents[2]
CODE = re.compile(r"\bNW-[A-Z]\d+[a-z]?\b")


def _codes_in(files: list[Path]) -> set[str]:
    return {code for file in files for code in CODE.findall(file.read_text("utf-8"))}


def _codes_of_the_program() -> set[str]:
    return _codes_in(sorted((ROOT / "workbench").rglob("*.py")))


def test_every_error_code_is_documented() -> None:
    """Each code that a person may see stands in docs/errors.md."""
    assert not _codes_of_the_program() - _codes_in([ROOT / "docs/errors.md"])


def test_no_documented_error_code_is_invented() -> None:
    """Each code in docs/errors.md is one that the program has."""
    assert not _codes_in([ROOT / "docs/errors.md"]) - _codes_of_the_program()


def test_links_and_paths_in_the_documents_lead_somewhere() -> None:
    """A relative link in a document names a file of this checkout."""
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    links = [
        (document, link)
        for document in documents
        for link in re.findall(r"\]\(([^)#\s]+)", document.read_text("utf-8"))
        if "://" not in link
    ]
    dead = [f"{document}: {link}" for document, link in links if not _exists(document, link)]
    assert not dead, "\n".join(dead)


def _exists(document: Path, link: str) -> bool:
    return (document.parent / link).exists()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    """What CI calls is what the README tells people to call."""
    command = "bash scripts/test"
    assert f"\n{command}\n" in (ROOT / "README.md").read_text("utf-8")
    assert f"\nstep {command}\n" in (ROOT / ".ci/run").read_text("utf-8")


def test_every_verb_in_the_readme_is_real() -> None:
    """Each `workbench VERB` line of the README names a verb that answers --help."""
    readme = (ROOT / "README.md").read_text("utf-8")
    verbs = set(re.findall(r"^workbench ([a-z]+)\b", readme, re.MULTILINE))
    assert verbs >= {"import", "clean", "split", "train", "suggest"}
    unknown = [verb for verb in sorted(verbs) if not _answers_help(verb)]
    assert not unknown


def _answers_help(verb: str) -> bool:
    command = [sys.executable, "-m", "workbench", verb, "--help"]
    return subprocess.run(command, capture_output=True, cwd=ROOT, check=False).returncode == 0


def test_every_field_of_a_filter_is_explained() -> None:
    """docs/filters.md has a row for each field, and for no other."""
    rows = re.findall(r"^\| `?([a-z/\"]+):?`? \|", FILTERS.read_text("utf-8"), re.MULTILINE)
    signs = {'"exact"': "exact", "/regex/": "regex"}
    assert {signs.get(row, row) for row in rows} - {"term"} == {field.value for field in Field}
