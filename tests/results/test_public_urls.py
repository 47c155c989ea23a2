"""Every public page: cacheable by a shared proxy, light at 114 units, and described for search engines and readers."""

import json
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from communes.models import Commune
from results import public_urls
from scoring.models import Rubric
from tests.factories.appraisal import ReviewFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.results import OutcomeFactory, RecognitionFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.kept_rows import kept
from tests.results.building import whole_year
from tests.results.test_services import PUBLISHED, publish

pytestmark = [pytest.mark.django_db, pytest.mark.once]

UNIT, YEAR = "30001", 2026
# Pages with a row for each unit that has a result.
ROW = r"(<(tr|li)\b[^>]*>.*?</\2>)"
LISTS = ("public:year", "public:criterion")
# Every page by its name: its arguments, and the kinds of things that its linked data describe.
PAGES: dict[str, tuple[tuple, set[str]]] = {
    "front": ((), {"GovernmentOrganization"}),
    "public:years": ((), set()),
    "public:units": ((), set()),
    "public:unit_history": ((UNIT,), {"GovernmentOrganization"}),
    "public:glossary": ((), {"DefinedTermSet"}),
    "public:objections": ((), set()),
    "public:year": ((YEAR,), {"Dataset"}),
    "public:table": ((YEAR,), set()),
    "public:method": ((YEAR,), set()),
    "public:criterion": ((YEAR, "I.1"), set()),
    "public:data": ((YEAR,), set()),
    "public:unit": ((YEAR, UNIT), {"GovernmentOrganization"}),
}
# For programs: cached in the same way.
FILES = {
    "public:feed": (),
    "sitemap": (),
    "robots": (),
    "results:catalog": (),
    "results:data_package": (YEAR,),
    "results:open_data": (YEAR, "csv"),
    "results:open_table": (YEAR, "json"),
}


@kept(at=PUBLISHED, sets_clock=True)
def published():
    return publish(whole_year())


def only(pattern: str, text: str) -> str:
    """The one match of `pattern`."""
    [match] = re.findall(pattern, text, re.DOTALL)
    return match


def test_every_public_page_is_in_the_table():
    names = {f"public:{pattern.name}" for pattern in public_urls.urlpatterns}

    assert names == {name for name in PAGES | FILES if name.startswith("public:")}


def test_every_public_address_is_cached_by_a_shared_proxy(client, published):
    places = {name: arguments for name, (arguments, _kinds) in PAGES.items()} | FILES
    for name, arguments in places.items():
        path = reverse(name, args=arguments)
        answer = client.get(path)
        again = client.get(path, headers={"If-None-Match": answer.headers.get("ETag", name)})

        assert answer.status_code == 200, name
        assert answer.headers["Cache-Control"].startswith("public"), name
        assert "Cookie" not in answer.headers.get("Vary", ""), name
        assert not answer.cookies, name
        assert (again.status_code, again.content) == (304, b""), name


def test_every_public_page_says_what_it_is(client, published):
    titles, descriptions = {}, {}
    for name, (arguments, kinds) in PAGES.items():
        path = reverse(name, args=arguments)
        text = client.get(path).text
        linked = [json.loads(one) for one in re.findall(r'<script type="application/ld\+json">(.*?)</script>', text)]
        titles[name] = only(r"<title>(.*?)</title>", text)
        descriptions[name] = only(r'<meta name="description" content="(.*?)">', text)

        assert {one["@type"] for one in linked} == kinds, name
        assert f'<link rel="canonical" href="http://testserver{path}">' in text, name
        assert 'type="application/atom+xml"' in text, name
        assert len(re.findall("<h1", text)) == 1, name
        assert re.findall(r"<script(?! type=\"application/ld\+json\")", text) == [], name

    assert len(set(titles.values())) == len(PAGES)
    assert len(set(descriptions.values())) == len(PAGES)


def test_a_units_page_describes_the_unit_and_leads_to_its_other_years(client, published):
    unit = published.units["level_4"].commune
    page, history = reverse("public:unit", args=[YEAR, UNIT]), reverse("public:unit_history", args=[UNIT])
    text = client.get(page).text
    facts = json.loads(only(r'<script type="application/ld\+json">(.*?)</script>', text))

    assert (facts["identifier"], facts["url"]) == (UNIT, f"http://testserver{page}")
    assert facts["name"].endswith(unit.name)
    assert f'href="{history}"' in text


def test_a_units_history_lists_each_decision_on_it(client, published):
    row = client.get(reverse("public:unit", args=[YEAR, UNIT])).context["unit"]
    text = client.get(reverse("public:unit_history", args=[UNIT])).text

    decisions = [one for one in (row.decision, row.commendation, row.revocation, row.withdrawal) if one]
    assert [one.number for one in decisions if one.number not in text] == []


def test_no_page_of_114_units_on_the_real_table_weighs_more_than_100_kb(client, decree, at):
    at(2026, 12, 28)
    longest = max(Commune.objects.all(), key=lambda unit: len(unit.name))
    entry = RegistrationFactory(commune=longest, accepted=True)
    work = SelfAssessmentFactory(
        registration=entry, rubric=Rubric.objects.get(), submitted=True, scores="full", state="under_appraisal"
    )
    ReviewFactory(assessment=work, reconciled=True)
    points = {"self_total": Decimal(100), "appraised_total": Decimal(100)}
    RecognitionFactory(outcome=OutcomeFactory(registration=entry, published=True, **points))
    year, units = entry.cycle.year, Commune.objects.count()

    weights = {}
    for name, (arguments, _kinds) in PAGES.items():
        ours = {YEAR: year, UNIT: longest.code, "I.1": "I.1.1"}
        page = client.get(reverse(name, args=[ours[one] for one in arguments]))
        assert page.status_code == 200, name
        # One unit has a result: of a page with a row for each, the other rows weigh at most as much as its row.
        rows = [len(row[0].encode()) for row in re.findall(ROW, page.text, re.DOTALL) if longest.code in row[0]]
        weights[name] = len(page.content) + (sum(rows) * (units - 1) if name in LISTS else 0)

    assert units == 114
    assert {name: weight for name, weight in weights.items() if weight >= 100_000} == {}
    assert min(weights[name] for name in LISTS) > 114 * 100
