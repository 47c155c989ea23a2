"""Finding a unit from the top bar: by a name without accents, to the page of one's role."""

import re

import pytest
from django.urls import reverse

from kernel.text import search_key
from tests.factories.accounts import appraiser, city_leader, editor_of, officer
from tests.factories.appraisal import AppraisalTeamFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory, RegistrationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    commune = CommuneFactory(name="Lê Chân", code="11111", search_key=f"{search_key('Phường Lê Chân')} 11111")
    return RegistrationFactory(commune=commune, accepted=True)


def search(client, person, words="le chan", year="2026"):
    client.force_login(person)
    return client.get(reverse("search"), {"q": words, "year": year})


def test_the_only_unit_found_is_opened_at_the_page_of_ones_role(client, unit):
    assert search(client, officer()).url == reverse("communes:entry", args=[2026, "11111"])
    assert search(client, city_leader(), "11111").url == reverse("results:standing", args=[2026, "11111"])
    member = TeamMemberFactory(team=AppraisalTeamFactory(cycle=unit.cycle), person=appraiser())
    ReviewFactory(assessment__registration=unit, appraiser=member)
    assert search(client, member.person).url == reverse("appraisal:review", args=[2026, "11111"])


def test_a_commune_is_led_nowhere_before_publication(client, unit):
    answer = search(client, editor_of(unit.commune))
    assert (answer.status_code, answer.context["rows"]) == (200, [(unit.commune, "")])


def test_what_is_not_found_says_what_to_do(client, unit):
    assert search(client, officer(), "khong co", "x").context["rows"] == []
    assert client.get(reverse("search")).status_code == 200


@pytest.mark.parametrize("count", [2, 4])
def test_searching_costs_the_same_for_few_and_many(client, unit, count, django_assert_num_queries):
    for number in range(count):
        CommuneFactory(search_key=f"chung {number}")
    client.force_login(officer())
    with django_assert_num_queries(7):
        client.get(reverse("search"), {"q": "chung", "year": "2026"})


def test_suggestions_are_what_the_search_finds_and_this_person_may_see(client, unit, django_assert_max_num_queries):
    CommuneFactory(name="Lê Thanh Nghị", code="10532", search_key=f"{search_key('Phường Lê Thanh Nghị')} 10532")

    def suggested(person, words):
        client.force_login(person)
        with django_assert_max_num_queries(20):
            page = client.get(reverse("suggestions"), {"q": words, "year": "2026"}).text
        return re.findall(r'role="option"[^>]*href="([^"]*)"', page)

    entry = reverse("communes:entry", args=[2026, "11111"])
    assert suggested(officer(), "le ch") == [entry]
    assert suggested(officer(email="b@example.vn"), "lê") == [entry, reverse("communes:entry", args=[2026, "10532"])]
    # A unit without a page for this person is no suggestion; one letter asks for nothing.
    assert suggested(editor_of(unit.commune), "le chan") == []
    assert suggested(officer(email="c@example.vn"), "l") == []
    # Beside a unit stands what it is, not the number of them.
    client.force_login(officer(email="d@example.vn"))
    offered = client.get(reverse("suggestions"), {"q": "le ch", "year": "2026"}).text
    kinds = client.get(reverse("search"), {"q": "le"}).context["kinds"]
    assert ("Đơn vị</span>" in offered, str(kinds[0][1])) == (True, "Đơn vị")
    # The box is a plain search without scripts.
    box = client.get(reverse("search")).text
    assert f'class="top-search-box" action="{reverse("search")}" method="get"' in box
