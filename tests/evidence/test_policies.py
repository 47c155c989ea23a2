"""Why evidence, its uploads and the head's comments are refused, each reason at its boundary [R2, R3]."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest

from documents.models import Inspection
from evidence import policies
from evidence.completeness import Completeness, Need, ScoreFacts
from evidence.content import DossierContent, content_of
from evidence.models import DossierPart, Inquiry, PartialUpload, ReadingRemark
from kernel.deadlines import CITY_ZONE
from scoring.models import SelfAssessment
from tests.factories.accounts import UserFactory
from tests.factories.evidence import (
    ADDED,
    DossierPartFactory,
    EvidenceItemFactory,
    InquiryFactory,
    PartialUploadFactory,
    QuestionFactory,
)
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=CITY_ZONE)
SECOND = timedelta(seconds=1)


def codes(problems):
    return [problem.code for problem in problems]


@pytest.mark.parametrize(("offset", "size", "ends", "expected"), [
    (400, 600, SECOND, []),
    (400, 601, SECOND, ["upload_too_long"]),
    (399, 600, SECOND, ["upload_moved"]),
    (401, 599, SECOND, ["upload_moved"]),
    (400, 600, timedelta(), ["upload_gone"]),
])  # fmt: skip
def test_a_chunk_continues_where_the_last_one_ended_and_ends_with_the_announced_size(offset, size, ends, expected):
    upload = PartialUpload(name="bien-ban.pdf", length=1000, offset=400, expires_at=NOW + ends)
    assert codes(policies.piece_problems(upload, offset=offset, size=size, now=NOW)) == expected


def test_a_chunk_of_an_upload_that_is_no_more_is_refused():
    assert codes(policies.piece_problems(None, offset=0, size=1, now=NOW)) == ["upload_gone"]


@pytest.mark.parametrize(("own", "others", "count"), [(1, 1, None), (2, 0, 2), (0, 3, 3), (1, 2, 3)])
def test_unfinished_uploads_are_limited_for_a_person_and_for_a_unit(settings, own, others, count):
    settings.UPLOAD_UNFINISHED_PER_PERSON, settings.UPLOAD_UNFINISHED_PER_COMMUNE = 2, 3
    assessment, by = SelfAssessmentFactory(), UserFactory()
    score = assessment.scores.first()
    for owner in [by] * own + [UserFactory() for _ in range(others)]:
        PartialUploadFactory(score=score, owner=owner)
    problems = list(policies.room_problems(assessment, name="1.pdf", size=1, by=by, now=NOW))
    assert [(problem.code, problem.params["count"]) for problem in problems] == (
        [("uploads_too_many", count)] if count else []
    )


def test_an_upload_begins_only_where_the_unit_has_space_left(settings):
    settings.UPLOAD_QUOTA_BYTES = 100_000
    assessment, by = SelfAssessmentFactory(), UserFactory()
    assert codes(policies.room_problems(assessment, name="1.pdf", size=1, by=by, now=NOW)) == []
    assert len(codes(policies.room_problems(assessment, name="1.pdf", size=100_001, by=by, now=NOW))) == 1


@pytest.mark.parametrize(("earlier", "expected"), [(timedelta(), []), (SECOND, ["evidence_of_the_dossier"])])
def test_what_was_added_before_the_letter_stays_and_what_was_added_in_answer_may_change(earlier, expected):
    assessment = SelfAssessmentFactory(submitted=True, state=SelfAssessment.State.SUPPLEMENT_REQUESTED)
    score = assessment.scores.first()
    inquiry = InquiryFactory(assessment=assessment, sent=True)
    QuestionFactory(inquiry=inquiry, score=score)
    item = EvidenceItemFactory(score=score, added_at=ADDED - earlier)
    now = datetime(2026, 12, 10, tzinfo=CITY_ZONE)
    assert codes(policies.evidence_lock_problems(assessment, score, now=now, item=item)) == expected


def test_infected_files_and_infected_papers_are_named():
    assessment = SelfAssessmentFactory(scores="full")
    item = EvidenceItemFactory(score=assessment.scores.first())
    paper = DossierPartFactory(assessment=assessment, kind=DossierPart.Kind.REPORT, signed_copy=True)
    assert codes(policies.quarantine_problems(content_of(assessment))) == []

    digests = [item.file.sha256, paper.signed.sha256]
    Inspection.objects.filter(sha256__in=digests).update(
        state=Inspection.State.INFECTED, reason="Eicar", scanned_at=NOW
    )
    problems = list(policies.quarantine_problems(content_of(assessment)))
    assert [(problem.code, problem.where) for problem in problems] == [
        ("evidence_infected", item.score.criterion.code),
        ("part_infected", "report"),
    ]
    assert {"evidence_infected", "part_infected"} <= set(codes(policies.content_problems(assessment, now=NOW)))


def test_the_head_comments_and_the_clerk_resolves_only_before_the_dossier_is_sent_and_once():
    open_one, sent = SelfAssessmentFactory(), SelfAssessmentFactory(submitted=True)
    assert codes(policies.remark_problems(open_one, text="Thiếu ngày ký.", now=NOW)) == []
    assert codes(policies.remark_problems(open_one, text=" \n", now=NOW)) == ["remark_missing"]
    assert codes(policies.remark_problems(sent, text="Thiếu ngày ký.", now=NOW)) == ["dossier_sent_already"]

    remark = ReadingRemark(resolved_at=None)
    assert codes(policies.resolving_problems(open_one, remark, now=NOW)) == []
    assert codes(policies.resolving_problems(sent, remark, now=NOW)) == ["dossier_sent_already"]
    remark.resolved_at = NOW
    assert codes(policies.resolving_problems(open_one, remark, now=NOW)) == ["remark_resolved_already"]


def test_every_reason_of_the_contents_is_asked_for():
    problems = codes(policies.content_problems(SelfAssessmentFactory(), now=NOW))
    assert {"part_missing", "criterion_without_points"} <= set(problems)


def test_the_reasons_of_a_dossier_are_its_time_and_its_contents():
    late = datetime(2026, 12, 1, tzinfo=CITY_ZONE)
    assessment = SelfAssessmentFactory()
    found = codes(policies.dossier_problems(assessment, now=late, content=content_of(assessment)))
    assert {"submission_too_late", "part_missing", "criterion_without_points"} <= set(found)


@pytest.mark.parametrize(("seen", "expected"), [
    (None, []), ("90.25", []), ("90.2", ["total_changed_meanwhile"]), ("90.50", ["total_changed_meanwhile"]),
])  # fmt: skip
def test_a_dossier_is_sent_with_the_total_that_its_sender_saw(seen, expected):
    assessment = SimpleNamespace(total=Decimal("90.25"))
    assert codes(policies.seen_total_problems(assessment, seen)) == expected


def test_each_of_the_three_papers_needs_its_signed_copy():
    assessment, kinds = SelfAssessmentFactory(), DossierPart.Kind
    DossierPartFactory(assessment=assessment, kind=kinds.LETTER, signed_copy=True)
    DossierPartFactory(assessment=assessment, kind=kinds.REPORT)
    found = list(policies.paper_problems(content_of(assessment)))
    assert [(problem.code, problem.where) for problem in found] == [
        ("part_missing", "report"),
        ("part_missing", "table"),
    ]


def test_papers_are_dated_within_the_year_and_not_after_today():
    kinds, assessment = DossierPart.Kind, SelfAssessmentFactory()
    cases = [
        ((None, date(2026, 11, 20), date(2026, 1, 1)), []),
        ((None, date(2026, 11, 21), date(2025, 12, 31)), ["paper_in_the_future", "paper_of_another_year"]),
        ((date(2027, 1, 1), None, date(2026, 11, 20)), ["paper_in_the_future"]),
    ]
    for days, expected in cases:
        parts = {kind: DossierPart(kind=kind, dated=day) for kind, day in zip(kinds, days, strict=True)}
        found = list(policies.paper_day_problems(assessment, DossierContent({}, parts, ()), now=NOW))
        wrong = [kind for kind, day in zip(kinds, days, strict=True) if day and not _is_good(day)]
        assert (codes(found), [problem.where for problem in found]) == (expected, wrong)


def _is_good(day):
    return date(2026, 1, 1) <= day <= NOW.date()


def test_the_days_of_papers_and_the_sets_without_files_keep_a_dossier_back():
    assessment = SelfAssessmentFactory(scores={"I.1": "10", "II.1": "0"})
    DossierPartFactory(assessment=assessment, kind=DossierPart.Kind.REPORT, dated=date(2025, 12, 31))
    found = list(policies.content_problems(assessment, now=NOW))
    assert "paper_of_another_year" in codes(found)
    assert [problem.where for problem in found if problem.code == "evidence_missing"] == ["I.1"]

    EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.1"))
    assert "evidence_missing" not in codes(policies.content_problems(assessment, now=NOW))


@pytest.mark.parametrize(("dated", "expected"), [
    (None, []), (date(2026, 11, 20), []), (date(2026, 11, 21), ["document_in_the_future"]),
])  # fmt: skip
def test_a_document_is_not_dated_after_today(dated, expected):
    assert codes(policies.description_problems(dated, now=NOW)) == expected


def test_criteria_without_a_file_of_their_own_are_told_and_others_are_not():
    def needing(*needs):
        return Completeness(ScoreFacts(Decimal(1), "", not_applicable=False), needs, is_begun=True, wants_proof=True)

    criteria = {"I.1": needing(Need.EVIDENCE), "I.2": needing(Need.OWN_FILE), "II.1": needing(Need.EXPLANATION)}
    assert policies.unproved_criteria(criteria | {"II.2": needing()}) == ["I.1", "I.2"]


def test_evidence_is_locked_once_sent_but_where_the_team_asks_and_only_until_the_day_of_its_letter():
    asked = SelfAssessmentFactory(submitted=True, state=SelfAssessment.State.SUPPLEMENT_REQUESTED)
    score, other = asked.scores.order_by("pk")[:2]
    QuestionFactory(inquiry=InquiryFactory(assessment=asked, sent=True), score=score)
    begins = datetime(2026, 12, 20, tzinfo=CITY_ZONE)

    def locked(one, now):
        return bool(codes(policies.evidence_lock_problems(asked, one, now=now)))

    assert [locked(score, begins - SECOND), locked(score, begins), locked(other, begins - SECOND)] == [
        False, True, True,
    ]  # fmt: skip
    open_one = SelfAssessmentFactory()
    assert codes(policies.evidence_lock_problems(open_one, open_one.scores.first(), now=NOW)) == []


@pytest.mark.parametrize(("state", "now", "expected"), [
    (Inquiry.State.SENT, datetime(2026, 12, 19, 23, 59, 59, tzinfo=CITY_ZONE), []),
    (Inquiry.State.SENT, datetime(2026, 12, 20, tzinfo=CITY_ZONE), ["inquiry_over"]),
    (Inquiry.State.COLLECTING, datetime(2026, 12, 1, tzinfo=CITY_ZONE), ["inquiry_over"]),
])  # fmt: skip
def test_a_letter_is_answered_while_it_is_with_the_commune(state, now, expected):
    inquiry = Inquiry(state=state, before=date(2026, 12, 20))
    assert codes(policies.answering_problems(inquiry, now=now)) == expected


@pytest.mark.parametrize(("kind", "knowingly", "expected"), [
    (Inquiry.Kind.SUPPLEMENT, False, ["II.1", "II.2"]),
    (Inquiry.Kind.SUPPLEMENT, True, []),
    (Inquiry.Kind.EXPLANATION, False, []),
])  # fmt: skip
def test_supplements_without_an_answer_are_told_before_they_are_sent_back(kind, knowingly, expected):
    rows = [
        SimpleNamespace(criterion=code, is_answered=is_answered)
        for code, is_answered in (("I.1", True), ("II.1", False), ("II.2", False))
    ]
    found = policies.sending_back_problems(Inquiry(kind=kind), rows, knowingly=knowingly)
    assert [(problem.code, problem.where) for problem in found] == [("question_unanswered", code) for code in expected]


@pytest.mark.parametrize(("address", "expected"), [
    ("https://haiphong.gov.vn/tin", []),
    ("http://haiphong.gov.vn", []),
    ("ftp://haiphong.gov.vn/tin", ["link_not_web"]),
    ("https:///tin", ["link_not_web"]),
    ("haiphong.gov.vn", ["link_not_web"]),
    ("https://haiphong.gov.vn@example.org/tin", ["link_with_name"]),
])  # fmt: skip
def test_a_page_is_evidence_by_a_web_address_that_shows_its_host(address, expected):
    assert codes(policies.link_problems(address, NOW, now=NOW)) == expected


def test_a_page_is_not_seen_after_now():
    assert codes(policies.link_problems("https://haiphong.gov.vn", NOW + SECOND, now=NOW)) == ["link_seen_later"]
