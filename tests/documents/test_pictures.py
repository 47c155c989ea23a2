"""Pictures for display: upright, of limited size, without hidden data."""

import io

import pillow_heif
import pytest
from PIL import Image

from documents import services
from documents.kinds import HEIC, kind_of
from documents.pictures import display_copy
from documents.previews.storage_paths import thumbnail_of
from documents.readers.pictures import size_shown
from tests import locks
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import ADDED

pytestmark = [pytest.mark.django_db, pytest.mark.once]
pillow_heif.register_heif_opener()
ORIENTATION = 0x0112
MAKER = 0x010F
# Where the picture was taken.
GPS = 0x8825
KINDS = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "HEIF": "image/heic"}


def scene(width=80, height=40, mode="RGB"):
    """Red above, blue below."""
    picture = Image.new(mode, (width, height), "red")
    picture.paste("blue", (0, height // 2, width, height))
    return picture


def encoded(picture, kind, *, turned=1):
    output, exif = io.BytesIO(), Image.Exif()
    exif[ORIENTATION], exif[MAKER] = turned, "A maker of cameras"
    exif.get_ifd(GPS).update({1: "N", 2: (20.0, 51.0, 40.0), 3: "E", 4: (106.0, 40.0, 53.0)})
    picture.save(output, kind, exif=exif.tobytes(), quality=90)
    return output.getvalue()


def encoded_plain(picture, kind):
    output = io.BytesIO()
    picture.save(output, kind)
    return output.getvalue()


def sent(body, kind="JPEG", name="IMG_0001.jpg"):
    """A picture whose display copy the worker has made, if it can be made."""
    stored = StoredFileFactory(body=body, name=name, media_type=KINDS[kind])
    services.make_preview(inspection_id=stored.inspection_id, now=ADDED)
    return stored


def shown(body, kind="JPEG", name="IMG_0001.jpg"):
    copy = display_copy(sent(body, kind, name))
    with copy.content.open("rb") as content:
        picture = Image.open(io.BytesIO(content.read()))
    return copy, picture


def is_red(pixel):
    return pixel[0] > 180 and pixel[2] < 80


def test_a_preview_is_recorded_on_the_row_that_is_held():
    """A content may be withdrawn while its preview is made."""
    sent(encoded(scene(), "JPEG"))

    assert "documents.Preview" in locks.locked


@pytest.mark.parametrize("kind", list(KINDS))
def test_every_kind_of_picture_is_shown_as_a_jpeg_without_what_the_camera_wrote(kind):
    copy, picture = shown(encoded(scene(), kind), kind, name="ảnh họp.heic")

    assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (80, 40), {})
    assert not picture.getexif().get_ifd(GPS)
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

    assert (large.size, clear.getpixel((5, 5))) == ((4320, 1080), (255, 255, 255))


def test_a_picture_that_nobody_has_decoded_yet_has_no_copy():
    assert display_copy(StoredFileFactory(body=encoded(scene(), "JPEG"), media_type="image/jpeg")) is None


@pytest.mark.parametrize("body", [b"\xff\xd8\xff\xe0 no picture", encoded(scene(), "HEIF")[:200], b"%PDF-1.4"])
def test_what_cannot_be_read_has_no_copy(body):
    assert display_copy(sent(body)) is None


def test_more_pixels_than_are_safe_have_no_copy():
    large = encoded(Image.new("1", (8000, 7600)), "PNG")

    assert display_copy(sent(large, "PNG")) is None


def test_a_photo_of_an_iphone_is_known_by_its_content():
    body = io.BytesIO()
    pillow_heif.from_pillow(scene(64, 64)).save(body, quality=80)

    body.name = "IMG_0001.jpg"
    assert kind_of(body) == HEIC


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((4000, 3000), (2560, 1920)),
        ((16320, 12240), (2560, 1920)),
        ((1080, 16000), (1080, 16000)),
        ((1080, 9000), (1080, 9000)),
        ((20000, 1000), (20000, 1000)),
        ((30000, 6000), (5400, 1080)),
        ((800, 600), (800, 600)),
        ((1, 70000), (1, 65500)),
    ],
)
def test_no_picture_is_shown_with_fewer_pixels_across_than_its_words_need(size, shown):
    assert size_shown(*size) == shown


def test_a_screenshot_of_a_long_page_is_shown_as_wide_as_it_was_and_its_thumbnail_is_its_beginning():
    stored = sent(encoded(scene(1080, 9000), "JPEG"))

    copy = display_copy(stored)
    with copy.content.open("rb") as content, Image.open(content) as picture:
        assert picture.size == (1080, 9000)
    with thumbnail_of(stored).content.open("rb") as content, Image.open(content) as small:
        assert small.size == (107, 320)


def test_greys_of_sixteen_bits_stay_greys():
    deep = Image.new("I;16", (256, 4))
    for place in range(256):
        deep.paste(place * 257, (place, 0, place + 1, 4))
    _copy, picture = shown(encoded_plain(deep, "PNG"), "PNG")

    greys = [picture.convert("L").getpixel((place, 2)) for place in (0, 64, 128, 192, 255)]
    assert max(abs(grey - wanted) for grey, wanted in zip(greys, (0, 64, 128, 192, 255), strict=True)) <= 3


def test_a_photo_with_a_second_picture_behind_it_is_shown_as_any_other():
    body = io.BytesIO()
    scene(4000, 3000).save(body, "MPO", save_all=True, append_images=[scene(400, 300)])

    _copy, picture = shown(body.getvalue())

    assert (picture.size, is_red(picture.getpixel((1200, 100)))) == ((2560, 1920), True)
