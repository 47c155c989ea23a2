"""Viewing and searching evidence: who sees derived files, and what a search finds where."""

import pytest
from django.urls import reverse

from documents.models import Inspection, Preview
from documents.previews import build, storage_paths
from evidence.evidence_search import find_evidence, words_of
from evidence.queries import item_rows_by_criterion
from tests.factories.accounts import UserFactory, appraiser, editor_of
from tests.factories.documents import PDF
from tests.factories.evidence import ADDED, EvidenceItemFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def sent():
    return SelfAssessmentFactory(submitted=True)


def item_of(assessment, criterion="I.1", *, text="", source="inside", name="bao-cao.pdf", **facts):
    """An item whose preview is made, with this text."""
    score = assessment.scores.get(criterion__code=criterion)
    body = PDF + f"% {name} {text} {facts}\n".encode()
    item = EvidenceItemFactory(score=score, file__name=name, file__body=body, file__stored_by=UserFactory(), **facts)
    kept, key = build.aligned(text)
    preview = Preview.objects.create(inspection=item.file.inspection)
    preview.make(at=ADDED, pages=2, has_thumbnail=True, source=source, text=kept, key=key)
    preview.save()
    return item


@pytest.mark.parametrize("asked", ["đối thoại nhân dân", "doi thoai nhan dan", "DOI  THOAI", "nhân thoại"])
def test_words_in_a_file_are_found_with_and_without_accents_and_their_page_is_named(sent, asked):
    item = item_of(sent, text="Trang đầu\fBiên bản hội nghị đối thoại nhân dân năm 2026")
    item_of(sent, text="Báo cáo khác")

    hits = find_evidence(sent, words_of(asked))

    assert [(hit.item.pk, hit.code, hit.page) for hit in hits.hits] == [(item.pk, "I.1", 2)]
    assert hits.hits[0].match in ("đối thoại nhân dân", "đối thoại", "nhân")


def test_names_numbers_and_captions_are_found_too_and_unread_scans_are_counted(sent):
    by_name = item_of(sent, name="Kế hoạch tuyên truyền.pdf")
    by_caption = item_of(sent, "I.2", caption="Kế hoạch ra quân", source="unread")
    item_of(sent, text="Kế toán; hoạch định")
    EvidenceItemFactory(
        score=by_name.score, file__name="ke hoach cu.pdf", removed_at=ADDED, removed_by=by_name.added_by
    )

    hits = find_evidence(sent, words_of("ke hoach ra"))
    assert [hit.item for hit in hits.hits] == [by_caption]
    hits = find_evidence(sent, words_of("tuyên"))
    assert ([hit.item for hit in hits.hits], hits.count, hits.unread) == ([by_name], 1, 1)


def test_a_percent_sign_is_a_letter_and_nothing_asked_finds_nothing(sent, client):
    item = item_of(sent, text="Tỷ lệ đạt 98% hồ sơ")
    item_of(sent, text="Tỷ lệ đạt 98 phần trăm")
    client.force_login(appraiser())
    address = reverse("evidence:find", args=[sent.registration.cycle.year, sent.registration.commune.code])

    assert [hit.item for hit in find_evidence(sent, words_of("98%")).hits] == [item]
    assert client.get(address, {"q": "  "}).context["results"] is None
    page = client.get(address, {"q": "98%"}).content.decode()
    assert "<mark>98%</mark> hồ sơ" in page
    assert reverse("evidence:view_item", args=[item.pk]) + "?q=98%25" in page


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_asks_the_same_number_of_queries_whatever_it_finds(sent, rows, django_assert_num_queries):
    for number in range(rows):
        item_of(sent, text=f"Kế hoạch số {number}", caption="Kế hoạch")

    with django_assert_num_queries(4):
        hits = find_evidence(sent, words_of("ke hoach"))
        [(hit.item.file.name, hit.title, hit.cited) for hit in hits.hits]
    assert hits.count == rows


def test_what_the_scanner_holds_back_is_neither_shown_nor_searched(sent, client, settings):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    item = item_of(sent, text="Bí mật của tệp chưa quét")
    storage_paths.put(storage_paths.thumbnail_address(item.file.sha256), b"small")
    client.force_login(appraiser())

    thumbnail = client.get(reverse("evidence:thumbnail", args=[item.file.public_id]))
    page = client.get(reverse("evidence:view_item", args=[item.pk]))
    [row] = item_rows_by_criterion(sent, criterion="I.1")[item.score.criterion_id]

    assert (thumbnail.status_code, row.thumbnail, row.viewer) == (409, False, "card")
    assert 'data-kind="card"' in page.content.decode()
    assert find_evidence(sent, words_of("bi mat")).hits == []
    Inspection.objects.update(state="clean", scanned_at=ADDED)
    assert find_evidence(sent, words_of("bi mat")).count == 1
    assert b"".join(client.get(reverse("evidence:thumbnail", args=[item.file.public_id]))) == b"small"


def test_an_office_file_is_shown_as_pdf_or_as_a_card_that_says_why_not(sent, client):
    item = item_of(sent, name="bang.xlsx", file__media_type="application/vnd.ms-excel")
    preview = Preview.objects.get()
    editor = editor_of(sent.registration.commune)
    client.force_login(editor)
    address = reverse("evidence:view_item", args=[item.pk])

    Preview.objects.filter(pk=preview.pk).update(state="waiting", made_at=None)
    assert "Đang tạo bản xem của tệp này" in client.get(address).content.decode()
    preview.refresh_from_db()
    preview.give_up(why="no_converter", at=ADDED)
    preview.save()
    card = client.get(address).content.decode()
    assert 'data-kind="card"' in card
    assert "máy chủ này không chuyển đổi được tệp Office" in card
    assert client.get(reverse("evidence:converted", args=[item.file.public_id])).status_code == 404

    preview.make(at=ADDED, pages=1, has_paper=True)
    preview.save()
    storage_paths.put(storage_paths.paper_address(item.file.sha256), b"%PDF-1.7 made")
    shown = client.get(reverse("evidence:converted", args=[item.file.public_id]), headers={"Range": "bytes=0-3"})
    assert (shown.status_code, b"".join(shown), shown["Content-Type"]) == (206, b"%PDF", "application/pdf")
    assert reverse("evidence:converted", args=[item.file.public_id]) in client.get(address).content.decode()


def test_an_excerpt_stays_on_its_page_and_cuts_no_word(sent):
    item_of(sent, text=f"trang một\f{'mở đầu ' * 40}tìm thấy {'kết thúc ' * 40}\ftrang ba")

    [hit] = find_evidence(sent, words_of("tim thay")).hits

    assert (hit.page, hit.match) == (2, "tìm thấy")
    assert set(hit.before.split()) == {"mở", "đầu"}
    assert set(hit.after.split()) == {"kết", "thúc"}
    assert max(len(hit.before), len(hit.after)) <= 90


def test_the_set_of_a_criterion_shows_thumbnails_that_lead_to_the_viewer(sent, client):
    item = item_of(sent)
    client.force_login(editor_of(sent.registration.commune))
    year, code = sent.registration.cycle.year, sent.registration.commune.code

    page = client.get(reverse("evidence:criterion", args=[year, code, "I.1"])).content.decode()

    assert reverse("evidence:thumbnail", args=[item.file.public_id]) in page
    assert f'href="{reverse("evidence:view_item", args=[item.pk])}"' in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_viewers_page_asks_the_same_number_of_queries_whatever_the_set(
    sent, client, rows, django_assert_num_queries
):
    items = [item_of(sent, text=f"Kế hoạch {number}") for number in range(rows)]
    client.force_login(appraiser())
    address = reverse("evidence:view_item", args=[items[0].pk])
    client.get(address)

    with django_assert_num_queries(6):
        client.get(address)


def test_a_removed_file_has_no_viewer(sent, client):
    item = item_of(sent, removed_at=ADDED, removed_by=UserFactory())
    client.force_login(editor_of(sent.registration.commune))

    assert client.get(reverse("evidence:view_item", args=[item.pk])).status_code == 404
