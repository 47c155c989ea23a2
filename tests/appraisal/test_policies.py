"""Why breaches, reviews, letters, minutes and visits are refused, each reason at its boundary [R3, S4, S5, S8]."""

from datetime import date, datetime, timedelta

import pytest

from appraisal.double_review import policies as double_review
from appraisal.double_review.queries import ReviewerRole
from appraisal.models import AppraisalTerms, Breach, Minutes, Review, TeamMember, Visit, VisitItem
from appraisal.policies import breaches, reviews, visits
from documents.kinds import FileKind
from documents.services import Incoming
from evidence.models import Inquiry, Question
from kernel.deadlines import CITY_ZONE
from scoring.models import SelfAssessment
from tests.factories.accounts import UserFactory
from tests.factories.appraisal import (
    ASSIGNED,
    AppraisalTeamFactory,
    BreachFactory,
    ReviewFactory,
    SecondReviewFactory,
    TeamMemberFactory,
    VisitFactory,
    VisitPhotoFactory,
    elements_of,
)
from tests.factories.evidence import InquiryFactory, QuestionFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2026, 12, 15, 9, 0, tzinfo=CITY_ZONE)
TODAY, DAY = NOW.date(), timedelta(days=1)
CLOSED = Review.State.NOT_CONSIDERED
DISCIPLINE = Breach.Kind.DISCIPLINE_OR_PROSECUTION


def codes(problems):
    return [problem.code for problem in problems]


def unfounded():
    """A review whose team has lost its founding decision, as it would be read."""
    review = ReviewFactory(completed=True)
    team = review.appraiser.team
    team.decision_number = ""
    return review


# Breaches


@pytest.mark.parametrize(("acted", "decided", "justification", "expected"), [
    (date(2026, 3, 1), date(2026, 4, 1), "", []),
    (date(2025, 3, 1), date(2026, 4, 1), "Bị kỷ luật trong năm.", []),
    (date(2025, 3, 1), date(2026, 4, 1), " ",
     [("breach_year_without_justification", {"acted": 2025, "decided": 2026})]),
    (date(2024, 3, 1), date(2025, 4, 1), "", [("breach_of_another_year", {"year": 2026, "other": 2025})]),
])  # fmt: skip
def test_a_breach_belongs_to_the_year_of_its_decision_or_with_a_reason_to_that_of_the_act(
    acted, decided, justification, expected
):
    cycle = BreachFactory().registration.cycle
    stated = {"facts": "Trả hồ sơ quá hạn.", "source": "45/QĐ-KL", "elements": elements_of(DISCIPLINE)}
    days = {"occurred_on": acted, "decided_on": decided, "year_justification": justification, "now": NOW}
    problems = list(breaches.recording_problems(cycle, kind=DISCIPLINE, **stated, **days))
    assert [(problem.code, problem.params) for problem in problems] == expected


@pytest.mark.parametrize(("followed", "expected"), [
    ([], []),
    ([TODAY], []),
    ([TODAY + DAY, TODAY - DAY], ["reversal_after_what_followed"]),
])  # fmt: skip
def test_a_corrected_reversal_is_not_later_than_what_followed_from_it(followed, expected):
    breach = Breach(settled_at=NOW - 2 * DAY)
    given = {"decision_number": "9/QĐ", "decision_date": TODAY, "reason": "Ghi nhầm ngày.", "now": NOW}
    assert codes(breaches.correcting_reversal_problems(breach, **given, followers=followed)) == expected


def test_a_breach_is_confirmed_with_all_its_elements_and_once_the_unit_has_been_heard():
    bare = BreachFactory(elements={}, answer_before=TODAY + DAY)
    result = list(breaches.confirming_breach_problems(bare, now=NOW))
    assert [problem.where for problem in result[:-1]] == list(elements_of(DISCIPLINE))
    assert (result[-1].code, result[-1].params) == ("breach_answer_awaited", {"last": "15/12/2026"})
    whole = BreachFactory(answer_before=TODAY)
    assert codes(breaches.confirming_breach_problems(whole, now=NOW)) == []


def test_a_unit_answers_before_the_decision_and_in_its_days():
    late = BreachFactory(answer_before=TODAY)
    problems = breaches.answering_problems(late, text="Giải trình.", now=NOW)
    assert [(problem.code, problem.params) for problem in problems] == [
        ("breach_answer_too_late", {"last": "14/12/2026"})
    ]
    never_asked = BreachFactory()
    assert next(breaches.answering_problems(never_asked, text="x", now=NOW)).params == {"last": "–"}
    decided = BreachFactory(confirmed=True)
    assert codes(breaches.answering_problems(decided, text="x", now=NOW)) == ["breach_answer_after_decision"]


def test_a_file_of_an_answer_is_refused_when_it_is_too_late_or_too_large(settings):
    settings.UPLOAD_QUOTA_BYTES = 10
    incoming = Incoming(name="1.pdf", kind=FileKind("application/pdf", "pdf"), sha256="0" * 64, size=11)
    late, in_time = BreachFactory(answer_before=TODAY), BreachFactory(answer_before=TODAY + DAY)
    by = UserFactory()
    assert codes(breaches.answer_file_problems(late, incoming, by=by, now=NOW))[0] == "breach_answer_too_late"
    assert len(codes(breaches.answer_file_problems(in_time, incoming, by=by, now=NOW))) == 1


# Reviews


def test_a_dossier_is_given_to_a_member_of_its_year_while_it_is_not_fully_scored():
    review = ReviewFactory(completed=True)
    member = review.appraiser
    assert codes(reviews.assignment_problems(review.assessment, member, None)) == []
    assert codes(reviews.assignment_problems(review.assessment, member, review)) == ["review_completed_already"]
    foreign = TeamMemberFactory(team=AppraisalTeamFactory(cycle__year=2027))
    assert codes(reviews.assignment_problems(review.assessment, foreign, None)) == ["member_of_another_year"]


def test_only_a_completed_review_is_confirmed_explained_or_replied_to():
    review, inquiry = ReviewFactory(in_progress=True), Inquiry(state=Inquiry.State.ANSWERED)
    early = ["review_not_completed"]
    assert codes(reviews.confirmation_problems(review)) == early
    assert codes(reviews.explaining_problems(review, heard=False, differing=1)) == early
    assert codes(reviews.replying_problems(review, Question(), inquiry, reply="Giữ nguyên.")) == early


def test_a_review_is_complete_once_each_criterion_has_points_read_or_known_already():
    review = ReviewFactory(in_progress=True, scores="agree")

    def lacking(**known):
        return [(one.code, one.where) for one in reviews.completion_problems(review, now=NOW, **known)]

    review.scores.filter(criterion__code__in=["I.2", "II.1"]).update(points=None)
    both = [("criterion_not_reviewed", "I.2"), ("criterion_not_reviewed", "II.1")]
    assert [lacking(), lacking(unscored=["I.2"]), lacking(unscored=[])] == [both, both[:1], []]


def test_where_the_year_demands_it_a_unit_is_heard_about_differences_before_points_are_final():
    review = ReviewFactory(completed=True)
    terms = AppraisalTerms.objects.create(cycle=review.assessment.registration.cycle, explanation_demanded=True)

    def waits(differs=None):
        return codes(reviews.hearing_problems(review, now=NOW, differs=differs))

    assert [waits(), waits(differs=True)] == [[], ["commune_not_heard"]]
    review.scores.filter(criterion__code="I.1").update(points=9, comment="Thiếu biên bản.")
    assert [waits(), waits(differs=False)] == [["commune_not_heard"], []]
    terms.explanation_demanded = False
    terms.save()
    assert waits(differs=True) == []


def test_while_a_letter_is_written_or_with_the_unit_a_review_is_not_complete_nor_confirmed():
    def waits(**letter):
        state = SelfAssessment.State.SUPPLEMENT_REQUESTED if "sent" in letter else SelfAssessment.State.UNDER_APPRAISAL
        review = ReviewFactory(in_progress=True, scores="agree", assessment__state=state)
        inquiry = InquiryFactory(assessment=review.assessment, **letter)
        if "answered" in letter:
            score, by = review.assessment.scores.get(criterion__code="I.2"), inquiry.answered_by
            QuestionFactory(inquiry=inquiry, score=score, answer="Đã họp.", answered_at=ASSIGNED, answered_by=by)
        found = reviews.completion_problems(review, now=NOW), reviews.hearing_problems(review, now=NOW)
        return [[(one.code, one.where) for one in problems] for problems in found]

    with_unit = [("inquiry_out", "inquiry")]
    assert waits() == [[("letter_not_sent", "inquiry")], []]
    assert waits(sent=True) == [with_unit, with_unit]
    assert waits(answered=True, kind=Inquiry.Kind.EXPLANATION) == [[], [("explanation_unreplied", "I.2")]]


def test_a_review_that_is_complete_is_not_completed_again():
    assert codes(reviews.completion_problems(ReviewFactory(completed=True), now=NOW)) == ["review_locked"]


def test_the_unit_is_asked_to_explain_once_and_only_differences():
    review = ReviewFactory(completed=True)
    assert codes(reviews.explaining_problems(review, heard=False, differing=1)) == []
    assert codes(reviews.explaining_problems(review, heard=True, differing=0)) == [
        "commune_heard_already",
        "nothing_to_explain",
    ]


@pytest.mark.parametrize(("state", "outcome", "reply", "expected"), [
    (Inquiry.State.ANSWERED, "", "Giữ nguyên.", []),
    (Inquiry.State.LAPSED, "", "Giữ nguyên.", []),
    (Inquiry.State.SENT, "", "Giữ nguyên.", ["explanation_awaited"]),
    (Inquiry.State.ANSWERED, "kept", "Giữ nguyên.", ["explanation_replied_already"]),
    (Inquiry.State.ANSWERED, "", " ", ["reply_missing"]),
])  # fmt: skip
def test_an_explanation_is_replied_to_once_when_it_has_come(state, outcome, reply, expected):
    review = ReviewFactory(completed=True)
    question, inquiry = Question(outcome=outcome), Inquiry(state=state)
    assert codes(reviews.replying_problems(review, question, inquiry, reply=reply)) == expected


def test_nothing_is_asked_without_words_nor_sent_without_questions():
    review = ReviewFactory(in_progress=True)
    terms = reviews.terms_of(review.assessment.registration.cycle)
    asked = {"sent": 0, "terms": terms, "where": "I.1"}
    assert codes(reviews.asking_problems(review, None, wanted="Bổ sung biên bản.", **asked)) == []
    assert codes(reviews.asking_problems(review, None, wanted=" ", **asked)) == ["nothing_asked"]

    inquiry = InquiryFactory(assessment=review.assessment)
    assert codes(reviews.letter_problems(review, inquiry)) == ["nothing_collected"]
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.first())
    assert codes(reviews.letter_problems(review, inquiry)) == []


@pytest.mark.parametrize(("before", "expected"), [
    (TODAY, ["window_over_already"]),
    (TODAY + DAY, []),
    (date(2026, 12, 31), []),
    (date(2027, 1, 1), ["window_beyond_report"]),
])  # fmt: skip
def test_a_unit_answers_from_tomorrow_until_the_team_reports(before, expected):
    cycle = BreachFactory().registration.cycle
    assert cycle.report_before == date(2026, 12, 31)
    assert codes(reviews.window_problems(cycle, before, now=NOW)) == expected


def test_a_team_without_its_decision_neither_asks_nor_signs():
    review = unfounded()
    inquiry = InquiryFactory(assessment=review.assessment)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.first())
    assert codes(reviews.letter_problems(review, inquiry)) == ["team_not_founded"]
    assert codes(reviews.signing_problems(Minutes(review=review))) == ["team_not_founded"]
    assert codes(reviews.signing_problems(None)) == ["minutes_missing"]


def test_of_a_dossier_closed_without_appraisal_nothing_goes_on():
    assessment = SelfAssessmentFactory(submitted=True, state=SelfAssessment.State.NOT_CONSIDERED)
    review = ReviewFactory(assessment=assessment, state=CLOSED)
    gone, day = ["dossier_not_considered"], NOW.date()
    assert codes(reviews.assignment_problems(assessment, review.appraiser, review)) == gone
    assert codes(reviews.minutes_problems(review, Minutes(), held_on=day, present=[], now=NOW)) == gone
    planned = {"starts_at": NOW, "members": [review.appraiser], "criteria": ["I.1"], "now": NOW}
    assert codes(visits.planning_visit_problems(review, **planned)) == gone
    assert codes(visits.visit_problems(Visit(review=review, state=Visit.State.PLANNED))) == gone


# Visits


@pytest.mark.parametrize(("starts_at", "expected"), [
    (NOW.replace(hour=0), []),
    (NOW.replace(hour=0) - timedelta(seconds=1), ["visit_in_the_past"]),
])  # fmt: skip
def test_a_visit_is_planned_from_today_on(starts_at, expected):
    review = ReviewFactory(in_progress=True)
    planned = {"members": [review.appraiser], "criteria": ["I.1"], "now": NOW}
    assert codes(visits.planning_visit_problems(review, starts_at=starts_at, **planned)) == expected
    assert codes(visits.planning_visit_problems(review, starts_at=starts_at, kept=starts_at, **planned)) == []


def test_no_visit_is_planned_once_the_points_are_final():
    review = ReviewFactory(reconciled=True)
    planned = {"starts_at": NOW, "members": [review.appraiser], "criteria": ["I.1"], "now": NOW}
    assert codes(visits.planning_visit_problems(review, **planned)) == ["visit_after_review"]


@pytest.mark.parametrize("noted", [{"seen": "yes"}, {"remark": "Chưa niêm yết."}])
def test_a_criterion_with_a_finding_or_a_remark_stays_on_the_visit(noted):
    visit = VisitFactory()
    kept, dropped = visit.items.order_by("pk")
    assert codes(visits.unlisting_problems(visit, [kept.criterion.code])) == []
    visit.items.filter(pk=dropped.pk).update(**noted)
    result = list(visits.unlisting_problems(visit, [kept.criterion.code]))
    assert [(problem.code, problem.where) for problem in result] == [("visit_criterion_noted", dropped.criterion.code)]


@pytest.mark.parametrize(("seen", "remark", "expected"), [
    ("", "", ["visit_nothing_seen"]),
    ("yes", "", []),
    ("partly", "Chưa niêm yết.", []),
    ("partly", " ", ["visit_item_without_remark"]),
    ("no", "", ["visit_item_without_remark"]),
])  # fmt: skip
def test_a_visit_is_done_from_its_day_on_with_a_finding_and_a_remark_where_something_lacks(seen, remark, expected):
    visit = VisitFactory()
    begins = datetime.combine(visit.starts_at.astimezone(CITY_ZONE).date(), datetime.min.time(), CITY_ZONE)
    item = VisitItem(seen=seen, remark=remark, criterion=visit.items.first().criterion)
    now, before = (
        codes(visits.finishing_visit_problems(visit, [item], now=at)) for at in (begins, begins - timedelta(seconds=1))
    )
    assert (now, before) == (expected, ["visit_not_yet", *expected])


def test_a_visit_that_is_done_is_neither_finished_again_nor_given_photos():
    visit = VisitFactory(done=True)
    assert codes(visits.finishing_visit_problems(visit, list(visit.items.all()), now=ASSIGNED + 30 * DAY)) == [
        "visit_locked"
    ]
    assert codes(visits.visit_photo_problems(visit, VisitPhotoFactory(visit=visit).file)) == ["visit_locked"]


# Two reviews


def test_the_second_is_another_member_of_the_years_team_until_that_part_is_done():
    second = SecondReviewFactory()
    review, first = second.review, second.review.appraiser
    code = review.assessment.registration.commune.code
    member, stranger = TeamMemberFactory(team=first.team), TeamMemberFactory(team__cycle__year=2027)
    lead = TeamMemberFactory(team=first.team, part=TeamMember.Part.LEAD)

    def choosing(one, review=review):
        return codes(double_review.second_problems(review, one, where=code))

    assert choosing(member) == choosing(second.appraiser) == []
    assert choosing(stranger) == ["member_of_another_year"]
    assert choosing(first) == ["both_reviews_of_one"]
    assert choosing(lead) == ["lead_reviews_what_is_settled"]
    assert choosing(member, None) == choosing(member, ReviewFactory()) == ["nothing_reviewed_twice"]
    done = SecondReviewFactory(state="completed", completed_at=NOW, completed_by=UserFactory())
    assert choosing(TeamMemberFactory(team=done.appraiser.team), done.review) == ["second_review_completed_already"]
    first.team.decision_number = ""
    assert choosing(member) == ["team_not_founded"]


def test_the_first_is_neither_the_second_nor_where_two_review_the_lead():
    second = SecondReviewFactory()
    lead = TeamMemberFactory(team=second.appraiser.team, part=TeamMember.Part.LEAD)

    def choosing(one, review):
        return codes(double_review.pair_problems(review, one, as_second=False))

    assert choosing(second.appraiser, second.review) == ["both_reviews_of_one"]
    assert choosing(lead, second.review) == ["lead_reviews_what_is_settled"]
    assert choosing(second.review.appraiser, second.review) == []
    assert choosing(lead, ReviewFactory()) == choosing(lead, None) == []


def test_each_of_the_two_is_done_at_a_moment_of_their_own():
    moment = {"first_done_at": NOW, "first_done_by": UserFactory()}
    review = SecondReviewFactory(**moment).review
    assert [double_review.is_done(review, role) for role in ReviewerRole] == [True, False, False]
    assert not double_review.is_done(ReviewFactory(), ReviewerRole.FIRST)
    other = SecondReviewFactory(state="completed", completed_at=NOW, completed_by=UserFactory()).review
    assert [double_review.is_done(other, role) for role in ReviewerRole] == [False, True, False]


def test_each_of_the_two_gives_points_on_what_two_review_and_the_first_on_the_rest():
    second = SecondReviewFactory()
    review, first, other = second.review, second.review.appraiser.person, second.appraiser.person

    def entering(criterion, person):
        return codes(double_review.entry_problems(review, criterion, person))

    assert entering("I.1", first) == entering("I.1", other) == entering("IV.1", first) == []
    assert entering("I.1", UserFactory()) == entering("IV.1", other) == ["criterion_not_reviewed_twice"]
    second.first_done_at = NOW
    assert entering("I.1", first) == ["independent_scores_completed_already"]
    assert entering("I.1", other) == []
    review.appraiser.team.decision_number = ""
    assert entering("I.1", other) == entering("IV.1", first) == ["team_not_founded"]


def test_each_of_the_two_completes_their_part_once_with_points_on_each_criterion():
    second, single = SecondReviewFactory(), ReviewFactory()
    review, first = second.review, second.review.appraiser.person

    def completing(person, review=review):
        return codes(double_review.independent_review_problems(review, person))

    assert completing(UserFactory()) == completing(single.appraiser.person, single) == ["nothing_reviewed_twice"]
    assert completing(first) == ["criterion_not_reviewed", "criterion_not_reviewed"]
    second.first_done_at = NOW
    assert completing(first) == ["independent_scores_completed_already"]
    review.appraiser.team.decision_number = ""
    assert completing(first) == ["team_not_founded", "independent_scores_completed_already"]
