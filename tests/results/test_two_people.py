"""Who confirmed a result or a breach does not approve, recognise or revoke, whatever roles they hold (decision 81)."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Membership, Role
from audit.services import record
from results.duties import approver_problems, recogniser_problems, revoker_problems
from results.models import Outcome
from tests.conftest import A_DAY
from tests.factories.accounts import UserFactory
from tests.factories.appraisal import BreachFactory
from tests.factories.results import OutcomeFactory

pytestmark = pytest.mark.django_db

OWN = ["results_are_your_own"]


@pytest.fixture
def both():
    """The lead of the team, who is a leader of the city too."""
    person = UserFactory(membership=Role.TEAM_LEAD)
    Membership.objects.create(user=person, role=Role.CITY_LEADER, granted_at=A_DAY)
    return person


def codes(problems):
    return [problem.code for problem in problems]


def test_who_drafted_or_confirmed_does_not_approve_and_not_recognise(both):
    outcome = OutcomeFactory(state=Outcome.State.CONFIRMED, confirmed_at=A_DAY, confirmed_by=both)
    cycle, other = outcome.registration.cycle, UserFactory(membership=Role.CITY_LEADER)

    assert codes(approver_problems(cycle, by=both)) == codes(recogniser_problems([outcome], by=both)) == OWN
    assert codes(approver_problems(cycle, by=other)) == codes(recogniser_problems([outcome], by=other)) == []

    record("results.draft_outcomes", by=other, now=A_DAY, on=cycle, units=1, qualified=1)
    assert codes(approver_problems(cycle, by=other)) == OWN


def test_the_database_refuses_an_approval_by_who_confirmed(both):
    outcome = OutcomeFactory(state=Outcome.State.CONFIRMED, confirmed_at=A_DAY, confirmed_by=both)
    approved = Outcome.objects.filter(pk=outcome.pk)

    with pytest.raises(IntegrityError, match="second person"), transaction.atomic():
        approved.update(state=Outcome.State.APPROVED, approved_at=A_DAY, approved_by=both)
    assert approved.update(state=Outcome.State.APPROVED, approved_at=A_DAY, approved_by=UserFactory()) == 1


def test_who_recorded_or_confirmed_the_breach_does_not_revoke(both):
    breach = BreachFactory(recorded_by=UserFactory())
    breach.settled_by = both

    assert codes(revoker_problems(breach, by=both)) == ["breach_is_your_own"]
    assert codes(revoker_problems(breach, by=breach.recorded_by)) == ["breach_is_your_own"]
    assert codes(revoker_problems(breach, by=UserFactory())) == []
