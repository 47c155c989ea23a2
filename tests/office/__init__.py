"""A real LibreOffice for tests: opens a workbook, types into it like a person, saves it in Excel's format."""

import json
import subprocess
from pathlib import Path

from tests.faketime import own_clock

TYPIST = Path(__file__).with_name("typist.py")
# Debian's own Python knows LibreOffice's bridge (python3-uno); the portal's environment does not.
PYTHON = "/usr/bin/python3"


def typed(source: Path, target: Path, cells: dict[str, dict[str, float | str]]) -> dict:
    """Type `cells` (by sheet, then by address) into `source`, save it as `target`, report what LibreOffice shows."""
    order = {"source": str(source), "target": str(target), "cells": cells}
    command = [PYTHON, str(TYPIST), json.dumps(order)]
    run = subprocess.run(command, env=own_clock(), capture_output=True, text=True, timeout=180, check=False)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])
