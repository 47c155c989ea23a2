"""Evidence in its order, and the handing-in of the four components [R2, dossier]."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from audit.models import Entry
from communes.storage_usage import bytes_held
from documents.models import Inspection
from evidence import services
from evidence.completeness import completeness_by_criterion
from evidence.models import DossierPart, EvidenceItem
from evidence.policies import dossier_problems, unproved_criteria
from evidence.queries import file_visible_to, item_rows_by_criterion, items_visible_to
from evidence.services import dossiers
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from scoring.models import SelfAssessment
from tests.factories.accounts import appraiser, editor_of, head_of, officer
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory, complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

IN_TIME = datetime(2026, 11, 30, 23, 59, 59, tzinfo=CITY_ZONE)
TOO_LATE = datetime(2026, 12, 1, tzinfo=CITY_ZONE)


def pdf(name="quyet-dinh.pdf"):
    return SimpleUploadedFile(name, PDF + name.encode())


def names(assessment):
    return [row.name for rows in item_rows_by_criterion(assessment).values() for row in rows]


def test_files_are_added_moved_removed_and_put_back():
    assessment = SelfAssessmentFactory()
    score, by = assessment.scores.first(), editor_of(assessment.registration.commune)
    first, second = (
        services.add_evidence(score=score, upload=pdf(name), by=by, now=IN_TIME) for name in ("1.pdf", "2.pdf")
    )
    services.move_evidence(item=second, up=True, by=by, now=IN_TIME)
    assert names(assessment) == ["2.pdf", "1.pdf"]

    services.remove_evidence(item=second, by=by, now=IN_TIME)
    assert names(assessment) == ["1.pdf"]

    services.restore_evidence(item=second, by=by, now=IN_TIME)
    assert names(assessment) == ["2.pdf", "1.pdf"]
    assert services.move_evidence(item=first, up=False, by=by, now=IN_TIME) == first


def test_the_same_content_stands_in_a_set_once():
    assessment = SelfAssessmentFactory()
    score, by = assessment.scores.first(), editor_of(assessment.registration.commune)
    removed = services.add_evidence(score=score, upload=pdf(), by=by, now=IN_TIME)
    services.remove_evidence(item=removed, by=by, now=IN_TIME)
    services.add_evidence(score=score, upload=pdf(), by=by, now=IN_TIME)
    content = {"sha256": removed.file.sha256, "name": "quyet-dinh.pdf"}
    verbs = [
        lambda: services.add_evidence(score=score, upload=pdf(), by=by, now=IN_TIME),
        lambda: services.link_evidence(score=score, **content, by=by, now=IN_TIME),
        lambda: services.restore_evidence(item=removed, by=by, now=IN_TIME),
    ]
    for verb in verbs:
        with pytest.raises(Refused) as refusal:
            verb()
        assert [problem.code for problem in refusal.value.problems] == ["evidence_twice"]
    assert names(assessment) == ["quyet-dinh.pdf"]


def test_a_stale_remove_changes_neither_the_day_nor_the_trail():
    item = EvidenceItemFactory(score=SelfAssessmentFactory().scores.first())
    by = editor_of(item.score.assessment.registration.commune)
    first, stale = (EvidenceItem.objects.select_related("score__assessment").get() for _ in range(2))
    removed = datetime(2026, 11, 5, tzinfo=CITY_ZONE)
    services.remove_evidence(item=first, by=by, now=removed)
    services.remove_evidence(item=stale, by=by, now=IN_TIME)
    assert EvidenceItem.objects.get().removed_at == removed
    assert Entry.objects.filter(verb="evidence.remove_evidence").count() == 1


def test_the_digest_shows_what_is_claimed_not_to_apply():
    assessment = SelfAssessmentFactory(scores="full")
    before = dossiers._digest(assessment)
    assessment.scores.filter(criterion__code="II.2").update(not_applicable=True)
    assert dossiers._digest(assessment) != before


@pytest.mark.parametrize(("submitted", "now"), [(True, IN_TIME), (False, TOO_LATE)])
def test_evidence_is_locked_with_the_dossier_and_by_the_deadline(submitted, now):
    assessment = SelfAssessmentFactory(submitted=submitted, scores="full")
    item = EvidenceItemFactory(score=assessment.scores.first())
    by = editor_of(assessment.registration.commune)
    papers = list(DossierPart.objects.order_by("pk").values())

    for refused in (
        lambda: services.add_evidence(score=item.score, upload=pdf(), by=by, now=now),
        lambda: services.remove_evidence(item=item, by=by, now=now),
        lambda: services.upload_signed(assessment=assessment, kind="letter", upload=pdf(), by=by, now=now),
    ):
        with pytest.raises(Refused):
            refused()
    assert EvidenceItem.objects.filter(removed_at=None).count() == 1
    assert list(DossierPart.objects.order_by("pk").values()) == papers


def test_an_empty_dossier_says_everything_that_is_missing():
    assessment = SelfAssessmentFactory(scores={"I.1": "1"})

    problems = list(dossier_problems(assessment, now=TOO_LATE))

    assert [(problem.code, problem.where) for problem in problems] == [
        ("submission_too_late", "deadline"),
        ("part_missing", "letter"),
        ("part_missing", "report"),
        ("part_missing", "table"),
        *[("criterion_without_points", code) for code in ("I.2", "II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2")],
        ("evidence_missing", "I.1"),
    ]
    assert unproved_criteria(completeness_by_criterion([assessment])[assessment.pk]) == ["I.1"]


def test_a_whole_dossier_goes_in_once_and_gives_one_receipt():
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    head = head_of(assessment.registration.commune)

    receipt = services.submit_dossier(assessment=assessment, by=head, now=IN_TIME)
    again = services.submit_dossier(assessment=assessment, by=head, now=TOO_LATE)

    assessment.refresh_from_db()
    assert (assessment.state, assessment.submitted_at, assessment.submitted_by) == (
        SelfAssessment.State.SUBMITTED,
        IN_TIME,
        head,
    )
    assert (again, receipt.files_count, str(receipt.total)) == (receipt, 8, "100.00")
    assert Entry.objects.filter(verb="evidence.submit_dossier").count() == 1


def test_the_department_sees_files_once_the_dossier_is_sent_and_other_communes_never():
    open_item = EvidenceItemFactory(score=SelfAssessmentFactory().scores.first())
    sent = SelfAssessmentFactory(submitted=True, scores="full")
    sent_item = EvidenceItemFactory(score=sent.scores.first())
    own = editor_of(open_item.score.assessment.registration.commune)

    assert list(items_visible_to(own)) == [open_item]
    for person in (officer(), appraiser()):
        assert list(items_visible_to(person)) == [sent_item]
    assert file_visible_to(own, sent_item.file.public_id) is None
    assert file_visible_to(own, open_item.file.public_id) == open_item.file


def test_infected_content_is_not_linked_into_another_criterion():
    assessment = SelfAssessmentFactory()
    item = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.1"))
    Inspection.objects.filter(sha256=item.file.sha256).update(state="infected", reason="Eicar", scanned_at=IN_TIME)
    other = assessment.scores.select_related("criterion").get(criterion__code="I.2")
    by = editor_of(assessment.registration.commune)

    with pytest.raises(Refused) as refusal:
        services.link_evidence(score=other, sha256=item.file.sha256, name="a.pdf", by=by, now=IN_TIME)

    assert [problem.code for problem in refusal.value.problems] == ["file_infected"]
    assert not other.evidence_items.exists()


def test_what_was_removed_needs_room_again_where_it_is_added_elsewhere(settings):
    assessment = SelfAssessmentFactory()
    item = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.1"))
    other = assessment.scores.select_related("criterion").get(criterion__code="I.2")
    by, size = editor_of(assessment.registration.commune), item.file.size
    services.remove_evidence(item=item, by=by, now=IN_TIME)
    facts = {"score": other, "sha256": item.file.sha256, "name": "a.pdf", "by": by, "now": IN_TIME}

    settings.UPLOAD_QUOTA_BYTES = bytes_held(assessment.registration) + size - 1
    with pytest.raises(Refused) as refusal:
        services.link_evidence(**facts)
    settings.UPLOAD_QUOTA_BYTES += 1
    linked = services.link_evidence(**facts)

    assert [problem.code for problem in refusal.value.problems] == ["quota_exceeded"]
    assert (linked.score, linked.file) == (other, item.file)
