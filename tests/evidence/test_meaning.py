"""Descriptions of items, one file in several sets, and public pages as evidence [dossier 4]."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from audit.models import Entry
from documents.models import StoredFile
from evidence import services
from evidence.citations import cite, document_kind_of, host_of
from evidence.models import EvidenceItem
from evidence.papers.facts import dossier_facts
from evidence.queries import item_row, sent_before
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from tests.factories.accounts import editor_of
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]

IN_TIME = datetime(2026, 11, 20, 9, tzinfo=CITY_ZONE)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
DECISION = {"number": "12/QĐ-UBND", "dated": date(2026, 2, 3), "issuer": "UBND xã"}


@dataclass
class Meaning:
    number: str = ""
    dated: date | None = None
    issuer: str = ""
    caption: str = ""
    effective_on: date | None = None
    address: str = ""
    seen_at: datetime | None = None


@pytest.fixture
def work(at):
    at(2026, 11, 20)
    assessment = SelfAssessmentFactory()
    return assessment, editor_of(assessment.registration.commune)


def criterion_url(name, assessment, criterion="I.1"):
    registration = assessment.registration
    return reverse(f"evidence:{name}", args=[registration.cycle.year, registration.commune.code, criterion])


@pytest.mark.parametrize(
    ("facts", "cited"),
    [
        (Meaning(), "tep.pdf"),
        (Meaning(**DECISION), "Quyết định số 12/QĐ-UBND ngày 03/02/2026 của UBND xã"),
        (
            Meaning(**DECISION, caption="Về việc phân công"),
            "Quyết định số 12/QĐ-UBND ngày 03/02/2026 của UBND xã về việc phân công",
        ),
        (Meaning(number="7/BC-UBND", caption="Kết quả quý I"), "Báo cáo số 7/BC-UBND: Kết quả quý I"),
        (Meaning(dated=date(2026, 2, 3)), "Văn bản ngày 03/02/2026"),
        (Meaning(caption="Bàn tiếp dân"), "Bàn tiếp dân"),
        (
            Meaning(number="9/KH-UBND", effective_on=date(2026, 3, 1)),
            "Kế hoạch số 9/KH-UBND (có hiệu lực hoặc thực hiện ngày 01/03/2026)",
        ),
        (
            Meaning(address="https://xa.vn/tin/1", seen_at=IN_TIME, caption="Tin đã đăng"),
            "Tin đã đăng – xa.vn (xem ngày 20/11/2026)",
        ),
    ],
)
def test_an_item_is_cited_as_an_office_does(facts, cited):
    assert cite(facts, name="tep.pdf") == cited


def test_symbols_tell_kinds_of_papers_and_hosts_cannot_pose():
    assert [document_kind_of(number) for number in ("3/TTr-UBND", "45/UBND-VX", "8", "1/XYZ-A")] == [
        "Tờ trình",
        "Công văn",
        "Văn bản",
        "Văn bản",
    ]
    assert host_of("https://hаiphong.gov.vn/x") == "xn--hiphong-2fg.gov.vn"  # a Cyrillic letter


@pytest.mark.parametrize(("content", "kind"), [(PDF, "document"), (PNG, "picture")])
def test_the_kind_is_guessed_from_the_content(work, content, kind):
    assessment, by = work
    item = services.add_evidence(
        score=assessment.scores.first(), upload=SimpleUploadedFile("t.bin", content), by=by, now=IN_TIME
    )
    assert item.kind == kind


def test_a_description_is_kept_cited_and_on_the_trail(work):
    assessment, by = work
    item = EvidenceItemFactory(score=assessment.scores.first())

    services.describe_evidence(item=item, by=by, now=IN_TIME, **DECISION)

    cited = "Quyết định số 12/QĐ-UBND ngày 03/02/2026 của UBND xã"
    assert item_row(item.pk).cited == cited
    assert [file for criterion in dossier_facts(assessment).criteria for file in criterion.files] == [cited]
    assert Entry.objects.get(verb="evidence.describe_evidence").facts["cited"] == cited

    services.describe_evidence(item=item, by=by, now=IN_TIME, **DECISION)
    assert Entry.objects.filter(verb="evidence.describe_evidence").count() == 1


def test_a_sent_dossier_is_described_no_more_and_a_file_never_becomes_a_link(work):
    assessment, by = work
    item = EvidenceItemFactory(score=assessment.scores.first())
    with pytest.raises(ValidationError):
        services.describe_evidence(item=item, by=by, now=IN_TIME, kind="link")
    with pytest.raises(Refused):
        services.describe_evidence(item=item, by=by, now=datetime(2026, 12, 1, tzinfo=CITY_ZONE), **DECISION)
    assert item_row(item.pk).cited == ""


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "film"},
        {"kind": "link"},
        {"kind": "link", "address": "https://xa.vn"},
        {"kind": "link", "address": "javascript:alert(1)", "seen_at": IN_TIME},
        {"address": "https://xa.vn"},
        {"seen_at": IN_TIME},
    ],
)
def test_the_database_keeps_kinds_and_links_sound(work, wrong):
    with pytest.raises(IntegrityError), transaction.atomic():
        EvidenceItemFactory(score=work[0].scores.first(), **wrong)


def add_link(work, **given):
    assessment, by = work
    given = {"address": "https://xa.vn/tin/1", "seen_at": IN_TIME, "caption": "", **given}
    upload = SimpleUploadedFile("trang.png", PNG)
    return services.add_link(score=assessment.scores.first(), upload=upload, by=by, now=IN_TIME, **given)


def test_a_page_stands_with_its_proof(work):
    item = add_link(work)
    row = item_row(item.pk)
    assert (row.kind, row.host, row.name, row.seen_at) == ("link", "xa.vn", "trang.png", IN_TIME)
    assert Entry.objects.filter(verb="evidence.add_link").count() == 1


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"address": "ftp://xa.vn/a"}, "link_not_web"),
        ({"address": "javascript:alert(1)"}, "link_not_web"),
        ({"address": "https://google.com@xa.vn/"}, "link_with_name"),
        ({"seen_at": IN_TIME + timedelta(minutes=1)}, "link_seen_later"),
    ],
)
def test_what_is_no_public_page_is_refused(work, given, code):
    with pytest.raises(Refused) as refusal:
        add_link(work, **given)
    assert [problem.code for problem in refusal.value.problems] == [code]
    assert not EvidenceItem.objects.exists()
    assert not StoredFile.objects.filter(name="trang.png").exists()


def test_a_file_used_again_is_not_sent_again_and_keeps_what_was_said(work, client):
    assessment, by = work
    item = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.1"), **DECISION)
    client.force_login(by)

    answer = client.post(
        reverse("evidence:use_also", args=[item.pk]), {"criterion": "I.2"}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    again = EvidenceItem.objects.get(score__criterion__code="I.2")
    assert (again.file, again.number) == (item.file, "12/QĐ-UBND")
    refused = client.post(
        reverse("evidence:use_also", args=[item.pk]), {"criterion": "I.2"}, headers={"HX-Request": "true"}
    )
    assert refused.status_code == 422
    assert EvidenceItem.objects.count() == 2


def test_the_chooser_searches_the_communes_own_files_only(work, client):
    assessment, by = work
    mine = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.2"), caption="Bàn tiếp dân")
    EvidenceItemFactory(score=SelfAssessmentFactory(registration__cycle=assessment.registration.cycle).scores.first())
    assert sent_before(assessment, criterion="I.1") == [mine]
    assert sent_before(assessment, criterion="I.1", words="tiep dan") == [mine]
    assert sent_before(assessment, criterion="I.1", words="lịch") == []
    assert sent_before(assessment, criterion="I.2") == []
    of_unit = {"registration__commune": assessment.registration.commune, "registration__cycle__year": 2027}
    former = SelfAssessmentFactory(**of_unit).scores.get(criterion__code="I.1")
    stood_here = EvidenceItemFactory(score=former, added_at=mine.added_at - timedelta(days=300))
    assert sent_before(assessment, criterion="I.1") == [stood_here, mine]

    client.force_login(by)
    assert mine.file.name in client.get(criterion_url("choose_files", assessment)).content.decode()
    second = EvidenceItemFactory(score=assessment.scores.get(criterion__code="I.2"), position=2)
    client.post(criterion_url("use_file", assessment), {"item": [mine.pk, second.pk, stood_here.pk]})
    assert sent_before(assessment, criterion="I.1") == []
    assert client.post(criterion_url("use_file", assessment), {}).status_code == 422


def test_another_communes_file_cannot_be_used(work, client):
    assessment, by = work
    other = EvidenceItemFactory(
        score=SelfAssessmentFactory(registration__cycle=assessment.registration.cycle).scores.first()
    )
    client.force_login(by)
    assert client.post(criterion_url("use_file", assessment), {"item": other.pk}).status_code == 404
    assert client.get(reverse("evidence:describe_item", args=[other.pk])).status_code == 404


def test_each_field_saves_itself_and_says_what_is_wrong(work, client):
    assessment, by = work
    item = EvidenceItemFactory(score=assessment.scores.first())
    client.force_login(by)
    url, htmx = reverse("evidence:describe_item", args=[item.pk]), {"HX-Request": "true"}

    saved = client.post(url, {"kind": "document", **DECISION}, headers=htmx)
    assert "Quyết định số 12/QĐ-UBND" in saved.content.decode()
    wrong = client.post(url, {"kind": "document", "dated": "32/13"}, headers=htmx)
    assert wrong.status_code == 422
    assert item_row(item.pk).number == "12/QĐ-UBND"
    assert client.post(url, {"kind": "picture"}).status_code == 302
    assert client.post(url, {"kind": "link"}).status_code == 422


def test_a_link_is_added_by_its_form_and_shown_with_its_host(work, client):
    assessment, by = work
    client.force_login(by)
    url = criterion_url("add_link", assessment)
    given = {"address": "https://xa.vn/tin/1", "seen_at": "2026-11-20T08:00", "caption": "Tin"}

    assert client.post(url, {**given, "address": "javascript:alert(1)"}).status_code == 422
    assert client.post(url, {**given, "file": SimpleUploadedFile("x.txt", b"text")}).status_code == 422
    assert client.post(url, {**given, "file": SimpleUploadedFile("trang.png", PNG)}).status_code == 302
    page = client.get(criterion_url("criterion", assessment)).content.decode()
    assert 'rel="noopener noreferrer nofollow"' in page
    assert "<strong>xa.vn</strong>" in page


def test_a_link_is_added_on_the_criterions_own_page(work, client):
    assessment, by = work
    client.force_login(by)
    url, htmx = criterion_url("add_link", assessment), {"HX-Request": "true"}
    given = {"address": "https://xa.vn/tin/1", "seen_at": "2026-11-20T08:00", "caption": "Tin"}

    assert f'hx-post="{url}"' in client.get(url, headers=htmx).content.decode()
    assert "hx-post" not in re.search(r'<form class="add-link".*?</form>', client.get(url).content.decode(), re.S)[0]
    wrong = {**given, "address": "javascript:alert(1)", "file": SimpleUploadedFile("trang.png", PNG)}
    refused = client.post(url, wrong, headers=htmx)
    assert (refused.status_code, refused["HX-Retarget"], refused["HX-Reswap"]) == (422, "this", "outerHTML")
    assert "hx-preserve" in refused.content.decode()  # the chosen file stays
    saved = client.post(url, {**given, "file": SimpleUploadedFile("trang.png", PNG)}, headers=htmx)
    assert saved.status_code == 200
    assert "HX-Retarget" not in saved
    assert 'class="file-set"' in saved.content.decode()
    assert "<strong>xa.vn</strong>" in saved.content.decode()
