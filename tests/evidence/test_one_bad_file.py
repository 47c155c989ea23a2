"""One bad file affects only itself: its other readings stay, it shows the reason, and viewer, hints and PDF work."""

import io
import random
from pathlib import Path

import pikepdf
import pytest
from django.urls import reverse
from PIL import Image

from documents import services
from documents.models import Preview
from evidence.dossier_pdf import build
from evidence.dossier_pdf.contents import contents_of
from evidence.hints.queries import hint_rows
from evidence.models import Hint, Reading
from evidence.services import look_for_hints
from tests.documents.test_pictures import encoded, scene
from tests.evidence.test_dossier_pdf import pdf, text_of
from tests.factories.accounts import UserFactory, editor_of, officer
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import ADDED, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FILES = Path(__file__).with_name("files")
MEDIA = {"jpg": "image/jpeg", "pdf": "application/pdf", "png": "image/png", "webp": "image/webp", "heic": "image/heic"}
MUTANTS = 3


@pytest.fixture
def work():
    return SelfAssessmentFactory(submitted=True)


def put(work, body, name, *, criterion="I.1", position=1):
    """A file in a dossier, as far as the worker brings it."""
    media_type = MEDIA[name.rpartition(".")[2]]
    file = StoredFileFactory(body=body, name=name, media_type=media_type, stored_by=UserFactory())
    item = EvidenceItemFactory(score=work.scores.get(criterion__code=criterion), file=file, position=position)
    services.inspect_content(inspection_id=file.inspection_id, now=ADDED)
    services.make_preview(inspection_id=file.inspection_id, now=ADDED)
    look_for_hints(item_id=item.pk, now=ADDED)
    return item


def from_case(work, name, **place):
    return put(work, (FILES / name).read_bytes(), name, **place)


def opened(client, item):
    """The status of the file in place; whatever comes is taken to its end."""
    answer = client.get(reverse("evidence:file", args=[item.file.public_id]) + "?inline=1")
    if answer.streaming:
        b"".join(answer)
    return answer.status_code


def preview_of(item):
    return Preview.objects.get(inspection=item.file.inspection_id)


def kinds(item):
    return sorted(Hint.objects.filter(item=item).values_list("kind", flat=True))


def bound(work, folder):
    made = build.bind(contents_of(work), folder=folder, progress=lambda done, units: None, now=ADDED)
    return made, "\n".join(text_of(folder))


def test_a_photo_with_odd_exif_is_shown_upright_in_the_viewer_and_in_the_book(work, client, tmp_path):
    item = from_case(work, "exif-rational-minus-one-zero.jpg")
    client.force_login(editor_of(work.registration.commune))
    shown = client.get(reverse("evidence:file", args=[item.file.public_id]) + "?inline=1")
    with Image.open(io.BytesIO(b"".join(shown))) as picture:
        assert picture.format == "JPEG"
    made, _report = bound(work, tmp_path)

    assert (preview_of(item).state, preview_of(item).has_thumbnail, kinds(item)) == ("made", True, [])
    assert made.notices == 0


def test_a_scan_in_jbig2_has_the_hints_of_any_other(work):
    scan, signed = from_case(work, "jbig2-scan.pdf"), from_case(work, "good-signed.pdf", position=2)
    readings = {reading.sha256: reading for reading in Reading.objects.all()}
    read = readings[scan.file.sha256]

    assert (read.is_readable, read.is_blank, read.unread) == (True, False, {})
    assert ("signature" in kinds(signed), "blank" in kinds(scan)) == (True, False)
    assert (readings[signed.file.sha256].unread, len(readings[signed.file.sha256].signatures)) == ({}, 1)


def test_a_locked_file_is_reported_as_locked_and_not_as_one_without_matches(work, client, tmp_path):
    item = from_case(work, "user-password.pdf")
    made, shown = bound(work, tmp_path)
    client.force_login(officer())
    registration = work.registration
    page = client.get(reverse("evidence:hints", args=[registration.cycle.year, registration.commune.code]))

    assert (kinds(item), Hint.objects.get(item=item).facts) == (["unreadable"], {"why": "locked"})
    assert (preview_of(item).why, made.notices) == ("locked", 1)
    assert "khóa bằng mật khẩu" in shown
    assert "khóa bằng mật khẩu" in page.text


def test_what_one_reader_cannot_read_is_reported_as_unchecked_and_the_rest_stays(work, client):
    good = (FILES / "good-signed.pdf").read_bytes()
    place = good.index(b"/Contents <") + len(b"/Contents <")
    # The signature's own bytes are no signature any more; the paper is what it was.
    item = put(work, good[:place] + b"00" * 40 + good[place + 80 :], "ky.pdf")
    reading = Reading.objects.get(sha256=item.file.sha256)
    client.force_login(officer())
    registration = work.registration
    page = client.get(reverse("evidence:hints", args=[registration.cycle.year, registration.commune.code]))

    assert (reading.is_readable, reading.is_typed, page.status_code) == (True, True, 200)
    assert reading.unread.get("signatures") == "broken" or not reading.signatures[0]["is_intact"]
    assert "unsigned" not in kinds(item)
    assert hint_rows(officer(), work)


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.iterdir()))
def test_no_case_harms_what_stands_beside_it(work, client, tmp_path, name):
    item = from_case(work, name)
    put(work, pdf("NGUYENVEN"), "tot.pdf", position=2)
    made, shown = bound(work, tmp_path)
    client.force_login(editor_of(work.registration.commune))

    assert preview_of(item).state in ("made", "cannot")
    assert ("NGUYENVEN" in shown, made.lost) == (True, 0)
    assert client.get(reverse("evidence:view_item", args=[item.pk])).status_code == 200
    assert opened(client, item) in (200, 409)


def damaged(body, seed):
    """Bytes of a good file changed, cut, doubled or left out, the same for the same seed."""
    chance = random.Random(seed)
    changed = bytearray(body)
    for _ in range(chance.randint(1, 12)):
        place = chance.randrange(8, len(changed))
        act = chance.randrange(4)
        if act == 0:
            changed[place] ^= 1 << chance.randrange(8)
        elif act == 1:
            changed[place : place + 4] = bytes(chance.randrange(256) for _ in range(4))
        elif act == 2:
            del changed[place : place + chance.randrange(1, 64)]
        else:
            changed[place:place] = changed[place : place + chance.randrange(1, 64)]
    return bytes(changed[: chance.randrange(len(changed) // 2, len(changed) + 1)])


GOOD = {
    "anh.jpg": lambda: encoded(scene(), "JPEG", turned=6),
    "anh.png": lambda: encoded(scene(), "PNG"),
    "anh.webp": lambda: encoded(scene(), "WEBP"),
    "anh.heic": lambda: encoded(scene(64, 64), "HEIF"),
    "ky.pdf": lambda: (FILES / "good-signed.pdf").read_bytes(),
    "jbig2.pdf": lambda: (FILES / "jbig2-scan.pdf").read_bytes(),
    "exif.jpg": lambda: (FILES / "exif-rational-minus-one-zero.jpg").read_bytes(),
}


@pytest.mark.parametrize("name", GOOD)
def test_damaged_files_of_every_kind_harm_nothing_but_themselves(work, client, tmp_path, name):
    good = GOOD[name]()
    bodies = {damaged(good, seed) for seed in range(MUTANTS)} - {good}
    items = [put(work, body, name, position=place) for place, body in enumerate(bodies, start=2)]
    put(work, pdf("NGUYENVEN"), "tot.pdf", criterion="I.2")
    made, shown = bound(work, tmp_path)
    client.force_login(editor_of(work.registration.commune))

    assert {preview_of(item).state for item in items} <= {"made", "cannot"}
    assert ("NGUYENVEN" in shown, made.lost) == (True, 0)
    for item in items:
        assert opened(client, item) in (200, 409)
    with pikepdf.open(tmp_path / "dossier.pdf") as document:
        assert len(document.pages) == made.pages
