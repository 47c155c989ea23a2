"""Make the preview and the text of one content; nothing is written to the database here."""

import base64
import io
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files import File

from documents.kinds import DOCX, PDF, PPTX, XLSX, FileKind
from documents.models import Preview, StoredFile, Unread
from documents.pictures import display_address, display_copy, is_picture
from documents.previews import ocr, office, storage_paths
from documents.readers import TOO_LARGE, TOO_SLOW
from documents.sandbox import programs
from documents.sandbox.reading import Reader, UnreadableError, read
from kernel.fields import BinaryFile
from kernel.text import clean_letters, fold

DISPLAY = Reader("display", "documents.readers.pictures:display", seconds=30, megabytes=1200)
# Converters of text in pre-Unicode fonts, by the kind of file.
OLD_FONTS = {
    DOCX: Reader("old fonts", "documents.readers.old_fonts:rewrite", megabytes=600),
    XLSX: Reader("old fonts", "documents.readers.old_fonts_office:sheets", megabytes=600),
    PPTX: Reader("old fonts", "documents.readers.old_fonts_office:slides", megabytes=600),
}
PRINTABLE = Reader("printable", "documents.readers.workbooks:keep_printable", seconds=10, megabytes=400)
# Their names as older file formats store them: one byte or two per letter.
_OLD_NAMES = re.compile(rb"\.Vn[A-Z]|V[Nn][Ii]-[A-Z]|\.\0V\0n\0[A-Z]\0|V\0[Nn]\0[Ii]\0-\0[A-Z]\0")
PAPER = Reader("paper", "documents.readers.papers:preview", seconds=45, megabytes=1000)
# A page with fewer letters, and a picture, is treated as a scan with a stamp or a page number.
_LETTERS_OF_A_PAGE = 60
_Why, _Source = Preview.Why, Preview.Source
WHY: dict[str, Preview.Why] = {
    Unread.BROKEN: _Why.UNREADABLE,
    Unread.LOCKED: _Why.LOCKED,
    Unread.TOO_LARGE: _Why.TOO_LARGE,
    Unread.TOO_SLOW: _Why.TOO_SLOW,
}


class NoPreviewError(Exception):
    """No preview can be made; `why` says why."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class PreviewResult:
    """The results for a content: fields of its `Preview`."""

    pages: int
    has_thumbnail: bool = True
    has_paper: bool = False
    source: str = _Source.NONE
    text: str = ""
    key: str = field(init=False)

    def __post_init__(self):
        self.text, self.key = aligned(self.text)


def made_of(stored: StoredFile) -> PreviewResult:
    """Make thumbnail, PDF and text of a content, and put them into the store.

    Raises:
        NoPreviewError: it cannot be shown.
        FileNotFoundError: its bytes are missing.
    """
    try:
        with _folder() as folder:
            if is_picture(stored.media_type):
                return _picture(stored)
            if stored.media_type == PDF.media_type:
                with stored.content.open("rb") as content:
                    return _paper(stored.sha256, content)
            return _office(stored, folder)
    except programs.TimedOutError:
        raise NoPreviewError(_Why.TOO_SLOW) from None
    except UnreadableError as failure:
        raise NoPreviewError(WHY.get(failure.why, _Why.UNREADABLE)) from failure


def read_off(stored: StoredFile, *, text: str, pages: int) -> str:
    """The text of a scan: the known text (`text`), plus OCR of the pages that have almost none.

    Raises:
        NotReadError: OCR failed.
        TimedOutError: it took too long.
    """
    texts = text.split("\f") if text else [""] * pages
    bare = [number for number, known in enumerate(texts, start=1) if is_bare(known)]
    with _folder() as folder:
        shown = display_copy(stored) if is_picture(stored.media_type) else stored
        if shown is None:
            raise ocr.NotReadError(stored.sha256)
        read = ocr.text_of(_local(shown, folder, "scan"), pages=bare, folder=folder)
    return "\f".join(read.get(number) or known for number, known in enumerate(texts, start=1))


def aligned(text: str) -> tuple[str, str]:
    """The text and its search key, of equal length; without characters that databases do not accept."""
    lines = (" ".join(page.split()) for page in clean_letters(text).split("\f"))
    kept = "\f".join(lines).strip(" ")
    fitting = {letter: letter if len(fold(letter)) == 1 else " " for letter in set(kept)}
    kept = "".join(fitting[letter] for letter in kept if letter == "\f" or letter.isprintable())
    return kept, fold(kept)


def _picture(stored: StoredFile) -> PreviewResult:
    """Its display copy, and a thumbnail of it."""
    copy = io.BytesIO()
    with stored.content.open("rb") as content:
        facts = read(DISPLAY, content, output=copy)
    storage_paths.put(display_address(stored.sha256), copy.getvalue())
    storage_paths.put(storage_paths.thumbnail_address(stored.sha256), base64.b64decode(facts["thumbnail"]))
    return PreviewResult(pages=1, source=_Source.UNREAD)


def _office(stored: StoredFile, folder: Path) -> PreviewResult:
    kind = office.KINDS.get(stored.media_type)
    if kind is None or not office.converts(kind):
        raise NoPreviewError(_Why.NO_CONVERTER)
    if stored.size > office.MAX_BYTES:
        raise NoPreviewError(_Why.TOO_LARGE)
    try:
        _keep_printable(stored, kind)
        source, kind = _in_unicode(_copied(stored, folder / f"source.{kind.extension}"), kind)
        paper = office.to_pdf(source, kind, folder=folder)
    except office.NotConvertedError:
        raise NoPreviewError(_Why.UNREADABLE) from None
    with paper.open("rb") as content:
        seen = _paper(stored.sha256, content)
        content.seek(0)
        storage_paths.put(storage_paths.paper_address(stored.sha256), File(content))
    seen.has_paper = True
    if seen.source == _Source.UNREAD:
        seen.source = _Source.INSIDE if seen.text else _Source.NONE
    return seen


def _keep_printable(stored: StoredFile, kind: FileKind) -> None:
    """A workbook that would fill millions of pages is not given to the converter.

    A broken one is left to the converter.
    """
    if kind is not XLSX:
        return
    try:
        with stored.content.open("rb") as content:
            read(PRINTABLE, content)
    except UnreadableError as failure:
        if failure.why in (TOO_LARGE, TOO_SLOW):
            raise


def _in_unicode(source: Path, kind: FileKind) -> tuple[Path, FileKind]:
    """A file in pre-Unicode fonts, converted; any other unchanged."""
    if kind in office.RENEWED:
        if not _OLD_NAMES.search(source.read_bytes()):
            return source, kind
        source, kind = office.renewed(source, kind, folder=source.parent), office.RENEWED[kind]
    target = source.with_name(f"unicode{source.suffix}")
    try:
        with source.open("rb") as content, target.open("wb") as output:
            facts = read(OLD_FONTS[kind], content, output=output)
    except UnreadableError:
        return source, kind  # the converter reports the error
    return (target if facts["runs"] else source), kind


def _paper(sha256: str, content: BinaryFile) -> PreviewResult:
    thumbnail = io.BytesIO()
    pages = read(PAPER, content, output=thumbnail)
    storage_paths.put(storage_paths.thumbnail_address(sha256), thumbnail.getvalue())
    texts, pictured = pages["texts"], pages["pictured"]
    has_text = any(text.strip() for text in texts)
    scanned = any(has_picture and is_bare(text) for text, has_picture in zip(texts, pictured, strict=True))
    source = _Source.UNREAD if scanned else _Source.INSIDE if has_text else _Source.NONE
    return PreviewResult(pages=pages["pages"], source=source, text="\f".join(texts) if has_text else "")


def is_bare(text: str) -> bool:
    """True where any page has almost no text."""
    return sum(letter.isalnum() for letter in text) < _LETTERS_OF_A_PAGE


def _local(stored: StoredFile, folder: Path, name: str) -> Path:
    """A path from which a program can read the content: the store's own where it is a folder, else a copy."""
    try:
        path = Path(stored.content.path)
    except NotImplementedError:
        return _copied(stored, folder / name)
    if not path.exists():
        raise NoPreviewError(_Why.UNREADABLE)
    return path


def _copied(stored: StoredFile, target: Path) -> Path:
    try:
        with stored.content.open("rb") as content, target.open("wb") as copy:
            for block in content.chunks():
                copy.write(block)
    except FileNotFoundError:
        raise NoPreviewError(_Why.UNREADABLE) from None
    return target


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="preview-", ignore_cleanup_errors=True) as name:
        yield Path(name)
