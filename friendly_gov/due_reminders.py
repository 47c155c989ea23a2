"""Who is reminded of which deadline: the list of all kinds of reminders, each computed by its own app.

A new kind is a function `(now) -> Iterable[Due]` in the app that knows who is late, and a line here.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from appraisal.due_reminders import late_appraisals, late_breach_answers
from communes.due_reminders import late_registrations
from evidence.due_reminders import late_answers, late_dossiers
from notifications.due import Due
from notifications.services import remind
from results.due_reminders import late_plan_tasks

KINDS: tuple[Callable[[datetime], Iterable[Due]], ...] = (
    late_registrations,
    late_dossiers,
    late_answers,
    late_breach_answers,
    late_appraisals,
    late_plan_tasks,
)


def remind_all(*, now: datetime) -> int:
    """Send every reminder that is due; returns how many people were reminded."""
    return sum(remind(due=due, now=now) for kind in KINDS for due in kind(now))
