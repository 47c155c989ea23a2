"""All minutes of a year in one file: a PDF with a bookmark for each unit, or a ZIP of the Word files."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib import import_module
from typing import Any

import rules

from appraisal.models import Minutes
from appraisal.papers import minutes_paper
from appraisal.queries import reviews_visible_to
from communes.models import Cycle
from documents.docx import paper_docx
from documents.exports import ExportFile
from documents.papers import Paper
from documents.pdf import PDF_TYPE, paper_pdf
from papers.queries import root_line

MINUTES_BUNDLE = "appraisal.minutes_bundle"
BUNDLE_FORMS = ("pdf", "docx")
_ENTRY = "review__assessment__registration"


def may_have_bundle(person: Any, facts: Mapping) -> bool:
    """Overseers of the year's progress may download its minutes, limited to reviews that they may see."""
    cycle = Cycle.objects.filter(year=facts["year"]).first()
    return cycle is not None and rules.has_perm("appraisal.view_progress", person, cycle)


def make_bundle(person: Any, facts: Mapping, now: datetime) -> ExportFile:
    """The minutes that count, in the order of the units' codes."""
    year = facts["year"]
    papers = _papers(person, year)
    if facts["form"] == "pdf":
        return ExportFile(f"bien-ban-{year}.pdf", PDF_TYPE, _bound(papers))
    return ExportFile(f"bien-ban-{year}.zip", "application/zip", _packed(papers))


def minutes_of_year(person: Any, year: int):
    """The minutes that count, of reviews that this person may see."""
    seen = reviews_visible_to(person).filter(assessment__registration__cycle__year=year).order_by().values("pk")
    known = (f"{_ENTRY}__commune", f"{_ENTRY}__cycle", "review__assessment__rubric", "review__appraiser__team", "chair")
    minutes = Minutes.objects.filter(review__in=seen, superseded_at=None).select_related(*known)
    return minutes.order_by(f"{_ENTRY}__commune__code")


def _papers(person: Any, year: int) -> Iterator[tuple[str, Paper]]:
    """Each with the same root of the trail, as the minutes of one unit bear it (decision 79)."""
    root = root_line()
    for minutes in minutes_of_year(person, year).iterator(chunk_size=20):
        unit = minutes.review.assessment.registration.commune
        yield f"{unit.code} {unit}", replace(minutes_paper(minutes, reader=person), root=root)


def _bound(papers: Iterator[tuple[str, Paper]]) -> bytes:
    """One PDF; each unit's minutes keep their own page numbers."""
    # Imported by the worker that binds, never by a web process.
    pikepdf = import_module("pikepdf")
    output = io.BytesIO()
    with pikepdf.new() as book:
        with book.open_outline() as outline:
            for name, paper in papers:
                outline.root.append(pikepdf.OutlineItem(name, len(book.pages)))
                with pikepdf.open(io.BytesIO(paper_pdf(paper))) as one:
                    book.pages.extend(one.pages)
        book.Root.Lang = pikepdf.String("vi")
        book.save(output, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return output.getvalue()


def _packed(papers: Iterator[tuple[str, Paper]]) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, paper in papers:
            archive.writestr(f"{name}.docx", paper_docx(paper))
    return output.getvalue()
