from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from appraisal import services as appraisal
from appraisal.models import Review
from audit.models import Entry
from communes.services import grant_extension
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from results import services
from results.models import Outcome, Recognition, Revocation
from results.queries import ranking_rows
from scoring.models import SelfAssessment
from tests.decree.acts import report, signed_copy
from tests.factories.accounts import (
    administrator,
    appraiser,
    city_leader,
    editor_of,
    head_of,
    officer,
    team_lead,
)
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.results import CONCLUDED
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept
from tests.results.building import appraised, team_of, whole_year

pytestmark = pytest.mark.django_db

DECISION = {"decision_number": "6000/QĐ-UBND", "decision_date": date(2026, 12, 28), "file": signed_copy()}


@pytest.fixture
def now(at):
    return at(2026, 12, 28)


year = kept(whole_year, at=CONCLUDED)


def brought_to(year, stage, now):
    """Take the year to `stage` by its services; the city leader who did it."""
    leader = city_leader()
    stages = ["drafted", "confirmed", "reported", "approved", "recognised", "published"]
    for step in stages[: stages.index(stage) + 1]:
        if step == "drafted":
            services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)
        elif step == "confirmed":
            services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)
        elif step == "reported":
            report(year.cycle, at=now)
        elif step == "approved":
            services.approve_outcomes(cycle=year.cycle, by=leader, now=now)
        elif step == "recognised":
            services.recognise(outcomes=Outcome.objects.filter(level__gt=0), **DECISION, by=leader, now=now)
        else:
            services.publish_outcomes(cycle=year.cycle, by=leader, now=now)
    return leader


PUBLISHED = datetime(2026, 12, 28, 9, 0, tzinfo=CITY_ZONE)


def publish(year):
    brought_to(year, "published", PUBLISHED)
    return year


def codes_and_places(refusal):
    return [(problem.code, problem.where) for problem in refusal.value.problems]


def test_draft_concludes_every_commune(year, now):
    services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)

    drafted = Outcome.objects.order_by("registration__commune__code")
    fields = ("registration__commune__code", "level", "reason", "rank", "state")
    assert list(drafted.values_list(*fields)) == [
        ("30001", 4, "by_points", 1, "drafted"),
        ("30002", 3, "by_points", 2, "drafted"),
        ("30003", 3, "by_points", 2, "drafted"),
        ("30004", 2, "by_points", 4, "drafted"),
        ("30005", 1, "by_points", 5, "drafted"),
        ("30006", 0, "by_points", 6, "drafted"),
        ("30007", 0, "breach", None, "drafted"),
        ("30008", 0, "not_submitted", None, "drafted"),
        ("30009", 0, "not_registered", None, "drafted"),
    ]
    entry = Entry.objects.get()
    assert (entry.verb, entry.facts) == ("results.draft_outcomes", {"units": 9, "qualified": 5})


def test_draft_again_takes_the_place_of_the_old(year, now):
    first = services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)
    BreachFactory(registration=year.units["level_4"], confirmed=True)

    second = services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)

    assert {outcome.pk for outcome in first} == {outcome.pk for outcome in second}
    changed = Outcome.objects.get(registration=year.units["level_4"])
    assert (changed.level, changed.reason, changed.rank) == (0, "breach", None)
    assert Outcome.objects.get(registration=year.units["level_3"]).rank == 1


def test_draft_names_every_dossier_and_breach_that_is_open(now):
    cycle = CycleFactory()
    appraised(cycle, "30001", "90", state="completed")
    SelfAssessmentFactory(registration__cycle=cycle, registration__commune__code="30002", submitted=True, scores="full")
    BreachFactory(registration=appraised(cycle, "30003", "90"))

    with pytest.raises(Refused) as refusal:
        services.draft_outcomes(cycle=cycle, by=officer(), now=now)

    assert codes_and_places(refusal) == [
        ("review_not_reconciled", "30001"),
        ("review_not_reconciled", "30002"),
        ("breach_not_settled", "30003"),
    ]
    assert (Outcome.objects.count(), Entry.objects.count()) == (0, 0)


def test_draft_and_confirmation_wait_for_dossiers_that_may_still_come(year, at):
    with pytest.raises(Refused) as refusal:
        services.draft_outcomes(cycle=year.cycle, by=None, now=at(2026, 11, 30, 23, 59))
    assert codes_and_places(refusal) == [("dossier_still_awaited", "30008")]

    now = at(2026, 12, 1, 0, 0)
    services.draft_outcomes(cycle=year.cycle, by=None, now=now)
    grant_extension(
        registration=year.units["silent"],
        step="submission",
        before=date(2026, 12, 5),
        reason="Bão",
        by=officer(),
        now=now,
    )
    with pytest.raises(Refused) as refusal:
        services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)
    assert codes_and_places(refusal) == [("outcome_out_of_date", "30008"), ("dossier_still_awaited", "30008")]

    services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=at(2026, 12, 5, 0, 0))
    assert set(Outcome.objects.values_list("state", flat=True)) == {"confirmed"}


def test_a_fact_after_the_draft_stops_lead_and_city(year, now):
    brought_to(year, "drafted", now)
    BreachFactory(registration=year.units["level_4"], confirmed=True)

    with pytest.raises(Refused) as refusal:
        services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)

    assert codes_and_places(refusal) == [("outcome_out_of_date", "30001")]


def test_points_moved_between_groups_are_a_fact_too(year, now):
    """The total stays; the groups, which are published, do not [S8]."""
    services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)
    review = Review.objects.get(assessment__registration=year.units["level_3"])
    moved = {code: Decimal(points) for code, points in review.group_totals.items()}
    moved["I"], moved["IV"] = moved["I"] - 1, moved["IV"] + 1
    totals = {code: f"{points:.2f}" for code, points in moved.items()}
    Review.objects.filter(pk=review.pk).update(group_totals=totals, version=F("version") + 1)

    with pytest.raises(Refused) as refusal:
        services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)
    assert codes_and_places(refusal) == [("outcome_out_of_date", "30002")]


def test_an_exception_agreed_to_after_the_draft_is_a_fact_too(year, now):
    """S9: the total is the same, yet less of it was earned."""
    brought_to(year, "drafted", now)
    work = SelfAssessment.objects.get(registration=year.units["level_4"])
    SelfAssessment.objects.filter(pk=work.pk).update(excepted_count=1)
    Review.objects.filter(assessment=work).update(excepted_count=1, excepted_points=4, version=F("version") + 1)

    with pytest.raises(Refused) as refusal:
        services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)

    assert codes_and_places(refusal) == [("outcome_out_of_date", "30001")]


def test_an_appraisal_opened_again_is_drafted_again_though_its_points_are_the_same(year, now):
    brought_to(year, "drafted", now)
    review = Review.objects.select_related("assessment__registration").get(
        assessment__registration=year.units["level_3"]
    )
    appraisal.reopen_review(review=review, reason="Có tài liệu mới.", by=year.lead, now=now)
    appraisal.complete_review(review=review, by=review.appraiser.person, now=now)
    appraisal.reconcile_review(review=review, by=year.lead, now=now)

    with pytest.raises(Refused) as refusal:
        services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)
    assert codes_and_places(refusal) == [("outcome_out_of_date", "30002")]

    services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)
    services.confirm_outcomes(cycle=year.cycle, by=year.lead, now=now)


def test_a_fact_after_the_lead_confirmed_stops_the_city_which_sends_it_back(year, now):
    brought_to(year, "reported", now)
    BreachFactory(registration=year.units["level_4"], confirmed=True)
    leader = city_leader()

    with pytest.raises(Refused) as refusal:
        services.approve_outcomes(cycle=year.cycle, by=leader, now=now)
    services.send_back_outcomes(cycle=year.cycle, reason="Có vi phạm mới.", by=leader, now=now)
    services.draft_outcomes(cycle=year.cycle, by=officer(), now=now)

    assert codes_and_places(refusal) == [("outcome_out_of_date", "30001")]
    kept = Outcome.objects.get(registration=year.units["level_4"])
    assert (kept.state, kept.reason, kept.confirmed_at, kept.confirmed_by) == ("drafted", "breach", None, None)


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        ("confirm_outcomes", "outcomes_not_drafted"),
        ("approve_outcomes", "outcomes_not_confirmed"),
        ("publish_outcomes", "outcomes_not_approved"),
    ],
)
def test_steps_keep_their_order(year, now, verb, code):
    person = year.lead if verb == "confirm_outcomes" else city_leader()

    with pytest.raises(Refused) as refusal:
        getattr(services, verb)(cycle=year.cycle, by=person, now=now)

    assert codes_and_places(refusal) == [(code, "outcomes")]


def test_recognise_records_the_decision_for_each_unit(year, now):
    leader = brought_to(year, "recognised", now)

    issued = Recognition.objects.order_by("outcome__registration__commune__code")
    fields = ("outcome__registration__commune__code", "state", "decision__number", "decision__dated", "issued_by")
    assert list(issued.values_list(*fields)) == [
        (code, "issued", "6000/QĐ-UBND", date(2026, 12, 28), leader.pk)
        for code in ("30001", "30002", "30003", "30004", "30005")
    ]
    assert Entry.objects.filter(verb="results.recognise").count() == 5


def test_recognise_names_every_reason_to_refuse(year, now):
    leader = brought_to(year, "recognised", now)
    BreachFactory(registration=year.units["level_1"], confirmed=True)
    chosen = Outcome.objects.filter(registration__in=[year.units["level_1"], year.units["below"]])

    late = DECISION | {"decision_date": date(2026, 12, 29)}
    with pytest.raises(Refused) as refusal:
        services.recognise(outcomes=chosen, **late, by=leader, now=now)

    assert codes_and_places(refusal) == [
        ("decision_in_future", "decision_date"),
        ("unit_in_breach", "30005"),
        ("unit_already_recognised", "30005"),
        ("unit_not_qualified", "30006"),
    ]


def test_recognise_needs_a_number(year, now):
    leader = brought_to(year, "approved", now)

    nameless = DECISION | {"decision_number": " "}
    with pytest.raises(ValidationError):
        services.recognise(outcomes=Outcome.objects.filter(level=4), **nameless, by=leader, now=now)

    assert Recognition.objects.count() == 0


def test_publish_waits_for_every_decision(year, now):
    leader = brought_to(year, "approved", now)
    services.recognise(outcomes=Outcome.objects.filter(level__gt=2), **DECISION, by=leader, now=now)

    with pytest.raises(Refused) as refusal:
        services.publish_outcomes(cycle=year.cycle, by=leader, now=now)

    assert codes_and_places(refusal) == [("unit_not_recognised", "30004"), ("unit_not_recognised", "30005")]


def test_publish_makes_every_outcome_public(year, now):
    brought_to(year, "published", now)

    assert set(Outcome.objects.values_list("state", "published_at")) == {("published", now)}


def revoke(year, now, **changes):
    registration = year.units["level_3"]
    recognition = Recognition.objects.get(outcome__registration=registration)
    arguments = {
        "recognition": recognition,
        "decision_number": "77/QĐ-UBND",
        "decision_date": date(2026, 12, 28),
        "file": signed_copy(),
        "reason": "Vi phạm phát hiện sau công nhận.",
        "now": now,
    }
    return services.revoke_recognition(**arguments | changes)


def test_revocation_keeps_recognition_and_outcome(year, now, at):
    leader = brought_to(year, "published", now)
    breach = BreachFactory(registration=year.units["level_3"], confirmed=True, settled_at=at(2026, 12, 28, 10, 0))
    rows = ranking_rows(year.cycle, now=CONCLUDED)

    revocation = revoke(year, now, breach=breach, by=leader)

    recognition = Recognition.objects.get(pk=revocation.recognition_id)
    assert (recognition.state, recognition.decision_number) == ("revoked", "6000/QĐ-UBND")
    assert (revocation.decision_number, revocation.breach, revocation.revoked_by) == ("77/QĐ-UBND", breach, leader)
    assert Outcome.objects.get(recognition=recognition).level == 3
    entry = Entry.objects.filter(verb="results.revoke_recognition").get()
    facts = {"decision": "77/QĐ-UBND", "dated": "28/12/2026", "undone": "6000/QĐ-UBND"}
    assert (entry.facts, entry.target_key) == (facts, str(year.units["level_3"].pk))
    now_read = ranking_rows(year.cycle, now=CONCLUDED)
    assert {row.code: row.recognition for row in now_read if row.recognition == "revoked"} == {"30002": "revoked"}
    places = ({row.code: row.rank for row in result} for result in (rows, now_read))
    before = {"30001": 1, "30002": 2, "30003": 2, "30004": 4, "30005": 5, "30006": 6}
    assert [{code: place for code, place in result.items() if place} for result in places] == [
        before,
        {"30001": 1, "30003": 2, "30004": 3, "30005": 4, "30006": 5},
    ]


def test_revocation_needs_a_confirmed_breach_of_this_unit_found_after(year, now, at):
    leader = brought_to(year, "published", now)
    unit = year.units["level_3"]
    proposed = BreachFactory(registration=unit)
    other = BreachFactory(registration=year.units["tie"], confirmed=True, settled_at=at(2026, 12, 28, 10, 0))
    earlier = BreachFactory(registration=unit, confirmed=True)

    result = []
    for breach in (proposed, other, earlier):
        with pytest.raises(Refused) as refusal:
            revoke(year, now, breach=breach, by=leader)
        result.append([problem.code for problem in refusal.value.problems])

    assert result == [["breach_not_confirmed"], ["breach_of_another_unit"], ["breach_known_before"]]
    assert Revocation.objects.count() == 0


def test_nothing_goes_back_once_recognised(year, now):
    leader = brought_to(year, "recognised", now)

    with pytest.raises(Refused) as refusal:
        services.send_back_outcomes(cycle=year.cycle, reason="x", by=leader, now=now)

    assert codes_and_places(refusal) == [("outcomes_recognised", "recognitions")]


def people_beside(*allowed):
    commune = RegistrationFactory(cycle=CycleFactory(year=2027)).commune
    makers = {
        "editor": lambda: editor_of(commune),
        "head": lambda: head_of(commune),
        "officer": officer,
        "appraiser": appraiser,
        "team_lead": team_lead,
        "city_leader": city_leader,
        "administrator": administrator,
    }
    return [make() for name, make in makers.items() if name not in allowed]


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("draft_outcomes", ("officer", "team_lead")),
        ("confirm_outcomes", ()),
        ("approve_outcomes", ("city_leader",)),
        ("publish_outcomes", ("city_leader",)),
    ],
)
def test_only_the_right_people_take_a_step(year, now, verb, allowed):
    for person in people_beside(*allowed):
        with pytest.raises(PermissionDenied):
            getattr(services, verb)(cycle=year.cycle, by=person, now=now)

    assert Outcome.objects.count() == 0


def test_the_lead_of_another_year_confirms_nothing(year, now):
    brought_to(year, "drafted", now)
    stranger = team_of(CycleFactory(year=2027))

    with pytest.raises(PermissionDenied):
        services.confirm_outcomes(cycle=year.cycle, by=stranger, now=now)


def test_only_the_city_recognises_revokes_and_sends_back(year, now, at):
    brought_to(year, "published", now)
    breach = BreachFactory(registration=year.units["level_3"], confirmed=True, settled_at=at(2026, 12, 28, 10, 0))

    for person in people_beside("city_leader"):
        with pytest.raises(PermissionDenied):
            revoke(year, now, breach=breach, by=person)
        with pytest.raises(PermissionDenied):
            services.recognise(outcomes=Outcome.objects.all(), **DECISION, by=person, now=now)
        with pytest.raises(PermissionDenied):
            services.send_back_outcomes(cycle=year.cycle, reason="x", by=person, now=now)
