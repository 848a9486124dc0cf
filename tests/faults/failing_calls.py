"""Lets each call of the system fail once, in each feature of storage and export.

`python -m tests.faults.failing_calls [RUNS]` takes so many of them; by default all.
"""

from __future__ import annotations

import sys

from tests.faults import shim
from tests.faults.faulty_disk import run

if __name__ == "__main__":
    if reason := shim.why_not():
        sys.exit(reason)
    found = run("failing-calls", int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(found)
    sys.exit(bool(found.broken))
