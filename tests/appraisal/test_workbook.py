"""The appraisers' workbook out and in: own communes alone, a justification for each difference [R3, S1, S2, S8, S9]."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.models import User
from accounts.services import recuse
from appraisal.exports import review_workbook, sheet_name
from appraisal.models import Review, ReviewScore
from appraisal.queries import open_reviews_of
from appraisal.services.workbook import import_review_scores, plan_review_scores
from audit.models import Entry
from kernel.refusals import Refused
from scoring.imports import read_lines
from scoring.workbook_stamps import REVIEW
from tests.factories.accounts import appraiser
from tests.factories.appraisal import ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def now(at):
    return at(2026, 12, 10)


@pytest.fixture
def cycle():
    return CycleFactory(year=2026)


@pytest.fixture
def member(cycle):
    return TeamMemberFactory(team__cycle=cycle, person=appraiser())


def given(cycle, member, **fields):
    entry = RegistrationFactory(cycle=cycle, accepted=True)
    work = SelfAssessmentFactory(registration=entry, submitted=True, scores="full", state="under_appraisal")
    return ReviewFactory(assessment=work, appraiser=member, **fields)


@pytest.fixture
def review(cycle, member):
    return given(cycle, member, scores={"I.1": "10"})


def code_of(review):
    return review.assessment.registration.commune.code


def made(member, cycle):
    return load_workbook(io.BytesIO(review_workbook(cycle, open_reviews_of(member.person, cycle))))


def sent(book):
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def lines_of(book, year=2026):
    return read_lines(sent(book), REVIEW, year=year)


def points(review):
    scores = ReviewScore.objects.filter(review=review, points__isnull=False)
    return {code: (value, why) for code, value, why in scores.values_list("criterion__code", "points", "comment")}


def test_each_open_review_has_a_sheet_and_the_overview_its_total(cycle, member, review):
    second = given(cycle, member)
    given(cycle, TeamMemberFactory(team=member.team))
    given(cycle, member, scores="agree", completed=True)

    book = made(member, cycle)

    assert book.sheetnames[1:3] == [
        sheet_name(code_of(one), str(one.assessment.registration.commune)) for one in (review, second)
    ]
    assert [cell.value for cell in book.worksheets[0]["A"][3:]] == [code_of(review), code_of(second)]
    assert book.worksheets[0]["D4"].value == f"='{book.sheetnames[1]}'!G3"
    page = book.worksheets[1]
    keys = [cell.value for cell in page[5]]
    assert dict(zip(keys, (cell.value for cell in page[7]), strict=True)) | {"title": ""} == {
        "criterion_code": "I.1",
        "title": "",
        "maximum": 10,
        "step": 0.25,
        "self_points": 10,
        "points": 10,
        "self_explanation": "Đã thực hiện I.1",
        "comment": None,
        "expected_evidence": "Văn bản, hình ảnh",
        "check": '=IF(AND(G7<>"",G7<>E7,TRIM(H7)=""),"nêu lý do","")',
        "commune_code": code_of(review),
        "counted": "=N(G7)",
    }
    assert {cell.coordinate[0] for row in page for cell in row if not cell.protection.locked} == {"G", "H"}


def test_a_sheets_name_is_one_that_spreadsheets_take():
    assert (
        sheet_name("10510", "Đặc khu [Bạch/Long:Vĩ] 'x' dài hơn ba mươi mốt chữ") == "10510 Đặc khu  Bạch Long Vĩ   x"
    )


def test_what_goes_out_comes_in_unchanged(cycle, member, review, now):
    lines = lines_of(made(member, cycle))

    assert len(lines) == 8
    assert import_review_scores(cycle=cycle, lines=lines, by=member.person, now=now) == 0


def test_verdicts_are_entered_with_totals_state_and_one_trail_line(cycle, member, now):
    review = given(cycle, member)
    book = made(member, cycle)
    page = book.worksheets[1]
    page["G7"], page["G8"], page["H8"] = 10, 13.5, "Thiếu một văn bản"

    assert import_review_scores(cycle=cycle, lines=lines_of(book), by=member.person, now=now) == 2

    review.refresh_from_db()
    assert points(review) == {"I.1": (Decimal(10), ""), "I.2": (Decimal("13.50"), "Thiếu một văn bản")}
    assert (review.state, review.total, review.scored_count) == (Review.State.IN_PROGRESS, Decimal("23.50"), 2)
    entry = Entry.objects.get(verb="appraisal.import_review_scores")
    assert entry.facts == {"criteria": 2, "moves": "I.1 – → 10,00; I.2 – → 13,50"}


def test_every_verdict_that_cannot_stand_is_named_by_its_cell(cycle, member, review, now):
    """S1, S8: the range, the step, the missing justification; nothing is written."""
    book = made(member, cycle)
    page = book.worksheets[1]
    page["G8"], page["G10"], page["G11"] = 13, 21, 0.1

    with pytest.raises(Refused) as refusal:
        import_review_scores(cycle=cycle, lines=lines_of(book), by=member.person, now=now)

    result = [(problem.code, problem.where.rpartition("!")[2]) for problem in refusal.value.problems]
    assert result == [
        ("difference_without_comment", "H8"),
        ("points_outside", "G10"),
        ("difference_without_comment", "H10"),
        ("points_outside", "G11"),
        ("difference_without_comment", "H11"),
    ]
    assert list(points(review)) == ["I.1"]


def test_a_claim_is_agreed_to_by_a_mark_or_rejected_with_a_justification(cycle, member, now):
    """S9"""
    review = given(cycle, member)
    review.scores.filter(criterion__code__in=["I.1", "I.2"]).update(claimed=True)
    book = made(member, cycle)
    page = book.worksheets[1]
    assert (page["E7"].value, page["H7"].protection.locked, page["H10"].protection.locked) == (
        "không áp dụng",
        False,
        True,
    )
    page["H7"], page["G8"], page["I8"] = "x", 3, "Nội dung này vẫn áp dụng"

    assert import_review_scores(cycle=cycle, lines=lines_of(book), by=member.person, now=now) == 2

    assert list(review.scores.filter(not_applicable=True).values_list("criterion__code", "points")) == [("I.1", 10)]
    assert points(review)["I.2"] == (Decimal(3), "Nội dung này vẫn áp dụng")


def test_a_claim_rejected_without_a_justification_and_a_mark_without_a_claim_are_refused(cycle, member, review, now):
    """S9"""
    review.scores.filter(criterion__code="I.2").update(claimed=True)
    book = made(member, cycle)
    page = book.worksheets[1]
    page["G8"], page["H10"] = 14, "x"

    plan = plan_review_scores(cycle=cycle, lines=lines_of(book), by=member.person)

    assert [(problem.code, problem.where.rpartition("!")[2]) for problem in plan.problems] == [
        ("rejection_without_comment", "I8"),
        ("exception_not_claimed", "H10"),
    ]


def test_the_reviews_of_others_are_out_of_reach(cycle, member, review, now):
    stranger = TeamMemberFactory(team=member.team)
    lines = lines_of(made(member, cycle))

    with pytest.raises(Refused) as refusal:
        import_review_scores(cycle=cycle, lines=lines, by=stranger.person, now=now)

    assert {problem.code for problem in refusal.value.problems} == {"workbook_review_unknown"}


def test_who_declares_a_conflict_after_the_download_enters_nothing(cycle, member, review, now):
    """S8"""
    lines = lines_of(made(member, cycle))
    commune = review.assessment.registration.commune
    recuse(person=member.person, unit_code=commune.code, reason="Em ruột là Chủ tịch xã.", by=member.person, now=now)

    person = User.objects.get(pk=member.person_id)
    plan = plan_review_scores(cycle=cycle, lines=lines, by=person)

    assert {problem.code for problem in plan.problems} == {"workbook_review_unknown"}
    assert open_reviews_of(person, cycle) == []


def test_a_review_completed_meanwhile_takes_nothing(cycle, member, now):
    """R3"""
    review = given(cycle, member, scores="agree", in_progress=True)
    book = made(member, cycle)
    book.worksheets[1]["G7"], book.worksheets[1]["H7"] = 9, "Thiếu minh chứng"
    Review.objects.filter(pk=review.pk).update(
        state=Review.State.COMPLETED, completed_at=now, completed_by=member.person
    )

    with pytest.raises(Refused) as refusal:
        import_review_scores(cycle=cycle, lines=lines_of(book), by=member.person, now=now)

    assert [problem.code for problem in refusal.value.problems] == ["review_locked"]


@pytest.mark.parametrize("extra", [0, 400])
def test_an_import_costs_the_same_for_few_rows_and_many(cycle, member, now, django_assert_num_queries, extra):
    for _ in range(2):
        given(cycle, member)
    book = made(member, cycle)
    for page in book.worksheets[1:3]:
        for row in (7, 8, 10, 11, 13, 14, 16, 17) if extra else (7,):
            page[f"G{row}"] = page[f"E{row}"].value
    lines = lines_of(book)

    with django_assert_num_queries(11):  # one locks every dossier
        assert import_review_scores(cycle=cycle, lines=lines, by=member.person, now=now) == (16 if extra else 2)


def test_upload_look_confirm(client, cycle, member, review, now):
    book = made(member, cycle)
    book.worksheets[1]["G8"] = 14
    client.force_login(member.person)

    page = client.post(
        reverse("appraisal:upload_workbook", args=[2026]), {"workbook": SimpleUploadedFile("b.xlsx", sent(book).read())}
    )
    answer = client.post(reverse("appraisal:confirm_workbook", args=[2026]), {"kept": page.context["proposal"].kept})

    assert [(row.code, row.points_before, row.points_after) for row in page.context["proposal"].rows] == [
        ("I.2", "–", "14")
    ]
    assert answer.status_code == 302
    assert points(review)["I.2"] == (Decimal(14), "")


def test_the_download_is_the_persons_own(client, cycle, member, review, now):
    client.force_login(member.person)

    answer = client.get(reverse("appraisal:workbook", args=[2026]))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="tham-dinh-2026.xlsx"'
    assert {line.commune_code for line in read_lines(io.BytesIO(answer.content), REVIEW, year=2026)} == {
        code_of(review)
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_download_costs_the_same_for_one_and_three(client, cycle, member, now, django_assert_num_queries, count):
    for _ in range(count):
        given(cycle, member)
    client.force_login(member.person)
    client.get(reverse("appraisal:workbook", args=[2026]))

    with django_assert_num_queries(6):
        client.get(reverse("appraisal:workbook", args=[2026]))


def test_the_command_enters_the_teams_points_by_the_same_code(cycle, member, review, now, tmp_path, capsys):
    book = Workbook()
    book.active.append(REVIEW.columns)
    book.active.append([code_of(review), "I.2", 13, "Thiếu"])
    book.active.append([code_of(review), "II.1", 1, ""])
    (tmp_path / "b.xlsx").write_bytes(sent(book).read())

    with pytest.raises(CommandError):
        call_command("import_scores", "2026", str(tmp_path / "b.xlsx"), "--as", "appraisal")
    assert "difference_without_comment Sheet!D3 [S8]" in capsys.readouterr().err
    book.active["D3"] = "Chưa đủ"
    (tmp_path / "b.xlsx").write_bytes(sent(book).read())
    call_command("import_scores", "2026", str(tmp_path / "b.xlsx"), "--as", "appraisal", "--by", member.person.email)

    assert points(review)["II.1"] == (Decimal(1), "Chưa đủ")
