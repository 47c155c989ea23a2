"""Small grey pictures of the papers' first pages, and how far a page may be from its own.

Take them again where a change is meant: `PICTURES=take pytest -n 0 tests/papers/test_pictures.py`, then look at each.
"""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter

from tests.papers.reading import page_image

FOLDER = Path(__file__).with_name("pictures")
DPI = 40
# Letters of another version of the font move by a pixel at most: both pictures are blurred, then compared.
_BLUR = 2
# Share of the pixels that may differ by more than `_GREY` of 255.
_GREY, MOST = 24, 0.004


def picture_of(pdf: bytes) -> Image.Image:
    """The first page, small and grey."""
    return page_image(pdf, dpi=DPI).convert("L")


def stored(name: str) -> Image.Image | None:
    """The picture that was taken of this paper; None where there is none."""
    file = FOLDER / f"{name}.png"
    return Image.open(BytesIO(file.read_bytes())).convert("L") if file.exists() else None


def keep(name: str, picture: Image.Image) -> None:
    """Store it with sixteen greys, which is enough and small."""
    FOLDER.mkdir(exist_ok=True)
    picture.quantize(16).save(FOLDER / f"{name}.png", optimize=True)


def distance(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that differ; 1 where the pages have different sizes."""
    if one.size != other.size:
        return 1.0
    blurred = [picture.filter(ImageFilter.GaussianBlur(_BLUR)) for picture in (one, other)]
    counts = ImageChops.difference(*blurred).histogram()
    return sum(counts[_GREY:]) / sum(counts)
