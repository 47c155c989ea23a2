"""Chunked uploads (tus 1.0): continued after an interruption, complete or not at all."""

import base64
import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as hypothesis_settings

from evidence import services
from evidence.models import EvidenceItem, PartialUpload
from kernel.refusals import Refused
from tests import locks
from tests.factories.accounts import editor_of
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db
TUS = {"Tus-Resumable": "1.0.0"}
BODY = PDF + b"% a scan\n" * 300
SHA = hashlib.sha256(BODY).hexdigest()


@pytest.fixture
def work(client, at):
    now = at(2026, 11, 22)
    assessment = SelfAssessmentFactory()
    editor = editor_of(assessment.registration.commune)
    client.force_login(editor)
    score = assessment.scores.select_related("criterion").get(criterion__code="I.1")
    return client, score, editor, now


def address(name, score, *more):
    registration = score.assessment.registration
    return reverse(f"evidence:{name}", args=[registration.cycle.year, registration.commune.code, "I.1", *more])


def named(name="Biên bản.pdf", sha256=""):
    pairs = {"filename": name} | ({"sha256": sha256} if sha256 else {})
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in pairs.items())


def begin(client, score, *, length=None, **facts):
    headers = TUS | {"Upload-Length": str(len(BODY) if length is None else length), "Upload-Metadata": named(**facts)}
    return client.post(address("uploads", score), headers=headers)


def send(client, url, offset, piece, **headers):
    kind = "application/offset+octet-stream"
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)} | {
        name.replace("_", "-"): value for name, value in headers.items()
    }
    return client.generic("PATCH", url, piece, content_type=kind, headers=headers)


def kept(settings):
    return sorted(path.name for path in Path(settings.UPLOAD_PARTS_DIR).glob("*"))


def test_a_file_comes_in_pieces_and_joins_the_set_with_the_last_one(work, settings, django_capture_on_commit_callbacks):
    client, score, editor, _now = work
    begun = begin(client, score, sha256=SHA)
    url = begun.headers["Location"]

    first = send(client, url, 0, BODY[:1000])
    asked = client.head(url, headers=TUS)
    with django_capture_on_commit_callbacks(execute=True):
        last = send(client, url, 1000, BODY[1000:])

    assert (begun.status_code, first.status_code, last.status_code) == (201, 204, 204)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == ("1000", str(len(BODY)))
    assert (asked.headers["Cache-Control"], "Upload-Expires" in asked.headers) == ("no-store", True)
    item = EvidenceItem.objects.get()
    assert (item.file.name, item.file.sha256, item.added_by) == ("Biên bản.pdf", SHA, editor)
    assert client.head(url, headers=TUS).headers["Upload-Offset"] == str(len(BODY))
    assert kept(settings) == []


def test_a_piece_for_another_place_changes_nothing(work):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    send(client, url, 0, BODY[:1000])

    early, late = send(client, url, 0, BODY[:1000]), send(client, url, 2000, BODY[2000:])
    long = send(client, url, 1000, BODY[1000:] + b"more")

    assert [(answer.status_code, answer.headers.get("Upload-Offset")) for answer in (early, late, long)] == [
        (409, "1000"),
        (409, "1000"),
        (413, None),
    ]
    assert (PartialUpload.objects.get().offset, EvidenceItem.objects.count()) == (1000, 0)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Tus-Resumable": "0.2.0"}, 412),
        ({"Upload-Offset": "-1"}, 400),
        ({"Upload-Offset": "mười"}, 400),
        ({"Content-Type": "application/octet-stream"}, 415),
        ({"Upload-Checksum": "md5 abc"}, 400),
        ({"Upload-Checksum": "sha1 AAAA"}, 460),
    ],
)
def test_what_the_protocol_refuses(work, headers, status):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    kind = headers.pop("Content-Type", "application/offset+octet-stream")
    headers = TUS | {"Upload-Offset": "0"} | headers

    answer = client.generic("PATCH", url, BODY[:10], content_type=kind, headers=headers)

    assert (answer.status_code, PartialUpload.objects.get().offset) == (status, 0)
    assert answer.headers["Tus-Resumable"] == "1.0.0"


def test_a_piece_with_the_right_sum_is_kept(work):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    made = base64.b64encode(hashlib.sha256(BODY[:10]).digest()).decode()

    assert send(client, url, 0, BODY[:10], Upload_Checksum=f"sha256 {made}").status_code == 204


@pytest.mark.once
@given(tries=strategies.lists(strategies.tuples(strategies.integers(1, 700), strategies.booleans()), max_size=8))
@hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_however_the_line_breaks_the_file_is_the_one_that_was_sent(work, tries):
    """Cuts anywhere, answers lost, pieces sent again: the sender asks, goes on, and arrives."""
    client, score, *_ = work
    body = PDF + uuid.uuid4().bytes * 100
    sha256 = hashlib.sha256(body).hexdigest()
    url = begin(client, score, length=len(body), sha256=sha256).headers["Location"]
    believed = 0
    for length, heard in [*tries, (len(body), True), (len(body), True)]:
        answer = send(client, url, believed, body[believed : believed + length])
        if heard or answer.status_code == 409:
            believed = int(client.head(url, headers=TUS).headers["Upload-Offset"])

    with EvidenceItem.objects.get(file__sha256=sha256).file.content.open("rb") as content:
        assert content.read() == body


@pytest.mark.parametrize(
    ("header", "status", "name"),
    [
        ("filename !!!", 400, ""),
        ("filename /w==", 400, ""),
        ("", 201, "tep"),
        (named(name="..\\..\\anh\x00.jpg"), 201, "anh.jpg"),
        (named(name="\u202egpj.exe"), 201, "gpj.exe"),
        (named(name="x" * 400 + ".pdf"), 201, "x" * 146 + ".pdf"),
        (named(sha256="khong phai"), 201, "Biên bản.pdf"),
    ],
)
def test_what_the_sender_declares_about_the_file_is_validated(work, header, status, name):
    client, score, *_ = work
    headers = TUS | {"Upload-Length": "10", "Upload-Metadata": header}

    answer = client.post(address("uploads", score), headers=headers)

    assert answer.status_code == status
    assert list(PartialUpload.objects.values_list("name", "sha256")) == ([(name, "")] if name else [])


def test_the_portal_declares_its_protocol(work, settings):
    client, score, *_ = work
    answer = client.options(address("uploads", score))

    assert (answer.status_code, answer.headers["Tus-Version"], answer.headers["Tus-Max-Size"]) == (
        204,
        "1.0.0",
        str(settings.UPLOAD_MAX_BYTES),
    )
    assert answer.headers["Tus-Extension"] == "creation,expiration,termination,checksum"


@pytest.mark.parametrize(
    ("length", "status", "words"),
    [(0, 422, "Biên bản.pdf"), (10**9, 413, "Biên bản.pdf"), ("x", 400, ""), (10**20, 400, "")],
)
def test_an_announcement_that_cannot_be_kept(work, length, status, words):
    client, score, *_ = work
    answer = begin(client, score, length=length)

    assert (answer.status_code, words in answer.text, PartialUpload.objects.count()) == (status, True, 0)


def test_a_file_of_the_wrong_kind_is_refused_at_the_end_and_forgotten(work, settings):
    client, score, *_ = work
    url = begin(client, score, length=20, name="lua.pdf").headers["Location"]

    answer = send(client, url, 0, b"<html>".ljust(20))

    assert (answer.status_code, "lua.pdf" in answer.text) == (422, True)
    assert (PartialUpload.objects.count(), EvidenceItem.objects.count(), kept(settings)) == (0, 0, [])
    assert client.head(url, headers=TUS).status_code == 404


def test_a_file_that_changed_on_its_way_is_refused(work):
    client, score, *_ = work
    url = begin(client, score, sha256="0" * 64).headers["Location"]

    answer = send(client, url, 0, BODY)

    assert (answer.status_code, EvidenceItem.objects.count(), PartialUpload.objects.count()) == (422, 0, 0)


def test_an_upload_is_its_owners_alone(work, settings):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    client.force_login(editor_of(score.assessment.registration.commune))

    assert [client.head(url, headers=TUS).status_code, send(client, url, 0, b"x").status_code] == [404, 404]
    assert client.delete(url, headers=TUS).status_code == 404
    assert PartialUpload.objects.get().offset == 0


def test_a_discarded_upload_leaves_nothing(work, settings):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    send(client, url, 0, BODY[:10])

    assert client.post(url, headers=TUS | {"X-HTTP-Method-Override": "DELETE"}).status_code == 204
    assert (PartialUpload.objects.count(), kept(settings)) == (0, [])


def test_a_foreign_page_cannot_send(work, client):
    _, score, editor, _ = work
    strict = type(client)(enforce_csrf_checks=True)
    strict.force_login(editor)
    upload = begin(client, score)

    assert begin(strict, score).status_code == 403
    assert send(strict, upload.headers["Location"], 0, b"x").status_code == 403


def test_a_piece_is_judged_and_written_on_the_upload_that_is_held(work):
    _client, score, editor, now = work
    upload = services.begin_upload(score=score, name="a.pdf", length=len(BODY), by=editor, now=now)
    locks.locked.clear()
    services.append_piece(upload=upload, offset=0, piece=BODY[:10], by=editor, now=now)
    assert locks.locked == ["evidence.PartialUpload"]


def test_an_expired_upload_is_gone_and_cleared(work, at, settings):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    send(client, url, 0, BODY[:10])
    later = at(2026, 11, 22) + timedelta(hours=settings.UPLOAD_KEEP_HOURS)
    at(later.year, later.month, later.day, 9, 1)

    assert [client.head(url, headers=TUS).status_code, send(client, url, 10, b"x").status_code] == [410, 410]
    assert services.clear_uploads(now=later + timedelta(minutes=1)) == 1
    assert (PartialUpload.objects.count(), kept(settings)) == (0, [])


def test_the_command_clears_what_nobody_finished_and_what_belongs_to_none(work, at, settings, capsys):
    client, score, *_ = work
    send(client, begin(client, score).headers["Location"], 0, BODY[:10])
    stray = Path(settings.UPLOAD_PARTS_DIR, f"{uuid.uuid4()}.part")
    stray.write_bytes(b"x")
    os.utime(stray, (0, 0))
    call_command("clear_uploads")
    assert len(kept(settings)) == 1

    at(2026, 11, 26)
    call_command("clear_uploads")

    assert "1 expired uploads and 0 stray" in capsys.readouterr().out
    assert (PartialUpload.objects.count(), kept(settings)) == (0, [])


def test_bytes_that_are_no_longer_on_the_disk_are_reported_as_gone(work, settings):
    client, score, *_ = work
    url = begin(client, score).headers["Location"]
    send(client, url, 0, BODY[:10])
    Path(settings.UPLOAD_PARTS_DIR, kept(settings)[0]).unlink()

    assert send(client, url, 10, BODY[10:20]).status_code == 410


def test_too_many_unfinished_uploads_are_refused(work, settings):
    client, score, *_ = work
    settings.UPLOAD_UNFINISHED_PER_PERSON = 1
    begin(client, score)

    answer = begin(client, score)

    assert (answer.status_code, PartialUpload.objects.count()) == (422, 1)


def test_after_the_deadline_the_last_piece_is_refused(work, at):
    client, score, *_ = work
    at(2026, 11, 30, 23, 59)
    url = begin(client, score).headers["Location"]
    send(client, url, 0, BODY[:10])
    at(2026, 12, 1, 0, 0)

    answer = send(client, url, 10, BODY[10:])

    assert (answer.status_code, "30/11/2026" in answer.text, EvidenceItem.objects.count()) == (422, True, 0)


# -- the same content once more --------------------------------------------------------------------------------------
def ask(client, score, sha256, name="lại.pdf"):
    answer = client.post(address("known_file", score), {"sha256": sha256, "name": name})
    return answer.status_code, answer.json()


def test_content_of_another_criterion_is_linked_instead_of_sent(work):
    client, score, *_ = work
    other = score.assessment.scores.get(criterion__code="I.2")
    item = EvidenceItemFactory(score=other)

    status, answer = ask(client, score, item.file.sha256)

    assert (status, answer) == (200, {"state": "linked", "name": item.file.name})
    assert list(EvidenceItem.objects.filter(score=score).values_list("file", flat=True)) == [item.file_id]


def test_another_communes_content_is_not_reported(work):
    client, score, *_ = work
    item = EvidenceItemFactory(score=SelfAssessmentFactory().scores.first())

    assert ask(client, score, item.file.sha256) == (200, {"state": "new"})
    assert EvidenceItem.objects.count() == 1


def test_the_same_file_twice_in_one_criterion_is_said_and_not_doubled(work):
    client, score, editor, now = work
    item = EvidenceItemFactory(score=score)

    status, answer = ask(client, score, item.file.sha256)
    with item.file.content.open("rb") as content:
        again = SimpleUploadedFile("lại.pdf", content.read())
    with pytest.raises(Refused) as refusal:
        services.add_evidence(score=score, upload=again, by=editor, now=now)

    assert (status, answer["state"], item.file.name in answer["message"]) == (200, "twice", True)
    assert [problem.code for problem in refusal.value.problems] == ["evidence_twice"]
    assert EvidenceItem.objects.count() == 1


def test_a_removed_file_comes_back_instead_of_being_sent(work):
    client, score, editor, now = work
    item = EvidenceItemFactory(score=score)
    services.remove_evidence(item=item, by=editor, now=now)

    assert ask(client, score, item.file.sha256)[1]["state"] == "linked"
    item.refresh_from_db()
    assert (item.removed_at, EvidenceItem.objects.count()) == (None, 1)


def test_what_was_begun_is_found_again_by_its_content(work):
    client, score, *_ = work
    url = begin(client, score, sha256=SHA).headers["Location"]
    send(client, url, 0, BODY[:10])

    status, answer = ask(client, score, SHA)

    assert (status, answer["state"], url.endswith(answer["url"])) == (200, "begun", True)


# -- how much a commune may hold -------------------------------------------------------------------------------------
def test_over_the_quota_nothing_begins_and_nothing_is_added(work, settings):
    client, score, editor, now = work
    settings.UPLOAD_QUOTA_BYTES = 2 * len(BODY) - 1
    begin(client, score)

    begun = begin(client, score, name="hai.pdf")
    item = services.add_evidence(score=score, upload=SimpleUploadedFile("a.pdf", BODY), by=editor, now=now)
    with pytest.raises(Refused) as refusal:
        services.add_evidence(score=score, upload=SimpleUploadedFile("b.pdf", BODY + b"2"), by=editor, now=now)

    assert (begun.status_code, "hai.pdf" in begun.text) == (422, True)
    assert [problem.code for problem in refusal.value.problems] == ["quota_exceeded"]
    services.remove_evidence(item=item, by=editor, now=now)
    services.add_evidence(score=score, upload=SimpleUploadedFile("b.pdf", BODY + b"2"), by=editor, now=now)
    with pytest.raises(Refused):
        services.restore_evidence(item=item, by=editor, now=now)


def test_content_that_stands_already_weighs_nothing_more(work, settings):
    client, score, editor, now = work
    other = score.assessment.scores.get(criterion__code="I.2")
    services.add_evidence(score=other, upload=SimpleUploadedFile("a.pdf", BODY), by=editor, now=now)
    plan = score.assessment.registration.plan.size
    settings.UPLOAD_QUOTA_BYTES = plan + len(BODY)

    assert ask(client, score, SHA)[1]["state"] == "linked"
    page = client.get(address("criterion", score))
    assert (page.context["used"], page.context["quota"]) == (plan + len(BODY), plan + len(BODY))
