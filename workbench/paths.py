"""The only door to resources, migrations, user data and run folders.

All work from a checkout as from an installed wheel, because resources and migrations lie
inside the package.
"""

from __future__ import annotations

from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent
_APPLICATION = "ner-workbench"


def resources() -> Path:
    return _PACKAGE / "resources"


def migrations() -> Path:
    return _PACKAGE / "migrations"


def sample_corpus() -> Path:
    return resources() / "sample" / "sample.conll"


def user_data() -> Path:
    """Where the program may keep things of its own, such as the sample project."""
    return Path(platformdirs.user_data_dir(_APPLICATION, appauthor=False))


def worker_home() -> Path:
    """The home of the processes that train and predict; nothing of the person's lies there."""
    return Path(platformdirs.user_cache_dir(_APPLICATION, appauthor=False)) / "worker"


def user_logs() -> Path:
    """Where the log and the reports of crashes lie."""
    return Path(platformdirs.user_log_dir(_APPLICATION, appauthor=False))


def user_settings() -> Path:
    """The file with the window's layout and the list of recent projects."""
    return Path(platformdirs.user_config_dir(_APPLICATION, appauthor=False)) / "window.ini"


def runs_folder(project: Path) -> Path:
    """The folder of a project's runs, beside the project file."""
    return project.with_name(f"{project.stem}.runs")


def backups_folder(project: Path) -> Path:
    """The folder of a project's backups, beside the project file."""
    return project.with_name(f"{project.stem}.backups")


def known_files() -> Path:
    """The list of project files that were looked through, as they were left."""
    return user_data() / "known-files.json"


def sample_project() -> Path:
    """Where the sample project is made when nobody says otherwise."""
    return user_data() / "sample.nerproj"


def recent_list() -> Path:
    return user_settings().with_name("recent.json")


def free_name(path: Path) -> Path:
    """The path itself, or the first of `name-2`, `name-3`, … that is not taken."""
    number = 2
    candidate = path
    while candidate.exists():
        candidate = path.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    return candidate


def presets() -> Path:
    """The presets that come with the program."""
    return resources() / "presets"


def user_presets() -> Path:
    """The presets that people saved or took in."""
    return user_settings().with_name("presets")
