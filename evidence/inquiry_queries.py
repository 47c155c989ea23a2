"""Queries of what communes are asked, and of who has to act [R3, S8]."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.queries import has_role, hidden_units, units_of
from communes.deadlines import DeadlineFacts, due, effective_before
from communes.models import Extension
from evidence.current_holder import HolderAction, Side, current_holder
from evidence.drafts import ASKED, is_being_answered
from evidence.models import EvidenceItem, Inquiry, Question
from kernel.deadlines import lies_ahead
from kernel.hooks import SingleHook
from kernel.problems import required
from scoring.models import SelfAssessment, SelfScore
from scoring.queries import SEES_ALL

_UNIT = "assessment__registration__commune__code__in"
# Keys of the dossiers whose review a person may see; a higher layer stores the reviews.
reviewed_dossiers = SingleHook[Callable[[User], QuerySet]]()


def inquiries_visible_to(user) -> QuerySet[Inquiry]:
    """A commune's people see what was sent to them; the department, the team and the city also see unsent inquiries.

    Provisional points are visible to the commune and to people who may see the review that they come from.
    """
    inquiries = Inquiry.objects.select_related(
        "assessment__registration__commune", "assessment__registration__cycle", "assessment__rubric", "sent_by"
    )
    own = Q(**{_UNIT: units_of(user)}) & ~Q(state=Inquiry.State.COLLECTING)
    if not has_role(user, *SEES_ALL):
        return inquiries.filter(own)
    others = ~Q(**{_UNIT: hidden_units(user) | units_of(user)})
    reviewed = Q(assessment__in=reviewed_dossiers.get()(user))
    return inquiries.filter(own | (others & (Q(kind=Inquiry.Kind.SUPPLEMENT) | reviewed)))


def questions_visible_to(user) -> QuerySet[Question]:
    """The questions of those inquiries."""
    questions = Question.objects.select_related(
        "inquiry", "score__criterion", "score__assessment__registration__commune"
    )
    return questions.filter(inquiry__in=inquiries_visible_to(user).order_by().values("pk"))


def is_with_commune(inquiry: Inquiry, *, now: datetime) -> bool:
    """True while the commune may answer: from the sending of the letter until its day begins."""
    return inquiry.state == Inquiry.State.SENT and lies_ahead(required(inquiry.before), now=now)


def open_question(score: SelfScore, *, now: datetime) -> Question | None:
    """The questions that the commune may answer now at this criterion."""
    question = Question.objects.filter(score=score, inquiry__state=Inquiry.State.SENT).select_related("inquiry").first()
    return question if question is not None and is_with_commune(question.inquiry, now=now) else None


def has_questions() -> Exists:
    """Whether the team asked on a criterion, sent or not: an annotation for scores of a review, without a query."""
    asked = Question.objects.filter(score__assessment=OuterRef("review__assessment"))
    return Exists(asked.filter(score__criterion=OuterRef("criterion")))


def sent_inquiry(assessment: SelfAssessment) -> Inquiry | None:
    """The inquiry that is with the commune, whether its time is over or not."""
    return assessment.inquiries.filter(state=Inquiry.State.SENT).first() if assessment.state in ASKED else None


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """Who has to act, as every page of a dossier shows it."""

    side: Side
    action: HolderAction
    due: DeadlineFacts | None
    inquiry: Inquiry | None = None

    @property
    def is_communes(self) -> bool:
        return self.side == Side.COMMUNE


def holder_of(assessment: SelfAssessment, *, now: datetime) -> HolderFacts:
    """Who has to act on this dossier, and until when [R2, R3]."""
    registration, inquiry = assessment.registration, sent_inquiry(assessment)
    holder = current_holder(
        assessment.state,
        submit_before=_submit_before(assessment),
        report_before=registration.cycle.report_before,
        asked_before=inquiry.before if inquiry else None,
        now=now,
    )
    facts = due(holder.before, now=now) if holder.before else None
    return HolderFacts(holder.side, holder.action, facts, inquiry if holder.side == Side.COMMUNE else None)


def _submit_before(assessment: SelfAssessment) -> date:
    """The deadline of a dossier in preparation or completion; of a sent one, the year's own."""
    registration, state = assessment.registration, assessment.state
    if state == SelfAssessment.State.RETURNED and assessment.complete_before:
        return assessment.complete_before
    is_open = state == SelfAssessment.State.OPEN
    return effective_before(registration, Extension.Step.SUBMISSION) if is_open else registration.cycle.submit_before


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question as both sides read it. `files` were added in answer to it; `own_points` are the commune's."""

    pk: int
    kind: str
    number: int
    state: str
    criterion: str
    title: str
    wanted: str
    own_points: Decimal | None
    points: Decimal | None
    max_points: Decimal
    answer: str
    answered_at: datetime | None
    files: int
    outcome: str
    outcome_label: str
    reply: str
    sent_at: datetime | None
    ended_at: datetime | None
    before: date | None

    @property
    def is_answered(self) -> bool:
        return bool(self.answer.strip()) or self.files > 0

    @property
    def is_over(self) -> bool:
        """True where the inquiry has ended, answered or not."""
        return self.state in (Inquiry.State.ANSWERED, Inquiry.State.LAPSED)

    @property
    def waits_for_reply(self) -> bool:
        """True where the commune has explained and the team has not replied yet [S8]."""
        return self.kind == Inquiry.Kind.EXPLANATION and self.is_over and self.is_answered and not self.outcome


def question_rows(
    assessment: SelfAssessment,
    *,
    criterion: str = "",
    inquiry: Inquiry | None = None,
    among: QuerySet[Inquiry] | None = None,
    prepared_too: bool = False,
) -> list[QuestionRow]:
    """The questions of a dossier, of one criterion or of one inquiry, the newest inquiry last; one query at any size.

    `among` are the inquiries that the reader may see. `prepared_too` includes unsent answers of the commune.
    """
    questions = Question.objects.filter(inquiry__assessment=assessment)
    questions = questions.filter(score__criterion__code=criterion) if criterion else questions
    questions = questions.filter(inquiry=inquiry) if inquiry else questions
    questions = questions.filter(inquiry__in=among.order_by().values("pk")) if among is not None else questions
    listed = questions.select_related("inquiry", "score__criterion").annotate(files=_added_in_answer())
    return [
        _row(question, question.files or 0, is_shown=prepared_too or not is_being_answered(question.inquiry))
        for question in listed.order_by("inquiry", "score__criterion__sort_key")
    ]


def _added_in_answer() -> Subquery:
    """The number of files added to a question's criterion while its inquiry was with the commune."""
    ended = Coalesce(OuterRef("inquiry__ended_at"), F("added_at"))
    items = EvidenceItem.objects.filter(score=OuterRef("score"), removed_at=None)
    during = items.filter(added_at__gte=OuterRef("inquiry__sent_at"), added_at__lte=ended)
    return Subquery(during.order_by().values("score").annotate(number=Count("pk")).values("number"))


def files_added_in_answer(questions: Collection[QuestionRow], added: Mapping[int, datetime]) -> frozenset[int]:
    """Keys of the files, by the time when they were `added` to the criterion.

    Only files added in answer to these questions.
    """
    over = [(row.sent_at, row.ended_at) for row in questions if row.is_over and row.sent_at]
    return frozenset(
        key for key, at in added.items() if any(sent <= at and (not ended or at <= ended) for sent, ended in over)
    )


def _row(question: Question, files: int, *, is_shown: bool) -> QuestionRow:
    inquiry, score = question.inquiry, question.score
    return QuestionRow(
        pk=question.pk,
        kind=inquiry.kind,
        number=inquiry.number,
        state=inquiry.state,
        criterion=score.criterion.code,
        title=score.criterion.title,
        wanted=question.wanted,
        own_points=score.points,
        points=question.points,
        max_points=score.max_points,
        answer=question.answer if is_shown else "",
        answered_at=question.answered_at if is_shown else None,
        files=files if is_shown else 0,
        outcome=question.outcome,
        outcome_label=question.get_outcome_display(),
        reply=question.reply,
        sent_at=inquiry.sent_at,
        ended_at=inquiry.ended_at,
        before=inquiry.before,
    )
