"""Every list uses one mechanism: filtered, ordered and paged in the query, exported as filtered."""

import csv
import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from appraisal.models import BreachAnswer
from documents.lists import FORMS
from tests.factories.accounts import administrator, editor_of, officer
from tests.factories.appraisal import (
    ASSIGNED,
    AppraisalTeamFactory,
    BreachFactory,
    ReviewFactory,
    TeamMemberFactory,
    VisitFactory,
    VisitPhotoFactory,
)
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "communes:registrations": [2026],
    "scoring:assessments": [2026],
    "evidence:dossiers": [2026],
    "appraisal:reviews": [2026],
    "appraisal:breaches": [2026],
    "appraisal:visits": [2026],
    "accounts:people": [],
}
MAX_QUERIES = 12


def a_year(count: int, *, before: int = 0) -> None:
    """So many units with dossiers, files, papers, reviews and people; named so that no two orders are alike."""
    cycle = CycleFactory()
    team = AppraisalTeamFactory(cycle=cycle)
    for number in range(before, before + count):
        commune = CommuneFactory(name=f"Xóm {chr(ord('Z') - number)}")
        registration = RegistrationFactory(cycle=cycle, commune=commune, accepted=True)
        assessment = SelfAssessmentFactory(registration=registration, submitted=True, scores="full")
        complete_dossier(assessment)
        assessment.begin_appraisal()
        assessment.save()
        review = ReviewFactory(
            assessment=assessment, appraiser=TeamMemberFactory(team=team), in_progress=True, scores={"I.1": "9"}
        )
        visit = VisitFactory(review=review, done=True)
        visit.members.add(TeamMemberFactory(team=team))
        VisitPhotoFactory(visit=visit)
        breach = BreachFactory(registration=registration, answer_before=date(2026, 12, 20))
        BreachAnswer.objects.create(
            breach=breach, text="Đơn vị đã xử lý.", answered_at=ASSIGNED, answered_by=visit.ended_by
        )
        editor_of(commune, full_name=f"Người {chr(ord('Z') - number)}")


def reader(name: str):
    return administrator() if name == "accounts:people" else officer()


def named(answer) -> list[str]:
    """Whom each row is about."""
    return [getattr(row, "commune", "") or row.full_name for row in answer.context["listing"].page]


def heads(text: str) -> list[str]:
    return re.findall(r"<th scope=\"col\".*?</th>", text, re.DOTALL)


def pages(client):
    """Each list with its address, read by a person who may."""
    for name, args in LISTS.items():
        client.force_login(reader(name))
        yield name, reverse(name, args=args)


def costs(client) -> dict[str, int]:
    """How many queries each list takes."""
    counted = {}
    for name, path in pages(client):
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counted[name] = len(queries)
    return counted


def test_a_list_costs_the_same_for_one_and_for_four(client):
    a_year(1)
    one = costs(client)
    a_year(3, before=1)
    assert costs(client) == one
    assert max(one.values()) <= MAX_QUERIES


def test_every_head_that_orders_says_so_and_orders_both_ways(client):
    a_year(3)
    for name, path in pages(client):
        asked = re.findall(r"href=\"\?sort=([a-z]+)\"", client.get(path).text)
        assert asked, name
        for key in asked:
            up, down = client.get(path, {"sort": key}), client.get(path, {"sort": f"-{key}"})
            said = [up.text.count('aria-sort="ascending"'), down.text.count('aria-sort="descending"')]
            assert said == [1, 1], (name, key)
        names = [named(client.get(path, {"q": "Xóm", "sort": way})) for way in ("name", "-name")]
        assert names[0] == names[1][::-1] != names[1], name


def test_each_row_has_a_cell_for_each_head_named_on_the_phone(client):
    a_year(2)
    for name, path in pages(client):
        text = client.get(path).text
        rows = re.findall(r"<tr>(?:(?!</tr>).)*?<td.*?</tr>", text, re.DOTALL)
        assert len(rows) >= 2, name
        for row in rows:
            cells = (row.count("<td"), row.count("data-label="))
            assert cells == (len(heads(text)), len(heads(text)) - 1), name


def test_a_filter_is_kept_on_the_way_and_what_the_address_says_wrongly_is_not_asked(client):
    a_year(2)
    for name, path in pages(client):
        answer = client.get(path, {"q": "Xóm Z", "sort": "-name"})
        assert 'value="Xóm Z"' in answer.text, name
        assert "q=X%C3%B3m+Z" in heads(answer.text)[0], name
        assert re.search(r"<option value=\"-name\" selected", answer.text), name
        assert len(answer.context["listing"].page) == 1, name
        everything = client.get(path).context["listing"].page.paginator.count
        wrong = client.get(path, {"state": "nowhere", "sort": "password", "page": "999", "as": "exe"})
        assert wrong.context["listing"].page.paginator.count == everything, name


def test_a_list_without_a_row_says_whether_the_filter_leaves_it_empty(client):
    a_year(1)
    for _name, path in pages(client):
        answers = client.get(path), client.get(path, {"q": "Không có"})
        assert [answer.context["listing"].is_filtered for answer in answers] == [False, True]
        assert 'class="sheet empty"' in answers[1].text


def test_the_file_has_all_rows_of_the_filter_in_its_order(client):
    a_year(3)
    for name, path in pages(client):
        shown = named(client.get(path, {"q": "Xóm", "sort": "-name"}))
        for form in FORMS:
            answer = client.get(path, {"q": "Xóm", "sort": "-name", "as": form})
            assert answer.headers["Content-Disposition"].endswith(f'.{form}"'), name
            rows = rows_of(answer, form)
            place = next(number for number, title in enumerate(rows[0]) if title in ("Đơn vị", "Họ và tên"))
            assert [row[place] for row in rows[1:]] == shown, (name, form)
            assert len(rows) == 4, name


def rows_of(answer, form: str) -> list[list]:
    """The rows of a downloaded list, the titles first."""
    if form == "csv":
        return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
