"""Every list uses one mechanism: filtered, ordered and paged in the query, exported as filtered."""

import csv
import io
import re

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from documents.lists import FORMS
from tests.factories.accounts import administrator, editor_of, officer
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.django_db

LISTS = {
    "communes:registrations": [2026],
    "scoring:assessments": [2026],
    "evidence:dossiers": [2026],
    "appraisal:reviews": [2026],
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
        ReviewFactory(
            assessment=assessment, appraiser=TeamMemberFactory(team=team), in_progress=True, scores={"I.1": "9"}
        )
        editor_of(commune, full_name=f"Người {chr(ord('Z') - number)}")


def reader(name: str):
    return administrator() if name == "accounts:people" else officer()


def named(answer) -> list[str]:
    """Whom each row is about."""
    return [getattr(row, "commune", "") or row.full_name for row in answer.context["listing"].page]


def heads(text: str) -> list[str]:
    return re.findall(r"<th scope=\"col\".*?</th>", text, re.DOTALL)


@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_for_one_and_for_four(client, django_assert_max_num_queries, name):
    path = reverse(name, args=LISTS[name])
    client.force_login(reader(name))
    a_year(1)
    client.get(path)
    with django_assert_max_num_queries(MAX_QUERIES) as one:
        client.get(path)
    a_year(3, before=1)
    with django_assert_max_num_queries(MAX_QUERIES) as four:
        client.get(path)
    assert len(four) == len(one)


@pytest.mark.parametrize("name", LISTS)
def test_every_head_that_orders_says_so_and_orders_both_ways(client, name):
    a_year(3)
    path = reverse(name, args=LISTS[name])
    client.force_login(reader(name))
    answer = client.get(path)
    asked = re.findall(r"href=\"\?sort=([a-z]+)\"", answer.text)
    assert asked
    for key in asked:
        up, down = client.get(path, {"sort": key}), client.get(path, {"sort": f"-{key}"})
        assert [up.text.count('aria-sort="ascending"'), down.text.count('aria-sort="descending"')] == [1, 1]
    names = [named(client.get(path, {"sort": way})) for way in ("name", "-name")]
    assert names[0] == names[1][::-1] != names[1]


@pytest.mark.parametrize("name", LISTS)
def test_each_row_has_a_cell_for_each_head_named_on_the_phone(client, name):
    a_year(2)
    client.force_login(reader(name))
    text = client.get(reverse(name, args=LISTS[name])).text
    rows = re.findall(r"<tr>(?:(?!</tr>).)*?<td.*?</tr>", text, re.DOTALL)
    assert len(rows) >= 2
    for row in rows:
        assert row.count("<td") == len(heads(text))
        assert row.count("data-label=") == len(heads(text)) - 1


@pytest.mark.parametrize("name", LISTS)
def test_a_filter_is_kept_on_the_way_and_what_the_address_says_wrongly_is_not_asked(client, name):
    a_year(2)
    client.force_login(reader(name))
    path = reverse(name, args=LISTS[name])
    answer = client.get(path, {"q": "Xóm Z", "sort": "-name"})
    assert 'value="Xóm Z"' in answer.text
    assert "q=X%C3%B3m+Z" in heads(answer.text)[0]
    assert re.search(r"<option value=\"-name\" selected", answer.text)
    assert len(answer.context["listing"].page) == 1
    everything = client.get(path).context["listing"].page.paginator.count
    wrong = client.get(path, {"state": "nowhere", "sort": "password", "page": "999", "as": "exe"})
    assert wrong.context["listing"].page.paginator.count == everything


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", LISTS)
def test_the_file_has_all_rows_of_the_filter_in_its_order(client, name, form):
    a_year(3)
    client.force_login(reader(name))
    path = reverse(name, args=LISTS[name])
    words = "Xóm"
    answer = client.get(path, {"q": words, "sort": "-name", "as": form})
    assert answer.headers["Content-Disposition"].endswith(f'.{form}"')
    if form == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        rows = [list(row) for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)]
    place = next(number for number, title in enumerate(rows[0]) if title in ("Đơn vị", "Họ và tên"))
    assert [row[place] for row in rows[1:]] == named(client.get(path, {"q": words, "sort": "-name"}))
    assert len(rows) == 4
