"""One thing that waits for a person, and the group it stands in on the first page."""

from dataclasses import dataclass

from communes.deadlines import DeadlineFacts


@dataclass(frozen=True, slots=True)
class HomeTask:
    """One thing that waits: what, why, where to do it, until when. `tone` is "", "urgent", "done" or "later"."""

    title: str
    text: str = ""
    url: str = ""
    action: str = ""
    tone: str = ""
    due: DeadlineFacts | None = None
    done: int | None = None
    of: int | None = None


@dataclass(frozen=True, slots=True)
class HomeTaskGroup:
    """The tasks of one role, or of one commune."""

    title: str
    tasks: list[HomeTask]
