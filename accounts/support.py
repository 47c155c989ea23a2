"""What pages show of views by support (decision 0091)."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import SupportView, User
from accounts.policies import support_between_problems
from accounts.queries import open_support_views, support_views_asked_by, support_views_asked_of
from kernel.problems import Problem


@dataclass(frozen=True, slots=True)
class Support:
    """Between one administrator and one person: the open view, or why none can be asked for."""

    view: SupportView | None
    problems: list[Problem]

    @property
    def may_begin(self) -> bool:
        return self.view is not None and self.view.state == SupportView.State.CONSENTED


def support_with(person: User, administrator: User, *, now: datetime) -> Support:
    """The open view between the two, else why the administrator cannot ask the person."""
    view = open_support_views(support_views_asked_by(administrator).filter(person=person), now=now).first()
    if view is not None:
        return Support(view, [])
    return Support(None, list(support_between_problems(person, by=administrator)))


def support_views_open_to(person: User, *, now: datetime) -> list[SupportView]:
    """What the person may answer or end, the newest first."""
    return list(open_support_views(support_views_asked_of(person), now=now))
