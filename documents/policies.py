"""Whether a stored file may be opened: by the scanner's verdict and the reader."""

from collections.abc import Iterator
from typing import Any

from documents import clamd
from documents.models import Inspection, StoredFile
from kernel.problems import Problem

_STATE = Inspection.State


def quarantine_problems(inspection: Inspection, name: str) -> Iterator[Problem]:
    """A content that was found infected is not accepted again."""
    if inspection.state == _STATE.INFECTED:
        yield Problem("file_infected", where=name, params={"signature": inspection.reason})


def mark_of(state: str) -> str:
    """The mark of a content in that state in lists: "" where it is clean, or where no scanner is configured."""
    if state == _STATE.INFECTED:
        return state
    return state if clamd.is_on() and state != _STATE.CLEAN else ""


def held_for(stored: StoredFile, person: Any) -> str:
    """Why this person may not open the file (the inspection's state); "" where they may.

    Until a file is clean only its sender may open it; files made by the portal need no scan. An infected one
    may be opened by nobody.
    """
    mark = mark_of(stored.inspection.state)
    if mark == _STATE.INFECTED:
        return mark
    own = stored.stored_by_id is None or stored.stored_by_id == person.pk
    return "" if own else mark
