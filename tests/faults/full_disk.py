"""Lets the disk be full at any moment, in each feature of storage and export.

`python -m tests.faults.full_disk [RUNS]`; the default is 500.
"""

from __future__ import annotations

import sys

from tests.faults.faulty_disk import run_from_the_command_line

if __name__ == "__main__":
    sys.exit(run_from_the_command_line("full-disk", 500))
