"""What a unit's clerk submits to its head: when it is possible, the reasons against it, and what is open."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from communes.models import HandOff, Registration
from communes.policies import preparation_problems
from kernel.hooks import KeyedHook
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class HandOffSubject:
    """A subject that can be submitted to the head: why not now, and the URL name of its page.

    `read_at` is the URL name of the page for the head, where that is another one.
    """

    problems: Callable[[Registration, datetime], Iterable[Problem]]
    page: str
    read_at: str = ""


hand_off_subjects = KeyedHook[str, HandOffSubject]()


def registration_problems(registration: Registration, now: datetime) -> Iterable[Problem]:
    """Why a registration cannot be submitted to the head now [R1]."""
    return preparation_problems(registration, now=now)


def may_be_handed(registration: Registration, subject: str, now: datetime) -> bool:
    """True where this can still be sent, and so be submitted to the head."""
    return not any(hand_off_subjects[subject].problems(registration, now))


def handing_problems(registration: Registration, subject: str, *, now: datetime) -> Iterator[Problem]:
    """Why this cannot be submitted to the head: it cannot be sent any more, or is already submitted."""
    yield from hand_off_subjects[subject].problems(registration, now)
    if open_hand_off(registration, subject) is not None:
        yield Problem("handed_over_already", where=subject)


def returning_problems(hand_off: HandOff | None, *, note: str) -> Iterator[Problem]:
    """Why the head cannot return it: nothing is submitted, or the note is empty."""
    if hand_off is None:
        yield Problem("nothing_handed_over", where="subject")
    if not note.strip():
        yield Problem("hand_off_note_missing", where="note")


def open_hand_off(registration: Registration, subject: str) -> HandOff | None:
    """The open submissions to the head of this unit."""
    return registration.hand_offs.filter(subject=subject, answer="").select_related("handed_by").first()


@dataclass(frozen=True, slots=True)
class HandOffFacts:
    """One subject on a page: the open submission, the returned one, and the reader's possible actions."""

    subject: str
    label: str
    open: HandOff | None
    returned: HandOff | None
    may_hand_over: bool
    may_return: bool

    @property
    def is_shown(self) -> bool:
        return bool(self.open or self.returned or self.may_hand_over)


def hand_off_facts(
    registration: Registration, subject: str, *, is_clerk: bool, is_head: bool, now: datetime
) -> HandOffFacts:
    """One subject for its page."""
    return hand_offs_facts(registration, [subject], is_clerk=is_clerk, is_head=is_head, now=now)[0]


def hand_offs_of(registration: Registration) -> list[HandOff]:
    """What was handed over in a unit's year, the latest last."""
    return list(registration.hand_offs.select_related("handed_by", "ended_by").order_by("pk"))


def hand_offs_facts(
    registration: Registration,
    subjects: Collection[str],
    *,
    is_clerk: bool,
    is_head: bool,
    now: datetime,
    handed_over: Iterable[HandOff] | None = None,
) -> list[HandOffFacts]:
    """Each of these subjects for its page; one query for any number, none where `handed_over` is given."""
    handed = hand_offs_of(registration) if handed_over is None else handed_over
    last = {hand_off.subject: hand_off for hand_off in handed}
    roles = {"is_clerk": is_clerk, "is_head": is_head}
    return [
        _facts(subject, last.get(subject), may_be_handed(registration, subject, now), **roles) for subject in subjects
    ]


def _facts(subject: str, last: HandOff | None, ready: bool, *, is_clerk: bool, is_head: bool) -> HandOffFacts:
    lies_there = last if last is not None and not last.answer else None
    came_back = last if last is not None and last.answer == HandOff.Answer.RETURNED and ready else None
    return HandOffFacts(
        subject=subject,
        label=str(HandOff.Subject(subject).label),
        open=lies_there if ready else None,
        returned=came_back,
        may_hand_over=is_clerk and ready and lies_there is None,
        may_return=is_head and ready and lies_there is not None,
    )
