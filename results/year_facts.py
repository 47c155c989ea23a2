"""The data of a year for its papers: registrations, dossiers, findings and conclusions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, F, Q

from appraisal.models import AppraisalTeam, Breach, Review, Visit
from communes.models import Cycle, Extension, Registration
from communes.paper_names import paper_name
from evidence.models import Inquiry
from results import queries
from results.issued_papers import current_report
from results.models import DepartmentReport
from results.open_breaches import open_breach_units
from results.queries import GROUPS, RankingRow
from scoring.models import SelfAssessment
from scoring.queries import table_in_force

_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class GroupDifference:
    """A group's points, self-assessed and appraised, as means over the appraised units."""

    code: str
    title: str
    most: Decimal
    own: Decimal | None
    appraised: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        return None if self.own is None or self.appraised is None else self.appraised - self.own


@dataclass(frozen=True, slots=True)
class GrantedTime:
    """An extension: for whom, at which step, until when, why."""

    unit: str
    step: str
    before: date
    reason: str


@dataclass(frozen=True, slots=True)
class YearFacts:
    """A year as its papers show it; every figure is read from the data at one moment."""

    cycle: Cycle
    rows: tuple[RankingRow, ...]
    frozen: bool
    decision: str
    not_registered: tuple[str, ...]
    late_registrations: tuple[str, ...]
    late_dossiers: tuple[str, ...]
    extensions: tuple[GrantedTime, ...]
    groups: tuple[GroupDifference, ...]
    team: AppraisalTeam | None
    members: int
    reviews: Mapping[str, int]
    letters: Mapping[str, int]
    visits: int
    breaches: tuple[tuple[str, Breach], ...]
    open_breaches: tuple[str, ...]
    report: DepartmentReport | None

    @property
    def year(self) -> int:
        return self.cycle.year

    def at_level(self, level: int) -> list[RankingRow]:
        """The units of that level, the best first."""
        return [row for row in self.rows if row.level == level and row.standing == f"level_{level}"]

    @property
    def qualified(self) -> list[RankingRow]:
        return [row for row in self.rows if row.level]


def year_facts(cycle: Cycle, *, now: datetime) -> YearFacts:
    """Read a year for its papers, in a constant number of queries."""
    rows = queries.ranking_rows(cycle, now=now)
    entries = Registration.objects.filter(cycle=cycle).select_related("commune").order_by("commune__code")
    names = {entry.pk: paper_name(entry.commune) for entry in entries}
    team = AppraisalTeam.objects.filter(cycle=cycle).first()
    reviews = Review.objects.filter(assessment__registration__cycle=cycle)
    letters = Inquiry.objects.filter(assessment__registration__cycle=cycle).exclude(state=Inquiry.State.COLLECTING)
    late = SelfAssessment.objects.filter(registration__cycle=cycle).exclude(shortcoming="")
    breaches = Breach.objects.filter(registration__cycle=cycle, state=Breach.State.CONFIRMED).order_by("pk")
    return YearFacts(
        cycle=cycle,
        rows=tuple(rows),
        frozen=queries.is_frozen(cycle),
        decision=table_in_force(cycle).decision_vi,
        not_registered=tuple(names[row.registration_id] for row in rows if not row.registered),
        late_registrations=tuple(names[entry.pk] for entry in entries if entry.late_reason),
        late_dossiers=tuple(names[pk] for pk in late.values_list("registration", flat=True).order_by("pk")),
        extensions=tuple(_extensions(cycle, names)),
        groups=tuple(_groups(cycle)),
        team=team,
        members=team.members.count() if team else 0,
        reviews=reviews.aggregate(all=Count("pk"), done=Count("pk", filter=Q(completed_at__isnull=False))),
        letters=letters.aggregate(
            supplement=Count("pk", filter=Q(kind=Inquiry.Kind.SUPPLEMENT)),
            explanation=Count("pk", filter=Q(kind=Inquiry.Kind.EXPLANATION)),
        ),
        visits=Visit.objects.filter(review__in=reviews, state=Visit.State.DONE).count(),
        breaches=tuple((names[breach.registration_id], breach) for breach in breaches),
        open_breaches=tuple(paper_name(entry.commune) for entry in open_breach_units(cycle)),
        report=current_report(cycle),
    )


def _extensions(cycle: Cycle, names: Mapping[int, str]):
    granted = Extension.objects.filter(registration__cycle=cycle).order_by("granted_at", "pk")
    steps = {Extension.Step.REGISTRATION: "đăng ký", Extension.Step.SUBMISSION: "gửi hồ sơ"}
    for one in granted:
        yield GrantedTime(names[one.registration_id], steps[Extension.Step(one.step)], one.before, one.reason)


def _groups(cycle: Cycle):
    """The means are computed here, because SQLite sums decimals as floating point."""
    done = Review.objects.filter(assessment__registration__cycle=cycle, completed_at__isnull=False)
    pairs = list(done.values_list(F("assessment__group_totals"), "group_totals"))
    for group in queries.group_rows(cycle):
        if group.code not in GROUPS:
            continue
        own = _mean([own[group.code] for own, _ in pairs if group.code in own])
        given = _mean([given[group.code] for _, given in pairs if group.code in given])
        yield GroupDifference(group.code, group.title_vi, group.max_points, own, given)


def _mean(points: list[str]) -> Decimal | None:
    if not points:
        return None
    whole = sum((Decimal(one) for one in points), Decimal(0))
    return (whole / len(points)).quantize(_CENT, ROUND_HALF_UP)
