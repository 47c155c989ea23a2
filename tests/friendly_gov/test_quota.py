"""Quota: every file of a commune counts against its quota and is judged before it is stored; what belongs to nothing
is collected."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from communes.services import save_registration_draft
from communes.storage_usage import bytes_held
from documents.models import Discarded, Inspection, StoredFile
from documents.services import collect_files, remove_discarded, store_content, store_file
from evidence.services import add_evidence, upload_signed
from kernel.refusals import Refused
from tests.factories.accounts import editor_of, head_of
from tests.factories.appraisal import BreachFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import PDF, StoredFileFactory
from tests.factories.evidence import DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
# Kept for the city, the department or the team, or made by the portal: no commune sent them.
NOT_OF_COMMUNES = {
    "Release.file",
    "AppraisalTeam.decision_file",
    "BreachDocument.file",
    "BreachReversal.file",
    "FormerReversal.file",
    "FormerRubricDecision.file",
    "FormerDaysDecision.file",
    "Cycle.days_decision_file",
    "FigureConfirmation.scan",
    "DossierPart.rendered",
    "Minutes.signed",
    "DepartmentReport.file",
    "CityDecision.file",
    "RubricDecision.file",
    "Draft.signed",
    "VisitPhoto.file",
}
OF_COMMUNES = {"BreachAnswerFile.file", "DossierPart.signed", "EvidenceItem.file", "Registration.plan"}


def body(words, size=1000):
    return (PDF + words.encode()).ljust(size, b"\n")


def upload(name, size=1000):
    return SimpleUploadedFile(name, body(name, size))


def contents():
    """How many contents lie in the store."""
    if not default_storage.exists("content"):
        return 0
    outer = [f"content/{name}" for name in default_storage.listdir("content")[0]]
    inner = [f"{folder}/{name}" for folder in outer for name in default_storage.listdir(folder)[0]]
    return sum(len(default_storage.listdir(folder)[1]) for folder in inner)


def written(now):
    """The store's own clock is the machine's: its files are said to have been written `now`."""
    for path in Path(default_storage.location).rglob("*"):
        os.utime(path, (now.timestamp(), now.timestamp()))


def store_and_roll_back(file, *, by, now):
    with transaction.atomic():
        store_file(upload=file, by=by, now=now)
        transaction.set_rollback(True)


@pytest.fixture
def work():
    """A commune's year; it was registered with a plan, which is in the store."""
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True))


def test_every_place_for_a_file_is_known_as_the_communes_or_as_anothers():
    """A new place for files makes this fail: say whose they are, and count those of communes."""
    relations = StoredFile._meta.get_fields(include_hidden=True)
    places = {
        f"{relation.related_model.__name__}.{relation.field.name}"
        for relation in relations
        if relation.one_to_many or relation.one_to_one
    }

    assert places == OF_COMMUNES | NOT_OF_COMMUNES


def test_plan_signed_copies_evidence_and_answers_count_each_content_once(client, work, at):
    now, registration = at(2026, 11, 10), work.registration
    editor = editor_of(registration.commune)
    registration.plan = StoredFileFactory(body=body("kế hoạch"))
    registration.save()
    for criterion in ("I.1", "I.2"):
        EvidenceItemFactory(score=work.scores.get(criterion__code=criterion), file=StoredFileFactory(body=body("một")))
    upload_signed(assessment=work, kind="letter", upload=upload("tờ trình.pdf"), by=editor, now=now)
    breach = BreachFactory(registration=registration, answer_before=now.date() + timedelta(days=5))
    client.force_login(head_of(registration.commune))
    address = reverse("appraisal:answer_breach", args=[2026, registration.commune.code, breach.pk])
    client.post(address, {"text": "Đã khắc phục.", "files": [upload("giải trình.pdf")]})

    assert breach.answer.files.count() == 1
    assert bytes_held(registration) == 4 * 1000


def test_what_exceeds_the_quota_is_refused_before_anything_is_stored(client, work, at, settings):
    now, registration = at(2026, 11, 10), work.registration
    editor, score = editor_of(registration.commune), work.scores.get(criterion__code="I.1")
    upload_signed(assessment=work, kind="letter", upload=upload("tờ trình.pdf"), by=editor, now=now)
    settings.UPLOAD_QUOTA_BYTES = bytes_held(registration) + 500
    breach = BreachFactory(registration=registration, answer_before=now.date() + timedelta(days=5))
    client.force_login(head_of(registration.commune))
    address = reverse("appraisal:answer_breach", args=[2026, registration.commune.code, breach.pk])

    with pytest.raises(Refused, match="Không đủ chỗ"):
        upload_signed(assessment=work, kind="report", upload=upload("báo cáo.pdf"), by=editor, now=now)
    with pytest.raises(Refused):
        add_evidence(score=score, upload=upload("ảnh.pdf"), by=editor, now=now)
    answer = client.post(address, {"text": "Đã khắc phục.", "files": [upload("giải trình.pdf")]})

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["files"])
    assert (StoredFile.objects.count(), Inspection.objects.count(), contents()) == (2, 2, 2)


def test_a_plan_that_exceeds_the_quota_is_refused_and_the_stored_one_stays(client, at, settings):
    at(2026, 2, 1)
    registration = RegistrationFactory()
    client.force_login(editor_of(registration.commune))
    address = reverse("communes:save_registration", args=[2026, registration.commune.code])
    client.post(address, {"aimed_level": "2", "plan": upload("một.pdf")})
    settings.UPLOAD_QUOTA_BYTES = 1500

    answer = client.post(address, {"aimed_level": "3", "plan": upload("hai.pdf")})

    registration.refresh_from_db()
    assert (answer.status_code, registration.plan.name, contents()) == (422, "một.pdf", 1)


def test_files_that_wait_for_a_form_to_be_corrected_count_for_the_quota(client, work, at, settings):
    """Whoever sends a form without words again and again fills no disk."""
    now, registration = at(2026, 11, 10), work.registration
    settings.UPLOAD_QUOTA_BYTES = bytes_held(registration) + 2500
    breach = BreachFactory(registration=registration, answer_before=now.date() + timedelta(days=5))
    client.force_login(head_of(registration.commune))
    address = reverse("appraisal:answer_breach", args=[2026, registration.commune.code, breach.pk])

    for number in range(5):
        client.post(address, {"text": "", "files": [upload(f"{number}.pdf")]})

    assert StoredFile.objects.count() == contents() == 1 + 2


def test_a_file_that_was_replaced_is_let_go_of(work, at):
    now, editor = at(2026, 11, 10), editor_of(work.registration.commune)
    for name in ("một.pdf", "hai.pdf"):
        part = upload_signed(assessment=work, kind="letter", upload=upload(name), by=editor, now=now)
    registration = RegistrationFactory(cycle=work.registration.cycle, plan=StoredFileFactory(name="cũ.pdf"))
    plan = store_file(upload=upload("mới.pdf"), by=editor, now=now)
    save_registration_draft(registration=registration, aimed_level=2, plan=plan, by=editor, now=at(2026, 2, 1))

    own = work.registration.plan.name
    assert set(StoredFile.objects.values_list("name", flat=True)) == {own, part.signed.name, "mới.pdf"}
    assert Discarded.objects.count() == 2


def test_what_was_rolled_back_or_refused_is_collected_and_nothing_else(work, at):
    editor = editor_of(work.registration.commune)
    now = at(2026, 11, 10)
    kept = DossierPartFactory(assessment=work, kind="letter", signed_copy=True).signed
    store_file(upload=upload("biểu mẫu.pdf"), by=editor, now=now)
    store_and_roll_back(upload("hỏng.pdf"), by=editor, now=now)
    store_content(upload=upload("gửi dở.pdf"), now=now)
    assert contents() == 1 + 4
    written(now)

    assert collect_files(now=now + timedelta(minutes=5)) == (0, 0)
    soon = now + timedelta(days=1, minutes=1)
    assert collect_files(now=soon) == (1, 1)
    assert remove_discarded(now=soon) == (1, 1000)
    call_command("clear_uploads")
    assert remove_discarded(now=soon + timedelta(days=1, minutes=1)) == (2, 2000)

    assert set(StoredFile.objects.all()) == {work.registration.plan, kept}
    assert contents() == 2
    with kept.content.open() as content:
        assert content.read().startswith(b"%PDF-")


def test_what_is_refused_does_not_reach_the_store(work, at):
    before = contents()
    with pytest.raises(Refused):
        store_content(upload=SimpleUploadedFile("chạy.exe", b"MZ\x90"), now=at(2026, 11, 10))
    assert (contents(), Discarded.objects.count()) == (before, 0)


def test_what_is_sent_again_before_it_is_removed_stays(work, at):
    now, editor = at(2026, 11, 10), editor_of(work.registration.commune)
    store_and_roll_back(upload("hỏng.pdf"), by=editor, now=now)
    written(now)
    assert collect_files(now=now + timedelta(hours=2)) == (0, 1)

    upload_signed(assessment=work, kind="letter", upload=upload("hỏng.pdf"), by=editor, now=now)

    assert remove_discarded(now=now + timedelta(days=3)) == (0, 0)
    assert contents() == 1 + 1
