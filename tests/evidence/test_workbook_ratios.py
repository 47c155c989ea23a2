"""Figures of threshold rows typed in the unit's workbook: looked at first, then all or nothing [A21, A25, A26]."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from documents.workbooks import SentWorkbook
from kernel.refusals import Refused
from scoring.addresses import DossierAddress
from scoring.exports import score_workbook
from scoring.imports import read_ratios
from scoring.models import RatioFigure
from scoring.services.loading import load_rubric
from scoring.services.ratios import enter_ratios
from scoring.services.workbook import import_scores
from scoring.thresholds import threshold_of
from tests.decree.acts import midday
from tests.decree.test_a18_decided_table import DOCUMENT
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHEET = "Tỷ lệ"
KEYS = ["files_on_time", "documents_signed", "online_services", "files_digitised", "app_installations"]


@pytest.fixture
def now(at):
    return at(2026, 11, 22)


@kept
def work():
    table, _new = load_rubric(DOCUMENT, by=None, now=midday(1, 5))
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True), rubric=table, scores="full")


@pytest.fixture
def editor(client, work):
    person = editor_of(work.registration.commune)
    client.force_login(person)
    return person


def filled(work, **cells):
    """The workbook as it comes back; `D6=9` are cells of the sheet of ratios."""
    made = load_workbook(io.BytesIO(score_workbook(work)))
    for name, value in cells.items():
        made[SHEET][name] = value
    file = io.BytesIO()
    made.save(file)
    return file


def address(work, name="upload_workbook"):
    return reverse(f"evidence:{name}", args=[2026, work.registration.commune.code])


def look(client, work, file):
    return client.post(address(work), {"workbook": SimpleUploadedFile("bang.xlsx", file.getvalue())})


def confirm(client, work, page, **answers):
    return client.post(address(work, "confirm_workbook"), {"kept": page.context["proposal"].kept} | answers)


def stored():
    return set(RatioFigure.objects.values_list("ratio", "part", "whole", "source"))


def enter(work, criterion, by, now, **figures):
    seen, address = threshold_of(work, criterion).seen, DossierAddress.of(work)
    enter_ratios(address=address, criterion=criterion, figures=figures, seen=seen, by=by, now=now)


def test_the_sheet_asks_for_each_ratio_and_counts_the_percentage(work, editor, now):
    enter(work, "IV.5.1", editor, now, documents_signed=(1234, 1300, "Báo cáo 12"))

    page = load_workbook(io.BytesIO(score_workbook(work)))[SHEET]

    rows = list(page.iter_rows(min_row=6, max_row=10, values_only=True))
    assert [(row[0], row[9]) for row in rows] == list(
        zip(["II.8", "IV.5.1", "IV.5.2", "IV.5.2", "IV.6"], KEYS, strict=True)
    )
    assert [rows[1][place] for place in (3, 5, 6, 8)] == [1234, 1300, '=IF(N(F7)>0,D7/F7,"")', "Báo cáo 12"]
    unlocked = [cell.coordinate for row in page for cell in row if not cell.protection.locked]
    assert unlocked == [f"{letter}{row}" for row in range(6, 11) for letter in "DFI"]
    assert [page.column_dimensions[letter].hidden for letter in "IJK"] == [False, True, True]


def test_what_goes_out_comes_in_unchanged(work, editor, now):
    enter(work, "IV.5.1", editor, now, documents_signed=(1234, 1300, "Báo cáo 12"))

    lines = read_ratios(SentWorkbook(io.BytesIO(score_workbook(work))))

    assert [(one.ratio, one.figures, one.touched, one.faults) for one in lines] == [
        (key, (1234, 1300, "Báo cáo 12") if key == "documents_signed" else (None, None, ""), False, ()) for key in KEYS
    ]


def test_figures_are_shown_first_and_entered_on_confirming(client, work, editor):
    page = look(client, work, filled(work, D8="1.234", F8=1300, I8="Báo cáo số 12", D10=6000, F10=5000, I10="Sở KHCN"))
    before = stored()

    done = confirm(client, work, page)

    shown = [(row.code, row.words_before, row.words_after) for row in page.context["proposal"].rows]
    assert shown == [
        ("IV.5.2", "", "1234/1300 (Báo cáo số 12)"),
        ("IV.6", "", "6000/5000 (Sở KHCN)"),
    ]
    assert (page.status_code, before, done.status_code) == (200, set(), 302)
    assert stored() == {
        ("online_services", 1234, 1300, "Báo cáo số 12"),
        ("app_installations", 6000, 5000, "Sở KHCN"),
    }
    assert Entry.objects.filter(verb="scoring.enter_ratios", actor=editor.pk).count() == 2


def test_points_and_figures_come_together_and_what_is_taken_back_goes(client, work, editor, now):
    enter(work, "II.8", editor, now, files_on_time=(9, 10, "Sổ theo dõi"))
    file = filled(work, D6=None, F6=None, I6=None)
    book = load_workbook(file)
    first = book.worksheets[0]
    row = next(cells[0].row for cells in first.iter_rows(min_row=6) if cells[0].value == "II.8")
    first[f"E{row}"] = 1
    file = io.BytesIO()
    book.save(file)

    page = look(client, work, file)
    confirm(client, work, page)

    assert [(row.code, row.points_after, row.words_after) for row in page.context["proposal"].rows][-1] == (
        "II.8",
        "",
        "",
    )
    assert (stored(), work.scores.get(criterion__code="II.8").points) == (set(), 1)


@pytest.mark.parametrize(
    ("cells", "wrong"),
    [
        ({"D6": 11, "F6": 10, "I6": "Sổ"}, [("D", "6")]),
        ({"D6": 9, "F6": 0, "I6": "Sổ"}, [("F", "6")]),
        ({"D6": 9, "F6": 10}, [("I", "6")]),
        ({"D6": 9}, [("F", "6"), ("I", "6")]),
        ({"D6": 1.234, "F6": 2000, "I6": "Sổ"}, [("D", "6")]),
        ({"D6": "90%", "F6": "mười", "I6": "Sổ"}, [("D", "6"), ("F", "6")]),
        ({"D6": "=1+1", "F6": 10, "I6": "=A1"}, [("D", "6"), ("I", "6")]),
        ({"D6": 9, "F6": 10, "I6": "x" * 201}, [("I", "6")]),
        ({"J6": "no_such_ratio", "D6": 1, "F6": 2, "I6": "Sổ"}, [("J", "6")]),
        ({"J7": "files_on_time"}, [("J", "7")]),
        ({"K6": "99999"}, [("K", "6")]),
    ],
)
def test_a_wrong_cell_is_named_and_nothing_is_kept(client, work, editor, cells, wrong):
    page = look(client, work, filled(work, **cells))

    assert page.status_code == 422
    assert [(cell.column, cell.row) for cell in page.context["proposal"].cells] == wrong
    assert {cell.sheet for cell in page.context["proposal"].cells} == {SHEET}
    assert (page.context["proposal"].kept, stored()) == ("", set())


def test_figures_that_changed_meanwhile_are_a_choice_and_unedited_rows_are_left(client, work, editor, now):
    file = filled(work, D6=9, F6=10, I6="Sổ")
    enter(work, "II.8", editor, now, files_on_time=(7, 10, "Đồng nghiệp"))
    enter(work, "IV.6", editor, now, app_installations=(6, 5, "Đồng nghiệp"))
    theirs = {("files_on_time", 7, 10, "Đồng nghiệp"), ("app_installations", 6, 5, "Đồng nghiệp")}

    page = look(client, work, file)
    confirm(client, work, page)
    left = stored()
    confirm(client, work, page, take=[row.key for row in page.context["proposal"].rows])

    assert (page.context["proposal"].conflicts, page.context["proposal"].newer, left) == (1, 1, theirs)
    assert stored() == {("files_on_time", 9, 10, "Sổ"), ("app_installations", 6, 5, "Đồng nghiệp")}


def test_what_moves_between_look_and_confirmation_is_looked_at_again(client, work, editor, now):
    page = look(client, work, filled(work, D6=9, F6=10, I6="Sổ"))
    enter(work, "II.8", editor, now, files_on_time=(7, 10, "Đồng nghiệp"))

    again = confirm(client, work, page)

    assert (again.status_code, again.context["moved"], again.context["proposal"].conflicts) == (422, True, 1)
    assert stored() == {("files_on_time", 7, 10, "Đồng nghiệp")}


def test_figures_need_a_person(work, now):
    ratios = read_ratios(SentWorkbook(filled(work, D6=9, F6=10, I6="Sổ")))

    with pytest.raises(Refused) as refused:
        import_scores(cycle=work.registration.cycle, lines=[], ratios=ratios, by=None, now=now)

    assert ([problem.code for problem in refused.value.problems], stored()) == (["ratios_need_a_person"], set())
