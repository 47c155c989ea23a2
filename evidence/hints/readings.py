"""What a file's bytes tell of themselves, read once a content: its size, dates, emptiness, signatures and likeness."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

import pikepdf
from PIL import ExifTags, Image

from documents.kinds import PDF
from documents.pictures import MOST_PIXELS, MOST_PIXELS_WHOLE, is_picture
from evidence.hints import pictures
from evidence.hints.signatures import Signature, signatures_of

_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
_BROKEN = (OSError, ValueError, SyntaxError, RuntimeError, EOFError, TypeError, Image.DecompressionBombError)
_BROKEN_PDF = (pikepdf.PdfError, ValueError, RuntimeError, TypeError, KeyError, AttributeError, NotImplementedError)
_PAGES_READ = 20
_TEXT = {"Tj", "TJ", "'", '"'}
_DRAWN = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "BI", "INLINE IMAGE"}


@dataclass(slots=True)
class Told:
    """What was read. `dated_by` says where a date stands: "exif", "pdf" or "xmp"."""

    is_readable: bool = True
    is_blank: bool = False
    is_typed: bool = False
    width: int = 0
    height: int = 0
    dated_on: date | None = None
    dated_by: str = ""
    signatures: list[Signature] = field(default_factory=list)
    hashes: list[pictures.Hash] = field(default_factory=list)
    turned: list[pictures.Hash] = field(default_factory=list)


def read(content: BinaryIO, media_type: str) -> Told:
    """Read a picture or a PDF; of other kinds nothing is told."""
    if is_picture(media_type):
        return _picture(content)
    return _paper(content) if media_type == PDF.media_type else Told()


def _picture(content: BinaryIO) -> Told:
    try:
        with Image.open(content, formats=_FORMATS) as picture:
            told = Told(width=picture.width, height=picture.height)
            if told.width * told.height > MOST_PIXELS.get(picture.format, MOST_PIXELS_WHOLE):
                return told
            told.dated_on = _exif_day(picture)
            grey = pictures.small(picture)
    except _BROKEN:
        return Told(is_readable=False)
    told.dated_by = "exif" if told.dated_on else ""
    told.is_blank = pictures.is_blank(grey)
    if not told.is_blank:
        told.hashes, told.turned = pictures.hashes(grey), pictures.turned_hashes(grey)
    return told


def _exif_day(picture: Image.Image) -> date | None:
    taken = picture.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    try:
        return datetime.strptime(str(taken)[:10], "%Y:%m:%d").date()  # noqa: DTZ007 (a camera knows no zone)
    except ValueError:
        return None


def _paper(content: BinaryIO) -> Told:
    told = Told()
    try:
        with pikepdf.open(content) as paper:
            told.dated_on, told.dated_by = _paper_day(paper)
            looks = list(_looks(paper))
    except _BROKEN_PDF:
        return Told(is_readable=False)
    told.is_typed = "typed" in looks
    told.is_blank = bool(looks) and all(look == "blank" for look in looks)
    try:
        content.seek(0)
        told.signatures = signatures_of(content)
    except ValueError:
        told.signatures = []
    return told


def _paper_day(paper: pikepdf.Pdf) -> tuple[date | None, str]:
    made = str(paper.docinfo.get("/CreationDate", "")) if paper.trailer.get("/Info") is not None else ""
    if day := _day(made.removeprefix("D:")[:8], "%Y%m%d"):
        return day, "pdf"
    day = _day(str(paper.open_metadata().get("xmp:CreateDate", ""))[:10], "%Y-%m-%d")
    return day, "xmp" if day else ""


def _day(told: str, shape: str) -> date | None:
    try:
        return datetime.strptime(told, shape).date()  # noqa: DTZ007 (only the day counts)
    except ValueError:
        return None


def _looks(paper: pikepdf.Pdf) -> Iterator[str]:
    """How each of the first pages looks: "typed", "scanned" or "blank"."""
    for page in paper.pages[:_PAGES_READ]:
        verbs = {str(one.operator) for one in pikepdf.parse_content_stream(page)}
        if verbs & _TEXT:
            yield "typed"
        elif verbs & _DRAWN:
            yield "scanned"
        else:
            yield "scanned" if "Do" in verbs and _shows(page) else "blank"


def _shows(page: pikepdf.Page) -> bool:
    """Does any picture on the page show something? What cannot be unpacked is taken to."""
    found = list(page.get_images().values())
    return not found or any(_has_ink(one) for one in found)


def _has_ink(image: pikepdf.Object) -> bool:
    try:
        unpacked = pikepdf.PdfImage(image)
        if unpacked.width * unpacked.height > MOST_PIXELS_WHOLE:
            return True
        return not pictures.is_blank(pictures.small(unpacked.as_pil_image()))
    except (*_BROKEN, *_BROKEN_PDF):
        return True
