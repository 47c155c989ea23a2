"""The search finds every text by its words, for those who may read it and for nobody else."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.models import Recusal
from appraisal.models import Breach, ReviewScore
from documents.models import Inspection, Preview
from documents.previews import build
from evidence.models import DossierPart, EvidenceItem, Inquiry, Question, ReadingRemark
from papers.models import Draft
from scoring.models import Criterion, SelfAssessment, SelfScore
from search.indexing import catch_up, index_changes, rebuild_index
from search.models import SearchChange, SearchEntry
from search.queries import Filters, hits_of, search
from search.words import Wanted
from tests.evidence.test_viewing import item_of
from tests.factories.accounts import editor_of, officer
from tests.factories.evidence import ADDED
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept
from tests.permissions.world import ROLES, build_world

pytestmark = pytest.mark.django_db


def keys_by_kind(person, typed: str, **chosen) -> dict[str, list[int]]:
    """The keys found, by kind, in the order of the page."""
    catch_up()
    return {group.kind: group.keys for group in search(person, Wanted.of(typed), Filters(**chosen))}


def excerpts(person, typed: str) -> list[str]:
    wanted = Wanted.of(typed)
    shown = [
        hit for group in search(person, wanted, Filters()) for hit in hits_of(person, group, group.keys, wanted.words)
    ]
    return [f"{hit.excerpt.before}[{hit.excerpt.match}]{hit.excerpt.after}" for hit in shown if hit.excerpt]


@kept
def world():
    """One word stands in every text of one unit's year."""
    world = build_world()
    assessment = world.assessment
    SelfScore.objects.filter(pk=world.item.score_id).update(explanation="Thạch anh")
    EvidenceItem.objects.filter(pk=world.item.pk).update(caption="Thạch anh")
    text, key = build.aligned("Thạch anh")
    preview, _is_new = Preview.objects.get_or_create(inspection=world.item.file.inspection)
    preview.make(at=ADDED, pages=1, source="inside", text=text, key=key)
    preview.save()
    DossierPart.objects.filter(assessment=assessment, kind="letter").update(text="Thạch anh")
    Question.objects.filter(pk=world.question.pk).update(wanted="Thạch anh", answer="Thạch anh")
    ReadingRemark.objects.filter(pk=world.remark.pk).update(text="Thạch anh")
    ReviewScore.objects.filter(review=world.review, criterion__code="I.1").update(comment="Thạch anh")
    Breach.objects.filter(pk=world.breach.pk).update(facts="Thạch anh")
    return world


OF_DOSSIER = {"explanation", "item", "text", "dossier_paper"}
OWN = OF_DOSSIER | {"question", "answer", "head_remark", "breach"}
CITY = OF_DOSSIER | {"question", "answer", "breach"}
SEES = {
    "no_role": set(),
    "editor": OWN,
    "head": OWN,
    "other_editor": set(),
    "officer": CITY | {"comment"},
    "appraiser": CITY | {"comment"},
    "other_appraiser": CITY,
    "lead": CITY | {"comment"},
    "leader": CITY | {"comment"},
    "administrator": set(),
}


def test_each_role_finds_what_it_may_read_and_nothing_else(world):
    Inquiry.objects.filter(pk=world.question.inquiry_id).update(
        state="answered", kind="supplement", total=None, ended_at=ADDED, answered_by=world.people["head"]
    )

    assert set(SEES) == set(ROLES) - {"anonymous"}
    assert {role: set(keys_by_kind(world.people[role], "thach anh")) for role in SEES} == SEES
    Recusal.objects.create(
        user=world.people["lead"], unit_code=world.commune.code, reason="Người nhà", declared_at=ADDED
    )
    lead = type(world.people["lead"]).objects.get(pk=world.people["lead"].pk)
    assert set(keys_by_kind(lead, "thach anh")) == set()


def test_what_is_not_sent_or_not_shared_is_the_units_own(world, at):
    """An unsent answer, an unsent letter, an unsent dossier, a removed file, a file that nobody may open."""
    officer, editor = world.people["officer"], world.people["editor"]
    now = at(2026, 11, 20)
    inquiry = Inquiry.objects.filter(pk=world.question.inquiry_id)
    sent = {"sent_at": now - timedelta(days=1), "sent_by": officer, "before": (now + timedelta(days=5)).date()}
    inquiry.update(state="sent", kind="supplement", total=None, ended_at=None, answered_by=None, **sent)
    assert "answer" not in keys_by_kind(officer, "thach anh")
    assert "answer" in keys_by_kind(editor, "thach anh")

    inquiry.update(state="collecting", sent_at=None, sent_by=None, before=None)
    assert not {"question", "answer"} & set(keys_by_kind(editor, "thach anh"))

    EvidenceItem.objects.filter(pk=world.item.pk).update(removed_at=ADDED, removed_by=editor)
    assert not {"item", "text"} & set(keys_by_kind(officer, "thach anh"))

    EvidenceItem.objects.filter(pk=world.item.pk).update(removed_at=None, removed_by=None)
    assert set(keys_by_kind(officer, "thach anh")) >= {"item", "text"}
    Inspection.objects.filter(files=world.item.file).update(state="infected", scanned_at=ADDED, reason="EICAR")
    assert "item" in keys_by_kind(officer, "thach anh")
    assert "text" not in keys_by_kind(officer, "thach anh")

    work = SelfAssessment.objects.filter(pk=world.assessment.pk)
    sent = {"submitted_at": None, "submitted_by": None, "sent_at": ADDED, "sent_by": editor, "shortcoming": "late"}
    decided = {"sent_reason": "Mất mạng", "decided_at": ADDED, "decided_by": officer, "decision_note": "Bổ sung"}
    work.update(state="returned", **sent, **decided)
    assert "dossier_paper" not in keys_by_kind(officer, "thach anh")
    assert "dossier_paper" in keys_by_kind(editor, "thach anh")
    work.update(state="open")
    assert not OF_DOSSIER & set(keys_by_kind(officer, "thach anh"))
    assert set(keys_by_kind(editor, "thach anh")) >= OF_DOSSIER - {"text"}


def test_a_criterion_is_found_in_the_tables_that_one_may_read(world):
    row = world.draft.criteria.get(code="I.1")
    Criterion.objects.filter(pk=row.pk).update(scoring_hint_vi="Cẩm thạch")

    assert keys_by_kind(world.people["administrator"], "cam thach") == {"criterion": [row.pk]}
    assert keys_by_kind(world.people["editor"], "cam thach") == {}


def test_a_paper_is_found_by_those_who_may_read_it(world):
    entry = world.registration
    subject = f"{entry.cycle.year}-{entry.commune.code}-{world.breach.pk}"
    Draft.objects.create(
        kind="appraisal.breach_notice", subject=subject, number="77/TB-SNV", changed_at=ADDED,
        changed_by=world.people["officer"], sections={"body": {"text": "Hổ phách", "basis": ""}},
    )  # fmt: skip

    for words in ("hổ phách", "77/tb-snv"):
        assert set(keys_by_kind(world.people["officer"], words)) == {"paper"}
        assert [role for role in ("editor", "other_editor", "no_role") if keys_by_kind(world.people[role], words)] == []


@pytest.fixture
def dossier():
    return SelfAssessmentFactory(submitted=True)


@pytest.mark.parametrize(
    "typed",
    [
        "Đối thoại",
        "doi thoai",
        "Ðối thoại",
        "ĐỐI  THOẠI",
        "Đô\u0302\u0301i thoa\u0323i",
        "thoại đối",
        "đối tho",
        '"đối thoại"',
    ],
)
def test_words_are_found_however_they_are_typed(dossier, typed):
    item = item_of(dossier, text="Trang đầu\fBiên bản hội nghị đối thoại nhân dân")
    item_of(dossier, text="Báo cáo khác", name="khac.pdf")

    assert keys_by_kind(officer(), typed) == {"text": [item.file.inspection.preview.pk]}


def test_quotation_marks_mean_the_words_in_a_row_and_such_hits_come_first_without_them(dossier):
    apart = item_of(dossier, text="nhân viên đối thoại với dân", name="b.pdf").file.inspection.preview.pk
    row = item_of(dossier, text="đối thoại nhân dân", name="a.pdf").file.inspection.preview.pk
    later = item_of(dossier, text="dân và nhân thân: thoại, đối", name="c.pdf").file.inspection.preview.pk

    assert keys_by_kind(officer(), "đối thoại nhân dân") == {"text": [row, later, apart]}
    assert keys_by_kind(officer(), '"đối thoại nhân dân"') == {"text": [row]}
    assert excerpts(officer(), "thoai nhan dan") == [
        "đối [thoại nhân dân]",
        "dân và nhân thân: [thoại], đối",
        "nhân viên đối [thoại] với dân",
    ]


@pytest.mark.parametrize(
    "typed", ["", "  ", "' OR 1=1 --", "a & !b:*", "(", '"', "NOT đối", "đối*thoại:", "\\", "x" * 5000]
)
def test_signs_are_no_operators(dossier, typed, client):
    item_of(dossier, text="đối thoại")
    client.force_login(officer())

    assert client.get(reverse("search"), {"q": typed, "of": "x", "kind": "?", "page": "-1"}).status_code == 200


def test_filters_choose_kind_year_and_unit(dossier):
    other = SelfAssessmentFactory(submitted=True)
    first = item_of(dossier, text="đối thoại", name="a.pdf").file.inspection.preview.pk
    second = item_of(other, text="đối thoại", name="b.pdf").file.inspection.preview.pk
    unit, year = other.registration.commune.code, dossier.registration.cycle.year

    assert keys_by_kind(officer(), "đối thoại", units=[unit]) == {"text": [second]}
    assert keys_by_kind(officer(), "đối thoại", kind="text", year=year)["text"][-1] == first
    assert keys_by_kind(officer(), "đối thoại", year=2031) == {}
    assert keys_by_kind(officer(), "đối thoại", kind="item") == {}


def test_every_change_of_a_text_is_noted_whoever_makes_it_and_only_the_present_text_is_shown(dossier):
    score = dossier.scores.get(criterion__code="I.1")
    reader = editor_of(dossier.registration.commune)
    index_changes()
    SelfScore.objects.filter(pk=score.pk).update(explanation="Lưu ly")
    assert keys_by_kind(reader, "lưu ly") == {"explanation": [score.pk]}
    SelfScore.objects.filter(pk=score.pk).update(points="0.5")
    assert not SearchChange.objects.exists()

    SelfScore.objects.filter(pk=score.pk).update(explanation="Mã não")
    assert excerpts(reader, "lưu ly") == []
    assert keys_by_kind(reader, "lưu ly") == {}
    assert excerpts(reader, "ma nao") == ["[Mã não]"]
    SelfScore.objects.filter(pk=score.pk).update(explanation="")
    assert keys_by_kind(reader, "ma nao") == {}


def test_what_is_too_much_for_one_search_is_left_to_the_worker_and_a_rebuild_finds_the_same(dossier, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
    index_changes()
    SelfScore.objects.filter(assessment=dossier).update(explanation="Ngọc trai")
    count = SelfScore.objects.filter(assessment=dossier).count()

    assert catch_up(limit=count - 1) is True
    assert SearchChange.objects.count() == 1
    assert index_changes() == 1
    before = set(SearchEntry.objects.values_list("kind", "key", "words"))
    SearchEntry.objects.filter(kind="explanation").delete()
    call_command("index_search", "--rebuild", verbosity=0)
    assert set(SearchEntry.objects.values_list("kind", "key", "words")) == before
    assert rebuild_index() == len(before)


def test_the_page_shows_groups_and_one_kind_in_pages(dossier, client):
    for number in range(25):
        item_of(dossier, text=f"đối thoại số {number}", name=f"tep-{number}.pdf")
    client.force_login(officer())
    catch_up(limit=1000)

    page = client.get(reverse("search"), {"q": "đối thoại"}).content.decode()
    assert page.count("<mark>đối thoại</mark>") == 3
    assert "kind=text" in page
    page = client.get(reverse("search"), {"q": "đối thoại", "kind": "text", "page": "2"})
    assert page.content.decode().count("<mark>đối thoại</mark>") == 5
    assert "Không tìm thấy nội dung nào" in client.get(reverse("search"), {"q": "không có gì"}).content.decode()


def test_a_person_who_sees_much_finds_the_same_batch_by_batch(dossier, monkeypatch):
    """The newest hits are taken in batches, of which a reader may see some, none or all."""
    other = SelfAssessmentFactory()
    for work, name in ((dossier, "a.pdf"), (other, "b.pdf"), (other, "c.pdf"), (dossier, "d.pdf"), (other, "e.pdf")):
        item_of(work, text="đối thoại", name=name)
    at_once = keys_by_kind(officer(), "đối thoại")
    monkeypatch.setattr("search.queries.FEW", 1)
    monkeypatch.setattr("search.queries.BATCH", 2)

    assert len(at_once["text"]) == 2
    assert keys_by_kind(officer(), "đối thoại") == at_once
    monkeypatch.setattr("search.queries.MAX_HITS", 1)
    for sees_few in (False, True):
        [group] = search(officer(), Wanted.of("đối thoại"), Filters(), sees_few=sees_few)
        assert (group.keys, group.is_more) == (at_once["text"][:1], True)
