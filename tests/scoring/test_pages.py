"""The scoring table and the progress of all communes, over HTTP."""

import pytest
from django.urls import reverse

from scoring.models import Criterion, Rubric
from tests.factories.accounts import administrator, city_leader, editor_of, officer
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def cycle():
    return CycleFactory(year=2026)


def assessed(cycle, name, **fields):
    commune = CommuneFactory(name=name)
    return SelfAssessmentFactory(
        registration=RegistrationFactory(cycle=cycle, commune=commune, accepted=True), **fields
    )


def listed(client, **query):
    answer = client.get(reverse("scoring:assessments", args=[2026]), query)
    return [(row.commune.split(maxsplit=1)[1], row.scored, str(row.total)) for row in answer.context["listing"].page]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["An Biên", "Kiến An", "Lê Chân"]),
        ({"q": "kien an"}, ["Kiến An"]),
        ({"state": "submitted"}, ["Lê Chân"]),
        ({"sort": "-total"}, ["Lê Chân", "An Biên", "Kiến An"]),
        ({"sort": "scored"}, ["Kiến An", "An Biên", "Lê Chân"]),
        ({"sort": "password"}, ["An Biên", "Kiến An", "Lê Chân"]),
        ({"q": "không có"}, []),
    ],
)
def test_the_department_searches_filters_and_sorts(client, cycle, query, names):
    assessed(cycle, "An Biên", scores={"I.1": "10"})
    assessed(cycle, "Kiến An")
    assessed(cycle, "Lê Chân", scores="full", submitted=True)
    client.force_login(officer())

    assert [name for name, *_rest in listed(client, **query)] == names


def test_a_row_says_how_far_a_commune_has_come(client, cycle):
    assessed(cycle, "An Biên", scores={"I.1": "10", "I.2": "1.25"})
    client.force_login(officer())

    # The points stay the commune's own until they are sent.
    assert listed(client) == [("An Biên", 2, "None")]


@pytest.mark.parametrize(("count", "per"), [(1, 1), (3, 3)])
def test_the_list_costs_the_same_for_one_and_three(client, cycle, django_assert_num_queries, count, per):
    for number in range(count):
        assessed(cycle, f"Xã {number}", scores="full")
    client.force_login(officer())
    reverse_of = reverse("scoring:assessments", args=[2026])
    client.get(reverse_of)

    with django_assert_num_queries(7):
        assert len(client.get(reverse_of).context["listing"].page) == per


def test_the_year_names_the_table_it_began_with(client, cycle):
    """S7"""
    work = assessed(cycle, "An Biên")
    client.force_login(officer())

    answer = client.get(reverse("scoring:assessments", args=[2026]))

    assert answer.context["rubric"] == work.rubric
    assert reverse("scoring:rubric", args=[work.rubric.code]) in answer.text


def test_communes_do_not_see_how_far_others_are(client, cycle):
    work = assessed(cycle, "An Biên")
    client.force_login(editor_of(work.registration.commune))

    assert client.get(reverse("scoring:assessments", args=[2026])).status_code in {403, 404}


@pytest.mark.parametrize(
    ("person", "warned"),
    [(officer, True), (administrator, True), (city_leader, False)],
    ids=["officer", "admin", "city"],
)
def test_the_real_table_warns_those_who_answer_for_its_figures(client, decree, person, warned):
    table = Rubric.objects.get()
    client.force_login(person())

    answer = client.get(reverse("scoring:rubric", args=[table.code]))

    assert (answer.context["criteria"], answer.context["assumed"]) == (69, 27)
    assert ("note-warn" in answer.text) is warned
    assert all(f'<td class="nowrap">{row.code}</td>' in answer.text for row in Criterion.objects.all())


def test_the_table_is_for_people_signed_in(client, decree):
    answer = client.get(reverse("scoring:rubric", args=[Rubric.objects.get().code]))

    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_the_list_of_tables_names_each(client, decree):
    client.force_login(city_leader())

    assert reverse("scoring:rubric", args=[Rubric.objects.get().code]) in client.get(reverse("scoring:rubrics")).text
