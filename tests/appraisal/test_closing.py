"""Concluding an appraisal: its minutes, and reopening a confirmed one [R3, S4, S8]."""

import io
from datetime import UTC, date, datetime

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal import services
from appraisal.models import Minutes, Review
from appraisal.papers import minutes_facts, minutes_paper
from audit.models import Entry
from documents.pdf import paper_pdf
from kernel import clock
from kernel.refusals import Refused
from notifications.models import Message
from scoring.models import SelfAssessment
from tests.factories.accounts import appraiser, city_leader, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, BreachFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.results import OutcomeFactory
from tests.factories.scoring import FULL_TABLE

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 12, 20)


@pytest.fixture
def team(now):
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    TeamMemberFactory(team=team, person=team_lead(full_name="Tổ trưởng Thử"), part="lead")
    TeamMemberFactory(team=team, person=appraiser(full_name="Thư ký Thử"), part="secretary")
    return team


@pytest.fixture
def review(team):
    member = TeamMemberFactory(team=team, person=appraiser(full_name="Thành viên Thử"))
    given = FULL_TABLE | {"I.1": "4"}
    work = {"assessment__registration__cycle": team.cycle, "assessment__state": SelfAssessment.State.CLOSED}
    return ReviewFactory(**work, appraiser=member, reconciled=True, scores=given)


def person(team, part):
    return team.members.get(part=part).person


def written(review, team, now, **facts):
    facts = {"held_on": date(2026, 12, 19), "place": "Sở Nội vụ", "present": team.members.filter(part="lead")} | facts
    return services.write_minutes(review=review, by=person(team, "secretary"), now=now, **facts)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def test_the_minutes_show_people_points_differences_justifications_and_level(review, team, now):
    minutes = written(review, team, now, number="12/BB-TTĐ", remarks="Thống nhất kết quả.")
    paper = minutes_facts(minutes, reader=person(team, "secretary"))

    assert (paper.total, paper.level_words) == (94, "Mức\u00a03")
    assert [(row.criterion.code, row.difference, row.comment) for row in paper.differing] == [
        ("I.1", -6, "Minh chứng chưa đủ.")
    ]
    assert paper.present == ("Tổ trưởng Thử – Tổ trưởng",)
    assert "Thành viên Thử – Thành viên" in paper.absent
    with pikepdf.open(io.BytesIO(paper_pdf(minutes_paper(minutes, reader=person(team, "lead"))))) as pdf:
        assert "12/BB-TTĐ" not in str(pdf.docinfo)
        assert len(pdf.pages) >= 1


def test_a_confirmed_breach_outweighs_the_points_in_the_minutes(review, team, now):
    BreachFactory(registration=review.assessment.registration, confirmed=True)
    paper = minutes_facts(written(review, team, now), reader=person(team, "lead"))
    assert (paper.level_words, len(paper.breaches)) == ("Không đạt chuẩn", 1)


@pytest.mark.parametrize(
    ("state", "facts", "code"),
    [
        ({"in_progress": True}, {}, "minutes_too_early"),
        ({"reconciled": True}, {"held_on": date(2026, 12, 21)}, "minutes_in_the_future"),
    ],
)
def test_minutes_come_after_the_review_and_not_from_the_future(team, now, state, facts, code):
    member = TeamMemberFactory(team=team, person=appraiser())
    review = ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member, scores=FULL_TABLE, **state)
    with pytest.raises(Refused) as refused:
        written(review, team, now, **facts)
    assert codes(refused) == [code]
    assert not Minutes.objects.exists()


def test_the_signed_copy_closes_the_minutes(review, team, now):
    by = person(team, "secretary")
    copy = SimpleUploadedFile("bien-ban.pdf", PDF)
    with pytest.raises(Refused) as refused:
        services.store_signed_minutes(review=review, upload=copy, by=by, now=now)
    assert codes(refused) == ["minutes_missing"]
    written(review, team, now)
    services.store_signed_minutes(review=review, upload=copy, by=by, now=now)
    with pytest.raises(Refused) as refused:
        written(review, team, now, place="Nơi khác")
    assert codes(refused) == ["minutes_signed_already"]


def test_minutes_of_a_dossier_that_has_changed_say_so_and_are_written_again(client, team, now):
    member, by = TeamMemberFactory(team=team, person=appraiser()), person(team, "secretary")
    review = ReviewFactory(
        assessment__registration__cycle=team.cycle, appraiser=member, completed=True, scores=FULL_TABLE | {"I.1": "4"}
    )
    former = written(review, team, now)
    services.store_signed_minutes(review=review, upload=SimpleUploadedFile("a.pdf", PDF), by=by, now=now)
    client.force_login(by)
    address = reverse("appraisal:minutes", args=[2026, review.assessment.registration.commune.code])
    before = client.get(address)
    letter_facts = {"before": date(2026, 12, 24), "note": "", "by": person(team, "lead"), "now": now}
    services.open_explanation(review=review, **letter_facts)
    after = client.get(address)
    again = written(review, team, now, place="Nơi khác")

    assert (before.context["is_outdated"], before.context["is_signed"]) == (False, True)
    assert (after.context["is_outdated"], after.context["is_signed"]) == (True, False)
    assert not client.get(address).context["is_outdated"]
    former.refresh_from_db()
    assert (former.superseded_at, former.signed_id is None, again.signed_id) == (now, False, None)


def test_confirming_a_review_leaves_its_minutes_true(client, team, now):
    member = TeamMemberFactory(team=team, person=appraiser())
    review = ReviewFactory(
        assessment__registration__cycle=team.cycle, appraiser=member, completed=True, scores=FULL_TABLE
    )
    written(review, team, now)

    services.reconcile_review(review=review, by=person(team, "lead"), now=now)

    client.force_login(person(team, "secretary"))
    page = client.get(reverse("appraisal:minutes", args=[2026, review.assessment.registration.commune.code]))
    assert not page.context["is_outdated"]


def test_a_confirmed_review_opens_again_for_a_reason_and_leaves_a_trace(review, team, now):
    written(review, team, now)
    by = person(team, "lead")
    with pytest.raises(Refused) as refused:
        services.reopen_review(review=review, reason=" ", by=by, now=now)
    assert codes(refused) == ["reopening_without_reason"]

    services.reopen_review(review=review, reason="Có tài liệu mới.", by=by, now=now)

    reopened = Review.objects.get()
    assert (reopened.state, reopened.reconciled_at, reopened.completed_at) == (Review.State.IN_PROGRESS, None, None)
    assert SelfAssessment.objects.get().state == SelfAssessment.State.UNDER_APPRAISAL
    assert services.current_minutes(reopened) is None
    assert Minutes.objects.get().superseded_at == now
    assert Entry.objects.filter(verb="appraisal.reopen_review").count() == 1
    assert Message.objects.filter(kind="appraisal.review_reopened", person=review.appraiser.person).count() == 1


@pytest.mark.parametrize(("trait", "opens"), [({}, True), ({"confirmed": True}, False)])
def test_what_the_lead_reported_to_the_city_stays_closed(review, team, now, trait, opens):
    OutcomeFactory(registration=review.assessment.registration, **trait)
    verb = {"review": review, "reason": "Có tài liệu mới.", "by": person(team, "lead"), "now": now}
    if opens:
        assert services.reopen_review(**verb).state == Review.State.IN_PROGRESS
        return
    with pytest.raises(Refused) as refused:
        services.reopen_review(**verb)
    assert codes(refused) == ["outcomes_past_the_draft"]


def test_the_pages_of_closing(client, review, team):
    place = [2026, review.assessment.registration.commune.code]
    client.force_login(person(team, "secretary"))
    page = reverse("appraisal:minutes", args=place)
    assert client.post(page, {"held_on": "2026-12-19", "place": "Sở Nội vụ", "number": "x"}).status_code == 422
    members = list(team.members.values_list("pk", flat=True))
    assert client.post(page, {"held_on": "2026-12-19", "place": "Sở Nội vụ", "present": members}).status_code == 302
    assert client.get(reverse("appraisal:minutes_file", args=[*place, "docx"])).status_code == 200
    upload = {"file": SimpleUploadedFile("bien-ban.pdf", PDF)}
    assert client.post(reverse("appraisal:signed_minutes", args=place), upload).status_code == 302
    assert Minutes.objects.get().signed is not None
    assert client.post(reverse("appraisal:reopen_review", args=place), {"reason": "x"}).status_code == 403

    client.force_login(city_leader())
    assert client.post(page, {"place": "x"}).status_code == 403
    client.force_login(person(team, "lead"))
    empty = client.post(reverse("appraisal:reopen_review", args=place), {"reason": ""})
    # Said where it is read: its place was folded away once.
    assert (empty.status_code, '<details class="sheet no-print" open>' in empty.text) == (422, True)
    assert (
        client.post(reverse("appraisal:reopen_review", args=place), {"reason": "Có tài liệu mới."}).status_code == 302
    )


def test_minutes_of_a_review_sent_back_count_no_more_and_others_can_be_written(team, now):
    member = TeamMemberFactory(team=team, person=appraiser())
    work = {"assessment__registration__cycle": team.cycle, "appraiser": member}
    review = ReviewFactory(**work, completed=True, scores=FULL_TABLE | {"I.1": "4"})
    signed = written(review, team, now)
    copy = SimpleUploadedFile("bien-ban.pdf", PDF)
    services.store_signed_minutes(review=review, upload=copy, by=person(team, "secretary"), now=now)

    services.send_back_review(review=review, reason="Xem lại I.1", by=person(team, "lead"), now=now)
    assert services.current_minutes(review) is None
    services.complete_review(review=Review.objects.get(), by=member.person, now=now)
    again = written(Review.objects.get(), team, now)

    assert (services.current_minutes(review), again.signed_id) == (again, None)
    assert Minutes.objects.get(pk=signed.pk).signed.name == "bien-ban.pdf"


def test_the_day_proposed_for_the_minutes_is_the_citys(client, review, team, monkeypatch):
    """17:30 in UTC is past midnight in the city."""
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 19, 17, 30, tzinfo=UTC))
    client.force_login(person(team, "secretary"))
    registration = review.assessment.registration
    page = client.get(reverse("appraisal:minutes", args=[registration.cycle.year, registration.commune.code]))
    assert page.context["form"].initial["held_on"].isoformat() == "2026-12-20"


def test_only_members_of_this_team_who_are_not_recused_stand_among_those_present(review, team, now):
    """[S8]"""
    secretary = person(team, "secretary")
    registration = review.assessment.registration
    stranger = TeamMemberFactory(team=AppraisalTeamFactory(cycle=CycleFactory(year=2027)), person=appraiser())
    with pytest.raises(Refused) as of_another_team:
        written(review, team, now, present=[team.members.get(part="lead"), stranger])
    by = {"cycle": team.cycle, "commune": registration.commune, "by": secretary, "now": now}
    services.declare_conflict(person=secretary, reason="Người thân.", **by)
    with pytest.raises(Refused) as recused:
        written(review, team, now, present=[team.members.get(part="secretary")])

    assert (codes(of_another_team), codes(recused)) == (["member_recused"], ["member_recused"])
    assert minutes_facts(written(review, team, now), reader=person(team, "lead")).secretary == ""


def test_who_may_have_been_there_is_chosen_beforehand_and_nobody_who_is_recused(client, review, team, now):
    """[S8]"""
    recused = TeamMemberFactory(team=team, person=appraiser())
    registration = review.assessment.registration
    by = {"cycle": team.cycle, "commune": registration.commune, "by": recused.person, "now": now}
    services.declare_conflict(person=recused.person, reason="Người thân.", **by)
    client.force_login(person(team, "secretary"))

    form = client.get(reverse("appraisal:minutes", args=[2026, registration.commune.code])).context["form"]

    assert set(form["present"].value()) == set(team.members.exclude(pk=recused.pk).values_list("pk", flat=True))
    assert form["chair"].value() == team.members.get(part="lead").pk


def test_minutes_that_stand_do_not_name_a_chair_who_is_recused_since(review, team, now):
    """[S8]"""
    lead = team.members.get(part="lead")
    minutes = written(review, team, now, chair=lead)
    registration = review.assessment.registration
    by = {"cycle": team.cycle, "commune": registration.commune, "by": lead.person, "now": now}
    services.declare_conflict(person=lead.person, reason="Người thân.", **by)
    facts = minutes_facts(Minutes.objects.get(pk=minutes.pk), reader=person(team, "secretary"))

    assert facts.chair == ""
