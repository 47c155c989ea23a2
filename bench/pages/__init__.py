"""bin/bench pages [COMMUNES ...] [--only NAME]: every page of every role, and those beyond the limits."""

import os
import subprocess
import sys
import tempfile

from bench.servers import environment, postgres


def main(sizes: list[int], only: str = "") -> int:
    """Print the tables, on PostgreSQL as in production; returns 1 where a page exceeds the limits.

    `only` is a part of the names of the pages to request.
    """
    over = 0
    for size in sizes:
        with postgres(size) as url, tempfile.TemporaryDirectory(dir="var") as folder:
            media = {"MEDIA_ROOT": os.path.abspath(f"{folder}/media"), "UPLOAD_PARTS_DIR": os.path.abspath(folder)}
            command = [sys.executable, "-W", "ignore", "-m", "bench.pages.measure", str(size), only]
            over |= subprocess.call(command, env=environment(url) | media)  # noqa: S603
    return over
