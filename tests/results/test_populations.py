"""Every figure of a year's pages, papers and files, computed again from the raw rows in Decimal, at each of its stages.

The expectations are made here from states, dates and points as they are stored, by other means than the portal's.
"""

import csv
import io
import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from django.urls import reverse

from appraisal.models import Breach, Review, ReviewScore
from communes.models import Registration
from kernel.deadlines import day_began
from results.models import Recognition
from results.papers import ranking_paper
from results.populations import Population, population_counts, units_in
from results.queries import ranking_rows
from results.whatif.comparison import what_if
from scoring.models import SelfAssessment, SelfScore
from tests.decree import acts
from tests.factories.accounts import city_leader
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.factories.scoring import SelfAssessmentFactory, points_for
from tests.results.building import Year, appraised, team_of, whole_year

pytestmark = pytest.mark.django_db

OPEN = datetime.fromisoformat("2026-02-01T09:00+07:00")
HALF = datetime.fromisoformat("2026-12-10T09:00+07:00")


@dataclass(frozen=True)
class Expected:
    """A year counted from its raw rows: codes by population, totals and ranks by code."""

    units: dict[str, set[str]]
    own: dict[str, Decimal]
    appraised: dict[str, Decimal]

    @property
    def counts(self) -> dict[str, int]:
        return {name: len(codes) for name, codes in self.units.items()}

    @property
    def ranks(self) -> dict[str, int]:
        totals = {code: self.appraised[code] for code in self.units["ranked"]}
        return {code: 1 + sum(other > total for other in totals.values()) for code, total in totals.items()}

    @property
    def mean(self) -> Decimal | None:
        gaps = [self.appraised[code] - self.own[code] for code in self.units["ranked"]]
        mean = sum(gaps, Decimal(0)) / len(gaps) if gaps else None
        return None if mean is None else mean.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def expected(cycle, now) -> Expected:
    units = {str(population): set() for population in Population}
    own, team = {}, {}
    for entry in Registration.objects.filter(cycle=cycle).select_related("commune"):
        code = entry.commune.code
        work = SelfAssessment.objects.filter(registration=entry).first()
        review = Review.objects.filter(assessment=work).first() if work else None
        registered = entry.state in ("submitted", "accepted", "returned")
        sent = work is not None and work.submitted_at is not None
        finished = sent and review is not None and review.state in ("completed", "reconciled")
        in_breach = registered and Breach.objects.filter(registration=entry, state="confirmed").exists()
        revoked = Recognition.objects.filter(outcome__registration=entry, state="revoked").exists()
        if sent:
            own[code] = sum((s.points for s in SelfScore.objects.filter(assessment=work, points__gt=0)), Decimal(0))
        if finished:
            team[code] = sum((s.points for s in ReviewScore.objects.filter(review=review, points__gt=0)), Decimal(0))
        late = not registered and now >= day_began_on(cycle.register_before)
        silent = registered and not sent and now >= day_began_on(cycle.submit_before)
        belongs = {
            "all": True,
            "registered": registered,
            "handed_in": sent,
            "appraised": finished,
            "ranked": finished and not in_breach and not revoked,
            "not_considered": in_breach and not revoked,
            "revoked": revoked,
            "not_due": not sent and not in_breach and not late and not silent,
        }
        for name, held in belongs.items():
            if held:
                units[name].add(code)
    return Expected(units, own, team)


def day_began_on(day) -> datetime:
    return day_began(datetime.fromisoformat(f"{day}T12:00+07:00"))


def unopened():
    """The year is open, its units have done nothing yet, and no date has passed."""
    cycle = CycleFactory()
    for number in range(3):
        SelfAssessmentFactory(registration=RegistrationFactory(cycle=cycle, commune__code=f"3000{number}"))
    return Year(cycle, team_of(cycle), {}), OPEN - timedelta(days=20)


def opened():
    """Some have registered, one has sent, none is late."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    registered = RegistrationFactory(cycle=cycle, commune__code="30001", accepted=True)
    SelfAssessmentFactory(registration=registered, scores=points_for("40"))
    SelfAssessmentFactory(
        registration=RegistrationFactory(cycle=cycle, commune__code="30002", accepted=True),
        submitted=True,
        scores=points_for("91"),
    )
    SelfAssessmentFactory(registration=RegistrationFactory(cycle=cycle, commune__code="30003"))
    return Year(cycle, lead, {}), OPEN


def half_appraised():
    """Finished, half done, not begun; a breach; nothing sent; not registered."""
    year = whole_year()
    appraised(year.cycle, "30010", "88", own="97", state="in_progress")
    waiting = RegistrationFactory(cycle=year.cycle, commune=CommuneFactory(code="30011"), accepted=True)
    SelfAssessmentFactory(registration=waiting, submitted=True, scores=points_for("93"))
    return year, HALF


STAGES = {one.__name__: one for one in (unopened, opened, half_appraised)}


@pytest.mark.parametrize("stage", STAGES)
def test_every_figure_counts_the_units_it_names(stage, client, clock_on_its_day):
    year, now = STAGES[stage]()
    clock_on_its_day.move_to(now)

    _check(client, year, now, expected(year.cycle, now))


def test_published_figures_count_the_same_units_before_and_after_a_revocation(client, clock_on_its_day):
    year = whole_year()
    acts.conclude(year.cycle, year.lead, at=CONCLUDED)
    clock_on_its_day.move_to(CONCLUDED)
    raw = expected(year.cycle, CONCLUDED)
    _check(client, year, CONCLUDED, raw)
    _check_public(client, year, CONCLUDED, raw)

    entry, later = year.units["level_3"], CONCLUDED + timedelta(days=9)
    breach = BreachFactory(registration=entry, confirmed=True, settled_at=later)
    acts.revoke(entry, breach, city_leader(), at=later)
    clock_on_its_day.move_to(later)
    raw = expected(year.cycle, later)
    assert raw.units["revoked"] == {entry.commune.code}
    _check(client, year, later, raw)
    _check_public(client, year, later, raw)


def _check(client, year, now, raw):
    rows = ranking_rows(year.cycle, now=now)

    assert {name: {row.code for row in units_in(rows, Population(name))} for name in raw.units} == raw.units
    assert population_counts(rows) == raw.counts
    assert {row.code: row.rank for row in rows if row.rank} == raw.ranks
    assert {row.code: row.self_total for row in rows if row.self_total is not None} == raw.own
    assert {row.code: row.appraised_total for row in rows if row.appraised_total is not None} == raw.appraised
    # No level without a finished appraisal or a passed date, and none that is taken away.
    awaited = raw.units["not_due"] | raw.units["revoked"] | (raw.units["handed_in"] - raw.units["appraised"])
    assert {row.code for row in rows if row.level is None} == awaited
    _ranking_page(client, year, raw)
    _unit_pages(client, year, raw)
    _files(client, year, raw)
    counts, ranking = ranking_paper(year=2026, rows=rows).body[:2]
    assert sum(int(cell) for cell in counts.rows[0].cells) == raw.counts["all"]
    assert sum(row.cells[0].isdecimal() for row in ranking.rows) == raw.counts["ranked"]


def _ranking_page(client, year, raw):
    client.force_login(city_leader())
    page = client.get(reverse("results:ranking", args=[year.cycle.year]))
    result = {figure.key: figure.count for figure in page.context["populations"]}
    always = ("registered", "handed_in", "appraised", "ranked")
    assert result == {name: n for name, n in raw.counts.items() if name != "all" and (n or name in always)}
    assert page.context["mean_difference"] == raw.mean
    assert sum(band.appraised for band in page.context["bands"]) == raw.counts["ranked"]
    for name in result:
        chosen = client.get(page.request["PATH_INFO"], {"units": name})
        assert chosen.context["chosen_count"] == raw.counts[name]


def _unit_pages(client, year, raw):
    for code in sorted(raw.units["handed_in"]):
        page = client.get(reverse("results:standing", args=[year.cycle.year, code])).content.decode()
        result = re.search(r"hạng (\d+) trên (\d+)", page)
        rank = raw.ranks.get(code)
        assert result is None if rank is None else result and result.groups() == (str(rank), str(raw.counts["ranked"]))


def _files(client, year, raw):
    answer = client.get(reverse("results:download", args=[year.cycle.year, "json"]))
    lines = json.loads(answer.content)
    assert {line["code"] for line in lines if line["rank"]} == raw.units["ranked"]
    assert {line["code"] for line in lines if line["reason"] == "not_due"} == raw.units["not_due"]
    answer = client.get(reverse("results:download", args=[year.cycle.year, "csv"]))
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {line["code"] for line in table if line["appraised_total"]} == raw.units["appraised"]


def _check_public(client, year, now, raw):
    public = client.get(reverse("public:year", args=[2026]))
    recognised = set(
        Recognition.objects.filter(state="issued").values_list("outcome__registration__commune__code", flat=True)
    )
    assert public.context["recognised_count"] == len(recognised)
    assert public.context["units_count"] == raw.counts["all"]
    for code in sorted(recognised):
        page = client.get(reverse("public:unit", args=[2026, code]))
        assert (page.context["unit"].rank, page.context["ranked_count"]) == (raw.ranks[code], raw.counts["ranked"])
    compared = what_if(year.cycle, year.cycle.rubric_in_force.rubric, now=now)
    assert {row.unit.code: row.change.new.rank for row in compared.rows} == raw.ranks
    assert sum(compared.aside.values()) == raw.counts["all"] - raw.counts["ranked"]
