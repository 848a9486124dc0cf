"""Lets the disk be full at any moment, in each feature of storage and export.

`python -m tests.faults.full_disk [RUNS]`; the default is 500.
"""

from __future__ import annotations

import sys

from tests.faults import shim
from tests.faults.faulty_disk import run

if __name__ == "__main__":
    if reason := shim.why_not():
        sys.exit(reason)
    found = run("full-disk", int(sys.argv[1]) if len(sys.argv) > 1 else 500)
    print(found)
    sys.exit(bool(found.broken))
