"""Permissions on a paper: each kind defines its own."""

from typing import Any

import rules

from accounts.models import User
from accounts.rules import is_administrator
from papers.queries import VisiblePaper


@rules.predicate
def reads(user: User, paper: Any) -> bool:
    """True where its kind lets this person read it: its office, and whom it is addressed to once it is issued."""
    if not isinstance(paper, VisiblePaper):
        return False
    addressed = paper.kind.may_read_issued if paper.is_issued else None
    return paper.kind.may_read(user, paper.about) or bool(addressed and addressed(user, paper.about))


@rules.predicate
def writes(user: User, paper: Any) -> bool:
    """True where its kind lets this person finish and issue it."""
    return isinstance(paper, VisiblePaper) and paper.kind.may_write(user, paper.about)


rules.add_perm("papers.view_paper", reads)
rules.add_perm("papers.write_paper", writes)
rules.add_perm("papers.write_text", is_administrator)
