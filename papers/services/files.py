"""Request a file of a paper from the worker."""

from datetime import datetime

from accounts.models import User
from documents.models import Export
from documents.services import request_export
from papers.exports import PAPER, paper_facts
from papers.queries import VisiblePaper
from papers.services.drafts import begin_paper


def request_paper_file(*, paper: VisiblePaper, form: str, language: str, by: User, now: datetime) -> Export:
    """Request the paper in that format; for whoever may write it, its row is begun first, so that it bears its code."""
    if paper.kind.may_write(by, paper.about):
        begin_paper(paper=paper, by=by, now=now)
    return request_export(kind=PAPER, facts=paper_facts(paper, form), language=language, by=by, now=now)
