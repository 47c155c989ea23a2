"""A year opened by mistake is closed, while nobody has entered anything in it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.models import Role
from appraisal.models import AppraisalTeam, TwoReviews
from appraisal.services import form_team, set_two_reviews
from audit.models import Entry
from communes.models import Cycle, Registration
from communes.services import grant_extension
from kernel.refusals import Refused
from scoring.models import RubricInForce, SelfAssessment, SelfScore
from scoring.services.cycles import close_cycle, open_cycle
from tests.factories.accounts import UserFactory, administrator, appraiser, officer, team_lead
from tests.factories.communes import CommuneFactory
from tests.factories.scoring import RubricFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 6, 3, 0, tzinfo=UTC)


@pytest.fixture
def cycle():
    RubricFactory()
    CommuneFactory(code="10510")
    CommuneFactory(code="10520")
    return open_cycle(year=2026, rubric_code="bang-thu", by=officer(), now=NOW)


def refused(cycle, reason="Mở nhầm năm") -> list[str]:
    try:
        close_cycle(cycle=cycle, reason=reason, by=officer(), now=NOW)
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    return []


def test_it_is_as_if_it_had_not_been_opened_but_for_the_trail(cycle):
    assert refused(cycle) == []

    for model in (Cycle, Registration, RubricInForce, SelfAssessment, SelfScore):
        assert not model.objects.exists(), model
    line = Entry.objects.get(verb="scoring.close_cycle")
    assert (line.target_type, line.facts) == ("scoring.rubric", {"year": "2026", "reason": "Mở nhầm năm"})
    open_cycle(year=2026, rubric_code="bang-thu", by=officer(), now=NOW)


def test_not_without_a_reason(cycle):
    assert refused(cycle, reason=" ") == ["closing_without_reason"]


def test_not_once_a_unit_has_begun(cycle):
    entry = Registration.objects.first()
    entry.aimed_level = 2
    entry.save()

    assert refused(cycle) == ["cycle_begun"]


def test_not_once_a_score_was_entered(cycle):
    SelfScore.objects.filter(criterion__code="I.1").update(points=1, changed_at=NOW, changed_by=UserFactory())

    assert refused(cycle) == ["cycle_begun"]


def test_not_once_an_extension_was_granted(cycle):
    entry = Registration.objects.first()
    facts = {"step": "registration", "before": date(2026, 3, 1), "reason": "Bão", "by": officer(), "now": NOW}
    grant_extension(registration=entry, **facts)

    assert refused(cycle) == ["cycle_in_use"]


def test_what_was_taken_over_goes_too_but_no_founded_team(cycle):
    set_two_reviews(cycle=cycle, codes=["I"], by=officer(), now=NOW)
    team = {"lead": team_lead(), "members": [appraiser()], "by": officer(), "now": NOW}
    form_team(cycle=cycle, decision_number="", decision_date=None, **team)
    AppraisalTeam.objects.update(decision_number="1/QĐ", decision_date=NOW.date())
    assert refused(cycle) == []
    assert (AppraisalTeam.objects.count(), TwoReviews.objects.count()) == (0, 0)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_the_board_leads_to_it_while_nobody_has_begun(client, pinned_clock, cycle, role):
    pinned_clock.move_to(NOW)
    client.force_login(UserFactory(membership=role))
    address = reverse("scoring:close_cycle", args=[2026])
    board = reverse("communes:board", args=[2026])
    assert address in client.get(board).text
    assert "Hãy nêu lý do" in client.post(address, {"reason": ""}).text

    Registration.objects.update(aimed_level=1)

    assert address not in client.get(board).text
    assert client.post(address, {"reason": "Mở nhầm"}).status_code == 422
    Registration.objects.update(aimed_level=None)
    client.post(address, {"reason": "Mở nhầm"})
    assert not Cycle.objects.exists()


def test_nobody_else_may(client, cycle):
    client.force_login(administrator())
    client.force_login(team_lead())
    assert client.post(reverse("scoring:close_cycle", args=[2026]), {"reason": "x"}).status_code == 403
