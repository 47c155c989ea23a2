"""Help: each person's own guide, and whom to ask wherever a page says to ask somebody."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from friendly_gov.guides import FOLDER, GUIDES, guide_named, guide_sections
from tests.factories.accounts import appraiser, editor_of, officer
from tests.factories.communes import CommuneFactory

TEMPLATES = Path(__file__).parents[2] / "templates"
ASKS = re.compile(r"(?:ask|tell|contact)s? (?:an|the) administrators?")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "guide"),
    [(None, "nguoi-dan"), (editor_of, "cap-xa"), (officer, "so-noi-vu"), (appraiser, "to-tham-dinh")],
)
def test_help_leads_to_the_guide_of_ones_role(client, person, guide):
    if person:
        client.force_login(person(CommuneFactory()) if person is editor_of else person())

    page = client.get(reverse("help"), follow=True)

    assert page.redirect_chain == [(reverse("guide", args=[guide]), 302)]
    assert f'<h1 lang="vi">{guide_named(guide).title}</h1>' in page.text
    assert f'href="{reverse("help")}"' in page.text


@pytest.mark.django_db
def test_the_guides_are_searched_with_and_without_accents(client):
    for words in ("đăng nhập hai bước", "DANG NHAP hai buoc", '"đăng nhập hai bước"', "đăng nhập hai bư"):
        page = client.get(reverse("guide_search"), {"q": words})
        hits = page.context["hits"]
        assert f'{reverse("guide", args=[hits[0].section.guide])}#{hits[0].section.anchor}"' in page.text
        assert hits[0].section.title == "Đăng nhập hai bước bắt buộc"
    assert client.get(reverse("guide_search"), {"q": "bước hai nhập xyz"}).context["hits"] == []
    assert client.get(reverse("guide_search"), {"q": '"bước hai nhập"'}).context["hits"] == []
    assert client.get(reverse("guide_search"), {"q": "<b>"}).status_code == 200


def test_every_section_that_the_search_finds_is_a_place_of_its_guide():
    for section in guide_sections():
        assert "<a id=" not in section.text
        if section.title != guide_named(section.guide).title:
            assert f'id="{section.anchor}"' in guide_named(section.guide).html


def test_every_guide_is_a_page_with_its_sections_tables_and_ways_to_the_others():
    assert {path.stem for path in FOLDER.glob("*.md")} == set(GUIDES)
    for name in GUIDES:
        guide = guide_named(name)
        assert guide.title
        assert [anchor for anchor, _words in guide.sections if f'id="{anchor}"' not in guide.html] == []
        assert re.findall(r'href="[^"]*[.]md', guide.html) == []
    assert '<a id="table-correction-sent"></a>' in guide_named("quy-dinh-cua-cong").html
    assert 'href="../quy-dinh-cua-cong/#table-correction-sent"' in guide_named("quan-tri").html


@pytest.mark.django_db
def test_how_the_administrators_are_reached_stands_where_the_page_says_to_ask_them(client, settings):
    settings.ADMINISTRATORS_CONTACT = "Tổ quản trị Cổng, 0225 300 0000"
    page = client.get(reverse("account_reset_password_done"))
    assert page.text.count("Tổ quản trị Cổng, 0225 300 0000") == 2  # beside the advice, and at the foot
    assert "Tổ quản trị Cổng" in client.get(reverse("public:years")).text
    settings.ADMINISTRATORS_CONTACT = ""
    assert "administrators" not in client.get(reverse("account_reset_password_done")).text


def test_no_page_says_to_ask_an_administrator_without_how():
    silent = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if ASKS.search(text := path.read_text(encoding="utf-8")) and "includes/_administrators.html" not in text
    ]
    assert silent == []
