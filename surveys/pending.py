"""The tasks of a unit on its surveys."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from communes.models import Registration
from communes.pending import PendingTask
from surveys.models import Survey


def survey_tasks(entries: Sequence[Registration], reader: User, now: datetime) -> dict[int, list[PendingTask]]:
    """Surveys of these units that are prepared or open, by the key of the entry; one query."""
    by_place = {(entry.commune_id, entry.cycle_id): entry.pk for entry in entries}
    units, years = {unit for unit, _year in by_place}, {year for _unit, year in by_place}
    surveys = Survey.objects.filter(commune__in=units, cycle__in=years).exclude(state=Survey.State.CLOSED)
    tasks: dict[int, list[PendingTask]] = defaultdict(list)
    for survey in surveys.annotate(count=Count("responses")).order_by("pk"):
        key = by_place.get((survey.commune_id, survey.cycle_id))
        if key is not None:
            tasks[key].append(_task(survey))
    return tasks


def _task(survey: Survey) -> PendingTask:
    url = reverse("surveys:survey", args=[survey.slug])
    if survey.state == Survey.State.DRAFT:
        title = _("A survey is prepared and not open: %(purpose)s") % {"purpose": survey.purpose}
        return PendingTask("surveys.open", title, survey.place, url, _("Open the survey"))
    count = vars(survey)["count"]
    text = ngettext("%(number)s response so far", "%(number)s responses so far", count) % {"number": count}
    title = _("A survey is open: %(purpose)s") % {"purpose": survey.purpose}
    return PendingTask("surveys.runs", title, text, url, _("See the survey"), "later")
