"""Search a dossier's evidence by name, caption, number, and the text of the files, with or without accents."""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from documents.models import Inspection, Preview
from documents.policies import mark_of
from evidence.citations import cite
from evidence.drafts import standing_items
from evidence.models import EvidenceItem
from kernel.text import fold, search_key
from scoring.models import SelfAssessment

MAX_HITS = 50
_MAX_WORDS = 8
_AROUND = 90


@dataclass(frozen=True, slots=True)
class Hit:
    """An item that matches; `page` and the three parts of the excerpt where its text matches."""

    item: EvidenceItem
    code: str
    title: str
    cited: str
    page: int | None = None
    before: str = ""
    found: str = ""
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
    matching = [item for item in items if item.file.inspection_id in by_text or _says(item, words)]
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


def _says(item: EvidenceItem, words: list[str]) -> bool:
    """Accents are folded in Python, so that both databases agree; a dossier has hundreds of items, not thousands."""
    text = search_key(f"{item.file.name} {cite(item)} {item.score.criterion.code}")
    return all(word in text for word in words)


def _hit(item: EvidenceItem, text: str, words: list[str]) -> Hit:
    criterion = item.score.criterion
    place = _place(text, words) if text else None
    hit = Hit(item=item, code=criterion.code, title=criterion.title, cited=cite(item))
    if place is None:
        return hit
    start, end = place
    first, last = _around(text, start, end)
    before, found, after = text[first:start], text[start:end], text[end:last]
    return replace(hit, page=text.count("\f", 0, start) + 1, before=before, found=found, after=after)


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of an excerpt: on the same page, and at word boundaries."""
    page_end = text.find("\f", end)
    page_end = page_end if page_end >= 0 else len(text)
    first, last = text.rfind("\f", 0, start) + 1, page_end
    if start - first > _AROUND:
        first = text.find(" ", start - _AROUND, start) + 1 or start
    if last - end > _AROUND:
        last = max(text.rfind(" ", end, end + _AROUND), end)
    return first, last


def _place(text: str, words: list[str]) -> tuple[int, int] | None:
    """Where the words occur together, or else the first of them.

    The folded text keeps the positions of the original.
    """
    key = fold(text)
    for wanted in (" ".join(words), *words):
        start = key.find(wanted)
        if start >= 0:
            return start, start + len(wanted)
    return None
