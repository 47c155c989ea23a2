"""The year's board: where the units are, who is late, and reminding them once a day [R1, R2]."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.services.recusals import recuse
from audit.models import Entry
from communes.deadlines import year_days
from communes.queries import registration_counts
from communes.services import remind_registration
from evidence.services import remind_dossier
from kernel.refusals import Refused
from notifications.models import Message
from tests.factories.accounts import appraiser, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

LATE = datetime(2026, 2, 20, 2, 0, tzinfo=UTC)
NEXT_DAY = datetime(2026, 2, 21, 2, 0, tzinfo=UTC)
NEAR_THE_END = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def codes(verb, **facts) -> list[str]:
    with pytest.raises(Refused) as refusal:
        verb(**facts)
    return [problem.code for problem in refusal.value.problems]


def test_a_unit_is_reminded_of_its_registration_once_a_day():
    registration, by = RegistrationFactory(), officer()
    head_of(registration.commune, full_name="Chủ tịch")

    remind_registration(registration=registration, by=by, now=LATE)
    again = codes(remind_registration, registration=registration, by=by, now=LATE)
    assert (again, Message.objects.count(), Entry.objects.count()) == (["reminded_already"], 1, 1)

    remind_registration(registration=registration, by=by, now=NEXT_DAY)
    assert Message.objects.filter(kind="communes.registration_reminded").count() == 2


def test_nobody_is_reminded_of_what_is_done_or_far_away_and_somebody_must_be_there():
    by, early = officer(), datetime(2026, 1, 10, tzinfo=UTC)
    done, alone = RegistrationFactory(accepted=True), RegistrationFactory()

    assert codes(remind_registration, registration=done, by=by, now=LATE) == ["reminder_not_due"]
    assert codes(remind_registration, registration=alone, by=by, now=early) == ["reminder_not_due"]
    assert codes(remind_registration, registration=alone, by=by, now=LATE) == ["nobody_to_remind"]
    assert (Message.objects.count(), Entry.objects.count()) == (0, 0)


def test_a_unit_is_reminded_of_its_dossier_while_it_is_open():
    work, by = SelfAssessmentFactory(), officer()
    editor_of(work.registration.commune)

    assert codes(remind_dossier, assessment=work, by=by, now=LATE) == ["reminder_not_due"]
    remind_dossier(assessment=work, by=by, now=NEAR_THE_END)
    assert codes(remind_dossier, assessment=work, by=by, now=NEAR_THE_END) == ["reminded_already"]
    assert Message.objects.get().path == reverse("evidence:dossier", args=[2026, work.registration.commune.code])


def test_the_board_reminds_the_chosen_and_then_says_so(client, at):
    at(2026, 2, 20)
    chosen, other = RegistrationFactory(), RegistrationFactory()
    head_of(chosen.commune)
    head_of(other.commune)
    client.force_login(officer())

    client.post(reverse("communes:remind", args=[2026]), {"code": chosen.commune.code})
    none_chosen = client.post(reverse("communes:remind", args=[2026]), follow=True)

    assert [message.facts["commune"]["vi"] for message in Message.objects.all()] == [str(chosen.commune)]
    board = client.get(reverse("communes:board", args=[2026]))
    by_key = {unit.code: unit.is_reminded for unit in board.context["parts"].reminders[0].units}
    assert by_key == {chosen.commune.code: True, other.commune.code: False}
    assert "alert" in none_chosen.text


def test_every_registered_unit_stands_at_one_stage(client, at):
    at(2026, 12, 5)
    cycle = CycleFactory(year=2026)
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=appraiser(full_name="Người thẩm định"))
    SelfAssessmentFactory(registration__cycle=cycle)
    ReviewFactory(assessment__registration__cycle=cycle, appraiser=member)
    client.force_login(officer())

    parts = client.get(reverse("communes:board", args=[2026])).context["parts"]

    assert [stage.count for stage in parts.stages] == [1, 0, 1, 0, 0, 0, 0]
    assert [(load.name, load.done, load.of) for load in parts.loads] == [("Người thẩm định", 0, 1)]
    assert all(stage.url for stage in parts.stages)


@pytest.mark.parametrize("count", [1, 3])
def test_the_board_costs_the_same_for_one_and_three(client, at, django_assert_num_queries, count):
    at(2026, 12, 5)
    cycle = CycleFactory(year=2026)
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=appraiser())
    for _ in range(count):
        RegistrationFactory(cycle=cycle)
        SelfAssessmentFactory(registration__cycle=cycle)
        ReviewFactory(assessment__registration__cycle=cycle, appraiser=member)
    client.force_login(officer())
    with django_assert_num_queries(18):
        assert client.get(reverse("communes:board", args=[2026])).status_code == 200


def test_the_counts_of_what_nobody_sent_leave_out_where_the_reader_keeps_out():
    """S8"""
    one, lead = RegistrationFactory(), team_lead()
    RegistrationFactory(cycle=one.cycle)
    recuse(person=lead, unit_code=one.commune.code, reason="Họ hàng", by=officer(), now=LATE)
    lead = type(lead).objects.get(pk=lead.pk)

    counts = [registration_counts(reader, year_days(one.cycle), now=LATE)[1] for reader in (officer(), lead)]
    assert [sum(drafts.values()) for drafts in counts] == [2, 1]
