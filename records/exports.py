"""The package for the archive as a file that the worker makes."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import Any

import rules

from communes.models import Cycle
from documents.exports import ExportFile, Progress

ARCHIVE_PACKAGE = "records.package"


def may_have_package(person: Any, facts: Mapping) -> bool:
    """The department hands over."""
    cycle = Cycle.objects.filter(year=facts["year"]).first()
    return cycle is not None and rules.has_perm("records.hand_over", person, cycle)


def make_package(person: Any, facts: Mapping, now: datetime, report_progress: Progress) -> ExportFile:
    """The year's package as it is now."""
    cycle = Cycle.objects.get(year=facts["year"])
    # Imported by the worker that packs: it reads PDF by a library that web processes do without.
    package = import_module("records.package").packed_year(person, cycle, now=now, report_progress=report_progress)
    return ExportFile(f"nop-luu-{cycle.year}.zip", "application/zip", stream=package)
