"""A paper as a file: made by the worker, because its data and layout take too long for a request."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import rules

from documents.exports import ExportFile
from documents.paper_files import paper_as_file
from kernel import clock
from papers.queries import described, paper_at_hand

PAPER = "papers.paper"


def may_have_paper(person: Any, facts: Mapping) -> bool:
    """True where this person may have the paper now."""
    paper = paper_at_hand(person, facts["kind"], facts["subject"], now=clock.now())
    return paper is not None and rules.has_perm("papers.view_paper", person, paper)


def make_paper(person: Any, facts: Mapping, now: datetime) -> ExportFile:
    """The paper in the requested format, in its present state."""
    paper = paper_at_hand(person, facts["kind"], facts["subject"], now=now)
    if paper is None:
        raise LookupError(facts["subject"])
    return paper_as_file(described(paper), facts["form"], paper.kind.file_name(paper.about))
