"""Hints for appraisers: what is found, who sees it, and how it is dismissed [S8]."""

import io
from datetime import datetime

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import ExifTags, Image

from audit.models import Entry
from bench.hints import compressed, cropped, photograph
from evidence import services
from evidence.hints.queries import hint_rows, hints_visible_to
from evidence.models import Hint, PictureHash, Reading
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from scoring.models import SelfAssessment
from tests.factories.accounts import appraiser, city_leader, editor_of, officer
from tests.factories.scoring import SelfAssessmentFactory
from tests.factories.signatures import signed

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2026, 11, 20, 9, tzinfo=CITY_ZONE)


def jpeg(picture, *, taken="", quality=90):
    exif = Image.Exif()
    if taken:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
    output = io.BytesIO()
    picture.convert("RGB").save(output, "JPEG", quality=quality, exif=exif)
    return output.getvalue()


def paper(*, text="Quyet dinh", made="D:20260203100000+07'00'"):
    made_of = pikepdf.new()
    made_of.add_blank_page(page_size=(595, 842))
    if text:
        made_of.pages[0].Contents = made_of.make_stream(f"BT /F1 12 Tf ({text}) Tj ET".encode())
    with made_of.open_metadata():
        pass
    made_of.docinfo["/CreationDate"] = made
    output = io.BytesIO()
    made_of.save(output, compress_streams=False)
    return output.getvalue()


def added(assessment, content, *, criterion="I.1", name="tep"):
    score = assessment.scores.select_related("criterion").get(criterion__code=criterion)
    by = editor_of(assessment.registration.commune)
    return services.add_evidence(score=score, upload=SimpleUploadedFile(name, content), by=by, now=NOW)


def kinds(item):
    return sorted(Hint.objects.filter(item=item).values_list("kind", flat=True))


@pytest.fixture
def works():
    first = SelfAssessmentFactory()
    return first, SelfAssessmentFactory(registration__cycle=first.registration.cycle)


@pytest.fixture(scope="module")
def photo():
    return photograph(7)


def test_the_same_file_is_reported_at_both_places(works, photo):
    one, other = (added(work, jpeg(photo)) for work in works)
    again = services.link_evidence(
        score=works[0].scores.get(criterion__code="I.2"), sha256=one.file.sha256, name="x", by=one.added_by, now=NOW
    )
    by_key = {(hint.item_id, hint.other_id, hint.facts["where"]) for hint in Hint.objects.filter(kind="same_file")}
    assert by_key == {
        *((one.pk, other.pk, "commune"), (other.pk, one.pk, "commune")),
        *((one.pk, again.pk, "criterion"), (again.pk, one.pk, "criterion")),
        *((other.pk, again.pk, "commune"), (again.pk, other.pk, "commune")),
    }
    assert Reading.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda picture: compressed(picture, 30),
        lambda picture: picture.transpose(Image.Transpose.ROTATE_90),
        lambda picture: cropped(picture, 0.1),
        lambda picture: picture.resize((800, 600)),
    ],
    ids=["compressed", "turned", "cropped", "smaller"],
)
def test_nearly_the_same_picture_is_found_changed(works, photo, change):
    one, other = added(works[0], jpeg(photo)), added(works[1], jpeg(change(photo)))
    assert (kinds(one), kinds(other)) == (["near_picture"], ["near_picture"])


def test_a_whole_year_can_be_looked_at_again(works, photo):
    for work in works:
        added(work, jpeg(photo))
    Hint.objects.all().delete()
    shown = io.StringIO()
    call_command("look_for_hints", 2026, stdout=shown)
    assert shown.getvalue() == "2 files looked at, 2 hints.\n"
    assert Hint.objects.count() == 2


def test_unrelated_pictures_raise_no_hint(works):
    items = [added(works[0], jpeg(photograph(seed))) for seed in range(20, 26)]
    assert [kinds(item) for item in items] == [[]] * 6
    assert PictureHash.objects.count() == 6 * 4


def test_looking_costs_the_same_queries_however_many_pictures(works, photo, django_assert_num_queries):
    item = added(works[0], jpeg(photo))
    with django_assert_num_queries(9):
        services.look_for_hints(item_id=item.pk, now=NOW)
    for seed in range(30, 34):
        added(works[1], jpeg(photograph(seed)))
    with django_assert_num_queries(9):
        services.look_for_hints(item_id=item.pk, now=NOW)


def test_what_the_camera_and_the_file_say_of_the_year(works, photo):
    old = added(works[0], jpeg(photo, taken="2024:05:01 08:00:00"))
    new = added(works[1], jpeg(photograph(8), taken="2026:05:01 08:00:00"))
    made = added(works[1], paper(made="D:20230101"), name="a.pdf")
    assert (kinds(old), kinds(new), kinds(made)) == (["out_of_year"], [], ["out_of_year"])
    assert Hint.objects.get(item=old).facts == {"source": "exif", "day": "2024-05-01", "year": 2026}
    assert Hint.objects.get(item=made).facts["source"] == "pdf"


def test_blank_unreadable_and_tiny_files(works):
    blank = added(works[0], jpeg(Image.new("RGB", (1200, 900), "white")))
    tiny = added(works[0], jpeg(photograph(9).resize((320, 240))))
    broken = added(works[0], b"\xff\xd8\xff" + b"0" * 400)
    empty_paper = added(works[0], paper(text=""), name="trang.pdf")
    broken_paper = added(works[0], b"%PDF-1.7 nothing", name="hong.pdf")
    items = (blank, tiny, broken, empty_paper, broken_paper)
    assert [kinds(item) for item in items] == [["blank"], ["tiny"], ["unreadable"], ["blank"], ["unreadable"]]


def test_signatures_are_judged_whose_when_intact_and_trusted(works, authority, settings):
    folder, signer = authority.folder, authority.signer
    sound = signed(paper(), signer)
    settings.SIGNATURE_TRUST_DIR = str(folder)
    item = added(works[0], sound, name="ky.pdf")
    facts = Hint.objects.get(item=item, kind="signature").facts
    assert (facts["signer"], facts["is_intact"], facts["is_trusted"]) == ("UBND xã Thử Nghiệm", True, True)
    assert facts["signed_at"]

    touched = sound.replace(b"(Quyet dinh)", b"(Quyet dizz)")
    assert touched != sound
    broken = added(works[0], touched, name="sua.pdf")
    facts = Hint.objects.get(item=broken, kind="signature").facts
    assert (facts["is_intact"], facts["is_trusted"]) == (False, False)

    with pikepdf.open(io.BytesIO(sound)) as again:
        again.pages[0].Contents = again.make_stream(b"BT (Khac) Tj ET")
        output = io.BytesIO()
        again.save(output)
    rewritten = added(works[0], output.getvalue(), name="viet-lai.pdf")
    assert not any(hint.facts["is_intact"] for hint in Hint.objects.filter(item=rewritten, kind="signature"))


def test_without_a_list_of_authorities_nobody_is_trusted(works, authority, settings):
    settings.SIGNATURE_TRUST_DIR = ""
    item = added(works[0], signed(paper(), authority.signer), name="ky.pdf")
    facts = Hint.objects.get(item=item, kind="signature").facts
    assert (facts["is_intact"], facts["is_trusted"]) == (True, False)

    settings.SIGNATURE_TRUST_DIR = str(authority.folder)
    call_command("look_for_hints", 2026, "--all", stdout=io.StringIO())
    assert Hint.objects.get(item=item, kind="signature").facts["is_trusted"] is True


def test_a_numbered_document_that_was_typed_should_be_signed(works):
    item = added(works[0], paper(), name="qd.pdf")
    assert kinds(item) == []
    services.describe_evidence(item=item, by=item.added_by, now=NOW, number="12/QĐ-UBND")
    assert kinds(item) == ["unsigned"]
    services.describe_evidence(item=item, by=item.added_by, now=NOW, number="")
    assert kinds(item) == []


def send(assessment):
    SelfAssessment.objects.filter(pk=assessment.pk).update(state="submitted", submitted_at=NOW, submitted_by=officer())
    assessment.refresh_from_db()


def test_only_the_team_and_officers_see_hints_and_only_once_the_dossier_is_sent(works, photo):
    item, other = (added(work, jpeg(photo)) for work in works)
    commune = works[0].registration.commune
    assert not hints_visible_to(appraiser()).exists()
    send(works[0])
    for person in (appraiser(), officer()):
        assert [hint.item_id for hint in hints_visible_to(person)] == [item.pk]
        assert [row.other for row in hint_rows(person, works[0])] == [None]  # the other's dossier is not sent
    for person in (editor_of(commune), city_leader()):
        assert not hints_visible_to(person).exists()
    send(works[1])
    assert [row.other.name for row in hint_rows(officer(), works[0])] == [other.file.name]


def test_hints_on_removed_files_are_not_shown(works, photo):
    item, other = (added(work, jpeg(photo)) for work in works)
    services.remove_evidence(item=other, by=other.added_by, now=NOW)
    send(works[0])
    assert not hints_visible_to(officer()).exists()
    assert Hint.objects.filter(item=item).exists()


def test_a_hint_is_dismissed_once_with_a_reason_and_stays_on_the_trail(works, photo, client, at):
    at(2026, 12, 5)
    item, _other = (added(work, jpeg(photo)) for work in works)
    send(works[0])
    person, hint = appraiser(), Hint.objects.get(item=item)
    client.force_login(person)
    url, htmx = reverse("evidence:dismiss_hint", args=[hint.pk]), {"HX-Request": "true"}

    assert client.post(url, {"reason": "  "}, headers=htmx).status_code == 422
    assert not Entry.objects.filter(verb="evidence.dismiss_hint").exists()
    assert client.post(url, {"reason": "Hội nghị chung của hai xã"}, headers=htmx).status_code == 200
    hint.refresh_from_db()
    assert (hint.dismissed_by, hint.reason) == (person, "Hội nghị chung của hai xã")
    assert Entry.objects.get(verb="evidence.dismiss_hint").facts["reason"] == "Hội nghị chung của hai xã"

    with pytest.raises(Refused) as refusal:
        services.dismiss_hint(hint=hint, reason="x", by=person, now=NOW)
    assert [problem.code for problem in refusal.value.problems] == ["hint_dismissed_already"]
    services.look_for_hints(item_id=item.pk, now=NOW)
    hint.refresh_from_db()
    assert hint.reason


def test_the_page_of_hints_costs_the_same_queries_at_one_and_three(works, client, photo, django_assert_num_queries):
    items = [added(works[0], jpeg(Image.new("RGB", (900, 900), shade))) for shade in ("white", "black", "gray")]
    Hint.objects.exclude(item=items[0]).delete()
    send(works[0])
    client.force_login(officer())
    registration = works[0].registration
    url = reverse("evidence:hints", args=[registration.cycle.year, registration.commune.code])
    client.get(url)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).content.decode().count('class="hint"') == 1
    for item in items[1:]:
        services.look_for_hints(item_id=item.pk, now=NOW)
    with django_assert_num_queries(QUERIES):
        assert client.get(url).content.decode().count('class="hint"') == 3


def test_many_hints_come_in_pages_and_a_refusal_comes_back_on_its_own(works, photo, client):
    item = added(works[0], jpeg(photo))
    Hint.objects.all().delete()
    kinds = [Hint(item=item, kind=Hint.Kind.BLANK, key=f"{number:03}", found_at=NOW) for number in range(51)]
    last = Hint.objects.bulk_create(kinds)[-1]
    send(works[0])
    client.force_login(appraiser())
    registration = works[0].registration
    url = reverse("evidence:hints", args=[registration.cycle.year, registration.commune.code])

    assert [client.get(url, {"page": page}).text.count('class="hint"') for page in (1, 2)] == [50, 1]
    assert client.get(url).context["open_count"] == 51
    refused = client.post(reverse("evidence:dismiss_hint", args=[last.pk]), {"reason": " "})
    assert (refused.status_code, [hint.pk for hint in refused.context["page"]]) == (422, [last.pk])


QUERIES = 5
