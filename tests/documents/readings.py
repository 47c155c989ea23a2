"""What no reader of ours may do: tests run these in the sandbox to check that it is refused."""

import os
import socket
import subprocess
import time


def tell(content, output, *, back):
    """Report the request and its size; write it back."""
    body = content.read()
    output.write(body[::-1])
    return {"back": back, "size": len(body), "environment": sorted(os.environ)}


def spin(content, output):
    while True:
        time.monotonic()


def hoard(content, output, *, megabytes):
    return len(b"x" * (megabytes * 2**20))


def crash(content, output):
    os.abort()


def fail(content, output):
    raise LookupError("a kind of error that nobody expects")


def reach(content, output, *, port):
    socket.create_connection(("127.0.0.1", port), timeout=2)


def write(content, output, *, path):
    with open(path, "wb") as other:
        other.write(b"x")


def start(content, output):
    return subprocess.run(["/bin/true"], check=True).returncode
