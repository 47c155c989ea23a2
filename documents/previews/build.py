"""One content made visible: what its preview shows and what its text is; nothing is written to the database here."""

import io
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.core.files import File
from PIL import Image

from documents.kinds import PDF
from documents.models import Preview, StoredFile
from documents.pictures import display_copy, is_picture
from documents.previews import ocr, office, storage_paths
from documents.sandbox import programs
from kernel.text import search_key

_READER = Path(__file__).with_name("pdf_reader.py")
_SECONDS = 60
_MEGABYTES = 1500
_LONG_SIDE = 320
# A page with fewer letters, and a picture, is taken for a scan with a stamp or a page number.
_LETTERS_OF_A_PAGE = 60
_Why, _Source = Preview.Why, Preview.Source


class NoPreviewError(Exception):
    """No preview can be made; `why` says why."""

    def __init__(self, why: str):
        super().__init__(why)
        self.why = why


@dataclass(slots=True)
class Seen:
    """What was made of a content: fields of its `Preview`."""

    pages: int
    has_thumbnail: bool = True
    has_paper: bool = False
    source: str = _Source.NONE
    text: str = ""
    key: str = field(init=False)

    def __post_init__(self):
        self.text, self.key = aligned(self.text)


def made_of(stored: StoredFile) -> Seen:
    """Make thumbnail, PDF and text of a content, and put them into the store.

    Raises:
        NoPreviewError: it cannot be shown.
    """
    if is_picture(stored.media_type):
        return _picture(stored)
    with _folder() as folder:
        try:
            if stored.media_type == PDF.media_type:
                return _paper(stored.sha256, _local(stored, folder, "paper.pdf"), folder)
            return _office(stored, folder)
        except programs.TimedOutError:
            raise NoPreviewError(_Why.TOO_SLOW) from None


def read_off(stored: StoredFile, *, text: str, pages: int) -> str:
    """The text of a scan: what is known of it (`text`), and what was read off the pages that have hardly a word.

    Raises:
        NotReadError: nothing came of it.
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
    """The text and its search key, letter for letter of the same length; without what databases do not take."""
    lines = (" ".join(page.split()) for page in text.split("\f"))
    kept = "\f".join(lines).strip(" ")
    fitting = {letter: letter if len(search_key(letter)) == 1 else " " for letter in set(kept)}
    kept = "".join(fitting[letter] for letter in kept if letter == "\f" or letter.isprintable())
    return kept, search_key(kept)


def _picture(stored: StoredFile) -> Seen:
    """The display copy is made here too, so that nobody waits for it."""
    shown = display_copy(stored)
    if shown is None:
        raise NoPreviewError(_Why.UNREADABLE)
    body = io.BytesIO()
    with shown.content.open("rb") as content, Image.open(content, formats=["JPEG"]) as picture:
        picture.draft("RGB", (_LONG_SIDE, _LONG_SIDE))
        picture.thumbnail((_LONG_SIDE, _LONG_SIDE))
        picture.convert("RGB").save(body, "WEBP", quality=72, method=4)
    storage_paths.put(storage_paths.thumbnail_address(stored.sha256), body.getvalue())
    return Seen(pages=1, source=_Source.UNREAD)


def _office(stored: StoredFile, folder: Path) -> Seen:
    kind = office.KINDS.get(stored.media_type)
    if kind is None or not office.converts(kind):
        raise NoPreviewError(_Why.NO_CONVERTER)
    if stored.size > office.MOST_BYTES:
        raise NoPreviewError(_Why.TOO_LARGE)
    try:
        paper = office.to_pdf(_copied(stored, folder / f"source.{kind.extension}"), kind, folder=folder)
    except office.NotConvertedError:
        raise NoPreviewError(_Why.UNREADABLE) from None
    seen = _paper(stored.sha256, paper, folder)
    with paper.open("rb") as content:
        storage_paths.put(storage_paths.paper_address(stored.sha256), File(content))
    seen.has_paper = True
    if seen.source == _Source.UNREAD:
        seen.source = _Source.INSIDE if seen.text else _Source.NONE
    return seen


def _paper(sha256: str, paper: Path, folder: Path) -> Seen:
    command = [sys.executable, "-I", _READER, paper, folder]
    programs.run(command, folder=folder, seconds=_SECONDS, megabytes=_MEGABYTES)
    told, thumbnail = folder / "told.json", folder / "thumbnail.webp"
    if not told.exists():
        raise NoPreviewError(_Why.UNREADABLE)
    said = json.loads(told.read_text("utf-8"))
    if "why" in said:
        raise NoPreviewError(said["why"])
    storage_paths.put(storage_paths.thumbnail_address(sha256), thumbnail.read_bytes())
    texts, pictured = said["texts"], said["pictured"]
    has_text = any(text.strip() for text in texts)
    scanned = any(has_picture and is_bare(text) for text, has_picture in zip(texts, pictured, strict=True))
    source = _Source.UNREAD if scanned else _Source.INSIDE if has_text else _Source.NONE
    return Seen(pages=said["pages"], source=source, text="\f".join(texts) if has_text else "")


def is_bare(text: str) -> bool:
    """Has a page hardly a word?"""
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
