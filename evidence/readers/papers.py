"""Facts from a PDF: its date, and the look of its first pages."""

from collections.abc import Iterator
from typing import BinaryIO

import pikepdf
import pypdfium2
from pypdfium2 import raw

from documents.readers import LOCKED, NotReadError
from documents.readers.papers import opened
from documents.readers.pictures import MAX_DECODED_PIXELS
from evidence.readers.pictures import is_blank, small

_PAGES_READ = 20
_TEXT = {"Tj", "TJ", "'", '"'}
_DRAWN = {"S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "BI", "INLINE IMAGE"}


def day(content: BinaryIO, output: BinaryIO) -> dict:
    """Report the date on which it was made, as written, and its source: "pdf" or "xmp"."""
    with _opened(content) as paper:
        made = str(paper.docinfo.get("/CreationDate", "")) if paper.trailer.get("/Info") is not None else ""
        dates = {"pdf": made.removeprefix("D:")[:8], "xmp": ""}
        try:
            dates["xmp"] = str(paper.open_metadata().get("xmp:CreateDate", ""))[:10]
        except Exception:
            # The XMP date does not depend on the other one.
            return dates
    return dates


def look(content: BinaryIO, output: BinaryIO) -> dict:
    """Report the look of each of the first pages: "typed", "scanned" or "blank"."""
    with _opened(content) as paper:
        return {"pages": list(_page_kinds(paper, content))}


def _opened(content: BinaryIO) -> pikepdf.Pdf:
    try:
        return pikepdf.open(content, suppress_warnings=True)
    except pikepdf.PasswordError as locked:
        raise NotReadError(LOCKED) from locked


def _page_kinds(paper: pikepdf.Pdf, content: BinaryIO) -> Iterator[str]:
    for number, page in enumerate(paper.pages[:_PAGES_READ]):
        verbs = {str(one.operator) for one in pikepdf.parse_content_stream(page)}
        if verbs & _TEXT:
            yield "typed"
        elif verbs & _DRAWN:
            yield "scanned"
        else:
            yield "scanned" if "Do" in verbs and _shows(content, number) else "blank"


def _shows(content: BinaryIO, number: int) -> bool:
    """True where any picture on the page shows something; a picture that cannot be decoded counts as showing something.

    PDFium decodes them, because it supports every scan format (JBIG2, CCITT, JPEG 2000) without another program.
    """
    place = content.tell()
    try:
        content.seek(0)
        page = opened(content)[number]
        pictures = list(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]))
        return not pictures or any(_has_ink(one) for one in pictures)
    except Exception:
        return True
    finally:
        content.seek(place)


def _has_ink(picture: pypdfium2.PdfImage) -> bool:
    wide, high = picture.get_px_size()
    if wide * high > MAX_DECODED_PIXELS:
        return True
    return not is_blank(small(picture.get_bitmap().to_pil()))
