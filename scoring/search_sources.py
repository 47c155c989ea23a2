"""What the search finds in scoring tables (decision 0072)."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from scoring.models import Criterion
from scoring.queries import rubrics_visible_to
from search.sources import SearchResult, SearchSource, Watched

_WORDS = ("code", "title_vi", "title_en", "evidence_vi", "applies_when_vi", "scoring_hint_vi")


def _criterion_text(criterion: Criterion) -> str:
    return "\n".join(getattr(criterion, name) for name in _WORDS)


def _criteria_visible_to(user) -> QuerySet[Criterion]:
    visible = rubrics_visible_to(user).order_by().values("pk")
    return Criterion.objects.select_related("rubric").filter(rubric__in=visible)


def _criteria_results(user, criteria: QuerySet[Criterion]) -> Iterator[SearchResult]:
    for criterion in criteria:
        url = reverse("scoring:rubric", args=[criterion.rubric.code])
        text = "\n".join(filter(None, (criterion.evidence_vi, criterion.applies_when_vi, criterion.scoring_hint_vi)))
        title = f"{criterion.code} {criterion.title}"
        yield SearchResult(criterion.pk, title, url, str(criterion.rubric), text)


CRITERIA = SearchSource(
    label=_("Criteria"),
    watched=(Watched(Criterion, _WORDS),),
    rows=Criterion.objects.all,
    text_of=_criterion_text,
    visible=_criteria_visible_to,
    results=_criteria_results,
    year="rubric__cycles_in_force__cycle__year",
)
