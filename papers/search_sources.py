"""What the search finds in the papers that offices finish (decision 0072)."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import COMMUNE_ROLES
from accounts.queries import units_of
from kernel import clock
from papers.kinds import paper_kinds
from papers.models import Draft
from papers.queries import visible_paper
from search.sources import SearchResult, SearchSource, Watched

_WORDS = ("number", "signer_title", "signer_name", "reason", "sections")


def _draft_text(draft: Draft) -> str:
    kind = paper_kinds.get(draft.kind)
    sections = "\n".join(section["text"] for section in draft.sections.values())
    lines = (str(kind.name) if kind else "", draft.number, draft.signer_name, draft.signer_title, draft.reason)
    return "\n".join((*lines, sections))


def _drafts_near(user) -> QuerySet[Draft]:
    """The latest versions; for a unit's people those about it. The kind of each paper decides (`_may_see`)."""
    drafts = Draft.objects.filter(is_latest=True)
    if any(role not in COMMUNE_ROLES for role, _code in user.roles):
        return drafts
    about = Q(pk__in=[])
    for code in units_of(user):
        about |= Q(subject__contains=f"-{code}")
    return drafts.filter(about)


def _may_see(user, draft: Any) -> bool:
    paper = visible_paper(user, draft.kind, draft.subject, now=clock.now())
    return paper is not None and paper.kind.may_read(user, paper.about)


def _drafts_results(user, drafts: QuerySet[Draft]) -> Iterator[SearchResult]:
    for draft in drafts:
        kind = paper_kinds[draft.kind]
        title = f"{kind.name} {draft.number}".strip()
        url = reverse("papers:paper", args=[draft.kind, draft.subject])
        yield SearchResult(
            draft.pk, title, url, draft.subject, "\n".join(part["text"] for part in draft.sections.values())
        )


PAPERS = SearchSource(
    label=_("Papers"),
    watched=(Watched(Draft, _WORDS),),
    rows=Draft.objects.all,
    text_of=_draft_text,
    visible=_drafts_near,
    results=_drafts_results,
    may_see=_may_see,
)
