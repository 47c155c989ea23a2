"""Where bytes are stored and how they are sent: the same on a folder and in a bucket, chosen by settings."""

import hashlib
import re
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest
from botocore.exceptions import ClientError
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.urls import reverse

from documents.byte_ranges import UnsatisfiableError, part_asked
from documents.models import StoredFile
from documents.services import store_file
from tests.factories.accounts import UserFactory, editor_of
from tests.factories.documents import PDF
from tests.factories.evidence import ADDED, DossierPartFactory, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.stores import store_clock

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LONG = PDF + b"% " + b"tram bai " * 40_000


@pytest.fixture(params=["folder", "bucket"])
def store(request):
    """The same test on both."""
    if request.param == "bucket":
        request.getfixturevalue("bucket")
    return default_storage


def sent(name="minh-chứng.pdf", body=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body, content_type="text/html")


def portal_file(client, stored) -> str:
    """The portal's address of a file, and a browser of the commune it belongs to."""
    part = DossierPartFactory(
        assessment=SelfAssessmentFactory(), signed=stored, signed_at=ADDED, signed_by=UserFactory()
    )
    client.force_login(editor_of(part.assessment.registration.commune))
    return reverse("evidence:file", args=[stored.public_id])


def fetched(address: str):
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read(), answer.headers


def test_what_is_stored_is_read_back_piece_by_piece(store, at):
    stored = store_file(upload=sent(body=LONG), by=UserFactory(), now=at(2026, 11, 1))

    with StoredFile.objects.get(pk=stored.pk).content.open() as content:
        digest = hashlib.sha256()
        for chunk in content.chunks(64 * 1024):
            digest.update(chunk)

    assert digest.hexdigest() == stored.sha256 == hashlib.sha256(LONG).hexdigest()
    assert stored.content.name == f"content/{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}"
    assert stored.content.size == stored.size == len(LONG)


def test_two_uploads_of_one_content_share_its_bytes(store, at):
    first = store_file(upload=sent("mot.pdf"), by=UserFactory(), now=at(2026, 11, 1))
    second = store_file(upload=sent("hai.pdf"), by=UserFactory(), now=at(2026, 11, 2))

    folder = f"content/{first.sha256[:2]}/{first.sha256[2:4]}"
    assert (first.content.name, first.name, second.name) == (second.content.name, "mot.pdf", "hai.pdf")
    assert default_storage.listdir(folder)[1] == [first.sha256]


def test_a_copy_that_was_broken_off_is_written_again(store, at):
    digest = hashlib.sha256(PDF).hexdigest()
    address = f"content/{digest[:2]}/{digest[2:4]}/{digest}"
    default_storage.save(address, ContentFile(PDF[:40]))

    stored = store_file(upload=sent(), by=None, now=at(2026, 11, 1))

    with default_storage.open(stored.content.name) as content:
        assert (stored.content.name, content.read()) == (address, PDF)


def test_the_same_content_coming_twice_at_one_moment_is_stored_once(at, monkeypatch):
    """The second begins while the store does not know the first yet."""
    stored = store_file(upload=sent("mot.pdf"), by=None, now=at(2026, 11, 1))
    seen = iter([False])
    exists = default_storage.exists
    monkeypatch.setattr(default_storage._wrapped, "exists", lambda name: next(seen, None) or exists(name))

    again = store_file(upload=sent("hai.pdf"), by=None, now=at(2026, 11, 1))

    assert again.content.name == stored.content.name
    assert default_storage.listdir(f"content/{stored.sha256[:2]}/{stored.sha256[2:4]}")[1] == [stored.sha256]


def test_an_upload_stored_on_disk_is_never_read_whole(at, monkeypatch):
    upload = TemporaryUploadedFile("lon.pdf", "application/pdf", len(LONG), None)
    upload.write(LONG)
    upload.seek(0)
    read, pieces = upload.file.read, []

    def noted(size=-1):
        pieces.append(size)
        return read(size)

    monkeypatch.setattr(upload.file, "read", noted)
    store_file(upload=upload, by=None, now=at(2026, 11, 1))
    upload.close()

    assert pieces
    assert all(0 < size <= 2**20 for size in pieces)


def test_from_a_folder_the_portal_streams_it(client, at):
    stored = store_file(upload=sent(body=LONG), by=None, now=at(2026, 11, 1))

    answer = client.get(portal_file(client, stored))

    assert answer.streaming
    assert b"".join(answer.streaming_content) == LONG
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Length"] == str(len(LONG))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''minh-ch%E1%BB%A9ng.pdf"
    assert answer.headers["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(
    ("asked", "status", "content_range", "body"),
    [
        ("bytes=0-3", 206, "bytes 0-3/{size}", LONG[:4]),
        ("bytes=100000-", 206, "bytes 100000-{last}/{size}", LONG[100000:]),
        ("bytes=-7", 206, "bytes {seventh}-{last}/{size}", LONG[-7:]),
        ("bytes=5-99999999", 206, "bytes 5-{last}/{size}", LONG[5:]),
        ("bytes=99999999-", 416, "bytes */{size}", b""),
        ("bytes=-0", 416, "bytes */{size}", b""),
        ("bytes=0-1,5-6", 200, None, LONG),
        ("bytes=9-2", 200, None, LONG),
        ("bytes=-", 200, None, LONG),
        ("pages=1-2", 200, None, LONG),
    ],
)
def test_a_viewer_may_ask_for_a_part(client, at, asked, status, content_range, body):
    stored = store_file(upload=sent(body=LONG), by=None, now=at(2026, 11, 1))

    answer = client.get(portal_file(client, stored), headers={"range": asked})

    size = len(LONG)
    assert answer.status_code == status
    wanted = content_range and content_range.format(size=size, last=size - 1, seventh=size - 7)
    assert answer.headers.get("Content-Range") == wanted
    assert (b"".join(answer.streaming_content) if answer.streaming else answer.content) == body


def test_parts_are_found_by_their_first_and_last_byte():
    assert part_asked("", 10) is None
    assert part_asked("bytes=0-0", 10) == (0, 0)
    assert part_asked("bytes=-100", 10) == (0, 9)
    with pytest.raises(UnsatisfiableError):
        part_asked("bytes=10-", 10)


def test_nginx_sends_it_where_it_stands_in_front(client, at, settings):
    settings.FILES_SENT_BY = "nginx"
    stored = store_file(upload=sent(), by=None, now=at(2026, 11, 1))

    answer = client.get(portal_file(client, stored))

    assert answer.content == b""
    assert answer.headers["X-Accel-Redirect"] == f"/kept-files/{stored.content.name}"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")


def test_a_bucket_sends_it_by_a_link_of_the_right_name_and_kind(client, at, bucket):
    stored = store_file(upload=sent(body=LONG), by=None, now=at(2026, 11, 1))

    answer = client.get(portal_file(client, stored))
    body, headers = fetched(answer.headers["Location"])

    assert (answer.status_code, body) == (302, LONG)
    assert headers["Content-Type"] == "application/pdf"
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''minh-ch%E1%BB%A9ng.pdf"
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_a_link_into_the_bucket_expires(client, at, bucket, s3_address, settings, monkeypatch):
    """The link is made two minutes before the store is asked; it lives for one."""
    stored = store_file(upload=sent(), by=None, now=at(2026, 11, 1))
    address = portal_file(client, stored)
    its_clock = store_clock(s3_address)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda: its_clock() - timedelta(minutes=2))
    link = client.get(address).headers["Location"]

    assert f"X-Amz-Expires={settings.FILES_LINK_SECONDS}" in link
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(link, timeout=10)
    assert refused.value.code == 403
    refused.value.close()


def test_nobody_reads_the_bucket_without_a_link(at, bucket, s3_address):
    stored = store_file(upload=sent(), by=None, now=at(2026, 11, 1))

    for address in (f"{s3_address}/{bucket}/{stored.content.name}", f"{s3_address}/{bucket}/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address, timeout=10)
        assert refused.value.code == 403
        refused.value.close()


def test_a_link_cannot_be_bent_to_another_file(client, at, bucket):
    stored = store_file(upload=sent(), by=None, now=at(2026, 11, 1))
    other = store_file(upload=sent(body=LONG), by=None, now=at(2026, 11, 1))
    link = client.get(portal_file(client, stored)).headers["Location"]

    for bent in (link.replace(stored.content.name, other.content.name), link.replace("attachment", "inline")):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(bent, timeout=10)
        assert refused.value.code == 403
        refused.value.close()


def test_in_the_bucket_bytes_lie_encrypted_and_as_no_page(at, bucket, s3):
    """Whatever content type the sender's browser declared."""
    stored = store_file(upload=sent(), by=None, now=at(2026, 11, 1))

    lying = s3.head_object(Bucket=bucket, Key=stored.content.name)

    assert lying["ServerSideEncryption"] == "AES256"
    assert (lying["ContentType"], lying["ContentDisposition"]) == ("application/octet-stream", "attachment")


def test_the_bucket_can_also_be_sent_by_the_portal(client, at, bucket, settings):
    settings.FILES_SENT_BY = "portal"
    stored = store_file(upload=sent(body=LONG), by=None, now=at(2026, 11, 1))

    answer = client.get(portal_file(client, stored))

    assert b"".join(answer.streaming_content) == LONG


def test_a_bucket_that_refuses_stores_no_row(at, bucket, s3):
    s3.delete_bucket(Bucket=bucket)

    with pytest.raises(ClientError):
        store_file(upload=sent(), by=None, now=at(2026, 11, 1))

    assert StoredFile.objects.count() == 0


def test_the_store_is_named_by_settings_alone():
    """No app depends on which store it is."""
    root = Path(settings.BASE_DIR)
    apps = [
        root / label for label in ("documents", "evidence", "communes", "scoring", "surveys", "appraisal", "results")
    ]
    asking = [
        str(path)
        for app in apps
        for path in app.rglob("*.py")
        if re.search(r"import boto|from boto|import storages|from storages|S3_|s3_", path.read_text(encoding="utf-8"))
    ]

    assert asking == []


@pytest.mark.parametrize(("name", "asked"), [("a.pdf", ""), ("a.pdf", "?inline=1"), ("a.jpg", "?inline=1")])
def test_opening_a_lost_file_shows_that_and_is_logged(store, client, name, asked, caplog, settings):
    """No stack trace reaches a reader, whatever became of the store."""
    settings.FILES_SENT_BY = "portal"
    item = EvidenceItemFactory(score=SelfAssessmentFactory().scores.first(), file__name=name)
    if name.endswith("jpg"):
        StoredFile.objects.filter(pk=item.file.pk).update(media_type="image/jpeg")
    store.delete(item.file.content.name)
    client.force_login(editor_of(item.score.assessment.registration.commune))

    answer = client.get(reverse("evidence:file", args=[item.file.public_id]) + asked)

    assert answer.status_code == 404
    assert "Không tìm thấy tệp này trong kho" in answer.text
    assert item.file.sha256 in caplog.text
