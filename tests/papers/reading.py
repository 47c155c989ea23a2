"""Read a PDF with poppler's tools: its words and their positions, its fonts, its pages as pixels."""

import re
import subprocess
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from tempfile import NamedTemporaryFile

from django.urls import reverse
from PIL import Image

MM = 72 / 25.4
_TEXT = r'<text top="(\d+)" left="(\d+)" width="(\d+)" height="(\d+)" font="(\d+)">(.*?)</text>'


@dataclass(frozen=True, slots=True)
class Word:
    """A word and its box, in millimetres from the page's top left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text in one font, in millimetres from the page's top left; its size in points."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    size: float
    is_bold: bool
    is_italic: bool
    text: str


# Pixels of `pdftohtml` in a point, as many as it gives.
_ZOOM = 3


def lines_of(pdf: bytes) -> list[Line]:
    """Every line with its place and its font."""
    with NamedTemporaryFile(suffix=".pdf") as file:  # pdftohtml reads no pipe
        file.write(pdf)
        file.flush()
        tree = _run(b"", "pdftohtml", "-xml", "-zoom", str(_ZOOM), "-fontfullname", "-i", "-stdout", file.name).decode()
    fonts: dict[str, tuple[float, str]] = {}
    lines = []
    for page in tree.split("<page ")[1:]:
        for number, size, family in re.findall(r'<fontspec id="(\d+)" size="(\d+)" family="(.*?)"', page):
            fonts[number] = (int(size) / _ZOOM, family)
        for *box, font, text in re.findall(_TEXT, page):
            top, left, width, height = (int(edge) / _ZOOM / MM for edge in box)
            size, family = fonts[font]
            words = " ".join(unescape(re.sub(r"<[^>]*>", "", text)).split())
            place = (int(page.split('"')[1]), left, top, left + width, top + height)
            lines += [Line(*place, size, "Bold" in family, "Italic" in family, words)] if words else []
    return lines


def _run(pdf: bytes, *command: str) -> bytes:
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout


def content_of(stored) -> bytes:
    """The bytes of a stored file."""
    with stored.content.open("rb") as content:
        return content.read()


def asked_file(client, path: str) -> bytes:
    """What the worker makes when somebody requests the file at `path`, downloaded from the page that it leads to."""
    page = client.post(path, follow=True)
    assert page.context["state"] == "made"
    return b"".join(client.get(reverse("documents:export_file", args=[page.context["export"].public_id])))


def text_of(pdf: bytes) -> str:
    """The words of a PDF in reading order, white space squeezed."""
    return " ".join(_run(pdf, "pdftotext", "-raw", "-", "-").decode().split())


def page_sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Each page's width and height in whole millimetres."""
    return [
        (round(float(w) / MM), round(float(h) / MM))
        for w, h in re.findall(r'<page width="(.*?)" height="(.*?)">', _boxes(pdf))
    ]


def words_of(pdf: bytes) -> list[Word]:
    """Every word with its place."""
    words = []
    for number, page in enumerate(_boxes(pdf).split("<page ")[1:], start=1):
        for box in re.findall(r'<word xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', page):
            words.append(Word(number, *(float(edge) / MM for edge in box[:4]), unescape(box[4])))
    return words


def fonts_of(pdf: bytes) -> set[tuple[str, bool]]:
    """The fonts in a PDF, without their subset tags, and whether each is embedded."""
    rows = _run(pdf, "pdffonts", "-").decode().splitlines()[2:]
    return {(row.split()[0].partition("+")[2], row.split()[-5] == "yes") for row in rows}


def page_image(pdf: bytes, page: int = 1, *, dpi: int = 254) -> Image.Image:
    """A page in grey, by default ten pixels to the millimetre."""
    command = ("pdftoppm", "-gray", "-r", str(dpi), "-f", str(page), "-l", str(page), "-")
    return Image.open(BytesIO(_run(pdf, *command)))


def rules_of(pdf: bytes, page: int = 1, *, at_least: float = 8) -> list[tuple[float, float, float]]:
    """Horizontal rules of a page from above: (left, right, top) in millimetres, those of `at_least` millimetres."""
    image = page_image(pdf, page)
    dark = image.point(lambda grey: 255 if grey < 120 else 0)
    rules = []
    for top in range(dark.height):
        row = dark.crop((0, top, dark.width, top + 1)).tobytes()
        for run in re.finditer(rb"\xff+", row):
            if run.end() - run.start() >= at_least * 10:
                rules.append((run.start() / 10, run.end() / 10, top / 10))
    return [rule for place, rule in enumerate(rules) if not any(_same(rule, other) for other in rules[:place])]


def _same(rule, other):
    return abs(rule[0] - other[0]) < 1 and abs(rule[1] - other[1]) < 1 and abs(rule[2] - other[2]) < 0.5


def _boxes(pdf):
    return _run(pdf, "pdftotext", "-bbox", "-", "-").decode()
