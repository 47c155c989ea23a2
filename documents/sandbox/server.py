"""Starts one sandboxed process for each reading: `python -I server.py SOCKET ROOT`.

It is started with an empty environment and has only the socket to its portal process; readers are
imported here once, so that each reading costs a fork. Does not use Django. Ends with its portal process.
"""

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys

_FDS = 4
# Of the project: the readers; of the machine: programs and content types.
_PACKAGES = ("documents", "evidence", "kernel", "locale")
_MACHINE = ("/usr", "/lib", "/lib64", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/dev/null", "/dev/urandom")


def main(number: str, root: str) -> None:
    sys.path.insert(0, root)
    from documents.sandbox import confinement  # noqa: PLC0415 (the path to it was set a line above)

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    confinement.cut_off_network()
    readable = [*(os.path.join(root, package) for package in _PACKAGES), *_MACHINE, sys.prefix, sys.base_prefix]
    confine = confinement.Confinement(readable).confine
    portal = socket.socket(fileno=int(number))
    while True:
        message, fds, _flags, _address = socket.recv_fds(portal, 16, _FDS)
        if not message:
            return
        _reap()
        _answer(portal, fds, confine)


def _answer(portal: socket.socket, fds: list[int], confine) -> None:
    with os.fdopen(os.dup(fds[0]), "rb") as wish:
        request = json.load(wish)
    function, problem = _loaded(request["function"])
    # Objects that the collector leaves alone stay in the memory that all readings share.
    gc.freeze()
    child = os.fork()
    if not child:
        portal.close()
        _read(function, problem, request, fds, confine)
    handle = os.pidfd_open(child)
    for fd in fds:
        os.close(fd)
    # A portal process that has ended meanwhile is noticed at the next message.
    with contextlib.suppress(OSError):
        socket.send_fds(portal, [b"begun"], [handle])
    os.close(handle)


def _loaded(name: str):
    """The reader's function, or why there is none: an error of the portal, not of the file."""
    module, _colon, function = name.partition(":")
    try:
        return getattr(importlib.import_module(module), function), ""
    except Exception as fault:
        return None, f"{type(fault).__name__}: {fault}"


def _read(function, problem: str, request: dict, fds: list[int], confine) -> None:
    """In the new process: restrict it, read, answer, and exit without cleanup."""
    _wish, content, output, answer = fds
    code = 1
    try:
        # Libraries log much about broken files: only the answer matters.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        reply = {"fault": problem} if problem else _facts_of(function, request, content, output, confine)
        with os.fdopen(answer, "wb") as pipe:
            pipe.write(json.dumps(reply).encode())
        code = 0
    finally:
        os._exit(code)


def _facts_of(function, request: dict, content: int, output: int, confine) -> dict:
    try:
        confine(**request["limits"])
    except Exception as fault:
        return {"fault": f"{type(fault).__name__}: {fault}"}
    try:
        with os.fdopen(content, "rb") as source, os.fdopen(output, "wb") as target:
            source.seek(0)
            return {"value": function(source, target, **request["options"])}
    except MemoryError:
        return {"why": "too_large", "message": "MemoryError"}
    except BaseException as raised:  # Whatever a reader raises, the file counts as unreadable.
        return {"why": getattr(raised, "why", "broken"), "message": f"{type(raised).__name__}: {raised}"[:500]}


def _reap() -> None:
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


if __name__ == "__main__":
    main(*sys.argv[1:])
