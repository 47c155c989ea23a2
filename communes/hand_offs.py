"""What a unit's clerk lays before its head: when it may be, what stands against it, and what is open."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from communes.models import HandOff, Registration
from communes.policies import preparation_problems
from kernel.hooks import KeyedHook
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class HandOffSubject:
    """Something that can be laid before the head: why it cannot be now, and the name of the page where it is found.

    `read_at` names the page where the head reads it, where that is another one.
    """

    problems: Callable[[Registration, datetime], Iterable[Problem]]
    page: str
    read_at: str = ""


hand_off_subjects = KeyedHook[str, HandOffSubject]()


def registration_problems(registration: Registration, now: datetime) -> Iterable[Problem]:
    """Why a registration cannot be laid before the head now [R1]."""
    return preparation_problems(registration, now=now)


def may_be_handed(registration: Registration, subject: str, now: datetime) -> bool:
    """Can this still be sent, and so be laid before the head?"""
    return not any(hand_off_subjects[subject].problems(registration, now))


def handing_problems(registration: Registration, subject: str, *, now: datetime) -> Iterator[Problem]:
    """Why this cannot be laid before the head: it cannot be sent any more, or lies there already."""
    yield from hand_off_subjects[subject].problems(registration, now)
    if open_hand_off(registration, subject) is not None:
        yield Problem("handed_over_already", where=subject)


def returning_problems(hand_off: HandOff | None, *, note: str) -> Iterator[Problem]:
    """Why the head cannot send it back: nothing lies there, or no word is said."""
    if hand_off is None:
        yield Problem("nothing_handed_over", where="subject")
    if not note.strip():
        yield Problem("hand_off_note_missing", where="note")


def open_hand_off(registration: Registration, subject: str) -> HandOff | None:
    """What lies before the head of this unit now."""
    return registration.hand_offs.filter(subject=subject, answer="").select_related("handed_by").first()


@dataclass(frozen=True, slots=True)
class HandOffFacts:
    """What a page shows of one subject: what lies before the head, what came back, what the reader may do."""

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
    """One subject as its page shows it."""
    return hand_offs_facts(registration, [subject], is_clerk=is_clerk, is_head=is_head, now=now)[0]


def hand_offs_facts(
    registration: Registration, subjects: Collection[str], *, is_clerk: bool, is_head: bool, now: datetime
) -> list[HandOffFacts]:
    """Each of these subjects as its page shows it; one query, however many they are."""
    handed = registration.hand_offs.filter(subject__in=subjects).select_related("handed_by", "ended_by").order_by("pk")
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
