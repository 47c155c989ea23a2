"""Why evidence, its uploads and the head's comments are refused, each reason at its boundary [R2, R3]."""

from datetime import datetime, timedelta

import pytest

from documents.models import Inspection
from evidence import policies
from evidence.content import content_of
from evidence.models import DossierPart, PartialUpload, ReadingRemark
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
