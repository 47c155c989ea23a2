"""The six steps to a public result on the leaders' page: the state of the year, and the next step."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import rules
from django.db.models import BooleanField, Count, ExpressionWrapper, Q
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
    """The recognitions by consequence: commendation at Level 4 [R5], a plan below it [S6], or none."""
    recognitions = Recognition.objects.filter(outcome__registration__cycle=cycle)
    is_open = ExpressionWrapper(Q(commendation__isnull=True), BooleanField())
    kinds = recognitions.order_by().annotate(is_open=is_open).values_list("state", "outcome__level", "is_open")
    counts = {tuple(kind): number for *kind, number in kinds.annotate(Count("pk"))}
    issued = {kind[1:]: number for kind, number in counts.items() if kind[0] == Recognition.State.ISSUED}
    top = sum(number for (level, _open), number in issued.items() if level == Level.LEVEL_4)
    listed = recognitions.select_related("outcome__registration__commune").order_by("outcome__rank", "pk")
    standing = listed.filter(state=Recognition.State.ISSUED)
    first, revoked = standing.filter(outcome__level=Level.LEVEL_4), sum(counts.values()) - sum(issued.values())
    gone = listed.filter(state=Recognition.State.REVOKED).select_related("decision__file", "commendation__decision")
    below = sum(issued.values()) - top
    return RecognisedUnits(
        count=sum(counts.values()),
        commended_count=top,
        uncommended=issued.get((Level.LEVEL_4, True), 0),
        below_count=below,
        commended=list(first.select_related("commendation__decision")[:MAX_LISTED]) if top else [],
        below_level_4=list(standing.exclude(outcome__level=Level.LEVEL_4)[:MAX_LISTED]) if below else [],
        revoked=list(gone.prefetch_related(revocations_with_decisions())) if revoked else [],
    )
