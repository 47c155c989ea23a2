"""Search a dossier's evidence by name, caption, number, and the text of the files, with or without accents."""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from documents.models import Inspection, Preview
from documents.policies import mark_of
from evidence.citations import cite
from evidence.drafts import standing_items
from evidence.models import EvidenceItem
from kernel.text import search_key
from scoring.models import SelfAssessment
from search.excerpts import excerpt_of

MAX_HITS = 50
_MAX_WORDS = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that matches; `page` and the three parts of the excerpt where its text matches."""

    item: EvidenceItem
    code: str
    title: str
    cited: str
    page: int | None = None
    before: str = ""
    match: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The result of a search: the first hits in the table's order, their number, and the scans without text."""

    hits: list[Hit]
    count: int
    unread: int


def words_of(query: str) -> list[str]:
    """The search terms without case and accents."""
    return search_key(query).split()[:_MAX_WORDS]


def find_evidence(assessment: SelfAssessment, words: list[str], *, prepared_too: bool = False) -> SearchResult:
    """The items of a dossier that contain every word, in a field or in their text; at most four queries."""
    standing = standing_items(assessment, prepared_too=prepared_too)
    items, texts = list(_items(standing)), _readable(standing)
    by_text = set(_holding(texts, words).values_list("inspection", flat=True))
    matching = [item for item in items if item.file.inspection_id in by_text or _matches(item, words)]
    shown = matching[:MAX_HITS]
    contents = {item.file.inspection_id for item in shown} & by_text
    previews = dict(texts.filter(inspection__in=contents).values_list("inspection", "text"))
    unread = texts.filter(source=Preview.Source.UNREAD).count()
    return SearchResult(
        [_hit(item, previews.get(item.file.inspection_id, ""), words) for item in shown], len(matching), unread
    )


def _items(standing: QuerySet[EvidenceItem]) -> QuerySet[EvidenceItem]:
    return standing.select_related("file", "score__criterion").order_by("score__criterion__sort_key", "position", "pk")


def _readable(standing: QuerySet[EvidenceItem]) -> QuerySet[Preview]:
    """The texts of the dossier's files, except those that must not be opened."""
    held = [state for state in Inspection.State.values if mark_of(state)]
    previews = Preview.objects.filter(inspection__in=standing.order_by().values("file__inspection"))
    return previews.exclude(inspection__state__in=held)


def _holding(texts: QuerySet[Preview], words: list[str]) -> QuerySet[Preview]:
    wanted = Q()
    for word in words:
        wanted &= Q(key__contains=word)
    return texts.filter(wanted)


def _matches(item: EvidenceItem, words: list[str]) -> bool:
    """Accents are folded in Python, so that both databases agree; a dossier has hundreds of items, not thousands."""
    text = search_key(f"{item.file.name} {cite(item)} {item.score.criterion.code}")
    return all(word in text for word in words)


def _hit(item: EvidenceItem, text: str, words: list[str]) -> Hit:
    criterion = item.score.criterion
    place = excerpt_of(text, words) if text else None
    hit = Hit(item=item, code=criterion.code, title=criterion.title, cited=cite(item))
    if place is None:
        return hit
    return replace(hit, page=place.page, before=place.before, match=place.match, after=place.after)
