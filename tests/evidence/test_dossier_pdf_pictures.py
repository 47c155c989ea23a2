"""Pictures in the dossier's PDF: each legible, whatever its shape, its size and its kind."""

import io
import subprocess

import pytest
from PIL import Image

from documents import services
from documents.models import Preview
from documents.pictures import display_copy
from tests.evidence.test_dossier_pdf import bound, put
from tests.factories.accounts import UserFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.evidence import ADDED
from tests.factories.scoring import SelfAssessmentFactory

pytestmark = pytest.mark.once


@pytest.fixture
def work(db):
    return SelfAssessmentFactory(registration=RegistrationFactory(accepted=True))


def stripes(width, height, *, turn=1):
    """A screenshot of a long page: a line of every 500 pixels of its height has a grey of its own."""
    picture = Image.new("L", (width, height), 255)
    for number in range(height // 500):
        picture.paste(number * 8, (0, number * 500 + 200, width, number * 500 + 300))
    exif = picture.getexif()
    exif[0x0112] = turn
    picture = picture.transpose(Image.Transpose.ROTATE_90) if turn == 6 else picture
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, quality=95)
    return written.getvalue()


def greys(path, page):
    """The greys in the middle of a page of the book, from top to bottom."""
    drawn = subprocess.run(
        ["pdftoppm", "-gray", "-r", "72", "-f", str(page), "-l", str(page), path], capture_output=True, check=True
    )
    with Image.open(io.BytesIO(drawn.stdout)) as shown:
        middle = shown.crop((shown.width // 2, 34, shown.width // 2 + 1, shown.height - 48)).convert("L")
        return [middle.getpixel((0, place)) for place in range(middle.height)]


def sheets_of(document, side):
    """The numbers of the pages that show the picture whose long side has so many pixels."""
    return [
        number
        for number, page in enumerate(document.pages, start=1)
        for one in page.Resources.get("/XObject", {}).values()
        if side in (one.get("/Width"), one.get("/Height"))
    ]


@pytest.mark.parametrize("turn", [1, 6], ids=["upright", "turned"])
def test_a_screenshot_of_a_long_page_is_cut_over_sheets_as_wide_as_they_are(work, tmp_path, turn):
    put(work, "I.1", stripes(1080, 9000, turn=turn), "trang.jpg", "image/jpeg")
    whole = bound(work, tmp_path)
    path = tmp_path / "dossier.pdf"
    pictured = sheets_of(whole, 9000)
    seen = [greys(path, number) for number in pictured]

    # 527 points wide, so 0.488 points a pixel: 4392 points on sheets of 759, of which each repeats 20.
    assert len(pictured) == 6
    lines = {number * 8 for number in range(18)}
    result = {line for line in lines for page in seen if sum(abs(grey - line) < 3 for grey in page) >= 30}
    assert result == lines


def test_a_phones_own_screenshot_and_a_panorama_stay_on_one_sheet(work, tmp_path):
    put(work, "I.1", stripes(1080, 2340), "man-hinh.jpg", "image/jpeg")
    put(work, "I.2", stripes(9000, 1200), "toan-canh.jpg", "image/jpeg")
    whole = bound(work, tmp_path)

    assert [len(sheets_of(whole, side)) for side in (2340, 9000)] == [1, 1]


def two_in_one():
    """What a phone writes that keeps a second picture (for depth, or from its other lens) behind the first."""
    written = io.BytesIO()
    first = Image.linear_gradient("L").resize((3000, 2000)).convert("RGB")
    first.save(written, "MPO", save_all=True, append_images=[Image.new("RGB", (300, 200), "red")])
    return written.getvalue()


def of_200_megapixels():
    written = io.BytesIO()
    Image.linear_gradient("L").resize((16320, 12240)).save(written, "JPEG", quality=60)
    return written.getvalue()


@pytest.mark.parametrize("make", [two_in_one, of_200_megapixels], ids=["MPO", "200 megapixels"])
def test_the_pictures_of_todays_phones_have_a_display_copy_and_a_page(work, tmp_path, make):
    item = put(work, "I.1", make(), "anh.jpg", "image/jpeg")
    type(item.file).objects.filter(pk=item.file.pk).update(stored_by=UserFactory())
    services.inspect_content(inspection_id=item.file.inspection_id, now=ADDED)
    services.make_preview(inspection_id=item.file.inspection_id, now=ADDED)
    with display_copy(item.file).content.open("rb") as copy, Image.open(copy) as shown:
        size = shown.size
    whole = bound(work, tmp_path)
    bound_as = [one for page in whole.pages for one in page.Resources.get("/XObject", {}).values()]

    assert (Preview.objects.get().state, size[0], max(size)) == ("made", 2560, 2560)
    assert [one for one in bound_as if one.get("/Width") in (2560, 3000)]
