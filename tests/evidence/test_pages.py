"""The commune's self-assessment and its dossier over HTTP: saving, refusing without loss, files, sending."""

import io
import json
import re
from decimal import Decimal

import pillow_heif
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from documents.services import make_preview
from evidence.models import DossierPart, EvidenceItem, Receipt
from kernel import clock
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.queries import criterion_codes
from scoring.services.scores import enter_score
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.documents import PDF, StoredFileFactory
from tests.factories.evidence import ADDED, EvidenceItemFactory, complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HTMX = {"HX-Request": "true"}


def address(name, assessment, *more):
    registration = assessment.registration
    return reverse(f"evidence:{name}", args=[registration.cycle.year, registration.commune.code, *more])


@pytest.fixture
def desk(client, at):
    at(2026, 11, 22)
    assessment = SelfAssessmentFactory()
    client.force_login(editor_of(assessment.registration.commune, full_name="Công chức một"))
    return client, assessment


def save(client, assessment, points, *, criterion="I.1", explanation="Đã làm", version=0, **headers):
    fields = {"points": points, "explanation": explanation, "seen_version": version}
    return client.post(address("save_score", assessment, criterion), fields, headers=headers)


@pytest.mark.parametrize("typed", ["0,5", "0.5", " 0,50 "])
def test_a_saved_score_answers_with_the_new_strip_and_marks(desk, typed):
    client, assessment = desk

    answer = save(client, assessment, typed, **HTMX)

    assert (answer.status_code, json.loads(answer.headers["HX-Trigger"])) == (200, {"portal:saved": {"version": 1}})
    assert assessment.scores.get(criterion__code="I.1").points == Decimal("0.50")
    assert [
        piece in answer.text for piece in ('id="progress-header"', 'id="row-I-1"', 'id="row-I"', 'id="save-state"')
    ] == [True] * 4


@pytest.mark.parametrize(("typed", "words"), [("mười", "mười"), ("11", "0"), ("0,1", "0,25"), ("1,555", "")])
def test_a_refused_score_says_why_and_keeps_the_stored_one(desk, typed, words):
    client, assessment = desk
    save(client, assessment, "2")

    answer = save(client, assessment, typed, version=1, **HTMX)

    assert (answer.status_code, words in answer.text) == (422, True)
    assert assessment.scores.get(criterion__code="I.1").points == Decimal("2.00")


def test_without_scripts_the_typed_value_stays_on_the_page(desk):
    client, assessment = desk

    answer = save(client, assessment, "99", explanation="Rất nhiều việc")

    assert (answer.status_code, 'value="99"' in answer.text, "Rất nhiều việc" in answer.text) == (422, True, True)
    assert save(client, assessment, "1").status_code == 302


def test_the_second_editor_sees_both_values(desk):
    client, assessment = desk
    save(client, assessment, "2", **HTMX)

    answer = save(client, assessment, "3", version=0, **HTMX)

    facts = json.loads(answer.headers["HX-Trigger"])["portal:refused"]
    assert (answer.status_code, facts["conflict"], facts["who"]) == (422, True, "Công chức một")
    assert 'data-keep="mine"' in answer.text


def test_without_scripts_the_second_editor_chooses_by_saving_again(desk):
    client, assessment = desk
    save(client, assessment, "4")

    answer = save(client, assessment, "5")
    seen = answer.context["form"]["seen_version"].value()

    assert (answer.status_code, seen, 'href="' + address("criterion", assessment, "I.1") in answer.text) == (
        422,
        1,
        True,
    )
    assert save(client, assessment, "5", version=seen).status_code == 302
    assert assessment.scores.get(criterion__code="I.1").points == 5


def test_several_files_go_in_and_a_refused_one_does_not_take_the_others_along(desk):
    client, assessment = desk
    files = [
        SimpleUploadedFile("1.pdf", PDF),
        SimpleUploadedFile("lua.pdf", b"<html>"),
        SimpleUploadedFile("2.pdf", PDF + b"2"),
    ]

    answer = client.post(address("add_items", assessment, "I.1"), {"files": files}, headers=HTMX)

    assert answer.status_code == 422
    assert "lua.pdf" in answer.text
    assert list(EvidenceItem.objects.values_list("file__name", flat=True)) == ["1.pdf", "2.pdf"]


def test_removing_offers_undo_and_undo_brings_it_back(desk):
    client, assessment = desk
    item = EvidenceItemFactory(score=assessment.scores.first())

    removed = client.post(reverse("evidence:remove_item", args=[item.pk]), headers=HTMX)
    client.post(reverse("evidence:restore_item", args=[item.pk]), headers=HTMX)

    item.refresh_from_db()
    assert (reverse("evidence:restore_item", args=[item.pk]) in removed.text, item.removed_at) == (True, None)


def test_another_commune_finds_neither_page_nor_file(desk):
    client, assessment = desk
    item = EvidenceItemFactory(score=assessment.scores.first())
    client.force_login(editor_of(SelfAssessmentFactory().registration.commune))

    pages = [address("assessment", assessment), address("dossier", assessment)]
    pages.append(reverse("evidence:file", args=[item.file.public_id]))
    assert [client.get(page).status_code for page in pages] == [404, 404, 404]
    assert save(client, assessment, "1").status_code == 404


def test_a_file_comes_as_a_download(desk):
    client, assessment = desk
    item = EvidenceItemFactory(score=assessment.scores.first())

    answer = client.get(reverse("evidence:file", args=[item.file.public_id]))

    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


def test_the_head_sends_a_whole_dossier_and_gets_the_receipt(client, at):
    at(2026, 11, 30, 23, 0)
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    client.force_login(head_of(assessment.registration.commune))

    answer = client.post(address("submit_dossier", assessment), follow=True)

    assert Receipt.objects.get().code in answer.text
    assert client.post(address("submit_dossier", assessment)).status_code == 302
    assert Receipt.objects.count() == 1


def test_the_head_sees_what_goes_out_and_that_a_signed_copy_is_older_than_a_score(client, at):
    at(2026, 11, 20)
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    head = head_of(assessment.registration.commune)
    client.force_login(head)
    before = client.get(address("dossier", assessment))
    assert not before.context["sending"].outdated_copies

    at(2026, 11, 21)
    [criterion, *_] = criterion_codes(assessment.rubric)
    score = assessment.scores.get(criterion__code=criterion)
    typed = {"points": Decimal(0), "explanation": score.explanation, "seen_version": score.version}
    enter_score(address=DossierAddress.of(assessment), criterion=criterion, by=head, now=clock.now(), **typed)
    after = client.get(address("dossier", assessment))
    assessment.refresh_from_db()

    assert after.context["sending"].total == assessment.total
    assert len(after.context["sending"].outdated_copies) == len(DossierPart.Kind)
    sending = client.get(address("sending", assessment)).text  # the one screen to send from
    confirmation = re.search(r'data-confirm="([^"]+)"><input', sending)[1]
    assert address("submit_dossier", assessment) not in after.text
    assert str(assessment.total).replace(".", ",") in confirmation


def test_a_total_that_changed_meanwhile_is_not_sent_unseen(client, at):
    at(2026, 11, 20)
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    client.force_login(head_of(assessment.registration.commune))

    stale = client.post(address("submit_dossier", assessment), {"seen_total": "1.00"})
    assessment.refresh_from_db()
    assert (stale.status_code, assessment.state) == (422, "open")

    seen = f"{assessment.total:.2f}"
    answer = client.post(address("submit_dossier", assessment), {"seen_total": seen})
    assessment.refresh_from_db()
    assert (answer.status_code, assessment.state) == (302, "submitted")


def test_an_editor_cannot_send_and_a_late_head_sees_the_way_out(client, at):
    at(2026, 12, 1, 0, 0)
    assessment = SelfAssessmentFactory(scores="full")
    complete_dossier(assessment)
    client.force_login(editor_of(assessment.registration.commune))
    assert client.post(address("submit_dossier", assessment)).status_code == 403

    client.force_login(head_of(assessment.registration.commune))
    answer = client.post(address("submit_dossier", assessment))

    assert (answer.status_code, "30/11/2026" in answer.text) == (422, True)
    assert SelfAssessment.objects.get().state == "open"


def test_the_desk_costs_a_constant_number_of_queries(desk, django_assert_max_num_queries):
    client, assessment = desk
    for score in assessment.scores.all():
        EvidenceItemFactory(score=score)
    client.get(address("assessment", assessment))

    with django_assert_max_num_queries(15):
        client.get(address("criterion", assessment, "I.1"))


def test_a_save_stays_within_its_queries(desk, django_assert_num_queries):
    client, assessment = desk
    save(client, assessment, "1", **HTMX)

    with django_assert_num_queries(9):
        save(client, assessment, "2", version=1, **HTMX)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_dossiers_costs_the_same_for_one_and_three(client, django_assert_num_queries, count):
    cycle = CycleFactory()
    for _ in range(count):
        registration = RegistrationFactory(cycle=cycle, accepted=True)
        assessment = SelfAssessmentFactory(registration=registration, submitted=True, scores="full")
        complete_dossier(assessment)
    client.force_login(officer())
    with django_assert_num_queries(10):
        answer = client.get(reverse("evidence:dossiers", args=[2026]))

    assert answer.text.count("row-link") == count
    page = client.get(address("dossier_contents", assessment))
    assert (page.status_code, page.text.count("<tr>") >= 12) == (200, True)


def test_a_picture_in_place_is_its_upright_copy_and_as_a_download_what_was_sent(desk):
    client, assessment = desk
    body = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (60, 30), "red")).save(body)
    photo = StoredFileFactory(body=body.getvalue(), name="IMG_0001.heic", media_type="image/heic")
    item = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.1"), file=photo)
    url = reverse("evidence:file", args=[item.file.public_id])

    early = client.get(f"{url}?inline=1")
    make_preview(inspection_id=photo.inspection_id, now=ADDED)
    inline, sent = client.get(f"{url}?inline=1"), client.get(url)
    page = client.get(address("criterion", assessment, "I.1"))

    # Uploaded content is never decoded inside a request: the worker does it.
    assert (early.status_code, early.context["state"]) == (409, "making")
    assert (inline.headers["Content-Type"], b"".join(inline)[:3]) == ("image/jpeg", b"\xff\xd8\xff")
    assert (sent.headers["Content-Type"], b"".join(sent)) == ("image/heic", body.getvalue())
    assert reverse("evidence:view_item", args=[item.pk]) in page.text


def test_a_broken_picture_says_so_and_can_be_downloaded(desk):
    client, assessment = desk
    photo = StoredFileFactory(body=b"\xff\xd8\xff broken", name="hong.jpg", media_type="image/jpeg")
    item = EvidenceItemFactory(score=assessment.scores.first(), file=photo)

    make_preview(inspection_id=photo.inspection_id, now=ADDED)
    url = reverse("evidence:file", args=[item.file.public_id])
    answer, sent = client.get(f"{url}?inline=1"), client.get(url)

    assert (answer.status_code, answer.context["state"]) == (409, "unreadable")
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(sent) == b"\xff\xd8\xff broken"
