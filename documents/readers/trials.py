"""What no reader of ours does: tests run these in confinement to see that it holds."""

import os
import socket
import subprocess
import time


def tell(content, output, *, back):
    """Tell what was asked, and how much came; write it back."""
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


def reach(content, output, *, host, port):
    socket.create_connection((host, port), timeout=2)


def peek(content, output, *, path):
    with open(path, "rb") as other:
        return len(other.read())


def write(content, output, *, path):
    with open(path, "wb") as other:
        other.write(b"x")


def start(content, output):
    return subprocess.run(["/bin/true"], check=True).returncode
