"""The first page of every paper looks as it did when somebody looked at it."""

import os

import pytest
from PIL import Image, ImageDraw

from tests.papers.pictures import FOLDER, MOST, distance, keep, picture_of, stored
from tests.papers.samples import EVERY

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize("name", EVERY)
def test_its_first_page_looks_as_its_picture(name, every_paper):
    picture = picture_of(every_paper[name].pdf)
    if os.environ.get("PICTURES") == "take":
        keep(name, picture)
    kept = stored(name)

    assert kept is not None, "take its picture, see tests/papers/pictures.py"
    assert distance(picture, kept) <= MOST


def test_every_picture_is_of_a_paper():
    assert {file.stem for file in FOLDER.glob("*.png")} == set(EVERY)


def test_a_line_more_and_a_moved_block_are_seen():
    kept = stored("results.submission")
    assert kept is not None
    moved, longer = Image.new("L", kept.size, 255), kept.copy()
    moved.paste(kept, (0, 8))
    ImageDraw.Draw(longer).rectangle((60, 300, 280, 304), fill=90)

    assert min(distance(kept, moved), distance(kept, longer)) > MOST
