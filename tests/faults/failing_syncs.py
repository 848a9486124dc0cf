"""Lets each sync of a file or folder fail once, in each feature of storage and export.

`python -m tests.faults.failing_syncs [RUNS]` takes so many of them; by default all.
"""

from __future__ import annotations

import sys

from tests.faults.faulty_disk import run_from_the_command_line

if __name__ == "__main__":
    sys.exit(run_from_the_command_line("failing-syncs", 0))
