"""Answers on paper: entered together as a table or from a workbook, all or none, each batch once."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from kernel.refusals import Refused
from surveys.counting import kept_counts, recounted
from surveys.models import Answer, PaperBatch, Response
from surveys.paper_rows import TypedPaper
from surveys.paper_workbooks import paper_workbook, read_workbook
from surveys.services import close_survey, enter_papers
from tests.factories.accounts import editor_of
from tests.factories.surveys import OPENED, SurveyFactory

pytestmark = pytest.mark.django_db

NOW = OPENED + timedelta(days=10)


@pytest.fixture
def survey():
    return SurveyFactory(opened=True)


@pytest.fixture
def editor(survey):
    return editor_of(survey.commune)


def enter(survey, editor, rows, *, key="one", day=date(2026, 3, 9)):
    papers = [TypedPaper(number, dict(enumerate(texts, start=1))) for number, texts in enumerate(rows, start=1)]
    return enter_papers(survey=survey, papers=papers, source="table", key=key, collected_on=day, by=editor, now=NOW)


def codes(refusal):
    return [(problem.code, problem.where) for problem in refusal.value.problems]


def test_papers_are_entered_with_who_entered_them(survey, editor):
    batch = enter(survey, editor, [("5", "4", "2", "1, 3", " tốt  lắm "), ("", "", "", "", ""), ("3", "", "", "", "")])
    assert (batch.size, batch.entered_by) == (2, editor)
    first, second = Response.objects.order_by("pk")
    assert {(one.channel, one.entered_by) for one in (first, second)} == {("paper", editor)}
    assert first.received_at == datetime(2026, 3, 8, 17, tzinfo=UTC)
    given = first.answers.order_by("question__position", "choice__position")
    assert [(one.value, one.choice and one.choice.position, one.text) for one in given] == [
        (5, None, ""), (4, None, ""), (None, 2, ""), (None, 1, ""), (None, 3, ""), (None, None, "tốt lắm"),
    ]  # fmt: skip
    assert list(second.answers.values_list("value", flat=True)) == [3]
    assert kept_counts(survey) == recounted(survey)
    assert Entry.objects.get(verb="surveys.enter_papers").facts["count"] == 2


def test_every_cell_that_cannot_be_read_is_named_and_nothing_is_entered(survey, editor):
    with pytest.raises(Refused) as refusal:
        enter(survey, editor, [("6", "4", "4", "1,x", "a" * 501), ("1 2", "tốt", "1", "", "")])
    assert codes(refusal) == [
        ("paper_value_unknown", "1-1"),
        ("paper_value_unknown", "1-3"),
        ("paper_value_unknown", "1-4"),
        ("answer_too_long", "1-5"),
        ("paper_several_values", "2-1"),
        ("paper_value_unknown", "2-2"),
    ]
    assert not Response.objects.exists()
    assert not kept_counts(survey)


def test_no_batch_is_entered_twice_or_outside_the_survey(survey, editor):
    enter(survey, editor, [("5", "", "", "", "")])
    with pytest.raises(Refused) as refusal:
        enter(survey, editor, [("5", "", "", "", "")])
    assert codes(refusal) == [("papers_entered_already", "")]
    for day in (OPENED.date() - timedelta(days=1), NOW.date() + timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            enter(survey, editor, [("5", "", "", "", "")], key="two", day=day)
        assert codes(refusal) == [("papers_of_another_day", "collected_on")]
    with pytest.raises(Refused) as refusal:
        enter(survey, editor, [("", " ", "", "", "")], key="three")
    assert codes(refusal) == [("papers_none", "")]
    close_survey(survey=survey, by=editor, now=NOW)
    with pytest.raises(Refused) as refusal:
        enter(survey, editor, [("5", "", "", "", "")], key="four")
    assert codes(refusal) == [("survey_not_open", "survey")]
    assert Response.objects.count() == 1


def filled(survey, *rows):
    book = load_workbook(BytesIO(paper_workbook(survey)))
    for number, row in enumerate(rows, start=4):
        for place, value in enumerate(row, start=1):
            book.active.cell(number, place, value)
    content = BytesIO()
    book.save(content)
    content.seek(0)
    return content


def test_a_workbook_is_read_row_by_row(survey):
    papers, _key = read_workbook(filled(survey, (1, 5, 4.0, "2", "1,3", "đúng hẹn"), (), (3, 1, 1)), survey)
    assert [(paper.row, list(paper.texts.values())) for paper in papers] == [
        (4, ["5", "4", "2", "1,3", "đúng hẹn"]),
        (6, ["1", "1", "", "", ""]),
    ]
    assert papers[0].where(1) == "B4"


def test_a_workbook_with_a_formula_or_of_another_survey_is_refused(survey):
    with pytest.raises(Refused) as refusal:
        read_workbook(filled(survey, (1, "=2+3")), survey)
    assert codes(refusal) == [("paper_book_formula", "B4")]
    with pytest.raises(Refused) as refusal:
        read_workbook(filled(SurveyFactory(opened=True), (1, 5)), survey)
    assert codes(refusal) == [("paper_book_other", "")]
    with pytest.raises(Refused) as refusal:
        read_workbook(BytesIO(b"PK\x03\x04 nothing"), survey)
    assert codes(refusal) == [("workbook_unreadable", "")]
    with pytest.raises(Refused) as refusal:
        read_workbook(filled(survey), survey)
    assert codes(refusal) == [("paper_book_empty", "")]


def test_the_pages_keep_what_was_typed(client, survey, editor):
    client.force_login(editor)
    address = reverse("surveys:papers", args=[survey.slug])
    page = client.get(f"{address}?rows=25").content.decode()
    assert 'name="25-5"' in page
    key = page.split('name="key" value="')[1].split('"')[0]
    typed = {"key": key, "rows": "10", "collected_on": "09/03/2026", "1-1": "9", "1-5": "chậm"}
    refused = client.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="9"' in page
    assert 'value="chậm"' in page
    assert 'id="problem-1-1"' in page
    assert client.post(address, typed | {"1-1": "4"}).status_code == 302
    assert Answer.objects.count() == 2
    again = client.post(address, typed | {"1-1": "4"})
    assert again.status_code == 422
    assert str(editor) in again.content.decode()


def test_a_workbook_is_entered_by_its_page(client, survey, editor):
    client.force_login(editor)
    address = reverse("surveys:paper_workbooks", args=[survey.slug])
    template = client.get(reverse("surveys:paper_template", args=[survey.slug]))
    assert load_workbook(BytesIO(template.content)).active["B1"].value == survey.slug

    def send(*rows):
        book = SimpleUploadedFile("phieu.xlsx", filled(survey, *rows).read())
        return client.post(address, {"collected_on": "09/03/2026", "workbook": book})

    refused = send((1, 7))
    assert refused.status_code == 422
    assert "<strong>B4:</strong>" in refused.content.decode()
    assert send((1, 5, 4, 1, "1 2", "tốt"), (2, 3)).status_code == 302
    assert PaperBatch.objects.get().size == 2
