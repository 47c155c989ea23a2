"""The demonstration year: every outcome occurs, at every stage, and a real year is never changed."""

from collections import Counter
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from communes.models import Cycle, Registration
from evidence.models import EvidenceItem, Receipt
from friendly_gov.demonstration.profiles import Scenario, profiles
from friendly_gov.demonstration.year import Stage
from results.models import Outcome, Recognition
from scoring.core import rank
from scoring.models import Rubric, SelfAssessment
from scoring.services.rubrics import publication_problems
from tests.factories.communes import CycleFactory


@pytest.fixture(autouse=True)
def no_worker(settings):
    """Mail waits for the worker, as it does in the portal."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


def build(stage, communes=14):
    call_command("demo_year", "2026", "--communes", str(communes), "--stage", stage, verbosity=0)
    return Cycle.objects.get(year=2026)


@pytest.mark.parametrize("year", [2026, 2027])
def test_all_114_communes_bring_every_outcome_and_a_tie(year):
    criteria = {f"I.{number}": Decimal("1.00") for number in range(1, 101)}

    made = profiles([str(code) for code in range(114)], criteria, year=year)

    assert set(Counter(profile.scenario for profile in made.values())) == set(Scenario)
    totals = {
        code: sum(profile.appraised_points.values()) for code, profile in made.items() if profile.appraised_points
    }
    levels = Counter(
        int(total >= 80) + int(total >= 85) + int(total >= 90) + int(total >= 95) for total in totals.values()
    )
    assert set(levels) == {0, 1, 2, 3, 4}
    assert max(Counter(rank(totals).values()).values()) > 1
    assert made == profiles([str(code) for code in range(114)], criteria, year=year)


@pytest.mark.once
@pytest.mark.django_db
def test_the_registration_stage_has_entries_in_every_state_before_the_day(decree):
    cycle = build(Stage.REGISTRATION)

    states = set(cycle.registrations.values_list("state", flat=True))
    state = Registration.State
    assert states == {*state.values} - {state.WITHDRAWN, state.LATE, state.REFUSED}


@pytest.mark.django_db
@pytest.mark.long
def test_the_published_stage_ends_with_recognitions_and_one_revoked(decree):
    build(Stage.PUBLISHED)

    assert set(Outcome.objects.values_list("state", flat=True)) == {Outcome.State.PUBLISHED}
    assert set(Outcome.objects.values_list("reason", flat=True)) == {*Outcome.Reason.values}
    states = Counter(SelfAssessment.objects.values_list("state", flat=True))
    assert (states["refused"], states["not_considered"]) == (2, 1)
    assert Recognition.objects.filter(state=Recognition.State.REVOKED).count() == 1
    assert Receipt.objects.count() == SelfAssessment.objects.exclude(submitted_at=None).count()
    draft = Rubric.objects.get(state=Rubric.State.DRAFT)
    assert (draft.code, publication_problems(draft)) == ("du-thao-2028", [])
    assert draft.criteria.filter(provenance="decided").count() == 4
    with EvidenceItem.objects.order_by("pk").first().file.content.open() as proof:
        assert proof.read(4) in (b"%PDF", b"\xff\xd8\xff\xe0")


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("stage", "waiting"),
    [(Stage.SELF_ASSESSMENT, {"incomplete": 1, "late": 0}), (Stage.APPRAISAL, {"incomplete": 1, "late": 1})],
)
def test_the_stages_between_stand_and_building_again_changes_nothing(decree, stage, waiting):
    cycle = build(stage)
    states = Counter(SelfAssessment.objects.values_list("state", flat=True))
    assert {state: states[state] for state in waiting} == waiting
    assert states["not_considered"] == 1
    before = (User.objects.count(), SelfAssessment.objects.count())

    build(stage)

    assert (User.objects.count(), SelfAssessment.objects.count()) == before
    assert cycle.registrations.count() == 114


@pytest.mark.django_db
def test_a_real_year_is_not_mixed_with_a_demonstration(decree):
    CycleFactory()

    with pytest.raises(CommandError):
        call_command("demo_year", "2027", verbosity=0)
    assert Cycle.objects.count() == 1
