"""The parts of the year's board, combined from the layers below: stages, late units, the team's load."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime

import rules
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.queries import hidden_units
from appraisal.models import Review
from appraisal.queries import first_loads, team_of
from communes import notices as entry_notices
from communes.board import BoardParts, Load, Reminder, Stage, Waiting
from communes.deadlines import YearDays, due
from communes.models import Cycle, Extension, Registration, unit_title
from communes.policies import is_near
from communes.queries import registrations_visible_to
from evidence import notices as dossier_notices
from friendly_gov.navigation import address
from kernel.deadlines import day_began
from kernel.names import name_key
from notifications.queries import messaged_paths
from results.models import Outcome
from scoring.models import SelfAssessment
from scoring.queries import assessments_listed_for

Paths = set[tuple[str, str]]
_UNSENT = (Registration.State.DRAFT, Registration.State.RETURNED)


def year_parts(user: User, days: YearDays, now: datetime) -> BoardParts:
    """What the year's board shows below the calendar; the number of queries does not depend on the number of units."""
    cycle = days.cycle
    reminded = messaged_paths(entry_notices.REMINDER, dossier_notices.REMINDER, since=day_began(now))
    reminders = [_registrations(user, days, reminded, now), _dossiers(user, days, reminded, now)]
    team = team_of(cycle) if rules.has_perm("appraisal.view_team", user) else None
    return BoardParts(
        stages=_stages(user, cycle),
        reminders=[reminder for reminder in reminders if reminder.units],
        loads=[Load(load.name, load.done, load.all) for load in first_loads(team) if load.all] if team else [],
        team_url=address("appraisal:team", cycle.year) if team else "",
        progress_url=address("appraisal:progress", cycle.year) if team and _sees_progress(user, cycle) else "",
        new_year_url=address("scoring:open_cycle") if rules.has_perm("scoring.open_cycle", user) else "",
    )


def _stages(user, cycle: Cycle) -> list[Stage]:
    """The stage of each registered unit; every unit is counted in one stage only."""
    accepted = {"registration__cycle": cycle, "registration__state__in": Registration.REGISTERED}
    works = Counter(assessments_listed_for(user).filter(**accepted).order_by().values_list("state", flat=True))
    hidden = hidden_units(user)
    rows = Review.objects.filter(**{f"assessment__{path}": value for path, value in accepted.items()})
    rows = rows.exclude(assessment__registration__commune__code__in=hidden)
    reviews = Counter(rows.order_by().values_list("state", flat=True))
    outcomes = Outcome.objects.filter(registration__cycle=cycle, registration__state__in=Registration.REGISTERED)
    concluded = outcomes.exclude(registration__commune__code__in=hidden).count()
    states, steps = SelfAssessment.State, Review.State
    dossiers = _listed(user, "evidence.list_dossiers", "evidence:dossiers", cycle)
    reviewed = _listed(user, "appraisal.list_reviews", "appraisal:reviews", cycle)
    return [
        Stage(_("scoring themselves"), works[states.OPEN], dossiers and f"{dossiers}?state={states.OPEN}"),
        *(
            Stage(label, works[state], dossiers and f"{dossiers}?state={state}")
            for state, label in states.choices
            if state in (*SelfAssessment.UNDECIDED, states.REFUSED, states.NOT_CONSIDERED) and works[state]
        ),
        Stage(_("sent, not assigned"), works[states.SUBMITTED], dossiers and f"{dossiers}?state={states.SUBMITTED}"),
        Stage(_("assigned, not begun"), reviews[steps.ASSIGNED], reviewed and f"{reviewed}?state={steps.ASSIGNED}"),
        Stage(_("under appraisal"), reviews[steps.IN_PROGRESS], reviewed and f"{reviewed}?state={steps.IN_PROGRESS}"),
        Stage(_("wait for the lead"), reviews[steps.COMPLETED], reviewed and f"{reviewed}?state={steps.COMPLETED}"),
        Stage(_("reconciled"), reviews[steps.RECONCILED], reviewed and f"{reviewed}?state={steps.RECONCILED}"),
        Stage(_("concluded"), concluded, _listed(user, "results.view_ranking", "results:ranking", cycle)),
    ]


def _sees_progress(user, cycle: Cycle) -> bool:
    return rules.has_perm("appraisal.view_progress", user, cycle)


def _listed(user, permission: str, name: str, cycle: Cycle) -> str:
    return address(name, cycle.year) if rules.has_perm(permission, user) else ""


def _registrations(user: User, days: YearDays, reminded: Paths, now: datetime) -> Reminder:
    """Units that have not registered while the deadline approaches [R1]."""
    cycle = days.cycle
    entries = registrations_visible_to(user).filter(cycle=cycle, state__in=_UNSENT)
    waiting = [
        (code, unit_title(kind, name), days.registration_before(pk, state, complete_before))
        for pk, state, complete_before, code, kind, name in entries.values_list(
            "pk", "state", "complete_before", "commune__code", "commune__kind", "commune__name"
        )
    ]
    names = ("communes:registration", "communes:entry")
    units = _near(waiting, cycle, names, {path for kind, path in reminded if kind == entry_notices.REMINDER}, now)
    may = rules.has_perm("communes.remind_registration", user)
    return Reminder(_("Registrations that have not come"), address("communes:remind", cycle.year) if may else "", units)


def _dossiers(user: User, days: YearDays, reminded: Paths, now: datetime) -> Reminder:
    """Units that have not sent their dossier while the deadline approaches [R2]."""
    cycle = days.cycle
    works = assessments_listed_for(user).filter(
        registration__cycle=cycle, registration__state__in=Registration.REGISTERED, state=SelfAssessment.State.OPEN
    )
    waiting = [
        (code, unit_title(kind, name), days.before(pk, Extension.Step.SUBMISSION))
        for pk, code, kind, name in works.order_by("registration__commune__code").values_list(
            "registration", *(f"registration__commune__{field}" for field in ("code", "kind", "name"))
        )
    ]
    paths = {path for kind, path in reminded if kind == dossier_notices.REMINDER}
    units = _near(waiting, cycle, ("evidence:dossier", "communes:entry"), paths, now)
    may = rules.has_perm("evidence.remind_dossier", user)
    return Reminder(_("Dossiers that have not come"), address("evidence:remind", cycle.year) if may else "", units)


def _near(
    waiting: Iterable[tuple[str, str, date]], cycle: Cycle, names: tuple[str, str], reminded: set[str], now: datetime
) -> list[Waiting]:
    """Units whose time is over or nearly over, earliest deadline first; `names` are the URL names of the two links."""
    theirs, seen = names
    near = [(before, code, name) for code, name, before in waiting if is_near(before, now=now)]
    return [
        Waiting(
            code=code,
            commune=name,
            url=address(seen, cycle.year, code),
            due=due(before, now=now),
            is_reminded=address(theirs, cycle.year, code) in reminded,
        )
        for before, code, name in sorted(near, key=lambda one: (one[0], name_key(one[2])))
    ]
