"""What a form refuses is said at the field it is about, and what was typed stays."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.models import IndependentScore, TeamMember
from evidence.models import Inquiry
from evidence.services import add_evidence
from kernel import clock
from scoring.models import SelfScore
from scoring.services.figures import confirm_figure
from tests.factories.accounts import administrator, appraiser, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import (
    AppraisalTeamFactory,
    BreachFactory,
    ReviewFactory,
    SecondReviewFactory,
    TeamMemberFactory,
    VisitFactory,
)
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import PDF
from tests.factories.evidence import InquiryFactory, QuestionFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory, draft_of

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _today(at):
    at(2026, 12, 5)


def _review(**traits):
    team = AppraisalTeamFactory(cycle=CycleFactory(year=2026))
    TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD)
    member = TeamMemberFactory(team=team, person=appraiser())
    return ReviewFactory(assessment__registration__cycle=team.cycle, appraiser=member, **traits)


def _lead(review):
    return review.appraiser.team.members.get(part=TeamMember.Part.LEAD).person


def _of_unit(registration):
    return registration.cycle.year, registration.commune.code


def _of(review):
    return _of_unit(review.assessment.registration)


def _open_dossier(at, **scores):
    at(2026, 11, 5)
    assessment = SelfAssessmentFactory(registration__cycle__year=2026, scores=scores)
    return assessment, editor_of(assessment.registration.commune), _of_unit(assessment.registration)


# Each case: who sends what to which address, at which field it is refused.


def letter_of_yesterday(at):
    review = _review(in_progress=True)
    inquiry = InquiryFactory(assessment=review.assessment)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.first())
    typed = {"before": "2026-12-04", "note": "Gửi bản có dấu."}
    return review.appraiser.person, ("appraisal:send_inquiry", *_of(review)), typed, "before"


def _explained(review, **question):
    inquiry = InquiryFactory(assessment=review.assessment, kind=Inquiry.Kind.EXPLANATION, answered=True)
    score = review.assessment.scores.get(criterion__code="I.1")
    return QuestionFactory(inquiry=inquiry, score=score, answer="Đã làm.", **question)


def reply_with_too_many_points(at):
    review = _review(completed=True)
    _explained(review)
    typed = {"points": "99", "reply": "Chấp nhận một phần."}
    return _lead(review), ("appraisal:reply", *_of(review), "I.1"), typed, "points"


def visit_of_yesterday(at):
    review = _review(in_progress=True)
    typed = {"starts_on": "2026-12-04", "starts_time": "08:00", "place": "Hội trường", "criteria": ["I.1"]}
    typed["members"] = [review.appraiser_id]
    return review.appraiser.person, ("appraisal:plan_visit", *_of(review)), typed, "starts_on"


def visit_of_nothing(at):
    person, address, typed, _field = visit_of_yesterday(at)
    return person, address, typed | {"starts_on": "2026-12-08", "criteria": []}, "criteria"


def visit_without_what_was_noted(at):
    visit = VisitFactory(review=_review(in_progress=True))
    visit.items.filter(criterion__code="I.1").update(remark="Có bảng.")
    typed = {"starts_on": "2026-12-08", "starts_time": "08:00", "place": "Hội trường", "criteria": ["II.2"]}
    typed["members"] = [visit.review.appraiser_id]
    return visit.review.appraiser.person, ("appraisal:change_visit", 2026, visit.pk), typed, "criteria"


def difference_without_justification(at):
    review = _review(in_progress=True)
    second = SecondReviewFactory(
        review=review,
        criteria=["I.1"],
        state="completed",
        **dict.fromkeys(("first_done_at", "completed_at"), review.assigned_at),
        **dict.fromkeys(("first_done_by", "completed_by"), officer()),
    )
    facts = {"score": review.scores.get(criterion__code="I.1"), "max_points": 10}
    facts |= dict.fromkeys(("changed_at", "frozen_at"), review.assigned_at)
    IndependentScore.objects.create(author=review.appraiser, points=4, **facts)
    IndependentScore.objects.create(author=second.appraiser, points=6, **facts)
    typed = {"points": "5", "justification": " "}
    return _lead(review), ("appraisal:resolve_difference", *_of(review), "I.1"), typed, "justification"


def other_points_without_justification(at):
    review = _review(in_progress=True)
    typed = {"points": "4", "explanation": "", "seen_version": "0"}
    return review.appraiser.person, ("appraisal:save_review_score", *_of(review), "I.1"), typed, "explanation"


def minutes_of_tomorrow(at):
    review = _review(completed=True)
    typed = {"held_on": "2026-12-06", "place": "Sở Nội vụ", "present": [review.appraiser_id]}
    return _lead(review), ("appraisal:minutes", *_of(review)), typed, "held_on"


def dismissal_without_justification(at):
    review = _review()
    breach = BreachFactory(registration=review.assessment.registration)
    return _lead(review), ("appraisal:dismiss_breach", 2026, breach.pk), {"justification": " "}, "justification"


def year_that_is_open(at):
    RubricFactory()
    CycleFactory(year=2026)
    days = {"register_before": "2026-02-15", "submit_before": "2026-12-01", "report_before": "2026-12-31"}
    typed = {"year": "2026", "rubric": "bang-thu", "acknowledged": [*days, "rubric"]} | days
    return administrator(), ("scoring:open_cycle",), typed, "year"


def scan_that_is_none(at):
    table = RubricFactory()
    typed = {"note": "Trang 3 của bản gốc", "scan": SimpleUploadedFile("trang.pdf", b"no pdf")}
    return administrator(), ("scoring:confirm_figure", table.code, "I.1"), typed, "scan"


def figure_that_is_the_same(at):
    draft = draft_of(RubricFactory())
    typed = {"points": "10", "seen_version": draft.version, "note": "Trang 3"}
    return administrator(), ("scoring:correct_figure", draft.code, "I.1"), typed, "points"


def code_of_another_table(at):
    table = RubricFactory()
    typed = {"code": table.code, "title_vi": "Bảng", "title_en": "Table", "decision_vi": "QĐ"}
    typed["applies_from_year"] = "2027"
    return administrator(), ("scoring:draft_rubric", table.code), typed, "code"


def wording_without_reason(at):
    draft = draft_of(RubricFactory())
    typed = {"title_vi": "Nội dung khác", "title_en": "Other content", "seen_version": 0}
    return administrator(), ("scoring:guidance", draft.code, "I.1"), typed, "reason"


def address_of_somebody_else(at):
    known = officer()
    typed = {"full_name": "Cán bộ mới", "email": known.email, "role": "officer"}
    return administrator(), ("accounts:invite",), typed, "email"


def role_held_already(at):
    return administrator(), ("accounts:grant", officer().pk), {"role": "officer"}, "role"


def claim_without_reason(at):
    _assessment, editor, place = _open_dossier(at)
    typed = {"not_applicable": "on", "explanation": "", "seen_version": "0"}
    return editor, ("evidence:save_score", *place, "I.1"), typed, "explanation"


def page_proved_by_a_file_of_the_set(at):
    assessment, editor, place = _open_dossier(at)
    score = SelfScore.objects.get(assessment=assessment, criterion__code="I.1")
    add_evidence(score=score, upload=SimpleUploadedFile("trang.pdf", PDF), by=editor, now=clock.now())
    typed = {"address": "https://xa.vn/tin/1", "seen_at": "2026-11-04T08:00"}
    typed["file"] = SimpleUploadedFile("trang.pdf", PDF)
    return editor, ("evidence:add_link", *place, "I.1"), typed, "file"


def plan_that_is_no_document(at):
    at(2026, 2, 1)
    registration = RegistrationFactory(cycle__year=2026)
    typed = {"aimed_level": "3", "plan": SimpleUploadedFile("ke-hoach.pdf", b"no pdf")}
    return head_of(registration.commune), ("communes:save_registration", *_of_unit(registration)), typed, "plan"


CASES = [
    *(letter_of_yesterday, reply_with_too_many_points, visit_of_yesterday, visit_of_nothing),
    *(visit_without_what_was_noted, difference_without_justification, other_points_without_justification),
    *(minutes_of_tomorrow, dismissal_without_justification, year_that_is_open, scan_that_is_none),
    *(figure_that_is_the_same, code_of_another_table, wording_without_reason, address_of_somebody_else),
    *(role_held_already, claim_without_reason, page_proved_by_a_file_of_the_set, plan_that_is_no_document),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_reason_stands_at_its_field_and_what_was_typed_is_kept(client, at, case):
    person, (name, *place), typed, field = case(at)
    client.force_login(person)

    page = client.post(reverse(name, args=place), typed)

    assert page.status_code == 422
    controls = re.findall(rf'<(?:input|textarea|select)[^>]* name="{field}"[^>]*>', page.text)
    assert any('aria-invalid="true"' in control for control in controls)
    kept = [value for value in typed.values() if isinstance(value, str) and len(value.strip()) > 8]
    assert [value for value in kept if value not in page.text and "-12-" not in value] == []


def reply_after_another(at):
    review = _review(completed=True)
    by = {"replied_by": _lead(review), "replied_at": review.assigned_at}
    _explained(review, outcome="kept", reply="Giữ nguyên.", **by)
    return _lead(review), ("appraisal:reply", *_of(review), "I.1"), {"reply": "Chấp nhận một phần."}


def decision_after_another(at):
    breach = BreachFactory(registration=_review().assessment.registration, confirmed=True)
    lead = breach.registration.cycle.appraisal_team.members.get(part=TeamMember.Part.LEAD).person
    return lead, ("appraisal:dismiss_breach", 2026, breach.pk), {"justification": "Không phải vi phạm."}


def confirmation_after_another(at):
    draft = draft_of(RubricFactory())
    draft.criteria.filter(code="I.1").update(provenance="assumed")
    by = administrator()
    confirm_figure(criterion=draft.criteria.get(code="I.1"), note="", by=by, now=clock.now())
    return by, ("scoring:confirm_figure", draft.code, "I.1"), {"note": "Trang 3 của bản gốc"}


GONE = [reply_after_another, decision_after_another, confirmation_after_another]


@pytest.mark.parametrize("case", GONE, ids=lambda case: case.__name__)
def test_a_form_that_the_page_no_longer_shows_says_why_and_what_was_typed(client, at, case):
    person, (name, *place), typed = case(at)
    client.force_login(person)

    page = client.post(reverse(name, args=place), typed)

    assert page.status_code == 422
    shown = page.text.partition("data-refused")[2].partition("</div>")[0]
    assert "<p>" in shown
    assert [value for value in typed.values() if value not in shown] == []
