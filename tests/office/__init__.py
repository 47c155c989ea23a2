"""A real LibreOffice for tests: opens a workbook, types into it like a person, saves it in Excel's format."""

import json
import os
import subprocess
from pathlib import Path

TYPIST = Path(__file__).with_name("typist.py")
# Debian's own Python knows LibreOffice's bridge (python3-uno); the portal's environment does not.
PYTHON = "/usr/bin/python3"


def typed(source: Path, target: Path, cells: dict[str, dict[str, float | str]]) -> dict:
    """Type `cells` (by sheet, then by address) into `source`, save it as `target`, report what LibreOffice shows."""
    order = {"source": str(source), "target": str(target), "cells": cells}
    # A program of its own keeps the machine's clock: Python's sleep is broken under libfaketime (tests/faketime.py).
    environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
    command = [PYTHON, str(TYPIST), json.dumps(order)]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
