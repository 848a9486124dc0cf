"""Verbs that keep a project safe: backups, restoring, the doctor, and rescue."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.cli.output import Answer, table
from workbench.cli.projects import opened
from workbench.domain.complaints import MEANINGS, Complaint, Damage
from workbench.operations import doctor
from workbench.operations.store import Reader

if TYPE_CHECKING:
    from workbench.storage.project import Project

_EXAMPLES = 5


def backup(arguments: Namespace) -> Answer:
    """Copy the project into one file, or among its backups."""
    with opened(arguments.project) as project:
        target = arguments.out or arguments.project.with_suffix(".backup.nerproj")
        project.backup(target)
    return Answer({"ok": True, "file": str(target), "findings": []}, [f"Copied to {target}."])


def backups(arguments: Namespace) -> Answer:
    """List the backups of a project, each read again."""
    from workbench.bootstrap import verified_backups

    values, rows = [], []
    for one, found in verified_backups(arguments.project):
        values.append(
            {
                "file": str(one.path),
                "time": one.time.isoformat(),
                "reason": one.reason,
                "sentences": found.sentences,
                "ok": found.ok,
            }
        )
        state = f"{found.sentences:,} sentences" if found.ok else "damaged"
        rows.append((f"{one.time:%Y-%m-%d %H:%M} UTC", one.reason, state, str(one.path)))
    return Answer({"backups": values}, table(rows) or ["There is no backup."])


def restore(arguments: Namespace) -> Answer:
    """Make a project out of a backup, under a new name."""
    from workbench.bootstrap import restore_backup

    found = restore_backup(arguments.backup, arguments.project)
    values = {"ok": True, "project": str(arguments.project), "sentences": found.sentences}
    line = f"Restored {found.sentences:,} sentences to {arguments.project}."
    return Answer({**values, "findings": []}, [line])


def rescue(arguments: Namespace) -> Answer:
    """Save what can be read of a damaged or strange file into a new project."""
    from workbench.bootstrap import rescue_project

    source: Path = arguments.project
    target = arguments.out or source.with_name(f"{source.stem}.rescued{source.suffix}")
    found = rescue_project(source, target)
    values = {
        "ok": not (found.changed or found.lost),
        "project": str(target),
        "sentences": found.sentences,
        "changed": found.changed,
        "lost": found.lost,
    }
    lines = [
        f"Saved {found.sentences:,} sentences to {target}; {source} was left as it is.",
        f"{len(found.changed):,} are not as they were saved, {found.lost:,} could not be read.",
    ]
    return Answer(values, lines)


def look_over(arguments: Namespace) -> Answer:
    """List the damage of a project; with --repair, mend what can be mended."""
    from workbench.bootstrap import examine_project

    found = examine_project(arguments.project)
    if not found.ok:
        return _answer([Damage(Complaint.FILE, one) for one in (*found.faults, *found.foreign)])
    with opened(arguments.project) as project:
        damage = _damage(project)
        if not arguments.repair or not any(one.repair for one in damage):
            return _answer(damage)
        copy = project.copy_as_it_is("before-repair")
        changes = project.submit(doctor.repair).result()
        left = _damage(project)
    answer = _answer(left, repaired=dict(changes.details), copy=str(copy))
    mended = f"Mended {sum(changes.details.values()):,}; a copy from before lies at {copy}."
    return Answer(answer.values, [mended, *answer.lines], answer.exit_status)


def _damage(project: Project) -> list[Damage]:
    def all_damage(reader: Reader) -> list[Damage]:
        return [one for some in doctor.look(reader) for one in some]

    return project.ask(all_damage).result()


def _answer(damage: Sequence[Damage], **more: Any) -> Answer:
    counts = Counter(one.kind for one in damage)
    findings = [_described(kind, counts[kind], damage) for kind in Complaint if kind in counts]
    lines = [] if findings else ["Nothing is wrong."]
    for one in findings:
        lines.append(f"{one['kind']}: {one['count']:,}. {one['meaning']}")
        lines += [f"  {example}" for example in one["examples"]]
        lines.append(f"  repair: {one['repair'] or 'none; restore a backup'}")
    return Answer({"ok": not damage, "findings": findings, **more}, lines)


def _described(kind: Complaint, count: int, damage: Sequence[Damage]) -> dict[str, Any]:
    meaning, repair = MEANINGS[kind]
    here = [one for one in damage if one.kind is kind]
    return {
        "kind": kind.value,
        "count": count,
        "meaning": meaning,
        "repair": repair,
        "sentences": sorted({one.sentence for one in here if one.sentence}),
        "examples": [_example(one) for one in here[:_EXAMPLES]],
    }


def _example(damage: Damage) -> str:
    return f"sentence {damage.sentence}: {damage.detail}" if damage.sentence else damage.detail
