"""Add the pages of one file to the PDF: read in the sandbox (`evidence.readers.dossier_pdf`), or none, and why."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from documents.kinds import PDF
from documents.models import StoredFile
from documents.pictures import display_copy, is_picture
from documents.previews import storage_paths
from documents.readers import BROKEN
from documents.sandbox.reading import Reader, UnreadableError, read
from documents.services import read_stored
from evidence.dossier_pdf.contents import ContentsItem
from evidence.dossier_pdf.writer import PdfFile, PdfPage
from kernel.fields import BinaryFile

LOST, NONE, OTHER_KIND = "lost", "none", "other_kind"
PAPER = Reader("book_paper", "evidence.readers.dossier_pdf:paper", seconds=60, megabytes=800)
PICTURE = Reader("book_picture", "evidence.readers.dossier_pdf:picture", seconds=10, megabytes=300)
_COUNT = Reader("count", "evidence.readers.dossier_pdf:count", seconds=60, megabytes=1500)


@dataclass(frozen=True, slots=True)
class Binder:
    """Adds the pages of files to the PDF. A file that cannot be read contributes none; the build continues."""

    pdf: PdfFile
    now: datetime

    def pages_of(self, entry: ContentsItem) -> tuple[list[PdfPage], str]:
        """The pages of an entry's file; or none, with the reason."""
        file = entry.file
        if entry.held or file is None:
            return [], entry.held or NONE
        try:
            if file.media_type == PDF.media_type:
                return self._stored(PAPER, file), ""
            if is_picture(file.media_type):
                return self._picture(file), ""
            if entry.made:
                with storage_paths.store().open(entry.made) as content:
                    return self.own(content), ""
        except FileNotFoundError:
            return [], LOST
        except UnreadableError as unread:
            return [], unread.why
        return [], OTHER_KIND

    def own(self, content: BinaryFile) -> list[PdfPage]:
        """The pages of a PDF that the portal made: of an Office file, or of text."""
        return self._appended(lambda output: read(PAPER, content, output=output, before=self.pdf.count))

    def _picture(self, file: StoredFile) -> list[PdfPage]:
        """A picture unchanged where it is a plain JPEG; else its display copy, upright and of limited size."""
        if not file.inspection.content_flags and (pages := self._stored(PICTURE, file, size=file.size)):
            return pages
        shown = display_copy(file)
        if shown is None:
            raise UnreadableError(BROKEN)
        with shown.content.open("rb") as content:
            return self._appended(lambda output: read(PICTURE, content, output=output, before=self.pdf.count))

    def _stored(self, reader: Reader, file: StoredFile, **options) -> list[PdfPage]:
        options |= {"before": self.pdf.count}
        return self._appended(
            lambda output: read_stored(reader=reader, stored=file, now=self.now, output=output, **options)
        )

    def _appended(self, reading: Callable[[BinaryIO], dict]) -> list[PdfPage]:
        with tempfile.TemporaryFile() as fragment:
            result = reading(fragment)
            fragment.seek(0)
            self.pdf.append(fragment, result["offsets"])
        return [PdfPage(**page) for page in result["pages"]]


def count_pages(content: BinaryIO) -> int:
    """The number of pages of a PDF, read by another library as a check."""
    return read(_COUNT, content)
