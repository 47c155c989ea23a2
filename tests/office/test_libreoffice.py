"""A commune and an appraiser fill in their workbooks in a real LibreOffice and hand them back [S1, S2, R3]."""

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from appraisal.exports import review_workbook
from appraisal.queries import open_reviews_of
from appraisal.services.workbook import import_review_scores
from scoring.exports import score_workbook
from scoring.imports import read_lines
from scoring.services.workbook import import_scores, plan_scores
from scoring.workbook_stamps import REVIEW, SELF
from tests.factories.accounts import appraiser
from tests.factories.appraisal import ReviewFactory, TeamMemberFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.office import typed

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SHEET = "Tự chấm điểm"
HOSTILE = '=HYPERLINK("http://x.example","bấm")'


def saved(tmp_path: Path, content: bytes, cells: dict) -> tuple[Path, dict]:
    source, target = tmp_path / "ra.xlsx", tmp_path / "vao.xlsx"
    source.write_bytes(content)
    return target, typed(source, target, cells)


def test_a_communes_workbook_comes_back_from_libreoffice(tmp_path, at):
    now = at(2026, 11, 20)
    work = SelfAssessmentFactory(scores={"I.1": "10", "I.2": "0.25"})
    work.scores.filter(criterion__code="I.2").update(explanation=HOSTILE, version=3)
    typing = {"E7": 9.5, "E10": 1.25, "F10": "Đã công khai\ntại trụ sở", "E3": None, "E6": None, "F8": None, "C7": None}

    target, seen = saved(tmp_path, score_workbook(work), {SHEET: typing})

    shown = seen[SHEET]
    assert shown["protected"]
    assert {cell: shown[cell]["locked"] for cell in typing} == {
        **dict.fromkeys(("E7", "E10", "F10", "F8"), False),
        **dict.fromkeys(("E3", "E6", "C7"), True),
    }
    assert (shown["E7"]["validation"], shown["E3"]["validation"]) == ("CUSTOM", "ANY")
    assert (shown["F8"]["shown"], shown["F8"]["formula"][-len(HOSTILE) :]) == (HOSTILE, HOSTILE)
    assert [shown[cell]["shown"].replace(",", ".") for cell in ("E6", "E3")] == ["9.75", "11.00"]

    page = load_workbook(target)[SHEET]
    assert (page.protection.sheet, page["E7"].protection.locked, page["C7"].protection.locked) == (True, False, True)
    (rule,) = page.data_validations.dataValidation
    assert (rule.type, "E7" in rule.sqref) == ("custom", True)
    assert load_workbook(target, data_only=True)[SHEET]["E3"].value == 11

    with target.open("rb") as file:
        lines = read_lines(file, SELF, year=2026)
    plan = plan_scores(cycle=work.registration.cycle, lines=lines, now=now)
    assert [(one.line.criterion_code, one.points, one.words) for one in plan.changes] == [
        ("I.1", Decimal("9.50"), "Đã thực hiện I.1"),
        ("II.1", Decimal("1.25"), "Đã công khai\ntại trụ sở"),
    ]
    assert (plan.problems, plan.conflicts, plan.unchanged) == ([], [], 6)
    assert import_scores(cycle=work.registration.cycle, lines=lines, by=None, now=now) == 2
    assert work.scores.get(criterion__code="I.2").explanation == HOSTILE


def test_an_appraisers_workbook_comes_back_from_libreoffice(tmp_path, at):
    now = at(2026, 12, 10)
    member = TeamMemberFactory(person=appraiser())
    review = ReviewFactory(appraiser=member, assessment__registration__cycle=member.team.cycle)
    book = review_workbook(member.team.cycle, open_reviews_of(member.person, member.team.cycle))
    sheet = load_workbook(_file(tmp_path, book)).sheetnames[1]

    target, seen = saved(tmp_path, book, {sheet: {"G7": 9, "I7": None}, "Tổng hợp": {"D4": None, "F4": None}})

    assert seen[sheet]["I7"]["shown"] == "nêu lý do"
    assert (seen["Tổng hợp"]["D4"]["shown"].replace(",", "."), seen["Tổng hợp"]["F4"]["shown"]) == ("9.00", "1")
    target, seen = saved(tmp_path, target.read_bytes(), {sheet: {"H7": "Thiếu một văn bản", "I7": None}})
    with target.open("rb") as file:
        lines = read_lines(file, REVIEW, year=2026)
    assert import_review_scores(cycle=member.team.cycle, lines=lines, by=member.person, now=now) == 1
    assert list(review.scores.exclude(points=None).values_list("criterion__code", "points", "comment")) == [
        ("I.1", Decimal(9), "Thiếu một văn bản")
    ]


def _file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "xem.xlsx"
    path.write_bytes(content)
    return path
