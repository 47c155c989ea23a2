"""A paper as a file: made by the worker, because its data and layout take too long for a request."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rules

from documents.exports import ExportFile
from documents.models import Export
from documents.paper_files import paper_as_file
from kernel import clock
from papers.queries import VisiblePaper, described, visible_paper

PAPER = "papers.paper"


def paper_facts(paper: VisiblePaper, form: str) -> dict[str, object]:
    """The arguments for the worker to make a paper in that format."""
    return {"kind": paper.key, "subject": paper.subject, "form": form}


def pdf_to_sign(paper: VisiblePaper, person: Any) -> Export | None:
    """The PDF of the paper as it is typed now, where the worker made it for this person; None otherwise."""
    made = Export.objects.filter(owner=person, kind=PAPER, facts=paper_facts(paper, "pdf"), made_at__isnull=False)
    return made.filter(asked_at__gte=paper.draft.changed_at).first() if paper.draft else None


def may_have_paper(person: Any, facts: Mapping) -> bool:
    """True where this person may have the paper now."""
    paper = visible_paper(person, facts["kind"], facts["subject"], now=clock.now())
    return paper is not None and rules.has_perm("papers.view_paper", person, paper)


def make_paper(person: Any, facts: Mapping, now: datetime) -> ExportFile:
    """The paper in the requested format, in its present state."""
    paper = visible_paper(person, facts["kind"], facts["subject"], now=now)
    if paper is None:
        raise LookupError(facts["subject"])
    return paper_as_file(described(paper), facts["form"], paper.kind.file_name(paper.about))
