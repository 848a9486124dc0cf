"""What a worker has in its hands while it works."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.domain.run_reports import RunReport
from workbench.domain.training import Spec
from workbench.files import write_json
from workbench.jobs.host import WorkerHost
from workbench.jobs.meter import Meter
from workbench.jobs.spec import RunFolder


@dataclass(frozen=True)
class Assignment:
    """One job: its folder, what is asked for now (after retries), and whom to tell."""

    folder: RunFolder
    spec: Spec
    host: WorkerHost
    meter: Meter

    def keep_report(self, report: RunReport) -> None:
        """Write the report, unless the job was cancelled meanwhile."""
        self.host.check()
        write_json(self.folder.report_file, report.to_json())

    def keep_answer(self, answer: Mapping[str, Any]) -> None:
        """Write what a ranking or an inspection found, unless the job was cancelled."""
        self.host.check()
        write_json(self.folder.answer_file, answer)
