"""The pictures of the guides and the README: each there, each used, each with words for who cannot see it."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from PIL import Image

from docs.screenshots import picture_names
from friendly_gov.guides import FOLDER, GUIDES, guide_named

IMAGES = Path(settings.BASE_DIR, "docs", "images")
PAGES = [*FOLDER.glob("*.md"), Path(settings.BASE_DIR, "README.md")]
PICTURE = re.compile(r"!\[([^\]]*)\]\((?:\.\./|docs/)images/([\w.-]+)\)")
FIGURE = re.compile(r"<figure>\s*((?:<a [^>]+><img [^>]+></a>)+)<figcaption>(.+?)</figcaption></figure>", re.S)
# With its size, so that the page does not jump, and loaded only where it is scrolled to.
IMAGE = re.compile(r'<img src="[^"]+" width="\d+" height="\d+" alt="[^"]{5,}" loading="lazy" decoding="async">')

SIZE = re.compile(r'<img src="[^"]*guides/([\w-]+?)(?:\.\w{12})?\.webp" width="(\d+)" height="(\d+)"')


def pictures(path: Path) -> list[tuple[str, str]]:
    """(what it shows, file) of each picture of a page."""
    return PICTURE.findall(path.read_text(encoding="utf-8"))


def test_each_picture_is_there_and_used_and_taken_by_the_script():
    named = {name for path in PAGES for _alt, name in pictures(path)}
    assert named == {path.name for path in IMAGES.iterdir()} == picture_names()


def test_each_picture_says_what_it_shows():
    for path in PAGES:
        assert path.read_text(encoding="utf-8").count("![") == len(pictures(path))
        assert [name for alt, name in pictures(path) if len(alt) < 5] == []


def test_the_pictures_are_small():
    sizes = {path.name: path.stat().st_size for path in IMAGES.iterdir()}
    assert {name: size for name, size in sizes.items() if size > 150_000} == {}
    assert sum(sizes.values()) < 4_000_000


@pytest.mark.parametrize("name", set(GUIDES) - {"quy-dinh-cua-cong"})
def test_the_page_of_a_guide_shows_its_pictures_with_captions(name):
    html, named = guide_named(name).html, pictures(FOLDER / f"{name}.md")

    assert named
    figures = FIGURE.findall(html)
    assert sum(figure.count("<img") for figure, _caption in figures) == html.count("<img") == len(named)
    assert len(IMAGE.findall(html)) == len(named)
    for picture, *size in SIZE.findall(html):
        with Image.open(IMAGES / f"{picture}.webp") as opened:
            assert opened.size == tuple(map(int, size))
    assert len(SIZE.findall(html)) == len(named)
    assert all(finders.find(f"guides/{picture}") for _alt, picture in named)
