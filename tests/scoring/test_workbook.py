"""The scoring workbook out and in: exact figures, problems by row, all or nothing [S1, S2, R4]."""

import io
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from audit.models import Entry
from kernel.refusals import Refused
from scoring.exports import score_workbook
from scoring.imports import read_scores
from scoring.models import SelfScore
from scoring.services.workbook import COLUMNS, ScoreLine, import_scores
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(at):
    return at(2026, 11, 22)


@pytest.fixture
def work(now):
    return SelfAssessmentFactory(scores={"I.1": "10"})


def code_of(work):
    return work.registration.commune.code


def book(*rows, head=COLUMNS, sheet="scores"):
    made = Workbook()
    made.active.title = sheet
    for row in (head, *rows):
        made.active.append(row)
    file = io.BytesIO()
    made.save(file)
    file.seek(0)
    return file


def stored(work):
    return {
        code: (points, why)
        for code, points, why in SelfScore.objects.filter(assessment=work, points__isnull=False).values_list(
            "criterion__code", "points", "explanation"
        )
    }


def test_what_goes_out_comes_in_unchanged(work, now):
    lines = read_scores(io.BytesIO(score_workbook(work)))

    assert lines == [ScoreLine(2, code_of(work), "I.1", Decimal("10.00"), "Đã thực hiện I.1")]
    assert import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now) == 0
    assert Entry.objects.count() == 0


def test_only_the_inputs_can_be_changed_and_formulas_stay_text(work):
    work.scores.filter(criterion__code="I.2").update(points=1, explanation="=1+1")

    page = load_workbook(io.BytesIO(score_workbook(work)))["scores"]

    assert page.protection.sheet
    assert [cell.protection.locked for cell in page[3]] == [True, True, False, False, True, True, True]
    assert (page["D3"].value, page["D3"].data_type) == ("=1+1", "s")
    assert page.max_row == 9


def test_rows_are_entered_with_totals_version_and_one_trail_line(work, now):
    editor = editor_of(work.registration.commune)
    file = book([int(code_of(work)), "I.2", 0.1 + 0.15, "Công khai"], [code_of(work), "II.1", "1,5", ""])

    assert import_scores(cycle=work.registration.cycle, lines=read_scores(file), by=editor, now=now) == 2

    work.refresh_from_db()
    assert stored(work) == {
        "I.1": (Decimal("10.00"), "Đã thực hiện I.1"),
        "I.2": (Decimal("0.25"), "Công khai"),
        "II.1": (Decimal("1.50"), ""),
    }
    assert (work.total, work.group_totals["I"], work.scored_count) == (Decimal("11.75"), "10.25", 3)
    assert set(work.scores.filter(points__lt=2).values_list("version", "changed_by", "changed_at")) == {
        (1, editor.pk, now)
    }
    assert list(Entry.objects.values_list("verb", "actor", "facts")) == [
        ("scoring.import_scores", editor.pk, {"leaves": 2})
    ]


def test_every_bad_row_is_named_and_nothing_is_written(work, now):
    other = SelfAssessmentFactory(registration=RegistrationFactory(cycle=work.registration.cycle))
    code = code_of(work)
    file = book(
        [code, "I.2", 1, "tốt"],
        [code, "I.2", 2, "lần hai"],
        [code, "I", 1, ""],
        [code, "II.1", 21, ""],
        [code, "II.2", 0.1, ""],
        ["99999", "I.1", 1, ""],
        [code_of(other), "I.1", 1, ""],
    )

    with pytest.raises(Refused) as refusal:
        import_scores(cycle=work.registration.cycle, lines=read_scores(file), by=None, now=now)

    assert [(problem.where, problem.code) for problem in refusal.value.problems] == [
        ("3", "workbook_leaf_twice"),
        ("4", "workbook_leaf_unknown"),
        ("5", "points_outside"),
        ("6", "points_outside"),
        ("7", "workbook_commune_unknown"),
        ("8", "not_registered"),
    ]
    assert all(refusal.value.messages)
    assert list(stored(work)) == ["I.1"]
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "problems"),
    [
        (io.BytesIO(b"%PDF-1.7"), [("workbook_unreadable", "")]),
        (book(sheet="Sheet1"), [("workbook_sheet_missing", "scores")]),
        (book(head=("commune_code", "points")), [("workbook_column_missing", c) for c in COLUMNS[1::2]]),
        (book(), [("workbook_empty", "")]),
        (
            book(["1", "I.1", "mười", ""], ["1", "I.1", "", ""], ["1", "I.1", "1,555", ""]),
            [("workbook_points_malformed", "2"), ("workbook_points_malformed", "4")],
        ),
    ],
    ids=["no workbook", "no sheet", "no columns", "nothing", "no figures"],
)
def test_a_file_that_cannot_be_read_says_why(file, problems):
    with pytest.raises(Refused) as refusal:
        read_scores(file)

    assert [(problem.code, problem.where) for problem in refusal.value.problems] == problems


def test_a_formula_without_its_result_never_empties_the_points():
    with pytest.raises(Refused) as refusal:
        read_scores(book(["1", "I.1", "=1+1", "Tốt"]))

    assert [(problem.code, problem.where) for problem in refusal.value.problems] == [("workbook_points_malformed", "2")]


def test_a_dossier_already_sent_is_not_changed(now):
    sent = SelfAssessmentFactory(scores="full", submitted=True)
    line = ScoreLine(2, code_of(sent), "I.1", Decimal(1), "")

    with pytest.raises(Refused) as refusal:
        import_scores(cycle=sent.registration.cycle, lines=[line], by=None, now=now)

    assert [problem.code for problem in refusal.value.problems] == ["dossier_sent_already"]


@pytest.mark.parametrize(("points", "code"), [(2, None), (99, 1)])
def test_the_command_answers_with_its_exit_code(work, tmp_path, capsys, points, code):
    path = tmp_path / "scores.xlsx"
    path.write_bytes(book([code_of(work), "I.2", points, "Tốt"]).getvalue())

    if code is None:
        call_command("import_scores", "2026", str(path), "--as", "self")
    else:
        with pytest.raises(CommandError) as refusal:
            call_command("import_scores", "2026", str(path), "--as", "self")
        assert refusal.value.returncode == code
        assert "points_outside 2 " in capsys.readouterr().err

    assert ("I.2" in stored(work)) is (code is None)


def test_a_commune_downloads_its_own_workbook_alone(client, work):
    address = reverse("scoring:workbook", args=[2026, code_of(work)])
    client.force_login(editor_of(work.registration.commune))
    own = client.get(address)
    client.force_login(editor_of(SelfAssessmentFactory().registration.commune))

    assert own.headers["Content-Disposition"] == f'attachment; filename="tu-cham-diem-2026-{code_of(work)}.xlsx"'
    assert len(read_scores(io.BytesIO(own.content))) == 1
    assert client.get(address).status_code == 404
