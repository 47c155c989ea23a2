"""The messages of this app and their recipients."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.models import COMMUNE_ROLES, Role
from accounts.queries import people_with_role
from appraisal.models import Breach
from communes.models import Cycle
from notifications.services import close_messages, notify
from results.models import PlanTask, Recognition, Revocation

PLAN_TASK_REMINDER = "results.plan_task_reminded"


def plan_task_path(task: PlanTask) -> str:
    """The place of a task on its unit's page, the same in every language."""
    registration = task.registration
    with translation.override(settings.LANGUAGE_CODE):
        page = reverse("results:gaps", args=[registration.cycle.year, registration.commune.code])
    return f"{page}#task-{task.pk}"


def results_published(cycle: Cycle, *, now: datetime) -> None:
    """The year's results are public: every commune is notified."""
    # The message links to the Vietnamese page, in whichever language the publisher works.
    with translation.override(settings.LANGUAGE_CODE):
        path = reverse("public:year", args=[cycle.year])
    notify(
        kind="results.results_published", people=people_with_role(*COMMUNE_ROLES), path=path, now=now, year=cycle.year
    )


def revocation_due(breach: Breach, recognition: Recognition, *, now: datetime) -> None:
    """A recognition must be revoked: to city leaders, who decide, and officers, who prepare the decision [S5]."""
    registration = breach.registration
    place = (registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": registration.commune}
    facts["decision"] = recognition.decision_number
    for role, page in ((Role.CITY_LEADER, "revocation"), (Role.OFFICER, "standing")):
        path = reverse(f"results:{page}", args=place)
        notify(kind="results.revocation_due", people=people_with_role(role), path=path, now=now, **facts)


def withdrawal_due(breach: Breach, revocation: Revocation, *, now: datetime) -> None:
    """The ground of a revocation no longer holds: city leaders decide on withdrawing it [S5]."""
    registration = breach.registration
    place = (registration.cycle.year, registration.commune.code)
    facts = {"year": registration.cycle.year, "commune": registration.commune, "decision": revocation.decision_number}
    path = reverse("results:standing", args=place)
    notify(kind="results.withdrawal_due", people=people_with_role(Role.CITY_LEADER), path=path, now=now, **facts)


def revocation_recorded(recognition: Recognition, *, now: datetime) -> None:
    """The recognition is revoked: the task is done."""
    _close("results.revocation_due", recognition, "revocation", "standing", now=now)


def _close(kind: str, recognition: Recognition, *pages: str, now: datetime) -> None:
    registration = recognition.outcome.registration
    for page in pages:
        path = reverse(f"results:{page}", args=(registration.cycle.year, registration.commune.code))
        close_messages(kind, path=path, now=now)
