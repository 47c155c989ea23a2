"""The first page shows who has to do what until when, with the same number of queries for few and many units."""

from datetime import date

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import Membership, Role
from accounts.services.recusals import recuse
from friendly_gov.home_tasks.groups import groups_for
from scoring.models import Criterion, Rubric, RubricInForce
from tests.factories.accounts import (
    GRANTED,
    UserFactory,
    administrator,
    appraiser,
    editor_of,
    head_of,
    officer,
    team_lead,
)
from tests.factories.appraisal import AppraisalTeamFactory, BreachFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

STEPS = ("Turn on two-step sign-in", "")


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def titles(person, cycle, now) -> list[tuple[str, str]]:
    """(what waits, its tone), over all groups, in English."""
    with translation.override("en"):
        return [(task.title, task.tone) for group in groups_for(person, cycle, now=now) for task in group.tasks]


def draft_of(commune):
    """A commune's year as open_cycle leaves it: an entry not sent, a table not begun."""
    return SelfAssessmentFactory(registration=RegistrationFactory(commune=commune))


def test_a_commune_first_registers_and_nothing_else_waits(at):
    work = draft_of(CommuneFactory())
    [group] = groups_for(head_of(work.registration.commune), work.registration.cycle, now=at(2026, 2, 10))
    [task] = group.tasks
    assert group.title == str(work.registration.commune)
    assert (task.tone, task.due.before, task.due.days_left) == ("urgent", date(2026, 2, 15), 4)
    assert task.url == reverse("communes:registration", args=[2026, work.registration.commune.code])


def test_a_returned_registration_shows_the_departments_note(at):
    entry = RegistrationFactory(returned=True)
    SelfAssessmentFactory(registration=entry)
    [group] = groups_for(editor_of(entry.commune), entry.cycle, now=at(2026, 2, 12))
    assert (group.tasks[0].text, group.tasks[0].tone) == ("Kế hoạch chưa có chỉ tiêu.", "urgent")
    assert len(group.tasks) == 3  # it is registered, and scores meanwhile [R1]


def test_a_registered_commune_scores_then_sends(at):
    work = SelfAssessmentFactory(scores={"I.1": "10"})
    now = at(2026, 9, 1)
    [group] = groups_for(editor_of(work.registration.commune), work.registration.cycle, now=now)
    assert [(task.kind, task.tone, task.done, task.of) for task in group.tasks] == [
        ("evidence.criteria", "", 0, 8),
        ("evidence.papers", "later", 0, 3),
        ("communes.registered", "done", None, None),
    ]
    full = SelfAssessmentFactory(scores="full")
    for score in full.scores.all():
        EvidenceItemFactory(score=score)
    [group] = groups_for(editor_of(full.registration.commune), full.registration.cycle, now=now)
    assert [(task.kind, task.tone, task.done, task.of) for task in group.tasks] == [
        ("evidence.papers", "", 0, 3),
        ("communes.registered", "done", None, None),
        ("evidence.criteria", "done", None, None),
    ]


def test_a_sent_dossier_leads_to_its_receipt(at):
    work = SelfAssessmentFactory(scores="full", submitted=True)
    now = at(2026, 11, 25)
    assert titles(head_of(work.registration.commune), work.registration.cycle, now) == [
        ("Registered for the year", "done"),
        ("The dossier is sent", "done"),
    ]


def test_another_communes_work_is_not_shown(at):
    draft_of(CommuneFactory())
    assert groups_for(editor_of(CommuneFactory()), CycleFactory(), now=at(2026, 2, 10)) == []


def test_the_department_sees_who_waits_and_who_is_missing(at):
    SelfAssessmentFactory(registration=RegistrationFactory(sent=True))
    draft_of(CommuneFactory())
    SelfAssessmentFactory()
    SelfAssessmentFactory(scores="full", submitted=True)
    assert titles(officer(), CycleFactory(), at(2026, 2, 10)) == [
        ("1 registration is to be received", "urgent"),
        ("1 dossier waits for an appraiser", ""),
        ("1 unit may still register", "later"),
        ("2 dossiers are still to come", "later"),
        STEPS,
    ]


def test_an_appraiser_without_reviews_reads_that_there_are_none(at):
    assert titles(appraiser(), CycleFactory(), at(2026, 12, 5)) == [("No review is assigned to you yet", "later")]


def test_proposed_breaches_wait_for_who_decides_on_them(at):
    """The lead; the secretary only where the lead keeps out of that commune [S4, S8]."""
    team = AppraisalTeamFactory(cycle=CycleFactory())
    lead = TeamMemberFactory(team=team, person=team_lead(), part="lead").person
    secretary = TeamMemberFactory(team=team, person=appraiser(), part="secretary").person
    entries = [RegistrationFactory(cycle=team.cycle, accepted=True) for _ in range(3)]
    for entry, day in zip(entries, (4, 11, 4), strict=True):
        BreachFactory(registration=entry, answer_before=date(2026, 12, day))
    code = entries[2].commune.code
    recuse(person=lead, unit_code=code, reason="Người nhà", by=lead, now=at(2026, 12, 3))

    result = {person: titles(person, team.cycle, at(2026, 12, 5)) for person in (lead, secretary)}

    one, waits = "1 proposed breach to settle", "1 proposed breach waits for the commune's answer"
    assert result[lead][:2] == [(one, "urgent"), (waits, "later")]
    assert result[secretary][0] == (one, "urgent")


def test_a_person_of_two_roles_sees_both(at):
    person = officer()
    Membership.objects.create(user=person, role=Role.APPRAISER, granted_at=GRANTED)
    groups = groups_for(person, CycleFactory(), now=at(2026, 12, 5))
    assert [group.title for group in groups] == [
        str(Role.OFFICER.label),
        str(Role.APPRAISER.label),
        "Tài khoản của tôi",
    ]


def test_an_administrator_is_notified_that_no_year_is_open(at):
    person = administrator(last_login=GRANTED)
    assert titles(person, None, at(2026, 1, 2)) == [
        ("Open the year 2026", "urgent"),
        ("Invite people", "later"),
        STEPS,
    ]


def test_a_person_without_a_role_sees_whom_to_ask():
    response = client_of(UserFactory()).get(reverse("home"))
    assert response.status_code == 200
    assert "Đồng chí chưa được giao vai trò" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_communes_page_costs_the_same_for_many_communes(number, at, django_assert_num_queries):
    at(2026, 9, 1)
    works = [SelfAssessmentFactory(scores={"I.1": "10"}) for _each in range(number)]
    person = UserFactory()
    for work in works:
        code = work.registration.commune.code
        Membership.objects.create(user=person, role=Role.COMMUNE_EDITOR, unit_code=code, granted_at=GRANTED)
    client = client_of(person)
    client.get(reverse("home"))
    with django_assert_num_queries(14):
        client.get(reverse("home"))


@pytest.mark.parametrize("number", [1, 3])
def test_the_departments_page_costs_the_same_for_many_communes(number, at, django_assert_num_queries):
    at(2026, 9, 1)
    for _each in range(number):
        SelfAssessmentFactory(scores={"I.1": "10"})
    client = client_of(officer())
    with django_assert_num_queries(11):
        client.get(reverse("home"))


def test_an_administrator_is_shown_the_figures_that_were_assumed(at, decree):
    cycle = CycleFactory()
    RubricInForce.objects.create(cycle=cycle, rubric=Rubric.objects.get())
    assumed = Criterion.objects.filter(is_leaf=True, provenance=Criterion.Provenance.ASSUMED).count()
    result = [title for title, _tone in titles(administrator(), cycle, at(2026, 9, 1))]
    assert assumed
    assert f"{assumed} figures of the scoring table are still to be confirmed" in result


def test_who_signs_in_with_two_steps_is_not_asked_again(at):
    person = officer()
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={})
    assert STEPS not in titles(person, CycleFactory(), at(2026, 9, 1))


def test_the_year_is_chosen_in_the_address(at):
    at(2026, 9, 1)
    CycleFactory()
    CycleFactory(year=2027)
    client = client_of(officer())
    page = client.get(reverse("home"), {"year": "2026"})
    assert (page.context["cycle"].year, page.context["frame"]["year"]) == (2026, 2026)
    assert reverse("communes:registrations", args=[2026]) in page.content.decode()
    assert client.get(reverse("home")).context["cycle"].year == 2027
    assert client.get(reverse("home"), {"year": "2019"}).status_code == 404
    assert client.get(reverse("home"), {"year": "x"}).context["cycle"].year == 2027


def test_the_page_never_says_that_nothing_waits_above_what_waits(at):
    at(2026, 9, 1)
    CycleFactory()

    page = client_of(administrator()).get(reverse("home")).content.decode()

    account = page[page.index("<h2>Tài khoản của tôi") :]
    assert "Bật đăng nhập hai bước" in account
    assert "Hiện không có việc nào" not in account


def test_the_menu_marks_the_entry_that_a_page_belongs_to(at):
    at(2026, 11, 20)
    work = draft_of(CommuneFactory())
    place = [2026, work.registration.commune.code]
    client = client_of(editor_of(work.registration.commune))

    own = client.get(reverse("evidence:assessment", args=place)).content.decode()
    below = client.get(reverse("evidence:criterion", args=[*place, "I.1"])).content.decode()

    entry = f'<a href="{reverse("evidence:assessment", args=place)}" aria-current='
    assert entry + '"page"' in own
    assert entry + '"true"' in below
