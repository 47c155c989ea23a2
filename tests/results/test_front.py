"""The public front page: everybody can learn about the programme, find a unit, read a criterion, and object."""

import json
import re
import xml.etree.ElementTree as Tree

import pytest
from django.conf import settings
from django.urls import reverse

from results.sitemaps import PublicPages
from tests.factories.accounts import officer
from tests.factories.communes import CommuneFactory
from tests.factories.results import CONCLUDED
from tests.kept_rows import kept
from tests.results.building import whole_year
from tests.results.test_services import PUBLISHED, brought_to, publish

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGES = (
    "/",
    "/results/public/",
    "/results/public/units/",
    "/results/public/units/30001/",
    "/results/public/objections/",
    "/results/public/glossary/",
    "/results/public/2026/",
    "/results/public/2026/table/",
    "/results/public/2026/method/",
    "/results/public/2026/criteria/I/",
    "/results/public/2026/30001/",
)


year = kept(whole_year, at=CONCLUDED)
published = kept(publish, after=year, at=PUBLISHED, sets_clock=True)


def test_every_public_page_is_the_same_for_all_and_may_be_kept_on_the_way(client, published):
    strangers = {path: client.get(path) for path in PAGES}
    client.force_login(officer())
    for path, stranger in strangers.items():
        signed_in = client.get(path) if path != "/" else stranger

        assert (stranger.status_code, stranger.content) == (200, signed_in.content), path
        for answer in (stranger, signed_in):
            assert answer.headers["Cache-Control"] == "public, max-age=0, s-maxage=60", path
            assert "Cookie" not in answer.headers.get("Vary", ""), path
            assert not answer.cookies, path
            assert "<script src" not in answer.text, path
            assert len(answer.content) < 100_000, path


def test_a_page_that_has_not_changed_is_not_sent_again(client, published):
    first = client.get("/results/public/2026/")
    again = client.get("/results/public/2026/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_the_language_is_in_the_address(client, published):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    for path in PAGES:
        demand_both_languages(client, path)


def demand_both_languages(client, path):
    """The page at its address in Vietnamese, and below `/en` in English, each linked to the other."""
    vietnamese, english = client.get(path), client.get(f"/en{path}")

    assert (vietnamese.headers["Content-Language"], english.headers["Content-Language"]) == ("vi", "en")
    assert 'lang="vi"' in vietnamese.text.split("<head>")[0]
    assert 'lang="en"' in english.text.split("<head>")[0]
    here = f'<link rel="canonical" href="http://testserver{path}">'
    other = f'<link rel="alternate" hreflang="en" href="http://testserver/en{path}">'
    assert here in vietnamese.text
    assert other in vietnamese.text
    # Who reads English goes on in English.
    links = re.findall(r'href="(/[^"]*)"', english.text.split("<main")[1].split("</main>")[0])
    assert [link for link in links if "/results/public/" in link and not link.startswith("/en/")] == [
        link for link in links if re.search(r"\.(csv|json)$", link)
    ]


def test_who_is_signed_in_finds_their_work_at_the_same_address(client, published):
    client.force_login(officer())
    answer = client.get("/")
    assert answer.templates[0].name == "friendly_gov/home.html"
    assert "no-store" in answer.headers["Cache-Control"]


def test_the_front_page_shows_the_year_before_and_after_publication(client, year, at):
    at(2026, 11, 20)
    early = client.get("/").context
    brought_to(year, "published", at(2026, 12, 28))
    late = client.get("/").context

    assert early["latest"] is None
    assert [(step.key, step.phase) for step in early["current"].steps] == [
        ("register_before", "done"),
        ("submit_before", "current"),
        ("report_before", "later"),
    ]
    assert [step.phase for step in late["current"].steps] == ["done", "done", "current"]
    assert sum(group.max_points for group in early["current"].groups) == 100
    rows = client.get("/results/public/2026/results.json").json()
    levels = [row["level"] for row in rows if row["standing"] == "recognised"]
    assert [count for _level, count in late["latest"].levels] == [levels.count(level) for level in (4, 3, 2, 1)]
    assert (late["latest"].units, late["latest"].recognised) == (len(rows), len(levels))


def test_a_portal_without_a_year_has_a_front_page(client, db):
    answer = client.get("/")
    assert (answer.status_code, answer.context["current"], answer.context["latest"]) == (200, None, None)


def test_a_unit_is_found_by_what_people_call_it(client, published):
    CommuneFactory(name="Đồ Sơn", kind="ward", code="90001")
    CommuneFactory(name="Nam Đồ Sơn", kind="ward", code="90002")

    result = client.get("/results/public/units/", {"q": "phuong do son"})
    alone = client.get("/results/public/units/", {"q": "nam do son"})
    none = client.get("/results/public/units/", {"q": "khong co"})

    assert [unit.code for unit in result.context["page"]] == ["90001", "90002"]
    assert (alone.status_code, alone.url) == (302, "/results/public/units/90002/")
    assert none.context["page"].paginator.count == 0


def test_a_unit_is_found_by_those_that_were_merged_into_it(client, published):
    names = {"predecessors": ["Xã An Hòa", "Thị trấn Tiên Lãng"], "predecessors_key": "xa an hoa; thi tran tien lang"}
    CommuneFactory(code="90003", name="Tân Thành", **names)

    for typed in ("an hoà", "thị trấn Tiên Lãng", "UBND xã An Hòa"):
        found = client.get("/results/public/units/", {"q": typed})
        assert (typed, found.status_code, found.url) == (typed, 302, "/results/public/units/90003/")
    page = client.get("/results/public/units/90003/").content.decode()
    assert "Hình thành từ: Xã An Hòa, Thị trấn Tiên Lãng." in page


def test_a_unit_has_its_published_years_and_before_them_nothing(client, year, at):
    at(2026, 11, 20)
    before = client.get("/results/public/units/30001/")
    brought_to(year, "published", at(2026, 12, 28))
    after = client.get("/results/public/units/30001/")
    failed = client.get("/results/public/units/30007/").context["years"][0][1]

    assert before.context["years"] == []
    [(number, unit, _words)] = after.context["years"]
    shown = client.get("/results/public/2026/30001/").context["unit"]
    assert (number, unit.level, unit.total, unit.decision) == (2026, shown.level, shown.total, shown.decision)
    assert (failed.standing, failed.total) == ("not_qualified", None)
    assert client.get("/results/public/units/99999/").status_code == 404


def test_a_criterion_shows_its_units_once_they_are_published(client, year, at):
    at(2026, 11, 20)
    criterion = next(row for row in client.get("/results/public/2026/table/").context["rows"] if row.row.is_leaf).row
    path = f"/results/public/2026/criteria/{criterion.code}/"
    before = client.get(path).context["detail"]
    brought_to(year, "published", at(2026, 12, 28))
    after = client.get(path).context["detail"]
    open_data = client.get("/results/public/2026/criteria.json").json()

    assert (before.result, before.chosen.row.max_points) == (None, criterion.max_points)
    lines = {line["code"]: line["points"] for line in open_data if line["criterion"] == criterion.code}
    shown = {one.unit.code: f"{one.appraised:.2f}" for one in after.result.units}
    assert shown == lines
    points = [one.appraised for one in after.result.units]
    assert points == sorted(points, reverse=True)
    result = after.result
    assert (result.full, result.none) == (points.count(criterion.max_points), points.count(0))
    assert result.full + result.part + result.none == len(points)
    assert client.get("/results/public/2026/criteria/IX.9/").status_code == 404


def test_search_engines_and_feed_readers_find_the_pages(client, published):
    site = Tree.fromstring(client.get("/sitemap.xml").content)
    listed = {node.text.removeprefix("http://testserver") for node in site.iter() if node.tag.endswith("}loc")}
    feed = Tree.fromstring(client.get("/results/public/feed/").content)
    robots = client.get("/robots.txt").text

    assert set(PAGES) <= listed
    assert {f"/en{path}" for path in PAGES} <= listed
    entries = [node for node in feed if node.tag.endswith("}entry")]
    assert entries
    assert "Sitemap: http://testserver/sitemap.xml" in robots
    assert robots.index("Allow: /results/public/") < robots.index("Disallow: /\n")


def test_a_long_sitemap_is_read_in_parts(client, published, monkeypatch):
    def addresses(path: str) -> list[str]:
        site = Tree.fromstring(client.get(path).content)
        return [node.text for node in site.iter() if node.tag.endswith("}loc")]

    whole = addresses("/sitemap.xml")
    monkeypatch.setattr(PublicPages, "limit", len(whole) // 3)

    parts = addresses("/sitemap.xml")

    assert parts[0] == "http://testserver/sitemap.xml?p=1"
    assert [one for part in parts for one in addresses(part.removeprefix("http://testserver"))] == whole
    assert client.get(f"/sitemap.xml?p={len(parts) + 1}").status_code == 404


def test_the_feed_is_empty_before_publication(client, year, at):
    brought_to(year, "recognised", at(2026, 12, 28))
    assert "<entry>" not in client.get("/results/public/feed/").text


def test_the_published_data_are_described_for_machines(client, published):
    page = client.get("/results/public/2026/").text
    [text] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    facts = json.loads(text)

    assert (facts["@type"], facts["temporalCoverage"]) == ("Dataset", "2026")
    for file in facts["distribution"]:
        assert client.get(file["contentUrl"]).status_code == 200


@pytest.mark.parametrize(("name", "arguments", "limit"), [("front", (), 8), ("public:unit_history", ("30001",), 8)])
def test_public_pages_cost_few_queries(client, published, django_assert_max_num_queries, name, arguments, limit):
    with django_assert_max_num_queries(limit):
        client.get(reverse(name, args=arguments))


def test_the_glossary_names_each_term_in_both_languages_at_an_address_of_its_own(client, published):
    vietnamese, english = client.get("/results/public/glossary/").text, client.get("/en/results/public/glossary/").text

    for text in (vietnamese, english):
        row = text.split('<div id="revocation">')[1].split("</div>")[0]
        linked = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
        assert ("Thu hồi" if text is vietnamese else "Revocation") in row.split("<span")[0]
        assert ('lang="en">revocation' if text is vietnamese else 'lang="vi">thu hồi') in row
        assert len(linked["hasDefinedTerm"]) == text.count("<dt>")
        # Terms of the desks alone are not for everybody.
        assert "review-desk" not in text
    for path in ("/", "/results/public/2026/method/", "/results/public/units/"):
        assert '<a href="/results/public/glossary/">' in client.get(path).text
    assert "<loc>http://testserver/results/public/glossary/</loc>" in client.get("/sitemap.xml").text
