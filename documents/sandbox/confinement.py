"""What a process gives up before it reads what people sent: network, programs, writing, other files, memory, time.

A reader of ours (`confine`) gives up all of it; a foreign program (`confine_program`) starts others and writes, but in
one folder alone. Limits and the filter of system calls are set or nothing is read. Namespaces and Landlock are added
where the kernel and the container allow them.
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
# Rights over files that Landlock's first version knows; of them, to start a program, to read a file, to list a folder.
_ALL_RIGHTS, _START, _READ_FILE, _LIST = (1 << 13) - 1, 1 << 0, 1 << 2, 1 << 3
# Of its second version: to move a file into another folder. Of a single file: to write, to read.
_MOVE, _OF_FILES = 1 << 13, 1 << 1 | _READ_FILE
# A pair of sockets leads nowhere but to itself: Python's event loop, which pyHanko uses, wakes itself through one.
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
    """Put this process into a network of its own, in which there is none; False where that is not permitted."""
    libc = ctypes.CDLL(None, use_errno=True)
    return libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET | _CLONE_NEWIPC) == 0


def confine(*, seconds: int, megabytes: int, file_megabytes: int, readable: Iterable[str]) -> None:
    """Give up everything but computing on what is open already; `readable` are the folders of programs and types."""
    libc = _leashed()
    # `megabytes` come on top of what the process holds when it begins.
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _limit(seconds, held + megabytes * 2**20, file_megabytes)
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    _forbid_writing_and_starting(_filter(*_NETWORK, *_OTHERS_AND_KERNEL, *_STARTING_AND_WRITING)).load()
    _restrict_files(libc, dict.fromkeys(readable, _READ_FILE | _LIST))


def confine_program(*, seconds: int, megabytes: int, file_megabytes: int, readable: Iterable[str], folder: str) -> None:
    """Give up what a foreign program, which is started next, can do without; it writes in `folder` alone.

    All that it starts has given up the same; `megabytes` are of each process.
    """
    cut_off_network()
    libc = _leashed()
    _limit(seconds, megabytes * 2**20, file_megabytes)
    _of_programs().load()
    rights = dict.fromkeys(readable, _START | _READ_FILE | _LIST)
    _restrict_files(libc, rights | {folder: _ALL_RIGHTS | _MOVE, os.devnull: _OF_FILES})


def _leashed() -> ctypes.CDLL:
    """Dies with the process that started it, and yields to the portal's other work."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    with contextlib.suppress(OSError):
        os.nice(5)
    return libc


def _limit(seconds: int, size: int, file_megabytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_megabytes * 2**20,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _filter(*forbidden: str) -> seccompy.Filter:
    calls = seccompy.Filter(default=seccompy.Action.ALLOW)
    for name in forbidden:
        with contextlib.suppress(ValueError, KeyError, LookupError):
            # Newer machines lack some of the oldest calls.
            calls.errno(name, errno.EPERM)
    return calls


def _of_programs() -> seccompy.Filter:
    """No socket leads anywhere. LibreOffice, which listens for a second of its kind, may believe that it does."""
    # Limits may be read, and be lowered further.
    calls = _filter("connect", *(name for name in _OTHERS_AND_KERNEL if name not in ("prlimit64", "setrlimit")))
    local = seccompy.ArgCmp(0, seccompy.CmpOp.EQ, socket.AF_UNIX)
    # Without a connection this kind sends nothing; the others need none.
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
    # Whoever finds these missing falls back to the calls above.
    calls.errno("clone3", errno.ENOSYS)
    calls.errno("openat2", errno.ENOSYS)
    return calls


def _restrict_files(libc: ctypes.CDLL, rights: Mapping[str, int]) -> bool:
    """Of the disk, only these can be used, each with its rights; False where there is no Landlock."""
    version = libc.syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION)
    if version < 1:
        return False
    known = _ALL_RIGHTS | (_MOVE if version > 1 else 0)
    handled = ctypes.create_string_buffer(struct.pack("=Q", known))
    rules = libc.syscall(_LANDLOCK_CREATE, handled, 8, 0)
    if rules < 0:
        return False
    for path, allowed in rights.items():
        with contextlib.suppress(OSError):
            _allow(libc, rules, path, allowed & known)
    restricted = libc.syscall(_LANDLOCK_RESTRICT, rules, 0) == 0
    os.close(rules)
    return restricted


def _allow(libc: ctypes.CDLL, rules: int, path: str, rights: int) -> None:
    place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rights = rights if os.path.isdir(path) else rights & (_OF_FILES | _START)
        below = ctypes.create_string_buffer(struct.pack("=Qi", rights, place))
        libc.syscall(_LANDLOCK_ADD, rules, 1, below, 0)
    finally:
        os.close(place)
