"""The filled workbook comes back over HTTP: looked at first, then all or nothing [S1, S2, R2]."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from scoring import workbook_proposals
from scoring.exports import score_workbook
from scoring.models import SelfScore
from tests.factories.accounts import editor_of
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 11, 22)


@pytest.fixture
def work(now):
    return SelfAssessmentFactory(scores={"I.1": "10"})


@pytest.fixture
def editor(client, work):
    person = editor_of(work.registration.commune)
    client.force_login(person)
    return person


def address(work, name="upload_workbook"):
    return reverse(f"evidence:{name}", args=[2026, work.registration.commune.code])


def filled(work, **cells):
    made = load_workbook(io.BytesIO(score_workbook(work)))
    for name, value in cells.items():
        made.worksheets[0][name] = value
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile("bang.xlsx", file.getvalue())


def look(client, work, file):
    return client.post(address(work), {"workbook": file})


def confirm(client, work, page, **answers):
    return client.post(address(work, "confirm_workbook"), {"kept": page.context["proposal"].kept} | answers)


def points_of(work, criterion):
    return SelfScore.objects.get(assessment=work, criterion__code=criterion).points


def test_every_change_is_shown_and_nothing_written_before_confirming(client, work, editor):
    page = look(client, work, filled(work, E7=9, E8=2, F8="Đã công khai"))

    assert page.status_code == 200
    assert [
        (row.code, row.points_before, row.points_after, row.words_before, row.words_after)
        for row in page.context["proposal"].rows
    ] == [
        ("I.1", "10", "9", "Đã thực hiện I.1", "Đã thực hiện I.1"),
        ("I.2", "–", "2", "", "Đã công khai"),
    ]
    assert (page.context["proposal"].unchanged, page.context["proposal"].conflicts) == (6, 0)
    assert points_of(work, "I.2") is None


def test_confirming_enters_all_without_the_file_and_twice_does_no_harm(client, work, editor, now):
    page = look(client, work, filled(work, E7=9, E8=2, F8="Đã công khai"))

    first, second = confirm(client, work, page), confirm(client, work, page)

    assert first.status_code == second.status_code == 302
    work.refresh_from_db()
    assert (points_of(work, "I.1"), points_of(work, "I.2"), work.total) == (Decimal(9), Decimal(2), Decimal(11))
    assert Entry.objects.filter(verb="scoring.import_scores").count() == 1


def test_bad_cells_are_named_by_criterion_sheet_row_and_column_and_nothing_is_kept(client, work, editor):
    page = look(client, work, filled(work, E7=99, E8="hai", E10=0.1))

    assert page.status_code == 422
    assert [(cell.criterion, cell.sheet, cell.row, cell.column) for cell in page.context["proposal"].cells] == [
        (criterion, "Tự chấm điểm", row, "E") for criterion, row in (("I.1", "7"), ("I.2", "8"), ("II.1", "10"))
    ]
    assert "<strong>II.1</strong>" in page.text
    assert all(cell.words for cell in page.context["proposal"].cells)
    assert page.context["proposal"].kept == ""


@pytest.mark.parametrize("content", [b"", b"%PDF", b"PK\x03\x04"])
def test_what_is_no_workbook_is_refused_in_words(client, work, editor, content):
    page = look(client, work, SimpleUploadedFile("bang.xlsx", content))

    assert page.status_code == 422
    assert page.context["proposal"].general


def test_a_missing_file_is_reported_beside_the_field(client, work, editor):
    page = client.post(address(work))

    assert page.status_code == 422
    assert page.context["form"].errors["workbook"]


@pytest.mark.parametrize(("answers", "points"), [({}, 5), ({"take": "{code}/I.2"}, 3)])
def test_a_conflict_keeps_the_portals_unless_the_workbooks_is_chosen(client, work, editor, answers, points):
    file = filled(work, E8=3, E10=1)
    SelfScore.objects.filter(assessment=work, criterion__code="I.2").update(points=5, version=4)
    page = look(client, work, file)
    code = work.registration.commune.code

    confirm(client, work, page, **{name: value.format(code=code) for name, value in answers.items()})

    assert [row.is_conflict for row in page.context["proposal"].rows] == [True, False]
    assert (points_of(work, "I.2"), points_of(work, "II.1")) == (points, 1)


def test_who_changes_a_criterion_while_the_page_is_open_is_seen_before_anything_is_written(client, work, editor):
    page = look(client, work, filled(work, E8=3, E10=1))
    SelfScore.objects.filter(assessment=work, criterion__code="I.2").update(points=5, version=4)

    again = confirm(client, work, page)

    assert again.status_code == 422
    assert (again.context["moved"], points_of(work, "II.1")) == (True, None)
    assert [(row.code, row.points_before, row.is_conflict) for row in again.context["proposal"].rows] == [
        ("I.2", "5", True),
        ("II.1", "–", False),
    ]
    confirm(client, work, again)
    assert (points_of(work, "I.2"), points_of(work, "II.1")) == (5, 1)


def test_after_the_deadline_the_rule_is_shown_and_nothing_is_written(client, work, editor, at):
    """R2"""
    page = look(client, work, filled(work, E8=3))
    at(2026, 12, 1)

    late = confirm(client, work, page)

    assert late.status_code == 422
    assert [problem.code for problem in late.context["problems"]] == ["submission_too_late"]
    assert points_of(work, "I.2") is None
    assert look(client, work, filled(work, E8=3)).status_code == 422


def test_what_is_kept_is_bound_to_person_and_commune_and_time(client, work, editor, monkeypatch):
    kept = look(client, work, filled(work, E8=3)).context["proposal"].kept
    client.force_login(editor_of(work.registration.commune))

    other = client.post(address(work, "confirm_workbook"), {"kept": kept})
    forged = client.post(address(work, "confirm_workbook"), {"kept": kept[:-3] + "abc"})
    client.force_login(editor)
    monkeypatch.setattr(workbook_proposals, "_KEPT_SECONDS", -1)
    old = client.post(address(work, "confirm_workbook"), {"kept": kept})

    assert [answer.status_code for answer in (other, forged, old)] == [422, 422, 422]
    assert points_of(work, "I.2") is None


def test_a_page_that_would_grow_too_large_is_refused(client, work, editor, monkeypatch):
    monkeypatch.setattr(workbook_proposals, "MAX_KEPT", 100)

    page = look(client, work, filled(work, E8=3))

    assert (page.status_code, page.context["proposal"].kept) == (422, "")


def test_a_workbook_of_another_commune_is_refused_by_its_rows(client, work, editor):
    elsewhere = SelfAssessmentFactory(registration__cycle=work.registration.cycle)

    page = look(client, work, filled(elsewhere, E8=3))

    assert page.status_code == 422
    assert {cell.column for cell in page.context["proposal"].cells} == {"H"}
    assert points_of(elsewhere, "I.2") is None
