"""Asking the commune and hearing it: one side at a time, the rest locked, nothing lost [R2, R3, S8]."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from appraisal import services
from appraisal.models import Review
from audit.models import Entry
from evidence.inquiry_queries import holder_of, inquiries_visible_to, question_rows
from evidence.models import EvidenceItem, Inquiry, Question
from evidence.services import add_evidence, remove_evidence, send_answers, submit_dossier, write_answer
from kernel.deadlines import deadline
from kernel.refusals import Refused
from notifications.models import Message
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.services.scores import enter_score
from tests.factories.accounts import appraiser, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory, complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
BEFORE = date(2026, 12, 12)


@pytest.fixture
def now(at):
    return at(2026, 12, 5)


@pytest.fixture
def team(now):
    return AppraisalTeamFactory(cycle=CycleFactory(year=2026))


@pytest.fixture
def review(team):
    member = TeamMemberFactory(team=team, person=appraiser())
    TeamMemberFactory(team=team, person=team_lead(), part="lead")
    return ReviewFactory(
        assessment__registration__cycle=team.cycle, appraiser=member, in_progress=True, scores={"I.1": "4", "I.2": "14"}
    )


@pytest.fixture
def head(review):
    return head_of(review.assessment.registration.commune)


def codes(refused):
    return [problem.code for problem in refused.value.problems]


def ask(review, now, *criteria, wanted="Gửi biên bản nghiệm thu."):
    by = review.appraiser.person
    return [
        services.ask_supplement(review=review, criterion=criterion, wanted=wanted, by=by, now=now)
        for criterion in criteria
    ]


def send(review, now, *criteria, before=BEFORE):
    ask(review, now, *criteria)
    return services.send_supplement_request(review=review, before=before, note="", by=review.appraiser.person, now=now)


def state_of(review):
    return SelfAssessment.objects.get(pk=review.assessment_id).state


def upload(review, criterion, by, now, name="bien-ban.pdf"):
    score = review.assessment.scores.select_related("criterion").get(criterion__code=criterion)
    return add_evidence(score=score, upload=SimpleUploadedFile(name, PDF + name.encode()), by=by, now=now)


def test_a_letter_opens_the_asked_criteria_and_nothing_else(review, head, now):
    standing = EvidenceItemFactory(score=review.assessment.scores.get(criterion__code="I.1"), added_at=now)
    send(review, now + timedelta(hours=1), "I.1")
    later = now + timedelta(days=1)

    assert holder_of(SelfAssessment.objects.get(), now=later).is_communes
    item = upload(review, "I.1", head, later)
    for refuse in (
        lambda: upload(review, "I.2", head, later, "khac.pdf"),
        lambda: enter_score(
            address=DossierAddress.of(SelfAssessment.objects.get()), criterion="I.1", points=Decimal(9), explanation="",
            seen_version=0, by=head, now=later,
        ),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            refuse()
        assert codes(refused) == ["dossier_sent_already"]
    with pytest.raises(Refused) as refused:
        remove_evidence(item=standing, by=head, now=later)
    assert codes(refused) == ["evidence_of_the_dossier"]
    remove_evidence(item=item, by=head, now=later)
    assert EvidenceItem.objects.filter(removed_at=None).get() == standing


def test_two_rounds_are_numbered_and_the_answer_comes_back_marked(review, head, now):
    first = send(review, now, "I.1", "I.2")
    answered = now + timedelta(days=1)
    write_answer(question=first.questions.first(), answer=" Đã gửi kèm. ", by=head, now=answered)
    upload(review, "I.2", head, answered)
    send_answers(inquiry=first, by=head, now=answered)

    rows = question_rows(review.assessment)
    assert [(row.criterion, row.answer, row.files, row.is_answered) for row in rows] == [
        ("I.1", "Đã gửi kèm.", 0, True),
        ("I.2", "", 1, True),
    ]
    assert state_of(review) == SelfAssessment.State.UNDER_APPRAISAL
    assert Message.objects.filter(kind="evidence.supplement_ended", person=review.appraiser.person).count() == 1

    second = send(review, answered, "I.1")
    assert (first.number, second.number) == (1, 2)
    assert [row.files for row in question_rows(review.assessment, inquiry=second)] == [0]


def test_what_is_left_unanswered_is_asked_once_more_before_it_goes(review, head, now):
    inquiry = send(review, now, "I.1", "I.2")
    write_answer(question=inquiry.questions.first(), answer="Đã gửi.", by=head, now=now)

    with pytest.raises(Refused) as refused:
        send_answers(inquiry=inquiry, by=head, now=now)
    assert [(p.code, p.where) for p in refused.value.problems] == [("question_unanswered", "I.2")]
    send_answers(inquiry=inquiry, by=head, now=now, knowingly=True)
    assert [row.is_answered for row in question_rows(review.assessment)] == [True, False]


def test_the_window_ends_by_itself_and_what_was_typed_stands(review, head, now):
    inquiry = send(review, now, "I.1", "I.2")
    over = deadline(BEFORE)
    write_answer(question=inquiry.questions.first(), answer="Kịp giờ.", by=head, now=over - timedelta(seconds=1))

    with pytest.raises(Refused) as refused:
        write_answer(question=inquiry.questions.last(), answer="Trễ.", by=head, now=over)
    assert codes(refused) == ["inquiry_over"]
    assert not holder_of(SelfAssessment.objects.get(), now=over).is_communes


@pytest.mark.parametrize("times", [1, 2])
def test_the_command_ends_what_is_over_once(review, now, at, times):
    send(review, now, "I.1")
    call_command("end_inquiries", verbosity=0)
    assert state_of(review) == SelfAssessment.State.SUPPLEMENT_REQUESTED

    at(2026, 12, 12)
    for _ in range(times):
        call_command("end_inquiries", verbosity=0)
    assert (Inquiry.objects.get().state, state_of(review)) == (Inquiry.State.LAPSED, "under_appraisal")
    assert Inquiry.objects.get().ended_at == deadline(BEFORE)
    assert Entry.objects.filter(verb="evidence.end_inquiry").count() == 1


def test_only_the_terms_rounds_may_be_asked(review, head, now, team):
    services.set_terms(cycle=team.cycle, max_rounds=1, by=officer(), now=now)
    send_answers(inquiry=send(review, now, "I.1"), by=head, now=now, knowingly=True)

    with pytest.raises(Refused) as refused:
        ask(review, now, "I.2")
    assert codes(refused) == ["rounds_used_up"]


@pytest.mark.parametrize(
    ("before", "code"),
    [(date(2026, 12, 5), "window_over_already"), (date(2027, 1, 1), "window_beyond_report")],
)
def test_a_window_is_in_the_future_and_ends_before_the_report(review, now, before, code):
    with pytest.raises(Refused) as refused:
        send(review, now, "I.1", before=before)
    assert codes(refused) == [code]
    assert state_of(review) == SelfAssessment.State.UNDER_APPRAISAL


def test_nothing_more_is_asked_while_a_letter_is_out_and_the_review_waits(review, now):
    send(review, now, "I.1")
    with pytest.raises(Refused) as refused:
        ask(review, now, "I.2")
    assert codes(refused) == ["inquiry_out"]
    with pytest.raises(Refused) as refused:
        services.complete_review(review=review, by=review.appraiser.person, now=now)
    assert "inquiry_out" in codes(refused)


def test_a_question_is_changed_and_taken_back_before_the_letter(review, now):
    ask(review, now, "I.1", wanted="Một")
    [question] = ask(review, now, "I.1", wanted="Hai")
    assert Question.objects.get().wanted == "Hai"
    services.withdraw_question(question=question, review=review, by=review.appraiser.person, now=now)
    assert (Question.objects.count(), Inquiry.objects.count()) == (0, 0)
    with pytest.raises(Refused) as refused:
        services.send_supplement_request(review=review, before=BEFORE, note="", by=review.appraiser.person, now=now)
    assert codes(refused) == ["nothing_collected"]


@pytest.fixture
def complete(team, now):
    member = TeamMemberFactory(team=team, person=appraiser())
    TeamMemberFactory(team=team, person=team_lead(), part="lead")
    given = {code: max_points for code, max_points in ALL.items() if code != "I.1"} | {"I.1": "4"}
    return ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member, completed=True, scores=given)


ALL = {
    "I.1": "10", "I.2": "14", "II.1": "20", "II.2": "4", "III.1": "13", "III.2": "13", "IV.1": "25", "IV.2": "1"
}  # fmt: skip


def send_explanation_letter(review, now):
    return services.open_explanation(review=review, before=BEFORE, note="", by=review.appraiser.person, now=now)


def reply(review, inquiry, now, **facts):
    facts = {"reply": "Biên bản đúng năm.", "points": None} | facts
    return services.reply_to_explanation(
        question=inquiry.questions.get(), review=review, by=review.appraiser.person, now=now, **facts
    )


def reconciled(review, now):
    return services.reconcile_review(review=review, by=review.appraiser.person, now=now)


@pytest.mark.parametrize(("points", "outcome", "total"), [(None, "kept", "94"), ("9.5", "changed", "99.5")])
def test_the_commune_is_heard_once_and_each_explanation_is_answered(complete, now, points, outcome, total):
    head = head_of(complete.assessment.registration.commune)
    inquiry = send_explanation_letter(complete, now)
    question = inquiry.questions.get()
    assert (question.points, question.wanted, inquiry.total) == (Decimal(4), "Minh chứng chưa đủ.", Decimal(94))
    with pytest.raises(Refused) as refused:
        reconciled(complete, now)
    assert codes(refused) == ["inquiry_out"]

    write_answer(question=question, answer="Biên bản kèm theo hồ sơ.", by=head, now=now)
    send_answers(inquiry=inquiry, by=head, now=now)
    with pytest.raises(Refused) as refused:
        reconciled(complete, now)
    assert [(p.code, p.where) for p in refused.value.problems] == [("explanation_unreplied", "I.1")]

    review = Review.objects.get()
    answer = reply(review, inquiry, now, points=points and Decimal(points))
    assert (answer.outcome, Review.objects.get().total) == (outcome, Decimal(total))
    assert Message.objects.filter(kind="evidence.explanation_replied", person=head).count() == 1
    with pytest.raises(Refused) as refused:
        reply(review, inquiry, now)
    assert codes(refused) == ["explanation_replied_already"]
    assert reconciled(complete, now).state == Review.State.RECONCILED
    assert state_of(complete) == SelfAssessment.State.CLOSED


def test_nobody_is_heard_twice(complete, now):
    head = head_of(complete.assessment.registration.commune)
    send_answers(inquiry=send_explanation_letter(complete, now), by=head, now=now)
    with pytest.raises(Refused) as refused:
        send_explanation_letter(complete, now)
    assert codes(refused) == ["commune_heard_already"]


def test_where_the_year_demands_it_nobody_is_confirmed_unheard(complete, now, team):
    services.set_terms(cycle=team.cycle, explanation_demanded=True, by=officer(), now=now)
    with pytest.raises(Refused) as refused:
        reconciled(complete, now)
    assert codes(refused) == ["commune_not_heard"]


def test_a_commune_without_an_answer_does_not_hold_up_the_lead(complete, now, at):
    send_explanation_letter(complete, now)
    later = at(2026, 12, 13)
    assert reconciled(complete, later).state == Review.State.RECONCILED


def test_a_reply_keeps_to_the_range_and_is_not_stored_otherwise(complete, now):
    head = head_of(complete.assessment.registration.commune)
    inquiry = send_explanation_letter(complete, now)
    write_answer(question=inquiry.questions.get(), answer="Có.", by=head, now=now)
    send_answers(inquiry=inquiry, by=head, now=now)
    with pytest.raises(Refused) as refused:
        reply(Review.objects.get(), inquiry, now, points=Decimal(11))
    assert codes(refused) == ["points_outside_kept"]
    assert (Question.objects.get().outcome, Review.objects.get().total) == ("", Decimal(94))


def test_a_commune_sees_what_was_sent_to_it_alone(review, head, now, team):
    ask(review, now, "I.1")
    other = editor_of(ReviewFactory(assessment__registration__cycle=team.cycle).assessment.registration.commune)
    assert not inquiries_visible_to(head).exists()
    services.send_supplement_request(review=review, before=BEFORE, note="", by=review.appraiser.person, now=now)
    assert (inquiries_visible_to(head).count(), inquiries_visible_to(other).count()) == (1, 0)


def test_the_story_over_http(client, review, head, now):
    place = (2026, review.assessment.registration.commune.code)
    client.force_login(review.appraiser.person)
    refused = client.post(
        reverse("appraisal:ask", args=[*place, "I.1"]), {"wanted": " "}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422
    assert client.post(reverse("appraisal:ask", args=[*place, "I.1"]), {"wanted": "Biên bản"}).status_code == 302
    wrong = client.post(reverse("appraisal:send_inquiry", args=place), {"before": "2026-12-01", "note": "Kính gửi"})
    assert (wrong.status_code, "Kính gửi" in wrong.text) == (422, True)
    client.post(reverse("appraisal:send_inquiry", args=place), {"before": "2026-12-12", "note": ""})

    client.force_login(head)
    page = reverse("evidence:inquiry", args=[*place, "supplement", 1])
    assert "Biên bản" in client.get(page).text
    question = Question.objects.get()
    response = client.post(
        reverse("evidence:write_answer", args=[question.pk]), {"answer": "Có"}, headers={"HX-Request": "true"}
    )
    assert response.status_code == 200
    assert client.get(reverse("evidence:criterion", args=[*place, "I.1"])).context["page"].may_add
    assert not client.get(reverse("evidence:criterion", args=[*place, "I.2"])).context["page"].may_add
    score = review.assessment.scores.get(criterion__code="I.1")
    for place_in_set, (name, added) in enumerate((("cu.pdf", now - timedelta(days=9)), ("moi.pdf", now))):
        EvidenceItemFactory(score=score, file__name=name, position=place_in_set, added_at=added)
    assert client.post(f"{page}send/").status_code == 302

    client.force_login(review.appraiser.person)
    new_files = {"cu.pdf": False, "moi.pdf": True}
    shown = client.get(reverse("appraisal:review", args=place), {"show": "answered"})
    assert [row.criterion.code for row in shown.context["tree"]] == ["I", "I.1"]
    assert shown.context["page"].criterion.code == "I.1"  # not the first open one of the whole table
    assert {item.name: item.pk in shown.context["answered"] for item in shown.context["page"].items} == new_files
    assert shown.text.index('class="question-answer"') < shown.text.index('class="phrases"')


def test_the_page_of_an_explanation_shows_the_level_of_the_provisional_points(client, complete, now):
    send_explanation_letter(complete, now)
    client.force_login(head_of(complete.assessment.registration.commune))
    place = [2026, complete.assessment.registration.commune.code]
    page = client.get(reverse("evidence:inquiry", args=[*place, "explanation", 1])).text
    assert '<dd>\n<span class="level level-3">Mức 3</span>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_questions_costs_the_same(client, review, head, now, count, django_assert_num_queries):
    send(review, now, *list(ALL)[:count])
    client.force_login(head)
    page = reverse("evidence:inquiry", args=[2026, review.assessment.registration.commune.code, "supplement", 1])
    client.get(page)
    with django_assert_num_queries(5):
        client.get(page)


def test_what_a_commune_prepares_is_its_own_until_it_is_sent(client, review, head, now, at):
    """Words, files, hints, search, counts and the trail alike [S8]."""
    inquiry = send(review, now, "I.1")
    later = at(2026, 12, 6)
    write_answer(question=inquiry.questions.get(), answer="Bản nháp của xã", by=head, now=later)
    item = upload(review, "I.1", head, later, "ban-nhap.pdf")
    place = [2026, review.assessment.registration.commune.code]
    pages = [
        reverse("evidence:inquiry", args=[*place, "supplement", 1]),
        reverse("evidence:dossier", args=place),
        reverse("evidence:dossier_contents", args=place),
        reverse("evidence:criterion", args=[*place, "I.1"]),
        reverse("evidence:find", args=place) + "?q=nhap",
        reverse("appraisal:criterion", args=[*place, "I.1"]),
        reverse("appraisal:inquiries", args=place),
        reverse("evidence:view_item", args=[item.pk]),
        reverse("evidence:file", args=[item.file.public_id]),
    ]

    def seen_by(person):
        client.force_login(person)
        answers = [client.get(page) for page in pages]
        return [page for page, answer in zip(pages, answers, strict=True) if _tells_of_draft(answer)]

    assert seen_by(review.appraiser.person) == seen_by(officer()) == []
    assert len(seen_by(head)) == 7
    at(2026, 12, 12, 0, 1)
    assert len(seen_by(review.appraiser.person)) >= 8
    at(2026, 12, 6)
    send_answers(inquiry=inquiry, by=head, now=later)
    assert len(seen_by(review.appraiser.person)) >= 8


def _tells_of_draft(answer) -> bool:
    if answer.status_code != 200:
        return False
    body = b"".join(answer) if answer.streaming else answer.content
    return body.startswith(b"%PDF") or "ban-nhap.pdf" in body.decode() or "Bản nháp của xã" in body.decode()


def test_provisional_points_are_for_the_commune_and_who_sees_the_review(client, complete, now):
    send_explanation_letter(complete, now)
    registration = complete.assessment.registration
    page = reverse("evidence:inquiry", args=[2026, registration.commune.code, "explanation", 1])
    other = TeamMemberFactory(team=complete.appraiser.team, person=appraiser()).person
    people = [head_of(registration.commune), complete.appraiser.person, officer(), other]

    def status(person):
        client.force_login(person)
        return client.get(page).status_code

    assert [status(person) for person in people] == [200, 200, 200, 404]
    client.force_login(other)
    criterion = client.get(reverse("evidence:criterion", args=[2026, registration.commune.code, "I.1"])).text
    assert "Điểm dự kiến" not in criterion


def test_nothing_is_asked_on_a_review_that_was_completed_meanwhile(complete, now):
    """The page showed it still open [R3]."""
    stale = Review.objects.get(pk=complete.pk)
    stale.__dict__["state"] = Review.State.IN_PROGRESS
    with pytest.raises(Refused) as refused:
        ask(stale, now, "I.1")
    assert codes(refused) == ["review_locked"]


def test_the_receipt_says_that_letters_came_after_it(client, team, now):
    work = SelfAssessmentFactory(registration__cycle=team.cycle, scores="full")
    complete_dossier(work)
    head = head_of(work.registration.commune)
    submit_dossier(assessment=work, by=head, now=now.replace(month=11))
    member, lead = TeamMemberFactory(team=team, person=appraiser()), TeamMemberFactory(team=team, person=team_lead())
    review = services.assign_review(assessment=work, member=member, by=lead.person, now=now)
    client.force_login(head)
    address = reverse("evidence:receipt", args=[2026, work.registration.commune.code])
    sent = client.get(address)
    send(review, now, "I.1")
    question = Question.objects.select_related("inquiry").get()
    write_answer(question=question, answer="Đã gửi.", by=head, now=now)

    assert (sent.context["is_outdated"], client.get(address).context["is_outdated"]) == (False, True)
