"""When the year's team may appraise: only after the city's decision that founds it is on record [R3]."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Min
from django.utils.text import get_text_list
from django.utils.timezone import localdate
from django.utils.translation import gettext

from appraisal.models import AppraisalTeam, Review
from communes.models import Cycle
from kernel.deadlines import lies_ahead
from kernel.problems import Problem


def missing_parts(team: AppraisalTeam) -> list[str]:
    """The missing parts of the founding decision, in words."""
    parts = {
        gettext("its number"): team.decision_number,
        gettext("its date"): team.decision_date,
        gettext("its signed file"): team.decision_file_id,
    }
    return [name for name, value in parts.items() if not value]


def founding_problems(team: AppraisalTeam) -> Iterator[Problem]:
    """Why a team cannot appraise: its founding decision is not completely on record [R3].

    Every appraisal service checks it.
    """
    if not team.is_founded:
        missing = get_text_list(missing_parts(team), gettext("and"))
        yield Problem("team_not_founded", where="team", clause="R3", params={"missing": missing})


def founding_decision_problems(
    cycle: Cycle, team: AppraisalTeam | None, *, number: str, dated: date | None, has_file: bool, now: datetime
) -> Iterator[Problem]:
    """Why a founding decision cannot be recorded so: its date does not fit, or one on record would be removed [R3].

    The team is set up for the year and appraises only after its founding: its first dossier was assigned no
    earlier than that day.
    """
    if dated is not None:
        yield from _day_problems(cycle, team, dated, now)
    if team is not None and team.is_founded and not (number.strip() and dated and has_file):
        yield Problem("founding_stays", where="decision_number", clause="R3")


def _day_problems(cycle: Cycle, team: AppraisalTeam | None, dated: date, now: datetime) -> Iterator[Problem]:
    if lies_ahead(dated, now=now):
        yield Problem("founding_in_the_future", where="decision_date", clause="R3")
    elif dated.year != cycle.year:
        yield Problem("founding_of_another_year", where="decision_date", clause="R3", params={"year": cycle.year})
    elif (begun := _begun_on(team)) and dated > begun:
        params = {"day": f"{begun:%d/%m/%Y}"}
        yield Problem("founding_after_appraisal", where="decision_date", clause="R3", params=params)


def _begun_on(team: AppraisalTeam | None) -> date | None:
    """The day on which the founded team got its first dossier; None before that, or where it was not founded yet."""
    if team is None or not team.is_founded:
        return None
    first = Review.objects.filter(appraiser__team=team).aggregate(first=Min("assigned_at"))["first"]
    return localdate(first) if first else None
