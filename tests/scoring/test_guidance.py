"""The guidance on scoring: hints drafted, loaded to the criteria when it is issued, corrected by a new version [S7]."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from kernel.refusals import Refused
from papers import services as papers
from papers.queries import described, visible_paper
from scoring.guidance_queries import GUIDANCE, guidance_papers, hints_in_force, hints_of_version
from scoring.models import Criterion, GuidanceHint, HintDraft, Rubric
from scoring.services.guidance import write_hints
from tests.factories.accounts import editor_of, head_of, officer
from tests.factories.appraisal import ReviewFactory
from tests.factories.scoring import RubricFactory, SelfAssessmentFactory, draft_of
from tests.scoring.test_drafts import refused

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 11, 22)


@pytest.fixture
def by():
    return officer()


@pytest.fixture
def table():
    return RubricFactory()


def hint(table, by, now, seen=0, **texts):
    codes = {code.replace("_", "."): text for code, text in texts.items()}
    return write_hints(rubric=table, texts=codes, seen=dict.fromkeys(codes, seen), by=by, now=now)


def guidance(by, table, now):
    return visible_paper(by, GUIDANCE, table.code, now=now)


def issued(by, table, now, number="12/HD-SNV"):
    file = SimpleUploadedFile("ky.pdf", b"%PDF-1.7\n%%EOF\n")
    facts = {"number": number, "dated": date(2026, 11, 20), "file": file}
    return papers.issue_paper(paper=guidance(by, table, now), **facts, by=by, now=now)


def in_force(table):
    codes = dict(Criterion.objects.filter(rubric=table).values_list("pk", "code"))
    return {codes[pk]: (one.text, one.number) for pk, one in hints_in_force(table).items()}


def frozen(table):
    return list(Rubric.objects.filter(pk=table.pk).values()), list(table.criteria.order_by("pk").values())


# -- Draft and issue --------------------------------------------------------------------------------------------------


def test_drafted_hints_stand_in_the_paper_and_nowhere_else_until_it_is_issued(by, table, now):
    assert hint(table, by, now, I_1="Đủ hồ sơ: 100 %", I_2="") == ["I.1"]

    body = described(guidance(by, table, now)).body
    rows = next(piece for piece in body if hasattr(piece, "rows")).rows
    assert next(row for row in rows if row.cells[0] == "I.1").cells[4].lines == ("Đủ hồ sơ: 100 %",)
    assert in_force(table) == {}
    assert Entry.objects.get(verb="scoring.write_hints").facts == {"criteria": "I.1"}


def test_issuing_the_guidance_loads_its_hints_and_changes_no_table(by, table, now):
    hint(table, by, now, I_1="Đủ hồ sơ: 100 %")
    before = frozen(table)

    issued(by, table, now)

    assert in_force(table) == {"I.1": ("Đủ hồ sơ: 100 %", "12/HD-SNV")}
    assert frozen(table) == before
    entry = Entry.objects.get(verb="scoring.load_hints")
    assert (entry.actor, entry.facts) == (by, {"number": "12/HD-SNV", "hints": 1})


def test_an_issued_guidance_changes_only_by_a_corrected_version(by, table, now):
    hint(table, by, now, I_1="Cũ", I_2="Giữ")
    first = issued(by, table, now)
    assert refused(write_hints, rubric=table, texts={"I.1": "Mới"}, seen={"I.1": 1}, by=by, now=now) == [
        ("guidance_is_issued", "guidance")
    ]

    papers.correct_paper(paper=guidance(by, table, now), reason="Nhầm", by=by, now=now)
    hint(table, by, now, seen=1, I_1="Mới", I_2="")
    assert in_force(table)["I.1"] == ("Cũ", "12/HD-SNV")

    second = issued(by, table, now, "13/HD-SNV")
    assert in_force(table) == {"I.1": ("Mới", "13/HD-SNV")}
    hints = {paper: [(row.code, text) for row, text in hints_of_version(paper, table)] for paper in (first, second)}
    assert hints == {first: [("I.1", "Cũ"), ("I.2", "Giữ")], second: [("I.1", "Mới")]}


def test_without_a_guidance_the_tables_own_hints_apply(table):
    draft = draft_of(table)
    draft.criteria.filter(code="I.2").update(scoring_hint_vi="Của bảng")

    assert in_force(draft) == {"I.2": ("Của bảng", "")}


def test_revoking_takes_the_hints_out_of_force(by, table, now):
    hint(table, by, now, I_1="Đủ hồ sơ")
    issued(by, table, now)

    papers.revoke_paper(paper=guidance(by, table, now), reason="Bãi bỏ", by=by, now=now)

    assert in_force(table) == {}
    assert [paper.number for paper in guidance_papers(table)] == ["12/HD-SNV"]


def test_the_guidance_of_a_draft_table_is_not_issued(by, table, now):
    draft = draft_of(table)

    with pytest.raises(Refused) as refusal:
        issued(by, draft, now)

    assert [problem.code for problem in refusal.value.problems] == ["guidance_of_draft"]
    assert GuidanceHint.objects.count() == 0


def test_a_new_version_of_the_table_takes_the_drafted_hints_over(by, table, now):
    hint(table, by, now, I_1="Đủ hồ sơ")

    draft = draft_of(table)

    assert list(HintDraft.objects.filter(criterion__rubric=draft).values_list("criterion__code", "text")) == [
        ("I.1", "Đủ hồ sơ")
    ]


@pytest.mark.parametrize("how", ["update", "delete", "add"])
def test_the_database_keeps_what_was_issued(how, by, table, now):
    hint(table, by, now, I_1="Đủ hồ sơ")
    issued(by, table, now)
    rows = GuidanceHint.objects.filter(criterion__code="I.1")
    unissued = papers.correct_paper(paper=guidance(by, table, now), reason="Nhầm", by=by, now=now)
    tries = {
        "update": lambda: rows.update(text="x"),
        "delete": rows._raw_delete,
        "add": lambda: GuidanceHint.objects.create(paper=unissued, criterion=rows.get().criterion, text="x"),
    }

    with pytest.raises(IntegrityError), transaction.atomic():
        tries[how](*(["default"] if how == "delete" else []))


def test_every_reason_comes_at_once_and_nothing_is_written(by, table, now):
    hint(table, by, now, I_1="Một")

    reasons = refused(
        write_hints,
        rubric=table,
        texts={"I.1": "Hai", "I.2": "x" * 4001, "IX.9": "?"},
        seen={"I.1": 0, "I.2": 0},
        by=by,
        now=now,
    )

    assert reasons == [
        ("guidance_changed_meanwhile", "I.1"),
        ("workbook_words_long", "I.2"),
        ("hint_criterion_unknown", "IX.9"),
    ]
    assert list(HintDraft.objects.values_list("text", flat=True)) == ["Một"]


# -- Pages ------------------------------------------------------------------------------------------------------------


def test_the_department_drafts_all_hints_on_one_page(client, by, table, now):
    hint(table, by, now, I_1="Một")
    client.force_login(by)
    address = reverse("scoring:hints", args=[table.code])

    shown = client.get(address).content.decode()
    assert "Một" in shown
    answer = client.post(address, {"text-I.1": "Hai", "seen-I.1": 1, "text-I.2": "Ba", "seen-I.2": 0})

    assert answer.status_code == 302
    assert dict(HintDraft.objects.values_list("criterion__code", "text")) == {"I.1": "Hai", "I.2": "Ba"}


def test_a_hint_changed_meanwhile_is_shown_beside_it_and_the_next_save_replaces_it(client, by, table, now):
    hint(table, by, now, I_1="Của người khác")
    client.force_login(by)
    address, typed = reverse("scoring:hints", args=[table.code]), {"text-I.1": "Của tôi", "seen-I.1": 0}

    answer = client.post(address, typed)

    assert answer.status_code == 422
    form = answer.context["form"]
    assert "Của người khác" in " ".join(form.errors["text-I.1"])
    assert form["text-I.1"].value() == "Của tôi"
    assert client.post(address, typed | {"seen-I.1": form["seen-I.1"].value()}).status_code == 302
    assert HintDraft.objects.get().text == "Của tôi"


def test_hints_are_read_beside_the_criterion_with_the_guidance_that_gives_them(client, by, now):
    work = SelfAssessmentFactory(scores={"I.1": "10"})
    hint(work.rubric, by, now, I_1="Đủ hồ sơ: 100 %")
    issued(by, work.rubric, now)
    review, unit, year = ReviewFactory(in_progress=True), work.registration.commune, work.registration.cycle.year
    readers = {
        reverse("evidence:criterion", args=[year, unit.code, "I.1"]): editor_of(unit),
        reverse("scoring:rubric", args=[work.rubric.code]): head_of(unit),
        reverse("scoring:issued_hints", args=[work.rubric.code]): head_of(unit),
    }
    other = review.assessment.registration
    readers[reverse("appraisal:criterion", args=[other.cycle.year, other.commune.code, "I.1"])] = (
        review.appraiser.person
    )

    for address, reader in readers.items():
        client.force_login(reader)
        text = client.get(address).content.decode()
        assert "Đủ hồ sơ: 100 %" in text, address
        assert "12/HD-SNV" in text, address
        assert "20/11/2026" in text, address


def test_the_former_version_stays_readable(client, by, table, now):
    hint(table, by, now, I_1="Cũ")
    first = issued(by, table, now)
    papers.correct_paper(paper=guidance(by, table, now), reason="Nhầm một ý", by=by, now=now)
    hint(table, by, now, seen=1, I_1="Mới")
    issued(by, table, now, "13/HD-SNV")
    client.force_login(by)
    address = reverse("scoring:issued_hints", args=[table.code])

    newest = client.get(address).content.decode()
    former = client.get(address, {"version": first.code}).content.decode()

    assert "Mới" in newest
    assert "Nhầm một ý" in newest
    assert "Cũ" in former
    assert client.get(address, {"version": "x"}).status_code == 404


# -- Workbook ---------------------------------------------------------------------------------------------------------


def filled(client, table, **cells):
    content = client.get(reverse("scoring:hint_workbook", args=[table.code])).content
    book = load_workbook(io.BytesIO(content))
    for cell, value in cells.items():
        book.active[cell] = value
    output = io.BytesIO()
    book.save(output)
    file = SimpleUploadedFile("huong-dan.xlsx", output.getvalue())
    return client.post(reverse("scoring:upload_hints", args=[table.code]), {"workbook": file})


def test_the_workbook_is_taken_whole(client, by, table, now):
    hint(table, by, now, I_1="Một")
    client.force_login(by)

    assert filled(client, table, D2="Hai", D3="Ba").status_code == 302

    assert dict(HintDraft.objects.values_list("criterion__code", "text")) == {"I.1": "Hai", "I.2": "Ba"}


def test_a_workbook_is_refused_with_every_cell(client, by, table, now):
    client.force_login(by)
    content = {"A3": "IX.9", "D3": "x", "D4": "=1+1", "D5": "y" * 4001, "E6": "?", "D2": "Được"}

    answer = filled(client, table, **content)

    assert answer.status_code == 422
    cells = [(cell.column, cell.row) for cell in answer.context["proposal"].cells]
    assert cells == [("A", "3"), ("D", "4"), ("D", "5"), ("E", "6")]
    assert HintDraft.objects.count() == 0


def test_a_cell_that_somebody_changed_on_the_portal_is_reported(client, by, table, now):
    client.force_login(by)
    hint(table, by, now, I_1="Của người khác")

    answer = filled(client, table, D2="Của tôi", E2=0)

    assert [(cell.column, cell.row) for cell in answer.context["proposal"].cells] == [("D", "2")]
    assert HintDraft.objects.get().text == "Của người khác"


@pytest.mark.parametrize("content", [b"", b"no workbook"])
def test_what_is_no_workbook_is_refused(client, by, table, content):
    client.force_login(by)
    file = SimpleUploadedFile("x.xlsx", content)

    answer = client.post(reverse("scoring:upload_hints", args=[table.code]), {"workbook": file})

    assert answer.status_code == 422
