"""The leaders' briefing: the state of a year, changes since the last visit, and risks [R3-R5, S3-S5].

Every sentence contains a figure and the URL of the list behind it; nothing is decided or stored here.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries import sign_in_before_last
from appraisal.forecast import Verdict
from appraisal.models import Breach, ReviewScore
from appraisal.queries.progress import progress_of
from communes.deadlines import DeadlineFacts, due
from communes.models import Cycle, Registration
from kernel.problems import required
from results.figures import Figure, population_figures, standing_figures
from results.models import Outcome
from results.populations import changes_level_by, is_near
from results.queries import NOT_APPRAISED, NOT_DUE, UNDECIDED, RankingRow, ranking_rows_seen_by
from scoring.core import Reason, nearest_bound

_SHOWN = 4
_DECIDING = 3
_LAST_DAYS = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One fact in words, with the list behind it; `tone` is "", "warn" or "bad"."""

    key: str
    words: str
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class NearUnit:
    """A ranked unit near a bound: its distance above it (negative: below), and the criteria that decide."""

    row: RankingRow
    level: str
    gap: Decimal
    url: str
    by_one_step: bool
    criteria: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Briefing:
    """The whole briefing: figures, changes since `since`, risks, units near a bound (`near_count`)."""

    cycle: Cycle
    units: int
    report_due: DeadlineFacts
    populations: dict[str, Figure]
    figures: list[Figure]
    qualified: int
    since: datetime
    changes: list[Sentence]
    risks: list[Sentence]
    near: list[NearUnit]
    near_count: int
    near_url: str

    @property
    def not_due(self) -> Figure | None:
        """The units that have time left; None where there are none."""
        return self.populations.get("not_due")


def briefing(reader, cycle: Cycle, *, now: datetime) -> Briefing:
    """The present state of the year; the number of queries does not depend on the number of units."""
    rows = ranking_rows_seen_by(reader, cycle, now=now)
    step = step_of(cycle)
    near = near_bounds(rows, cycle, step)
    since = sign_in_before_last(reader) or now - _LAST_DAYS
    return Briefing(
        cycle=cycle,
        units=len(rows),
        report_due=due(cycle.report_before, now=now),
        populations={figure.key: figure for figure in population_figures(cycle, rows)},
        figures=[one for one in standing_figures(cycle, rows) if one.count or one.key.startswith("level_")],
        qualified=sum(bool(row.level) for row in rows),
        since=since,
        changes=list(changes_since(cycle, since)),
        risks=[*_forecast_sentences(reader, cycle, rows, now), *_risks(cycle, rows, near, step)],
        near=_with_criteria(near[:_SHOWN]),
        near_count=len(near),
        near_url=reverse("results:ranking", args=[cycle.year]) + "?near=bound",
    )


def near_bounds(rows: Sequence[RankingRow], cycle: Cycle, step: Decimal) -> list[NearUnit]:
    """The ranked units within half a point of a level's bound, the nearest first [S3]."""
    units = []
    for row in filter(is_near, rows):
        level, gap = nearest_bound(required(row.appraised_total))
        url = reverse("results:standing", args=[cycle.year, row.code])
        units.append(NearUnit(row, str(Outcome.Level(level).label), gap, url, changes_level_by(row, step), ()))
    return sorted(units, key=lambda one: (abs(one.gap), one.row.code))


def step_of(cycle: Cycle) -> Decimal:
    """The smallest step of points in the year's table; reads a single value."""
    step = Cycle.objects.filter(pk=cycle.pk).values_list("rubric_in_force__rubric__step", flat=True).first()
    return step if step is not None else Decimal("0.25")


def _with_criteria(near: list[NearUnit]) -> list[NearUnit]:
    """Each with the criteria that decide its level: where the team's points differ most from the unit's own."""
    path = "review__assessment__registration"
    units = [one.row.registration_id for one in near]
    partly = Q(points__lt=F("max_points")) | ~Q(points=F("self_points"))
    scores = ReviewScore.objects.filter(partly, **{f"{path}__in": units}, points__isnull=False).order_by()
    differences: dict[int, list[tuple[Decimal, Decimal, str]]] = defaultdict(list)
    for unit, code, own, points, limit in scores.values_list(
        path, "criterion__code", "self_points", "points", "max_points"
    ):
        differences[unit].append((-abs((own or Decimal(0)) - points), points - limit, code))
    return [
        NearUnit(
            one.row,
            one.level,
            one.gap,
            one.url,
            one.by_one_step,
            tuple(code for *_gap, code in sorted(differences[one.row.registration_id])[:_DECIDING]),
        )
        for one in near
    ]


# -- What changed -------------------------------------------------------------------------------------------------


def changes_since(cycle: Cycle, since: datetime) -> Iterator[Sentence]:
    """What was received and done since that instant, each with its list; three queries."""
    work, review = "self_assessment__submitted_at__gte", "self_assessment__review__reconciled_at__gte"
    entries = Registration.objects.filter(cycle=cycle).aggregate(
        registered=Count("pk", filter=Q(state__in=Registration.REGISTERED, submitted_at__gte=since)),
        handed_in=Count("pk", filter=Q(**{work: since})),
        confirmed=Count("pk", filter=Q(**{review: since})),
    )
    breaches = Breach.objects.filter(registration__cycle=cycle).aggregate(
        recorded=Count("pk", filter=Q(recorded_at__gte=since)),
        settled=Count("pk", filter=Q(settled_at__gte=since)),
    )
    lists = {
        "registered": reverse("communes:registrations", args=[cycle.year]),
        "handed_in": reverse("evidence:dossiers", args=[cycle.year]),
        "confirmed": reverse("appraisal:reviews", args=[cycle.year]) + "?state=reconciled",
        "recorded": reverse("appraisal:breaches", args=[cycle.year]),
        "settled": reverse("appraisal:breaches", args=[cycle.year]),
    }
    for key, count in {**entries, **breaches}.items():
        if count:
            yield Sentence(key, _changed(key, count), lists[key])
    yield from _steps_since(cycle, since)


def _changed(key: str, count: int) -> str:
    words = {
        "registered": ngettext("%(count)s registration came in", "%(count)s registrations came in", count),
        "handed_in": ngettext("%(count)s dossier was handed in", "%(count)s dossiers were handed in", count),
        "confirmed": ngettext("%(count)s appraisal was confirmed", "%(count)s appraisals were confirmed", count),
        "recorded": ngettext("%(count)s breach was recorded", "%(count)s breaches were recorded", count),
        "settled": ngettext("%(count)s breach was decided on", "%(count)s breaches were decided on", count),
    }
    return words[key] % {"count": count}


def _steps_since(cycle: Cycle, since: datetime) -> Iterator[Sentence]:
    """The steps that the year's results have taken since."""
    moments = Outcome.objects.filter(registration__cycle=cycle).aggregate(
        confirmed=Max("confirmed_at"), approved=Max("approved_at"), published=Max("published_at")
    )
    words = {
        "confirmed": _("The team's lead confirmed the results"),
        "approved": _("The city approved the results"),
        "published": _("The results were published"),
    }
    url = reverse("results:steps", args=[cycle.year])
    for key, moment in moments.items():
        if moment is not None and moment >= since:
            yield Sentence(f"results_{key}", words[key], url)


# -- What may go wrong --------------------------------------------------------------------------------------------


def _risks(cycle: Cycle, rows: list[RankingRow], near: list[NearUnit], step: Decimal) -> Iterator[Sentence]:
    ranking = reverse("results:ranking", args=[cycle.year])
    for reason, tone in ((UNDECIDED, "warn"), (str(Reason.NOT_SUBMITTED), "bad")):
        if count := sum(row.reason == reason for row in rows):
            yield Sentence(reason, _late(reason, count), f"{ranking}?reason={reason}", tone)
    if count := sum(row.open_breach for row in rows):
        words = ngettext(
            "%(count)s unit has a breach that is not decided on",
            "%(count)s units have a breach that is not decided on",
            count,
        )
        url = reverse("appraisal:breaches", args=[cycle.year]) + "?state=proposed"
        yield Sentence("open_breaches", words % {"count": count}, url, "bad")
    if count := sum(one.by_one_step for one in near):
        words = ngettext(
            "%(count)s unit would change its level if the team erred by one step on one criterion",
            "%(count)s units would change their level if the team erred by one step on one criterion",
            count,
        )
        yield Sentence("one_step", words % {"count": count}, f"{ranking}?near={step}", "warn")


def _late(reason: str, count: int) -> str:
    if reason == UNDECIDED:
        words = ngettext(
            "%(count)s unit sent late or incomplete and waits for a decision",
            "%(count)s units sent late or incomplete and wait for a decision",
            count,
        )
    else:
        words = ngettext(
            "%(count)s registered unit has handed in no dossier",
            "%(count)s registered units have handed in no dossier",
            count,
        )
    return words % {"count": count}


def _forecast_sentences(reader, cycle: Cycle, rows: list[RankingRow], now: datetime) -> Iterator[Sentence]:
    """The forecast for the appraisal of all registered units, including those whose dossier has not come yet."""
    if not any(row.registered and row.reason in (NOT_APPRAISED, NOT_DUE, UNDECIDED) for row in rows):
        return
    progress = progress_of(reader, cycle, now=now, parts=())
    forecast, url = progress.forecast, reverse("appraisal:progress", args=[cycle.year])
    facts: dict[str, object] = {"unsent": progress.unsent, "unassigned": progress.unassigned}
    if forecast.expected is not None:
        facts["day"] = formats.date_format(forecast.expected, "SHORT_DATE_FORMAT")
    if forecast.verdict == Verdict.LATE:
        words = (
            _("At its present pace the appraisal ends on %(day)s, after its last day")
            if forecast.expected
            else _("The appraisal is not done and its last day has come")
        )
        yield Sentence("forecast", words % facts, url, "bad")
    elif forecast.expected is not None:
        words = _("The appraisal of all registered units ends on %(day)s at its present pace")
        yield Sentence("forecast", words % facts, url, "warn" if forecast.verdict == Verdict.TIGHT else "")
    if progress.unsent or progress.unassigned:
        words = _("%(unsent)s dossiers are still to come, %(unassigned)s are not assigned: both count in the forecast")
        yield Sentence("to_come", words % facts, url)
