"""Reminders before each deadline: to the people who have to act, with extensions, each step once [R1-R3]."""

from datetime import date

import pytest
from django.core.management import call_command

from appraisal.models import TeamMember
from communes.models import Extension
from communes.services import remind_registration
from evidence.notices import inquiry_path
from friendly_gov.due_reminders import remind_all
from notifications.due import step_of
from notifications.models import Mailing, Message, Reminder
from tests.factories.accounts import appraiser, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, BreachFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import InquiryFactory
from tests.factories.scoring import SelfAssessmentFactory


@pytest.mark.parametrize(
    ("left", "step"),
    [(15, None), (14, 14), (13, 14), (8, 14), (7, 7), (4, 7), (3, 3), (2, 3), (1, 1), (0, 1), (-1, None)],
)
def test_the_nearest_step_reached_is_due(left, step):
    assert step_of(left, (14, 7, 3, 1)) == step


def named() -> list[tuple[str, str]]:
    return sorted(Message.objects.values_list("kind", "person__full_name"))


@pytest.mark.django_db
def test_a_commune_that_has_not_registered_is_reminded_at_each_step_once(at):
    """R1: the last accepted day is 14/02."""
    late = RegistrationFactory()
    head_of(late.commune, full_name="Chủ tịch")
    editor_of(RegistrationFactory(cycle=late.cycle, sent=True).commune, full_name="Đã gửi")
    editor_of(late.commune, full_name="Đã nghỉ", is_active=False)

    assert remind_all(now=at(2026, 1, 30)) == 0
    counts = [
        remind_all(now=at(2026, month, day)) for month, day in [(1, 31), (1, 31), (2, 5), (2, 8), (2, 12), (2, 15)]
    ]

    assert counts == [1, 0, 0, 1, 1, 0]
    assert named() == [("communes.registration_reminded", "Chủ tịch")] * 3
    assert sorted(Reminder.objects.values_list("days", flat=True)) == [3, 7, 14]
    assert Mailing.objects.count() == 3
    assert Message.objects.first().facts["last"] == "14/02/2026"


@pytest.mark.django_db
def test_missed_days_send_one_reminder_and_newcomers_get_theirs(at):
    registration = RegistrationFactory()
    head_of(registration.commune)

    assert remind_all(now=at(2026, 2, 13)) == 1
    editor_of(registration.commune, full_name="Người mới")
    assert [remind_all(now=at(2026, 2, 13)), remind_all(now=at(2026, 2, 14))] == [1, 0]


@pytest.mark.django_db
def test_who_was_reminded_by_hand_today_is_not_reminded_again(at):
    registration = RegistrationFactory()
    head_of(registration.commune)
    now = at(2026, 2, 7)
    remind_registration(registration=registration, by=officer(), now=now)

    assert [remind_all(now=now), remind_all(now=at(2026, 2, 8)), remind_all(now=at(2026, 2, 11))] == [0, 0, 1]


@pytest.mark.django_db
def test_more_time_moves_the_reminders_of_a_dossier(at):
    """R2: with more time the steps are counted from the new day."""
    late, more = (
        SelfAssessmentFactory(registration=RegistrationFactory(accepted=True, **fields)) for fields in ({}, {})
    )
    for assessment, name in ((late, "Đúng hạn"), (more, "Gia hạn")):
        head_of(assessment.registration.commune, full_name=name)
    head_of(SelfAssessmentFactory(scores="full", submitted=True).registration.commune, full_name="Đã gửi")
    Extension.objects.create(
        registration=more.registration,
        step=Extension.Step.SUBMISSION,
        before=date(2026, 12, 15),
        reason="Bão",
        granted_at=at(2026, 11, 20),
        granted_by=officer(),
    )

    assert remind_all(now=at(2026, 11, 27)) == 1
    assert named() == [("evidence.dossier_reminded", "Đúng hạn")]
    assert remind_all(now=at(2026, 11, 30)) == 2
    assert Message.objects.get(person__full_name="Gia hạn").facts["last"] == "14/12/2026"


@pytest.mark.django_db
def test_the_team_is_reminded_of_what_is_open(at):
    """R3: people whose reviews are done are not reminded; the lead is, until all is confirmed."""
    team = AppraisalTeamFactory()
    TeamMemberFactory(team=team, person=team_lead(full_name="Tổ trưởng"), part=TeamMember.Part.LEAD)
    slow = TeamMemberFactory(team=team, person=appraiser(full_name="Còn việc"))
    done = TeamMemberFactory(team=team, person=appraiser(full_name="Xong"))
    for _ in range(2):
        ReviewFactory(appraiser=slow, in_progress=True)
    ReviewFactory(appraiser=done, completed=True)

    assert remind_all(now=at(2026, 12, 22)) == 0
    assert [remind_all(now=at(2026, 12, 23)), remind_all(now=at(2026, 12, 24))] == [2, 0]
    facts = {message.person.full_name: message.facts["count"] for message in Message.objects.all()}
    assert facts == {"Còn việc": 2, "Tổ trưởng": 3}


@pytest.mark.django_db
@pytest.mark.parametrize("units", [1, 3])
def test_looking_for_the_late_costs_the_same_for_any_number_of_units(at, units, django_assert_num_queries):
    for _ in range(units):
        RegistrationFactory()

    at(2026, 2, 11)
    with django_assert_num_queries(12):
        call_command("remind", verbosity=0)


@pytest.mark.django_db
def test_what_the_team_asked_is_reminded_within_its_own_time(at):
    """R3, S8: no reminder on the day of the letter itself."""
    assessment = SelfAssessmentFactory(scores="full", submitted=True)
    head_of(assessment.registration.commune)
    inquiry = InquiryFactory(assessment=assessment, sent=True, sent_at=at(2026, 12, 12))

    assert [remind_all(now=at(2026, 12, day)) for day in (12, 14, 16, 18)] == [0, 0, 1, 1]
    assert {message.path for message in Message.objects.all()} == {inquiry_path(inquiry)}
    assert Message.objects.first().kind == "evidence.supplement_reminded"


@pytest.mark.django_db
def test_a_commune_is_reminded_to_answer_a_breach(at):
    """S4, S8."""
    breach = BreachFactory(recorded_at=at(2026, 6, 1), answer_before=date(2026, 6, 12))
    head_of(breach.registration.commune)

    assert [remind_all(now=at(2026, 6, day)) for day in (1, 4, 8, 11, 12)] == [0, 1, 1, 1, 0]
    assert Message.objects.first().kind == "appraisal.breach_reminded"
