"""What a worker may not do: use the net, leave core files, or take memory and disk without end.

A model may come from a stranger. Libraries are guarded against what its files ask for; this is
the wall behind them. Standard library and psutil only.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
import sys
from functools import cache
from pathlib import Path
from typing import Any

import psutil

from workbench.domain.errors import JobError
from workbench.domain.training import EMBEDDED, JobKind, Spec
from workbench.jobs.environment import OFFLINE
from workbench.jobs.spec import RunFolder

GIB = 1 << 30
# A library maps far more than it uses; what is beyond the machine's memory and this is a bomb.
ADDRESS_SLACK = 32 * GIB
# The optimizer of the largest encoder that is on the list writes half of it.
LARGEST_FILE = 64 * GIB
# A file of flair's is converted in seconds.
CONVERSION_SECONDS = 600
# Of Linux; Python 3.11 has no `os.unshare`.
_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
# CUDA maps more than there is, and asks a helper that an own namespace would disarm.
_CARDS = (Path("/dev/nvidiactl"), Path("/dev/kfd"))
_LOOKUPS = frozenset({"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"})
_SENDINGS = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg", "socket.bind"})


def confine(folder: RunFolder) -> None:
    """Take away what the job in a folder does not need, before any of its files is looked at."""
    spec = _spec(folder)
    with contextlib.suppress(ImportError):
        _limit(spec)
    if spec is not None and needs_network(spec):
        return
    if spec is None or not _may_use_card(spec):
        _enter_own_network()
    close_network()


def needs_network(spec: Spec) -> bool:
    """Whether a job may fetch something that somebody agreed to, or uploads."""
    if spec.kind is JobKind.PUSH:
        return True
    if spec.kind not in (JobKind.TRAIN, JobKind.CURVE):
        return False
    here = spec.base == EMBEDDED or Path(spec.base).expanduser().is_dir()
    return bool(spec.options.get("download")) or (spec.needs_base and not here)


@cache
def close_network() -> None:
    """From now on nothing in this process reaches the net by Python's sockets."""
    os.environ.update(OFFLINE)
    sys.addaudithook(_refuse_connections)


def _spec(folder: RunFolder) -> Spec | None:
    """What the job is; one that cannot be read is refused where that becomes a message."""
    try:
        return folder.spec()
    except JobError:
        return None


def _may_use_card(spec: Spec) -> bool:
    return spec.device != "cpu" and any(card.exists() for card in _CARDS)


def _refuse_connections(event: str, arguments: tuple[Any, ...]) -> None:
    outward = event in _SENDINGS and arguments[0].family != socket.AF_UNIX
    if outward or event in _LOOKUPS:
        # Libraries take this for a machine that is offline.
        raise PermissionError(errno.EACCES, "a worker has no network")


def _limit(spec: Spec | None) -> None:
    import resource

    limits = {resource.RLIMIT_CORE: 0, resource.RLIMIT_FSIZE: LARGEST_FILE}
    if spec is None or not _may_use_card(spec):
        memory = psutil.virtual_memory().total + psutil.swap_memory().total
        limits[resource.RLIMIT_AS] = memory + ADDRESS_SLACK
    if spec is not None and spec.kind is JobKind.CONVERT:
        limits[resource.RLIMIT_CPU] = CONVERSION_SECONDS
    for kind, wanted in limits.items():
        now, most = resource.getrlimit(kind)
        limit = min(one for one in (wanted, now, most) if one != resource.RLIM_INFINITY)
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, most))


def _enter_own_network() -> bool:
    """Move into a namespace without any network, where the system lets us; False elsewhere."""
    if sys.platform != "linux" or _has_threads() or not _succeeds_in_child():
        return False
    return _unshare()


def _has_threads() -> bool:
    """Libraries that are loaded already may have begun some; Linux then moves root alone."""
    return os.getuid() != 0 and len(list(Path("/proc/self/task").iterdir())) > 1


def _succeeds_in_child() -> bool:
    """Try it where a failure half way does no harm."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            status = 0 if _unshare() else 1
        finally:
            os._exit(status)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def _unshare() -> bool:
    import ctypes

    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.getuid(), os.getgid()
    if user == 0:
        # With a namespace of its own for users too, root could not read what belongs to others.
        return bool(libc.unshare(_NEW_NET) == 0)
    if libc.unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    try:
        Path("/proc/self/setgroups").write_text("deny", "ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", "ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", "ascii")
    except OSError:
        return False
    return True
