"""Conflicts of interest: people who belong to a commune, belonged to it, or declare it, see nothing of it [R3, S8]."""

from datetime import datetime

import pytest
import rules
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Recusal, Role
from accounts.queries import barred_units
from accounts.services import lift_recusal, recuse, withdraw_role
from appraisal import notices, services
from appraisal.models import TeamMember
from appraisal.queries import address_to_review, breaches_visible_to, deciding_member, reviews_visible_to
from audit.models import Entry
from evidence.queries import items_visible_to, parts_visible_to
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from notifications.models import Message
from results.queries import result_details_visible_to
from scoring.queries import address_to_score, assessments_visible_to
from tests.factories.accounts import UserFactory, administrator, appraiser, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, BreachFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 3, 9, tzinfo=CITY_ZONE)


def codes(refusal):
    return [problem.code for problem in refusal.value.problems]


@pytest.fixture
def review():
    member = TeamMemberFactory(person=appraiser())
    return ReviewFactory(
        appraiser=member, assessment__registration__cycle=member.team.cycle, in_progress=True, scores={"I.1": "9"}
    )


def commune_of(review):
    return review.assessment.registration.commune


def declares(review, person=None, reason="Em ruột là Chủ tịch xã."):
    person = person or review.appraiser.person
    cycle = review.assessment.registration.cycle
    return services.declare_conflict(
        cycle=cycle, person=person, commune=commune_of(review), reason=reason, by=person, now=NOW
    )


def seen_by(person, review) -> dict[str, bool]:
    person = type(person).objects.get(pk=person.pk)
    registration = review.assessment.registration
    place = {"year": registration.cycle.year, "code": registration.commune.code}
    return {
        "review": reviews_visible_to(person).filter(pk=review.pk).exists(),
        "desk": address_to_review(person, **place) is not None,
        "dossier": assessments_visible_to(person).filter(pk=review.assessment_id).exists(),
        "score": address_to_score(person, **place) is not None,
        "files": items_visible_to(person).filter(score__assessment=review.assessment).exists(),
        "papers": parts_visible_to(person).filter(assessment=review.assessment).exists(),
        "breaches": breaches_visible_to(person).filter(registration=registration).exists(),
    }


@pytest.fixture
def with_whole_work(review):
    EvidenceItemFactory(score=review.assessment.scores.first())
    BreachFactory(registration=review.assessment.registration)
    return review


def test_who_declares_a_conflict_sees_nothing_of_that_commune_any_more(with_whole_work):
    person = with_whole_work.appraiser.person
    before = seen_by(person, with_whole_work)

    declares(with_whole_work)

    assert set(before.values()) == {True}
    assert set(seen_by(person, with_whole_work).values()) == {False}


def test_a_recused_lead_sees_neither_review_nor_result(with_whole_work):
    lead = team_lead()
    TeamMemberFactory(team=with_whole_work.appraiser.team, person=lead, part=TeamMember.Part.LEAD)
    registration = with_whole_work.assessment.registration
    assert result_details_visible_to(lead).filter(pk=registration.pk).exists()

    declares(with_whole_work, lead)

    lead = type(lead).objects.get(pk=lead.pk)
    assert set(seen_by(lead, with_whole_work).values()) == {False}
    assert not result_details_visible_to(lead).filter(pk=registration.pk).exists()


def test_what_was_scored_stays_and_goes_to_the_next_member(review):
    declares(review)
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser())

    moved = services.assign_review(assessment=review.assessment, member=other, by=officer(), now=NOW)

    assert (moved.pk, moved.appraiser, moved.scores.exclude(points=None).count()) == (review.pk, other, 1)


def test_officers_are_notified_that_an_open_review_needs_somebody_else(review):
    admin = officer()

    declares(review)

    assert [message.kind for message in Message.objects.filter(person=admin)] == ["appraisal.review_orphaned"]


def test_a_dossier_is_neither_given_nor_spread_to_the_recused():
    assessment = SelfAssessmentFactory(submitted=True, scores="full")
    member = TeamMemberFactory(team__cycle=assessment.registration.cycle, person=appraiser())
    recuse(
        person=member.person, unit_code=assessment.registration.commune.code, reason="Họ hàng", by=officer(), now=NOW
    )

    with pytest.raises(Refused) as refusal:
        services.assign_review(assessment=assessment, member=member, by=officer(), now=NOW)

    assert codes(refusal) == ["member_recused"]
    assert services.distribute_reviews(team=member.team, by=officer(), now=NOW) == []


def test_who_has_worked_for_a_commune_keeps_out_of_it_for_ever():
    commune = CommuneFactory()
    person = UserFactory(membership=(Role.COMMUNE_EDITOR, commune.code))
    withdraw_role(membership=person.memberships.get(), by=administrator(), now=NOW)
    person = type(person).objects.get(pk=person.pk)
    person.memberships.create(role=Role.APPRAISER, granted_at=NOW)

    recusal = Recusal.objects.get(user=person)
    with pytest.raises(Refused) as refusal:
        lift_recusal(recusal=recusal, reason="Đã lâu", by=officer(), now=NOW)

    assert (barred_units(person), codes(refusal)) == ({commune.code}, ["recusal_stays"])


def test_a_declaration_needs_a_reason_once_and_is_taken_back_with_one(review):
    with pytest.raises(Refused) as nameless:
        declares(review, reason=" ")
    recusal = declares(review)
    with pytest.raises(Refused) as twice:
        declares(review)
    with pytest.raises(Refused) as unexplained:
        lift_recusal(recusal=recusal, reason="", by=officer(), now=NOW)

    assert [codes(refusal) for refusal in (nameless, twice, unexplained)] == [
        ["recusal_reason_missing"],
        ["recused_already"],
        ["recusal_reason_missing"],
    ]
    for _ in range(2):
        lift_recusal(recusal=recusal, reason="Khai nhầm đơn vị", by=officer(), now=NOW)
    assert seen_by(review.appraiser.person, review)["review"] is True
    verbs = Entry.objects.order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in verbs if verb.startswith("accounts.")] == ["accounts.recuse", "accounts.lift_recusal"]


def test_people_of_the_city_who_do_not_appraise_are_barred_from_nothing():
    admin = officer()
    Recusal.objects.create(user=admin, unit_code="10510", reason="Họ hàng", declared_at=NOW)

    assert barred_units(admin) == frozenset()


# -- The lead's deputy ------------------------------------------------------------------------------------------------


def test_the_secretary_confirms_in_the_place_of_a_recused_lead(review):
    team, lead = review.appraiser.team, team_lead()
    TeamMemberFactory(team=team, person=lead, part=TeamMember.Part.LEAD)
    secretary = TeamMemberFactory(team=team, person=appraiser(), part=TeamMember.Part.SECRETARY)
    assert deciding_member(review).person == lead

    declares(review, lead)

    assert deciding_member(review) == secretary
    assert reviews_visible_to(secretary.person).filter(pk=review.pk).exists()


def test_nobody_confirms_their_own_review(review):
    lead = team_lead()
    TeamMemberFactory(team=review.appraiser.team, person=lead, part=TeamMember.Part.LEAD)
    declares(review, lead)
    TeamMember.objects.filter(pk=review.appraiser_id).update(part=TeamMember.Part.SECRETARY)

    assert deciding_member(review) is None


# -- Pages ------------------------------------------------------------------------------------------------------------


def url(name, review, *more):
    return reverse(f"appraisal:{name}", args=[review.assessment.registration.cycle.year, *more])


def test_a_member_declares_on_the_teams_page(client, review, at):
    at(2026, 12, 3)
    person = review.appraiser.person
    client.force_login(person)
    typed = {"person": person.pk, "commune": commune_of(review).code, "reason": "Em ruột là Chủ tịch xã."}

    answer = client.post(url("declare_conflict", review), typed, follow=True)

    assert "Em ruột là Chủ tịch xã." in answer.text
    assert client.get(reverse("appraisal:review", args=[2026, commune_of(review).code])).status_code == 404


def test_a_member_cannot_declare_for_somebody_else(client, review, at):
    at(2026, 12, 3)
    other = TeamMemberFactory(team=review.appraiser.team, person=appraiser())
    client.force_login(review.appraiser.person)

    answer = client.post(
        url("declare_conflict", review), {"person": other.person.pk, "commune": commune_of(review).code, "reason": "x"}
    )

    assert (answer.status_code, Recusal.objects.count()) == (422, 0)


def test_a_declaration_that_was_made_already_is_refused_at_the_unit(client, review, at):
    at(2026, 12, 3)
    declares(review)
    client.force_login(officer())
    typed = {"person": review.appraiser.person.pk, "commune": str(commune_of(review)), "reason": "Như trên."}

    answer = client.post(url("declare_conflict", review), typed)

    assert (answer.status_code, list(answer.context["conflict"].errors)) == (422, ["commune"])
    assert f'value="{commune_of(review)}"' in answer.text


def test_the_officer_sees_who_still_holds_the_review_and_takes_a_declaration_back(client, review, at):
    at(2026, 12, 3)
    recusal = declares(review)
    client.force_login(officer())

    assert "đang giữ hồ sơ này: cần giao cho người khác" in client.get(url("team", review)).text
    client.post(url("lift_conflict", review, recusal.pk), {"reason": "Khai nhầm"})

    assert not Recusal.objects.exists()


def test_the_founding_decision_is_kept_with_its_file_and_secretary(client, at):
    at(2026, 11, 25)
    team = AppraisalTeamFactory()
    lead, secretary, member = team_lead(), appraiser(), appraiser()
    client.force_login(officer())
    typed = {"decision_number": "77/QĐ-UBND", "decision_date": "2026-11-25", "lead": lead.pk}
    typed |= {"secretary": secretary.pk, "members": [member.pk]}
    upload = SimpleUploadedFile("quyet-dinh.pdf", PDF, "application/pdf")

    client.post(reverse("appraisal:form_team", args=[team.cycle.year]), typed | {"decision_file": upload})
    client.post(reverse("appraisal:form_team", args=[team.cycle.year]), typed)

    parts = set(team.members.values_list("person", "part"))
    assert parts == {(lead.pk, "lead"), (secretary.pk, "secretary"), (member.pk, "member")}
    answer = client.get(reverse("appraisal:team_decision", args=[team.cycle.year]))
    assert b"".join(answer.streaming_content) == PDF


def test_of_a_breach_without_a_team_only_leads_are_notified_who_are_not_recused():
    """[S4, S8]"""
    breach = BreachFactory()
    commune = breach.registration.commune
    free, recused = team_lead(), team_lead()
    recuse(person=recused, unit_code=commune.code, reason="Người thân.", by=officer(), now=NOW)
    notices.breach_proposed(breach, now=NOW)

    messages = Message.objects.filter(kind="appraisal.breach_proposed").values_list("person", flat=True)
    assert list(messages) == [free.pk]


def test_a_lead_who_may_not_sign_in_any_more_decides_on_no_breach():
    """[S4]: any other lead does then."""
    breach = BreachFactory()
    team = AppraisalTeamFactory(cycle=breach.registration.cycle)
    gone, other = team_lead(), team_lead()
    TeamMemberFactory(team=team, person=gone, part="lead")
    decides = [rules.has_perm("appraisal.resolve_breach", one, breach) for one in (gone, other)]
    gone.is_active = False
    gone.save()

    assert (decides, rules.has_perm("appraisal.resolve_breach", other, breach)) == ([True, False], True)
