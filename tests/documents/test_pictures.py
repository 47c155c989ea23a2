"""Pictures as people look at them: upright, of sensible size, with nothing hidden in their file."""

import io

import pillow_heif
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from documents import pictures
from documents.kinds import HEIC, kind_of
from documents.pictures import display_copy
from tests.factories.documents import StoredFileFactory

pytestmark = pytest.mark.django_db
ORIENTATION = 0x0112
MAKER = 0x010F
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}


def scene(width=80, height=40, mode="RGB"):
    """Red above, blue below."""
    picture = Image.new(mode, (width, height), "red")
    picture.paste("blue", (0, height // 2, width, height))
    return picture


def encoded(picture, kind, *, turned=1):
    output, exif = io.BytesIO(), Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, "A maker of cameras"
    picture.save(output, kind, exif=exif.tobytes(), quality=90)
    return output.getvalue()


def shown(body, kind="JPEG", name="IMG_0001.jpg"):
    copy = display_copy(StoredFileFactory(body=body, name=name, media_type=KINDS[kind]))
    with copy.content.open("rb") as content:
        picture = Image.open(io.BytesIO(content.read()))
    return copy, picture


def is_red(pixel):
    return pixel[0] > 180 and pixel[2] < 80


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_picture_is_shown_as_a_jpeg_without_what_the_camera_wrote(kind):
    copy, picture = shown(encoded(scene(), kind), kind, name="ảnh họp.heic")

    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (80, 40), {})
    assert (copy.name, copy.media_type, copy.pk) == ("ảnh họp.jpg", "image/jpeg", None)
    assert is_red(picture.getpixel((40, 5)))


@pytest.mark.parametrize(
    ("turned", "turn"),
    [
        (2, Image.Transpose.FLIP_LEFT_RIGHT),
        (3, Image.Transpose.ROTATE_180),
        (4, Image.Transpose.FLIP_TOP_BOTTOM),
        (5, Image.Transpose.TRANSPOSE),
        (6, Image.Transpose.ROTATE_90),
        (7, Image.Transpose.TRANSVERSE),
        (8, Image.Transpose.ROTATE_270),
    ],
)
def test_a_picture_stands_upright_however_the_camera_was_held(turned, turn):
    _copy, picture = shown(encoded(scene().transpose(turn), "JPEG", turned=turned))

    assert picture.size == (80, 40)
    assert [is_red(picture.getpixel(place)) for place in ((40, 5), (40, 35))] == [True, False]


def test_a_huge_picture_is_made_smaller_and_transparency_becomes_paper():
    _copy, large = shown(encoded(scene(5200, 1300), "JPEG"))
    _copy, clear = shown(encoded(Image.new("RGBA", (10, 10), (0, 0, 0, 0)), "PNG"), "PNG")

    assert (large.size, clear.getpixel((5, 5))) == ((2560, 640), (255, 255, 255))


def test_the_copy_is_made_once(monkeypatch):
    stored = StoredFileFactory(body=encoded(scene(), "JPEG"), media_type="image/jpeg")
    first = display_copy(stored)
    monkeypatch.setattr(pictures, "upright_jpeg", None)

    assert display_copy(stored).content.name == first.content.name
    assert default_storage.exists(first.content.name)


@pytest.mark.parametrize("body", [b"\xff\xd8\xff\xe0 no picture", encoded(scene(), "HEIF")[:200], b"%PDF-1.4"])
def test_what_cannot_be_read_has_no_copy(body):
    assert display_copy(StoredFileFactory(body=body, media_type="image/jpeg")) is None


def test_more_pixels_than_are_safe_have_no_copy(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PIXELS_WHOLE", 100)

    assert display_copy(StoredFileFactory(body=encoded(scene(), "PNG"), media_type="image/png")) is None


def test_a_photo_of_an_iphone_is_known_by_its_content():
    body = io.BytesIO()
    pillow_heif.from_pillow(scene(64, 64)).save(body, quality=80)

    body.name = "IMG_0001.jpg"
    assert kind_of(body) == HEIC
