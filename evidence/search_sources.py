"""What the search finds in dossiers: evidence, the text of its files, papers, questions and answers (decision 0072)."""

from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.queries import units_of
from documents.models import Inspection, Preview
from documents.policies import mark_of
from evidence.citations import cite
from evidence.drafts import letters_out
from evidence.inquiry_queries import questions_visible_to
from evidence.models import DossierPart, EvidenceItem, Question, ReadingRemark
from evidence.queries import items_visible_to, parts_visible_to
from evidence.remarks import remarks_visible_to
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import assessments_visible_to
from search.sources import SearchResult, SearchSource, Watched

_UNIT, _YEAR = "assessment__registration__commune__code", "assessment__registration__cycle__year"
_HELD = [state for state in Inspection.State.values if mark_of(state)]


def place_of_score(score: SelfScore) -> str:
    """The unit and the year of a self-score."""
    registration = score.assessment.registration
    return f"{registration.commune} · {registration.cycle}"


def page_of_score(score: SelfScore) -> str:
    """The page of the self-assessment at this criterion."""
    registration = score.assessment.registration
    where = [registration.cycle.year, registration.commune.code, score.criterion.code]
    return reverse("evidence:criterion", args=where)


def _scores_visible_to(user) -> QuerySet[SelfScore]:
    visible = assessments_visible_to(user).filter(registration__isnull=False).order_by().values("pk")
    where = ("criterion", "assessment__registration__commune", "assessment__registration__cycle")
    return SelfScore.objects.select_related(*where).filter(assessment__in=visible)


def _scores_results(user, scores: QuerySet[SelfScore]) -> Iterator[SearchResult]:
    for score in scores:
        title = f"{score.criterion.code} {score.criterion.title}"
        yield SearchResult(score.pk, title, page_of_score(score), place_of_score(score), score.explanation)


EXPLANATIONS = SearchSource(
    label=_("Explanations of the self-assessment"),
    watched=(Watched(SelfScore, ("explanation",)),),
    rows=SelfScore.objects.exclude(explanation="").all,
    text_of=lambda score: score.explanation,
    visible=_scores_visible_to,
    results=_scores_results,
    unit=_UNIT,
    year=_YEAR,
)


def _item_text(item: EvidenceItem) -> str:
    return f"{item.file.name.rpartition('.')[0]}\n{cite(item)}\n{item.caption}\n{item.address}"


def _items_results(user, items: QuerySet[EvidenceItem]) -> Iterator[SearchResult]:
    for item in items:
        url, place = reverse("evidence:view_item", args=[item.pk]), place_of_score(item.score)
        yield SearchResult(item.pk, item.file.name, url, f"{place} · {item.score.criterion.code}", cite(item))


ITEMS = SearchSource(
    label=_("Evidence"),
    watched=(Watched(EvidenceItem, EvidenceItem.DESCRIPTION),),
    rows=EvidenceItem.objects.select_related("file").all,
    text_of=_item_text,
    visible=items_visible_to,
    results=_items_results,
    unit=f"score__{_UNIT}",
    year=f"score__{_YEAR}",
)


def _readable_items(user) -> QuerySet[EvidenceItem]:
    """The evidence that this person sees, except what nobody may open: its text stays closed too."""
    return items_visible_to(user).exclude(file__inspection__state__in=_HELD)


def _texts_results(user, items: QuerySet[EvidenceItem]) -> Iterator[SearchResult]:
    for item in items.select_related("file__inspection__preview"):
        preview = item.file.inspection.preview
        url, place = reverse("evidence:view_item", args=[item.pk]), place_of_score(item.score)
        place = f"{place} · {item.score.criterion.code}"
        yield SearchResult(preview.pk, item.file.name, url, place, preview.text, preview.key)


TEXTS = SearchSource(
    label=_("Text of the evidence"),
    watched=(Watched(Preview, ("key",)),),
    rows=Preview.objects.exclude(key="").only("key").all,
    text_of=lambda preview: preview.key,
    visible=_readable_items,
    results=_texts_results,
    key="file__inspection__preview",
    unit=f"score__{_UNIT}",
    year=f"score__{_YEAR}",
)


def _parts_of(user) -> QuerySet[DossierPart]:
    """Until it is sent again, a paper's text is the commune's own."""
    being_written = (SelfAssessment.State.OPEN, SelfAssessment.State.RETURNED)
    own = Q(assessment__registration__commune__code__in=units_of(user))
    return parts_visible_to(user).filter(own | ~Q(assessment__state__in=being_written))


def _parts_results(user, parts: QuerySet[DossierPart]) -> Iterator[SearchResult]:
    for part in parts:
        registration = part.assessment.registration
        url = reverse("evidence:dossier", args=[registration.cycle.year, registration.commune.code])
        title = f"{part.get_kind_display().capitalize()} {part.number}".strip()
        yield SearchResult(part.pk, title, url, f"{registration.commune} · {registration.cycle}", part.text)


PARTS = SearchSource(
    label=_("Papers of dossiers"),
    watched=(Watched(DossierPart, ("number", "signer_name", "text")),),
    rows=DossierPart.objects.all,
    text_of=lambda part: f"{part.number}\n{part.signer_name}\n{part.text}",
    visible=_parts_of,
    results=_parts_results,
    unit=_UNIT,
    year=_YEAR,
)

_OF_QUESTION = (
    "score__criterion",
    "score__assessment__registration__commune",
    "score__assessment__registration__cycle",
)


def _questions_of(user) -> QuerySet[Question]:
    return questions_visible_to(user).select_related(*_OF_QUESTION)


def _answers_of(user) -> QuerySet[Question]:
    """An answer that is not sent yet is the commune's own [S8]."""
    own = Q(score__assessment__registration__commune__code__in=units_of(user))
    return _questions_of(user).filter(own | ~Q(inquiry__in=letters_out().values("pk")))


def _question_result(question: Question, text: str) -> SearchResult:
    criterion = question.score.criterion
    title = f"{criterion.code} {criterion.title}"
    return SearchResult(question.pk, title, page_of_score(question.score), place_of_score(question.score), text)


QUESTIONS = SearchSource(
    label=_("Letters to the units"),
    watched=(Watched(Question, ("wanted", "reply")),),
    rows=Question.objects.all,
    text_of=lambda question: f"{question.wanted}\n{question.reply}",
    visible=_questions_of,
    results=lambda user, rows: (_question_result(row, f"{row.wanted}\n{row.reply}") for row in rows),
    unit=f"score__{_UNIT}",
    year=f"score__{_YEAR}",
)
ANSWERS = SearchSource(
    label=_("Answers of the units"),
    watched=(Watched(Question, ("answer",)),),
    rows=Question.objects.exclude(answer="").all,
    text_of=lambda question: question.answer,
    visible=_answers_of,
    results=lambda user, rows: (_question_result(row, row.answer) for row in rows),
    unit=f"score__{_UNIT}",
    year=f"score__{_YEAR}",
)


def _remarks_results(user, remarks: QuerySet[ReadingRemark]) -> Iterator[SearchResult]:
    for remark in remarks:
        criterion, place = remark.score.criterion, place_of_score(remark.score)
        yield SearchResult(
            remark.pk, f"{criterion.code} {criterion.title}", page_of_score(remark.score), place, remark.text
        )


REMARKS = SearchSource(
    label=_("Remarks of the head"),
    watched=(Watched(ReadingRemark, ("text",)),),
    rows=ReadingRemark.objects.all,
    text_of=lambda remark: remark.text,
    visible=remarks_visible_to,
    results=_remarks_results,
    unit=f"score__{_UNIT}",
    year=f"score__{_YEAR}",
)
