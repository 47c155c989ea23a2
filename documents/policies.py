"""Whether a stored file may be opened: what the scanner has said, and who asks."""

from collections.abc import Iterator

from documents import clamd
from documents.models import Inspection, StoredFile
from kernel.problems import Problem

_STATE = Inspection.State


def quarantine_problems(inspection: Inspection, name: str) -> Iterator[Problem]:
    """A content that was found infected does not come in again."""
    if inspection.state == _STATE.INFECTED:
        yield Problem("file_infected", where=name, params={"signature": inspection.reason})


def mark_of(state: str) -> str:
    """What lists say of a content in that state: nothing where all is well, or where nobody scans."""
    if state == _STATE.INFECTED:
        return state
    return state if clamd.is_on() and state != _STATE.CLEAN else ""


def held_for(stored: StoredFile, person) -> str:
    """Why this person may not open the file yet, or ever (the inspection's state); "" where they may.

    Before a file is clean nobody but its sender opens it; what the portal made itself needs no scan. An infected one
    is opened by nobody.
    """
    mark = mark_of(stored.inspection.state)
    if mark == _STATE.INFECTED:
        return mark
    own = stored.stored_by_id is None or stored.stored_by_id == person.pk
    return "" if own else mark
