"""The six steps to a public result on the leaders' page: the state of the year, and the next step."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import rules
from django.db.models import Case, Count, F, Q, Value, When, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from communes.models import Cycle
from kernel.problems import Problem
from kernel.wording import words_for
from results import policies
from results.issued_papers import current_report
from results.models import Outcome, Recognition
from results.queries import revocations_with_decisions, to_be_recognised
from scoring.core import Level

STEPS: tuple[tuple[str, Promise | str, Promise | str, Promise | str, str], ...] = (
    (
        "draft",
        _("Draft"),
        _("Draft the results"),
        _("Every commune’s level, reason and rank are drawn up from the facts as they stand. You may repeat it."),
        "results.draft_outcomes",
    ),
    (
        "confirmation",
        _("Confirmation"),
        _("Confirm the results for the department's report to the city"),
        _("The team lead takes responsibility for the draft. From here on only the city can return it."),
        "results.confirm_outcomes",
    ),
    (
        "report",
        _("Report"),
        _("Record the report to the city"),
        _("The department reports the confirmed results to the city's People's Committee: number, date, signed copy."),
        "results.record_report",
    ),
    (
        "approval",
        _("Approval"),
        _("Approve the results"),
        _("Levels, points and ranks stand as they are from this moment."),
        "results.approve_outcomes",
    ),
    (
        "recognition",
        _("Recognition"),
        _("Record the decision"),
        _("The decision recognises every qualified unit for its level. Level 4 is listed for commendation."),
        "results.recognise",
    ),
    (
        "publication",
        _("Publication"),
        _("Publish the results"),
        _("The result of every unit becomes public on the portal, for everyone, at once."),
        "results.publish_outcomes",
    ),
)


@dataclass(frozen=True, slots=True)
class Blockers:
    """What keeps a step from being taken, for one reason: the first, and all others behind a line with their count."""

    first: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step for one reader: done, current or future; whether this person may take it, and why not yet."""

    key: str
    title: str
    action: str
    meaning: str
    state: str
    permitted: bool
    problems: tuple[Blockers, ...]

    @property
    def is_current(self) -> bool:
        return self.state == "current"


def current_step(cycle: Cycle) -> int:
    """How many of the six steps are done: 0 before the draft, 6 once public."""
    states = set(Outcome.objects.filter(registration__cycle=cycle).values_list("state", flat=True))
    if not states:
        return 0
    if Outcome.State.DRAFTED in states:
        return 1
    if Outcome.State.CONFIRMED in states:
        return 2 if current_report(cycle) is None else 3
    if Outcome.State.PUBLISHED in states:
        return 6
    return 4 if to_be_recognised(cycle).exists() else 5


def steps_for(user, cycle: Cycle, *, now: datetime, judged: bool = True) -> list[Step]:
    """The six steps for this person; the problems of the current one only where `judged`."""
    done = current_step(cycle)
    steps = []
    for place, (key, title, action, meaning, permission) in enumerate(STEPS):
        state = "done" if place < done else "current" if place == done else "ahead"
        problems = _by_reason(_problems(key, cycle, now)) if judged and place == done else ()
        permitted = place == done and rules.has_perm(permission, user, cycle)
        steps.append(Step(key, str(title), str(action), str(meaning), state, permitted, problems))
    return steps


def _by_reason(problems: Iterable[Problem]) -> tuple[Blockers, ...]:
    """One line for each reason: half a city may lack the same."""
    words: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        words[problem.code].append(words_for(problem))
    return tuple(Blockers(first, tuple(others)) for first, *others in words.values())


def _problems(key: str, cycle: Cycle, now: datetime) -> Iterator[Problem]:
    if key in ("recognition", "report"):
        return iter(())
    judge = {
        "draft": lambda: policies.drafting_problems(cycle, now=now),
        "confirmation": lambda: policies.confirming_problems(cycle, now=now),
        "approval": lambda: policies.approving_problems(cycle, now=now),
        "publication": lambda: policies.publishing_problems(cycle),
    }
    return judge[key]()


MAX_LISTED = 50
"""So many units stand in each list of the steps; the ranking has them all."""


@dataclass(frozen=True, slots=True)
class RecognisedUnits:
    """The year's recognitions: how many of each kind, and the first of each, best first."""

    count: int
    commended_count: int
    uncommended: int
    below_count: int
    commended: list[Recognition]
    below_level_4: list[Recognition]
    revoked: list[Recognition]

    @property
    def commended_more(self) -> int:
        return self.commended_count - len(self.commended)

    @property
    def below_level_4_more(self) -> int:
        return self.below_count - len(self.below_level_4)


def recognised_units(cycle: Cycle) -> RecognisedUnits:
    """The recognitions by consequence: commendation at Level 4 [R5], a plan below it [S6], or none; two queries."""
    is_revoked = When(state=Recognition.State.REVOKED, then=Value("revoked"))
    is_top = When(outcome__level=Level.LEVEL_4, then=Value("commended"))
    among_its_kind = partial(Window, partition_by=F("kind"))
    each = Recognition.objects.filter(outcome__registration__cycle=cycle).annotate(
        kind=Case(is_revoked, is_top, default=Value("below")),
        place=among_its_kind(RowNumber(), order_by=("outcome__rank", "pk")),
        size=among_its_kind(Count("pk")),
        commendations=among_its_kind(Count("commendation")),
    )
    listed = each.filter(Q(place__lte=MAX_LISTED) | Q(kind="revoked")).order_by("outcome__rank", "pk")
    related = ("outcome__registration__commune", "decision__file", "commendation__decision")
    rows: dict[str, list[Recognition]] = {"commended": [], "below": [], "revoked": []}
    sizes = dict.fromkeys(rows, 0)
    uncommended = 0
    for row in listed.select_related(*related):
        rows[row.kind].append(row)
        sizes[row.kind] = row.size
        uncommended = row.size - row.commendations if row.kind == "commended" else uncommended
    prefetch_related_objects(rows["revoked"], revocations_with_decisions())
    return RecognisedUnits(
        count=sum(sizes.values()),
        commended_count=sizes["commended"],
        uncommended=uncommended,
        below_count=sizes["below"],
        commended=rows["commended"],
        below_level_4=rows["below"],
        revoked=rows["revoked"],
    )
