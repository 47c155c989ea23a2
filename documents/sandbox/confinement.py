"""The restrictions of a process that reads uploaded content: network, programs, writing, other files, memory, time.

Our own reader (`Confinement`) loses all of these; a foreign program (`confine_program`) may start others and write, but
only in one folder. Without the resource limits and the system call filter nothing is read. Namespaces and Landlock are
added where the kernel and the container allow them.
"""

import contextlib
import ctypes
import errno
import os
import resource
import signal
import socket
import struct
from collections.abc import Iterable, Mapping
from pathlib import Path

import seccompy

_CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = 0x08000000, 0x10000000, 0x40000000
_CLONE_THREAD = 0x00010000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE = 1, 4
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
# Landlock's file access rights of version 1; of these: execute a program, read a file, list a folder.
_ALL_RIGHTS, _START, _READ_FILE, _LIST = (1 << 13) - 1, 1 << 0, 1 << 2, 1 << 3
# From version 2: move a file to another folder. For a single file: write, read.
_MOVE, _OF_FILES = 1 << 13, 1 << 1 | _READ_FILE
# A socket pair connects only to itself: Python's event loop, which pyHanko uses, needs one to wake up.
_NETWORK = ("socket", "connect", "bind", "listen", "accept", "accept4")
_SOCKET_KINDS = 0xF
_OTHERS_AND_KERNEL = (
    *("ptrace", "process_vm_readv", "process_vm_writev", "pidfd_getfd", "pidfd_send_signal", "prlimit64", "setrlimit"),
    *("mount", "umount2", "unshare", "setns", "chroot", "pivot_root", "bpf", "perf_event_open", "keyctl", "add_key"),
    *("request_key", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "name_to_handle_at"),
    *("open_by_handle_at", "mknod", "mknodat"),
)
_STARTING_AND_WRITING = (
    *("execve", "execveat", "fork", "vfork", "kill", "memfd_create", "creat", "truncate"),
    *("unlink", "unlinkat", "rename", "renameat", "renameat2", "mkdir", "mkdirat", "rmdir"),
    *("link", "linkat", "symlink", "symlinkat", "chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown"),
    *("fchownat", "utimensat", "setxattr", "lsetxattr", "fsetxattr"),
)


def cut_off_network() -> bool:
    """Put this process into an empty network namespace; False where that is not permitted."""
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0


class Confinement:
    """Restricts a process to computing on open files; `readable` are the folders of programs and content types.

    What is the same for every reading is prepared once, before the process forks.
    """

    def __init__(self, readable: Iterable[str]):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._rules = _file_rules(self._libc, dict.fromkeys(readable, _READ_FILE | _LIST))
        self._calls = _forbid_writing_and_starting(_filter(*_NETWORK, *_OTHERS_AND_KERNEL, *_STARTING_AND_WRITING))
        # The first of these starts a program that looks for the C library, the second compiles the filter.
        seccompy.action_supported(seccompy.Action.ERRNO)
        _ = self._calls.program

    def confine(self, *, seconds: int, megabytes: int, file_megabytes: int) -> None:
        """Restrict this process for ever. `megabytes` are added to what it uses at the beginning."""
        _tie_to_parent(self._libc)
        held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        _limit(seconds, held + megabytes * 2**20, file_megabytes)
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        self._calls.load()
        _restrict_files(self._libc, self._rules)


def confine_program(*, seconds: int, megabytes: int, file_megabytes: int, readable: Iterable[str], folder: str) -> None:
    """Restrict this process before it starts a foreign program; only `folder` is writable.

    Its child processes inherit the restrictions; `megabytes` is the limit per process.
    """
    cut_off_network()
    libc = ctypes.CDLL(None, use_errno=True)
    _tie_to_parent(libc)
    _limit(seconds, megabytes * 2**20, file_megabytes)
    _of_programs().load()
    rights = dict.fromkeys(readable, _START | _READ_FILE | _LIST)
    _restrict_files(libc, _file_rules(libc, rights | {folder: _ALL_RIGHTS | _MOVE, os.devnull: _OF_FILES}))


def _tie_to_parent(libc: ctypes.CDLL) -> None:
    """Terminate with the parent process, and run at low priority."""
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(OSError):
        os.nice(5)


def _limit(seconds: int, size: int, file_megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _filter(*forbidden: str) -> seccompy.Filter:
    calls = seccompy.Filter(default=seccompy.Action.ALLOW)
    for name in forbidden:
        with contextlib.suppress(ValueError, KeyError, LookupError):
            # Newer architectures lack some of the oldest system calls.
            calls.errno(name, errno.EPERM)
    return calls


def _of_programs() -> seccompy.Filter:
    """No socket can connect. LibreOffice, which listens for a second instance, sees success."""
    # Limits may be read and lowered.
    calls = _filter("connect", *(name for name in _OTHERS_AND_KERNEL if name not in ("prlimit64", "setrlimit")))
    local = seccompy.ArgCmp(0, seccompy.CmpOp.EQ, socket.AF_UNIX)
    # This kind of socket sends nothing without a connection; the others need none.
    stream = seccompy.ArgCmp(1, seccompy.CmpOp.MASKED_EQ, socket.SOCK_STREAM, mask=_SOCKET_KINDS)
    calls.allow("socket", args=[local, stream])
    calls.errno("socket", errno.EPERM)
    for name in ("bind", "listen"):
        calls.errno(name, 0)
    return calls


def _forbid_writing_and_starting(calls: seccompy.Filter) -> seccompy.Filter:
    masked = seccompy.CmpOp.MASKED_EQ
    for name, place in (("open", 1), ("openat", 2)):
        for flag, mask in ((os.O_WRONLY, os.O_ACCMODE), (os.O_RDWR, os.O_ACCMODE), (os.O_CREAT, os.O_CREAT)):
            with contextlib.suppress(ValueError, KeyError, LookupError):
                calls.errno(name, errno.EACCES, args=[seccompy.ArgCmp(place, masked, flag, mask=mask)])
    calls.errno("clone", errno.EPERM, args=[seccompy.ArgCmp(0, masked, 0, mask=_CLONE_THREAD)])
    # Programs that find these missing use the calls above.
    calls.errno("clone3", errno.ENOSYS)
    calls.errno("openat2", errno.ENOSYS)
    return calls


def _file_rules(libc: ctypes.CDLL, rights: Mapping[str, int]) -> int | None:
    """A descriptor of the rules that leave only these paths, each with its rights; None where Landlock is missing."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return None
    known = _ALL_RIGHTS | (_MOVE if version > 1 else 0)
    handled = ctypes.create_string_buffer(struct.pack("=Q", known))
    rules = libc.syscall(_LANDLOCK_CREATE, handled, 8, 0)
    if rules < 0:
        return None
    for path, allowed in rights.items():
        with contextlib.suppress(OSError):
            _allow(libc, rules, path, allowed & known)
    return rules


def _restrict_files(libc: ctypes.CDLL, rules: int | None) -> None:
    if rules is not None:
        libc.syscall(_LANDLOCK_RESTRICT, rules, 0)
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = rights if os.path.isdir(path) else rights & (_OF_FILES | _START)
        below = ctypes.create_string_buffer(struct.pack("=Qi", rights, place))
        libc.syscall(_LANDLOCK_ADD, rules, 1, below, 0)
    finally:
        os.close(place)
