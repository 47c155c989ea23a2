"""The scoring workbook out and in: exact figures, problems by row, all or nothing [S1, S2, R4]."""

import io
import unicodedata
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.formula import ArrayFormula

from audit.models import Entry
from kernel.refusals import Refused
from scoring.exports import score_workbook
from scoring.imports import read_lines
from scoring.models import SelfScore
from scoring.services.workbook import import_scores, plan_scores
from scoring.workbook_changes import Line, Place
from scoring.workbook_stamps import SELF, STAMP
from tests.factories.accounts import editor_of
from tests.factories.communes import RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory, conditional_table

pytestmark = [pytest.mark.django_db, pytest.mark.once]
COLUMNS = SELF.columns


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


def read_scores(file, year=2026):
    return read_lines(file, SELF, year=year)


def line(work, criterion, points, words="", **fields):
    letters = {"points": "C"}
    return Line(Place("scores", 2, letters), code_of(work), criterion, points, words, **fields)


def stored(work):
    return {
        code: (points, why)
        for code, points, why in SelfScore.objects.filter(assessment=work, points__isnull=False).values_list(
            "criterion__code", "points", "explanation"
        )
    }


def edited(work, **cells):
    """The commune's workbook as people hand it back, with cells changed: `E7=3`."""
    made = load_workbook(io.BytesIO(score_workbook(work)))
    for name, value in cells.items():
        made.worksheets[0][name] = value
    file = io.BytesIO()
    made.save(file)
    return file


def test_what_goes_out_comes_in_unchanged(work, now):
    lines = read_scores(io.BytesIO(score_workbook(work)))

    assert [(one.criterion_code, one.points, one.words, one.touched) for one in lines] == [
        ("I.1", Decimal("10.00"), "Đã thực hiện I.1", False),
        *((code, None, "", False) for code in ("I.2", "II.1", "II.2", "III.1", "III.2", "IV.1", "IV.2")),
    ]
    assert import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now) == 0
    assert Entry.objects.count() == 0


def test_only_the_inputs_can_be_changed_and_formulas_stay_text(work):
    work.scores.filter(criterion__code="I.2").update(points=1, explanation="=1+1")

    book = load_workbook(io.BytesIO(score_workbook(work)))
    page = book.worksheets[0]

    assert page.protection.sheet
    assert [cell.value for cell in page[5]] == [
        *("criterion_code", "title", "maximum", "step", "points"),
        *("explanation", "expected_evidence", "commune_code", "counted"),
    ]
    assert [cell.coordinate for row in page for cell in row if not cell.protection.locked] == [
        f"{letter}{row}" for row in (7, 8, 10, 11, 13, 14, 16, 17) for letter in "EF"
    ]
    assert (page["F8"].value, page["F8"].data_type, page["F8"].quotePrefix) == ("=1+1", "s", True)
    assert (page.freeze_panes, page.row_dimensions[5].hidden, page.column_dimensions["H"].hidden) == ("C6", True, True)
    assert book[STAMP].sheet_state == "veryHidden"


def test_sums_are_formulas_and_points_are_validated(work):
    page = load_workbook(io.BytesIO(score_workbook(work))).worksheets[0]

    assert (page["E6"].value, page["E3"].value) == ("=SUBTOTAL(9,I7:I8)", "=SUBTOTAL(9,I6:I17)")
    assert (page["I7"].value, page["E6"].protection.locked) == ("=N(E7)", True)
    (rule,) = page.data_validations.dataValidation
    assert rule.formula1 == "AND(ISNUMBER(E6),E6>=0,E6<=C6,MOD(ROUND(E6*100,4),25)=0)"
    assert str(rule.sqref) == "E7:E8 E10:E11 E13:E14 E16:E17"


def test_an_edited_row_changes_and_a_cleared_one_takes_back(work, now):
    lines = read_scores(edited(work, E8=2.5, F8="Đã công khai\ntại trụ sở", E7=None, F7=None))

    assert import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now) == 2
    assert stored(work) == {"I.2": (Decimal("2.50"), "Đã công khai\ntại trụ sở")}


def test_line_breaks_and_margins_are_no_change(work, now):
    work.scores.filter(criterion__code="I.1").update(explanation=" Một\r\nhai ")

    lines = read_scores(io.BytesIO(score_workbook(work)))

    assert import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now) == 0


def test_what_changed_on_the_portal_meanwhile_is_a_conflict_only_where_touched(work, now):
    """Both criteria change on the portal after the download; only I.2 was also filled in the workbook."""
    file = edited(work, E8=3)
    work.scores.filter(criterion__code__in=["I.1", "I.2"]).update(points=5, version=4)

    plan = plan_scores(cycle=work.registration.cycle, lines=read_scores(file), now=now)

    assert [(one.line.criterion_code, one.stored.points, one.points) for one in plan.conflicts] == [("I.2", 5, 3)]
    assert (len(plan.changes), plan.unchanged, plan.newer, plan.problems) == (1, 6, 1, [])
    with pytest.raises(Refused) as refusal:
        import_scores(cycle=work.registration.cycle, lines=read_scores(file), by=None, now=now)
    assert [(problem.code, problem.where) for problem in refusal.value.problems] == [
        ("changed_meanwhile", "Tự chấm điểm!E8")
    ]


@pytest.mark.parametrize(
    ("made", "code"), [({"B1": "appraisal"}, "workbook_other_kind"), ({"C1": "2025"}, "workbook_other_year")]
)
def test_a_workbook_of_another_kind_or_year_is_refused(work, made, code):
    book = load_workbook(io.BytesIO(score_workbook(work)))
    for name, value in made.items():
        book[STAMP][name] = value
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(Refused) as refusal:
        read_scores(file)
    assert [problem.code for problem in refusal.value.problems] == [code]


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
        ("scoring.import_scores", editor.pk, {"criteria": 2, "moves": "I.2 – → 0,25; II.1 – → 1,50"})
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
        ("scores!B3", "workbook_criterion_twice"),
        ("scores!B4", "workbook_criterion_unknown"),
        ("scores!C5", "points_outside"),
        ("scores!C6", "points_outside"),
        ("scores!A7", "workbook_commune_unknown"),
        ("scores!A8", "not_registered"),
    ]
    assert all(refusal.value.messages)
    assert list(stored(work)) == ["I.1"]
    assert Entry.objects.count() == 0


@pytest.mark.parametrize(
    ("file", "problems"),
    [
        (io.BytesIO(b"%PDF-1.7"), [("workbook_unreadable", "")]),
        (book(head=("x", "y")), [("workbook_sheet_missing", "")]),
        (book(head=("commune_code", "points")), [("workbook_column_missing", c) for c in COLUMNS[1::2]]),
        (book(), [("workbook_empty", "")]),
    ],
    ids=["no workbook", "no sheet", "no columns", "nothing"],
)
def test_a_file_that_cannot_be_read_says_why(file, problems):
    with pytest.raises(Refused) as refusal:
        read_scores(file)

    assert [(problem.code, problem.where) for problem in refusal.value.problems] == problems


def test_cells_that_cannot_be_read_are_reported_with_all_the_others(work, now):
    """A formula is never taken for emptied points."""
    code = code_of(work)
    rows = (["I.1", "mười"], ["I.2", ""], ["II.1", "1,555"], ["II.2", "=1+1"], ["III.1", 99])
    file = book(*([code, criterion, points, "Tốt"] for criterion, points in rows))

    plan = plan_scores(cycle=work.registration.cycle, lines=read_scores(file), now=now)

    assert [(problem.code, problem.where) for problem in plan.problems] == [
        ("workbook_points_malformed", "scores!C2"),
        ("workbook_points_malformed", "scores!C4"),
        ("workbook_points_formula", "scores!C5"),
        ("points_outside", "scores!C6"),
    ]


def test_a_dossier_already_sent_is_not_changed(now):
    sent = SelfAssessmentFactory(scores="full", submitted=True)

    with pytest.raises(Refused) as refusal:
        import_scores(cycle=sent.registration.cycle, lines=[line(sent, "I.1", Decimal(1))], by=None, now=now)

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
        assert "points_outside scores!C2 " in capsys.readouterr().err

    assert ("I.2" in stored(work)) is (code is None)


def test_a_commune_downloads_its_own_workbook_alone(client, work):
    address = reverse("scoring:workbook", args=[2026, code_of(work)])
    client.force_login(editor_of(work.registration.commune))
    own = client.get(address)
    client.force_login(editor_of(SelfAssessmentFactory().registration.commune))

    assert own.headers["Content-Disposition"] == f'attachment; filename="tu-cham-diem-2026-{code_of(work)}.xlsx"'
    assert len(read_scores(io.BytesIO(own.content))) == 8
    assert client.get(address).status_code == 404


@pytest.fixture
def conditional(now):
    """I.2 may be claimed not to apply [S9]."""
    return SelfAssessmentFactory(rubric=conditional_table(criteria=("I.2",)), scores={"I.1": "10"})


def test_what_does_not_apply_is_marked_where_the_table_allows_it(conditional, now):
    """S9"""
    page = load_workbook(io.BytesIO(score_workbook(conditional))).worksheets[0]
    assert [cell.value for cell in page[5]][5:7] == ["not_applicable", "explanation"]
    assert (page["F7"].protection.locked, page["F8"].protection.locked) == (True, False)
    assert page["J8"].value == '=IF(TRIM(F8)<>"",C8,N(E8))'
    lines = read_scores(edited(conditional, F8="x", G8="Không thu hồi đất"))

    assert import_scores(cycle=conditional.registration.cycle, lines=lines, by=None, now=now) == 1

    score = conditional.scores.get(criterion__code="I.2")
    assert (score.points, score.not_applicable, score.explanation) == (14, True, "Không thu hồi đất")
    conditional.refresh_from_db()
    assert (conditional.total, conditional.excepted_count) == (24, 1)
    again = read_scores(io.BytesIO(score_workbook(conditional)))
    assert import_scores(cycle=conditional.registration.cycle, lines=again, by=None, now=now) == 0
    back = read_scores(edited(conditional, F8=None, E8=1))
    assert import_scores(cycle=conditional.registration.cycle, lines=back, by=None, now=now) == 1
    score.refresh_from_db()
    assert (score.points, score.not_applicable) == (1, False)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"F8": "x"}, [("claim_without_reason", "F8")]),
        ({"F7": "x", "G7": "vì sao"}, [("criterion_applies_to_all", "F7")]),
        ({"F8": "không rõ", "G8": "vì sao"}, [("workbook_mark_unknown", "F8")]),
    ],
)
def test_a_mark_that_cannot_stand_is_refused_by_its_cell(conditional, now, cells, expected):
    """S9"""

    def enter():
        lines = read_scores(edited(conditional, **cells))
        import_scores(cycle=conditional.registration.cycle, lines=lines, by=None, now=now)

    with pytest.raises(Refused) as refusal:
        enter()

    assert [(problem.code, problem.where.rpartition("!")[2]) for problem in refusal.value.problems] == expected


def test_where_the_rest_counts_for_the_whole_the_workbook_says_so_too(now):
    """S9, rescaled: what does not apply adds nothing, and the total is what the rest makes of 100."""
    work = SelfAssessmentFactory(rubric=conditional_table("rescale", criteria=("I.2",)))

    page = load_workbook(io.BytesIO(score_workbook(work))).worksheets[0]

    assert page["J8"].value == '=IF(TRIM(F8)<>"",0,N(E8))'
    assert page["E3"].value == '=ROUNDDOWN(ROUND(SUBTOTAL(9,J6:J17)*100/(100-SUMIF(F6:F17,"x",C6:C17)),6),2)'


def test_an_import_costs_the_same_for_one_row_and_eight(work, now, django_assert_num_queries):
    import_scores(cycle=work.registration.cycle, lines=[line(work, "IV.2", Decimal(1))], by=None, now=now)
    few = read_scores(edited(work, E8=1))
    many = read_scores(edited(work, **{f"E{row}": 0.5 for row in (7, 8, 10, 11, 13, 14, 16, 17)}))

    for lines in (few, many):
        with transaction.atomic(), django_assert_num_queries(8):
            import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now)
            transaction.set_rollback(True)


def test_a_text_too_long_is_named(work, now):
    plan = plan_scores(cycle=work.registration.cycle, lines=[line(work, "I.2", Decimal(1), "x" * 5001)], now=now)

    assert [(problem.code, problem.where) for problem in plan.problems] == [("workbook_words_long", "scores!A2")]


@pytest.mark.parametrize(
    ("cells", "faults"),
    [
        ({"F8": '="đã "&"làm"'}, [("workbook_cell_formula", "F8")]),
        ({"F8": ArrayFormula("F8", '="đã "&E8')}, [("workbook_cell_formula", "F8")]),
        ({"E8": "=1/2"}, [("workbook_points_formula", "E8")]),
        ({"E8": ArrayFormula("E8", "=SUM(E7:E7)")}, [("workbook_points_formula", "E8")]),
        ({"E8": "0_1"}, [("workbook_points_malformed", "E8")]),
        ({"E8": "75e-2"}, [("workbook_points_malformed", "E8")]),
    ],
)
def test_what_nobody_types_is_refused_by_its_cell(work, cells, faults):
    result = [problem for line in read_scores(edited(work, **cells)) for problem in line.faults]

    assert [(problem.code, problem.where.rpartition("!")[2]) for problem in result] == faults
    assert not any("object" in problem.params["typed"] for problem in result)


def test_words_written_otherwise_are_the_same_words(work, now):
    decomposed = unicodedata.normalize("NFD", "Đã thực hiện I.1")
    lines = read_scores(edited(work, F7=f"\u200b{decomposed}\u00a0", H7=f"{work.registration.commune.code}\u200b"))

    assert [(one.words, one.touched) for one in lines[:1]] == [("Đã thực hiện I.1", False)]
    assert import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now) == 0
