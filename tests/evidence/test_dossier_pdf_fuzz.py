"""The writer of the dossier's PDF on arbitrary PDFs: what it writes passes the check of qpdf [dossier]."""

import io
import tempfile
from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from evidence.dossier_pdf.writer import CATALOG, PAGES, SAVE_STATE, STAMP_FONT, PdfFile, PdfPage
from evidence.readers.dossier_pdf import paper

pytestmark = pytest.mark.once

NAMES = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF), min_size=1, max_size=8).map(
    lambda text: f"/{text}"
)
NUMBERS = st.integers(-(2**31), 2**31 - 1) | st.decimals(-9999, 9999, places=3)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.binary(max_size=40).map(String) | NAMES.map(Name),
    lambda inner: st.lists(inner, max_size=4).map(Array) | st.dictionaries(NAMES, inner, max_size=4).map(Dictionary),
    max_leaves=12,
)
BOXES = st.lists(st.integers(-500, 900), min_size=4, max_size=4)
PAGES_OF = st.fixed_dictionaries(
    {
        "box": BOXES,
        "rotate": st.sampled_from([0, 90, 180, 270, 360, -90, 45]),
        "contents": st.lists(st.binary(max_size=60), max_size=3),
        "extra": st.dictionaries(NAMES, VALUES, max_size=3),
    }
)


def source(pages: list[dict], *, packed: bool) -> bytes:
    """A PDF with these pages; what they carry besides is shared by all, and refers to itself."""
    made = pikepdf.new()
    ring = made.make_indirect(Dictionary(Kind=Name.Ring))
    ring.Self = ring
    for page in pages:
        blank = made.add_blank_page(page_size=(300, 400))
        blank.MediaBox, blank.obj.Rotate = Array(page["box"]), page["rotate"]
        blank.obj.Contents = Array([made.make_stream(b"% " + content.hex().encode()) for content in page["contents"]])
        extra = made.make_stream(b"\x00\xff" * 20, Dictionary({**page["extra"], "/Ring": ring}))
        extra.Again = extra
        blank.obj.Resources = Dictionary(XObject=Dictionary(X=extra), Properties=Dictionary(page["extra"]))
    written = io.BytesIO()
    streams = pikepdf.ObjectStreamMode.generate if packed else pikepdf.ObjectStreamMode.disable
    made.save(written, object_stream_mode=streams)
    return written.getvalue()


def bound(path: Path, sources: list[bytes]) -> int:
    """The pages of all sources in one file, as the book binds them; how many."""
    file, pages = PdfFile(path), []
    for content in sources:
        with tempfile.TemporaryFile() as fragment:
            result = paper(io.BytesIO(content), fragment, before=file.count)
            fragment.seek(0)
            file.append(fragment, result["offsets"])
        pages += [PdfPage(**each) for each in result["pages"]]
    file.put(STAMP_FONT, b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>")
    file.put_stream(SAVE_STATE, b"", b"q")
    for page in pages:
        file.put_stream(page.stamp, b"", b"Q")
        contents = b" ".join(b"%d 0 R" % number for number in (SAVE_STATE, *page.contents, page.stamp))
        says = page.says.encode("latin-1")
        file.put(page.number, b"<< /Type /Page /Parent %d 0 R %s /Contents [%s] >>" % (PAGES, says, contents))
    kids = b" ".join(b"%d 0 R" % page.number for page in pages)
    file.put(PAGES, b"<< /Type /Pages /Count %d /Kids [%s] >>" % (len(pages), kids))
    file.put(CATALOG, b"<< /Type /Catalog /Pages %d 0 R >>" % PAGES)
    file.finish(b"<< >>", "ab" * 16)
    return len(pages)


@hypothesis_settings(max_examples=40)
@given(st.lists(st.tuples(st.lists(PAGES_OF, min_size=1, max_size=3), st.booleans()), min_size=1, max_size=3))
def test_whatever_is_bound_passes_the_check_of_qpdf(files):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.pdf"
        count = bound(path, [source(pages, packed=packed) for pages, packed in files])
        with pikepdf.open(path) as book:
            problems, result = book.check_pdf_syntax(), len(book.pages)
            kept = [bytes(page.obj.Contents[1].read_bytes())[:2] for page in book.pages if len(page.obj.Contents) > 2]

    assert (problems, result) == ([], count) == ([], sum(len(pages) for pages, _packed in files))
    assert set(kept) <= {b"% "}
