"""Whether a project lies on a drive of the network, where a lock or a sync may mean nothing."""

from __future__ import annotations

import re
import sys
from pathlib import Path

MOUNTS = Path("/proc/self/mountinfo")
# As the kernel, macOS and Windows name them; what is behind FUSE is named after its program.
_KINDS = """
    9p acfs afpfs afs beegfs ceph cifs coda davfs fuse.ceph fuse.curlftpfs fuse.davfs2
    fuse.glusterfs fuse.gvfsd-fuse fuse.rclone fuse.s3fs fuse.sshfs gfs2 glusterfs gpfs lustre
    ncpfs nfs nfs4 ocfs2 pvfs2 smb2 smb3 smbfs webdav
"""
_NETWORK = frozenset(_KINDS.split())
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_drive(path: Path, mounts: Path = MOUNTS) -> str:
    """The kind of network drive that a path lies on, such as `nfs4`; empty for any other."""
    # Shares of Windows have paths of their own.
    if str(path).startswith("\\\\"):
        return "share"
    kind = kind_in_table(path.resolve(), mounts) if sys.platform == "linux" else _kind_by_qt(path)
    return kind if kind.lower() in _NETWORK else ""


def kind_in_table(path: Path, mounts: Path) -> str:
    """What is mounted where a path lies, by Linux's own table; empty where nobody knows."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    kind, longest = "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        fields, names = before.split(" "), after.split(" ")
        if len(fields) < 5:
            continue
        place = Path(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[4]))
        # What was mounted later at the same place lies over it.
        if path.is_relative_to(place) and len(place.parts) >= longest:
            kind, longest = names[0], len(place.parts)
    return kind


def _kind_by_qt(path: Path) -> str:
    from PySide6.QtCore import QStorageInfo

    return bytes(QStorageInfo(str(path.parent)).fileSystemType().data()).decode("ascii", "replace")
