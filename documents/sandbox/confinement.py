"""What a process gives up before it reads what people sent: network, programs, writing, other files, memory, time.

Limits and the filter of system calls are set or nothing is read. Namespaces and Landlock are added where the kernel
and the container allow them.
"""

import contextlib
import ctypes
import errno
import os
import resource
import signal
import struct
from collections.abc import Iterable
from pathlib import Path

import seccompy

_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000
_CLONE_THREAD = 0x00010000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
# All rights over files that Landlock's first version knows; of them, to read a file and to list a folder.
_ALL_RIGHTS, _READ = (1 << 13) - 1, (1 << 2) | (1 << 3)
_READ_FILE = 1 << 2
_FORBIDDEN = (
    # A pair of sockets leads nowhere but to itself: Python's event loop, which pyHanko uses, wakes itself through one.
    *("socket", "connect", "bind", "listen", "accept", "accept4"),
    *("execve", "execveat", "fork", "vfork", "ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd"),
    *("kill", "pidfd_send_signal", "prlimit64", "setrlimit", "mount", "umount2", "unshare", "setns", "chroot"),
    *("pivot_root", "bpf", "perf_event_open", "keyctl", "add_key", "request_key", "userfaultfd", "memfd_create"),
    *("io_uring_setup", "io_uring_enter", "io_uring_register", "name_to_handle_at", "open_by_handle_at"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat"),
    *("link", "linkat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown"),
    *("fchownat", "truncate", "utimensat", "setxattr", "lsetxattr", "fsetxattr", "creat"),
)


def cut_off_network() -> bool:
    """Put this process into a network of its own, in which there is none; False where that is not permitted."""
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0


def confine(*, seconds: int, megabytes: int, file_megabytes: int, readable: Iterable[str]) -> None:
    """Give up everything but computing on what is open already; `readable` are the folders of programs and types."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(OSError):
        os.nice(5)
    _limit(seconds, megabytes, file_megabytes)
    _forbid(libc)
    _restrict_files(libc, readable)


def _limit(seconds: int, megabytes: int, file_megabytes: int) -> None:
    """`megabytes` come on top of what the process holds when it begins."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _forbid(libc: ctypes.CDLL) -> None:
    calls = seccompy.Filter(default=seccompy.Action.ALLOW)
    for name in _FORBIDDEN:
        with contextlib.suppress(ValueError, KeyError, LookupError):
            # Newer machines lack some of the oldest calls.
            calls.errno(name, errno.EPERM)
    masked = seccompy.CmpOp.MASKED_EQ
    for name, place in (("open", 1), ("openat", 2)):
        for flag, mask in ((os.O_WRONLY, os.O_ACCMODE), (os.O_RDWR, os.O_ACCMODE), (os.O_CREAT, os.O_CREAT)):
            with contextlib.suppress(ValueError, KeyError, LookupError):
                calls.errno(name, errno.EACCES, args=[seccompy.ArgCmp(place, masked, flag, mask=mask)])
    calls.errno("clone", errno.EPERM, args=[seccompy.ArgCmp(0, masked, 0, mask=_CLONE_THREAD)])
    # Whoever finds these missing falls back to the calls above.
    calls.errno("clone3", errno.ENOSYS)
    calls.errno("openat2", errno.ENOSYS)
    calls.load()


def _restrict_files(libc: ctypes.CDLL, readable: Iterable[str]) -> bool:
    """Of the disk, only what lies under `readable` can be opened, for reading; False where there is no Landlock."""
    if libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION) < 1:
        return False
    handled = ctypes.create_string_buffer(struct.pack("=Q", _ALL_RIGHTS))
    rules = libc.syscall(_LANDLOCK_CREATE, handled, 8, 0)
    if rules < 0:
        return False
    for path in readable:
        with contextlib.suppress(OSError):
            _allow(libc, rules, path)
    restricted = libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return restricted


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = _READ if os.path.isdir(path) else _READ_FILE
        below = ctypes.create_string_buffer(struct.pack("=Qi", rights, place))
        libc.syscall(_LANDLOCK_ADD, rules, 1, below, 0)
    finally:
        os.close(place)
