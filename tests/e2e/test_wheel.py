"""The wheel holds all that the program needs, and runs far from the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
KEYS = {"project", "run", "test", "suggested", "seconds"}


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without isolation: setuptools and wheel are in the test environment."""
    folder = tmp_path_factory.mktemp("wheel")
    source = _copy_of_sources(checkout, folder / "source")
    command = ["-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(source)]
    subprocess.run([sys.executable, *command], check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def _copy_of_sources(checkout: Path, folder: Path) -> Path:
    """The checkout's package and its project files, so that no `build/` is left behind there."""
    names = ["pyproject.toml", "README.md", "LICENSE"]
    for file in [*map(checkout.joinpath, names), *_package_files(checkout)]:
        target = folder / file.relative_to(checkout)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return folder


def _package_files(checkout: Path) -> list[Path]:
    files = (checkout / "workbench").rglob("*")
    return [file for file in files if file.is_file() and "__pycache__" not in file.parts]


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment that holds the wheel, and borrows only its dependencies."""
    folder = tmp_path_factory.mktemp("clean") / "environment"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    # A folder that a .pth file names has its own .pth files ignored: no editable install leaks in.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    _install(wheel, folder)
    return folder


def _install(wheel: Path, environment: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--python", str(environment / "bin/python"), "install"]
    options = ["--quiet", "--no-deps", "--no-index", "--ignore-installed"]
    subprocess.run([*pip, *options, str(wheel)], check=True, capture_output=True)


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, text=True, check=False
    )


def test_wheel_holds_every_file_of_the_package(wheel: Path, checkout: Path) -> None:
    """Resources and migrations travel with the code, and nothing else does."""
    wanted = {str(file.relative_to(checkout)) for file in _package_files(checkout)}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == wanted
    assert "workbench/resources/sample/sample.conll" in held
    assert any(name.startswith("workbench/migrations/versions/") for name in held)


def test_installed_package_is_the_wheel(environment: Path, tmp_path: Path) -> None:
    """The environment does not see the checkout."""
    program = "import workbench; print(workbench.__file__)"
    done = _run([str(environment / "bin/python"), "-c", program], tmp_path)
    assert done.returncode == 0, done.stderr
    assert Path(done.stdout.strip()).is_relative_to(environment)


def test_demo_runs_to_its_end_from_another_folder(environment: Path, tmp_path: Path) -> None:
    """`workbench demo --headless` does the whole loop and learns something visible."""
    command = [str(environment / "bin/workbench"), "demo", "--headless", "--json", "--epochs", "3"]
    done = _run(command, tmp_path)
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert result.keys() >= KEYS
    assert result["test"]["f1"] > 0.3
    assert result["suggested"] > 0
    assert Path(result["project"]).is_file()
