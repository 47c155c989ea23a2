"""A described paper as a file in each output format; every paper is available in all of them."""

from collections.abc import Callable

from documents.docx import DOCX_TYPE, paper_docx
from documents.exports import ExportFile
from documents.papers import Paper
from documents.pdf import PDF_TYPE, paper_pdf

PAPER_FORMS: dict[str, tuple[Callable[[Paper], bytes], str]] = {
    "pdf": (paper_pdf, PDF_TYPE),
    "docx": (paper_docx, DOCX_TYPE),
}


def paper_as_file(paper: Paper, form: str, name: str) -> ExportFile:
    """The paper in that format; `name` is the file name without its extension.

    Raises:
        KeyError: there is no such format.
    """
    make, media_type = PAPER_FORMS[form]
    return ExportFile(f"{name}.{form}", media_type, make(paper))
