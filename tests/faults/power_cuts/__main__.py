"""`python -m tests.faults.power_cuts [IMAGES] [--weakened] [--only NAME]`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.faults import shim
from tests.faults.power_cuts.check import cut_often
from tests.faults.power_cuts.workloads import WORKLOADS


def main() -> int:
    """Cut the power; 1 where something was lost, or where the weakened program lost nothing."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.power_cuts")
    parser.add_argument("count", type=int, nargs="?", default=1000)
    parser.add_argument("--weakened", action="store_true", help="with synchronous=NORMAL")
    parser.add_argument("--only", action="append", choices=list(WORKLOADS), default=[])
    given = parser.parse_args()
    if reason := shim.why_not():
        print(reason)
        return 1
    with tempfile.TemporaryDirectory() as name:
        found = cut_often(Path(name), given.count, given.weakened, given.only)
    print(found)
    return int(bool(found.lost or found.corrupt) != given.weakened)


if __name__ == "__main__":
    sys.exit(main())
