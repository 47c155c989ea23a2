"""The appraiser's page as data: the tree with verdicts, the current criterion, the progress header."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import attrgetter

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Length
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appraisal.double_review.blind import as_own_score, as_seen_by, criteria_held, sees_own
from appraisal.double_review.queries import doubly_reviewed
from appraisal.models import Review, ReviewScore
from appraisal.queries.visits import has_findings
from evidence.desk import lineage, neighbours, quick_points
from evidence.hints.queries import has_hints
from evidence.inquiry_queries import has_questions
from evidence.queries import ItemRow, item_rows_by_criterion
from scoring.core import AppliedTotals, Level, NotApplicable, applied_totals, counted, level_for
from scoring.exceptions import Exceptions, exceptions_judged
from scoring.guidance_queries import Hint, hint_of, issued_hint
from scoring.models import FigureConfirmation, Rubric, SelfScore
from scoring.queries import CriterionRow, ScoreRow, criterion_codes, criterion_rows, has_table, policy_of, table_of
from surveys.panel import marked_answers, opened_surveys

FILTERS = ("open", "differs", "hints", "answered")


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """A row of the table: the commune's points, the team's, and the team's comment on a difference."""

    criterion: CriterionRow
    self_points: Decimal
    points: Decimal | None
    comment: str
    is_open: bool
    claimed: bool = False
    not_applicable: bool = False
    compared: Decimal | None = None
    """Of a sum: the commune's own points on those criteria alone that the team has scored."""

    @property
    def key(self) -> str:
        """The code as an HTML id."""
        return self.criterion.code.replace(".", "-")

    @property
    def differs(self) -> bool:
        """True for other points than the commune's own, or a rejected claim [S9]."""
        rejected = self.claimed and not self.not_applicable
        return self.points is not None and (rejected or self.difference != 0)

    @property
    def difference(self) -> Decimal:
        """Appraised minus self-assessed, over the scored criteria only: an open criterion is no lost point."""
        own = self.self_points if self.compared is None else self.compared
        return Decimal(0) if self.points is None else self.points - own

    @property
    def mark(self) -> str:
        """Agreed and differing criteria are both done; the difference is shown separately."""
        return "empty" if self.points is None else "begun" if self.is_open else "done"


@dataclass(frozen=True, slots=True)
class VerdictGroup:
    """A group of the table with its rows: a page folds it where nothing differs."""

    head: VerdictRow
    rows: list[VerdictRow]

    @property
    def differences(self) -> int:
        """How many of its criteria differ."""
        return sum(row.differs for row in self.rows if row.criterion.is_leaf)


@dataclass(frozen=True, slots=True)
class ProgressHeader:
    """The header that stays at the top: progress, the team's total beside the commune's, and its level [S3]."""

    scored: int
    criteria: int
    total: Decimal
    self_total: Decimal
    level: Level
    exceptions: Exceptions
    version: int
    """Of the appraisal: of two answers the browser shows the one that was made later."""
    is_part: bool = False

    @property
    def is_complete(self) -> bool:
        """True where every criterion that counts in this total is scored."""
        return self.scored == self.criteria

    @property
    def is_whole(self) -> bool:
        return self.is_complete and not self.is_part


# Common phrases for justifications; a person's own phrases come before them.
PHRASES = (
    _("The evidence shows only a part of the content."),
    _("There is no evidence of the result."),
    _("The evidence is not of the year that is assessed."),
    _("The figures do not agree with those of the city's systems."),
)
# The portal's own readings of what the table leaves open about a criterion.
READINGS = {
    "III.2.6": _(
        "Discipline that is not linked to citizens' business costs points here alone; linked to it, from reprimand "
        "upwards, it is a breach of section I.2 as well and the unit is not considered."
    ),
    "II.4.5": _(
        "Where no file was overdue, nobody had to be written to: the content may be claimed as not applicable."
    ),
}
_SHOWN = ("self_points", "points", "comment", "claimed", "not_applicable")
_MAX_PHRASES = 6
_LONGEST_PHRASE = 160


def phrases_for(person) -> list[str]:
    """Phrases for justifications: the person's own that were used more than once, by frequency, then the portal's."""
    used = ReviewScore.objects.filter(changed_by=person).exclude(comment="").order_by().values_list("comment")
    counted = used.annotate(times=Count("pk"), length=Length("comment"))
    own = counted.filter(times__gt=1, length__lte=_LONGEST_PHRASE).order_by("-times", "comment")[:_MAX_PHRASES]
    return list(dict.fromkeys([*(row[0] for row in own), *(str(phrase) for phrase in PHRASES)]))[:_MAX_PHRASES]


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """The open criterion: the commune's score and explanation, its evidence, the team's verdict, the neighbours."""

    criterion: CriterionRow
    above: tuple[CriterionRow, ...]
    score: ReviewScore
    explanation: str
    has_surveys: bool
    has_findings: bool
    has_year_before: bool
    items: list[ItemRow]
    shown: ItemRow | None
    quick: list[Decimal]
    before: str
    after: str
    hint: Hint | None = None

    @property
    def key(self) -> str:
        return self.criterion.code.replace(".", "-")

    @property
    def reading(self) -> str:
        """The portal's own reading of what the table leaves open about this criterion; most criteria have none."""
        return str(READINGS.get(self.criterion.code, ""))

    @property
    def half(self) -> Decimal:
        """Half of the maximum; offered only where the table's step allows it [S2]."""
        return self.criterion.max_points / 2


def progress_header_of(review: Review, reader=None, rows: Sequence[VerdictRow] = ()) -> ProgressHeader:
    """The progress header; in a double review before the comparison, each member sees only their own figures.

    `rows` are this reader's `verdict_rows`, where they are read already.
    """
    if reader is not None and doubly_reviewed(review) and sees_own(reader, review):
        return _own_progress_header(review, rows or verdict_rows(review, reader))
    return ProgressHeader(
        scored=review.scored_count,
        criteria=sum(row.is_leaf for row in criterion_rows(review.assessment.rubric)),
        total=review.total,
        self_total=review.assessment.total,
        level=level_for(review.total),
        exceptions=review_exceptions(review),
        version=review.version,
    )


def _own_progress_header(review: Review, rows: Sequence[VerdictRow]) -> ProgressHeader:
    """The figures of one of two members over the criteria they have."""
    rubric = review.assessment.rubric
    criteria = [row for row in rows if row.criterion.is_leaf]
    policy, total = policy_of(rubric), rubric_total(rubric, criteria)
    own = [counted(row.self_points, excepted=row.claimed, policy=policy) for row in criteria]
    is_part = len(criteria) < len(criterion_codes(rubric))
    return ProgressHeader(
        scored=sum(not row.is_open for row in criteria),
        criteria=len(criteria),
        total=total.total,
        self_total=sum((points for points in own if points is not None), Decimal(0)),
        level=level_for(total.total),
        exceptions=exceptions_judged(
            count=sum(row.not_applicable for row in criteria),
            points=total.by_exception,
            claimed=sum(row.claimed for row in criteria),
            rubric=rubric,
        ),
        version=review.version,
        is_part=is_part,
    )


def rubric_total(rubric: Rubric, criteria: list[VerdictRow]) -> AppliedTotals:
    """The totals of only these criteria, by `scoring.core` [S1, S9]."""
    points = {row.criterion.code: row.points for row in criteria}
    excepted = frozenset(row.criterion.code for row in criteria if row.not_applicable)
    return applied_totals(table_of(rubric), points, excepted=excepted, policy=policy_of(rubric))


def review_exceptions(review: Review) -> Exceptions:
    """The exceptions that the team has agreed to so far, of those claimed [S9]."""
    return exceptions_judged(
        count=review.excepted_count,
        points=review.excepted_points,
        claimed=review.assessment.excepted_count,
        rubric=review.assessment.rubric,
    )


def verdict_rows(review: Review, reader=None, stored: Mapping[int, list] | None = None) -> list[VerdictRow]:
    """The whole table with this review's verdicts and sums; before the comparison, with the member's own.

    `stored` are the `stored_verdicts`, where they are read already.
    """
    rows: Sequence[CriterionRow] = criterion_rows(review.assessment.rubric)
    given = dict(stored_verdicts(review) if stored is None else stored)
    if reader is not None:
        rows, given = as_seen_by(reader, review, rows, given)
    criteria = {row.code: _criterion_row(row, *given[row.pk]) for row in rows if row.is_leaf and row.pk in given}
    policy = policy_of(review.assessment.rubric)
    return [criteria.get(row.code) or _sum_row(row, criteria, policy) for row in rows]


def verdict_groups(rows: Sequence[VerdictRow]) -> list[VerdictGroup]:
    """The rows by group of the table; each group's own row is its head."""
    groups: list[VerdictGroup] = []
    for row in rows:
        if "." not in row.criterion.code:
            groups.append(VerdictGroup(row, []))
        else:
            groups[-1].rows.append(row)
    return groups


def stored_verdicts(review: Review) -> dict[int, list]:
    """What stands on each criterion of a review, by the criterion's key: the columns of `_SHOWN`."""
    return {pk: fields for pk, *fields in review.scores.order_by().values_list("criterion", *_SHOWN)}


def verdicts_and_confirmed(review: Review) -> tuple[dict[int, list], set[str]]:
    """The `stored_verdicts`, and the codes of the criteria whose maximum is confirmed; one query."""
    confirmed = Exists(FigureConfirmation.objects.filter(criterion=OuterRef("criterion")))
    rows = list(review.scores.order_by().values_list("criterion", confirmed, *_SHOWN))
    confirmed_keys = {pk for pk, known, *_fields in rows if known}
    codes = {row.code for row in criterion_rows(review.assessment.rubric) if row.pk in confirmed_keys}
    return {pk: fields for pk, _known, *fields in rows}, codes


def verdicts_of(scores: Iterable[ReviewScore]) -> dict[int, list]:
    """Like `stored_verdicts`, of scores that are read already."""
    shown = attrgetter(*_SHOWN)
    return {score.criterion_id: list(shown(score)) for score in scores}


def unscored_criteria(review: Review, stored: Mapping[int, list]) -> list[str]:
    """The criteria without final points, in the table's order."""
    points = _SHOWN.index("points")
    rows = criterion_rows(review.assessment.rubric)
    return [row.code for row in rows if row.pk in stored and stored[row.pk][points] is None]


def _criterion_row(
    row: CriterionRow, self_points: Decimal, points: Decimal | None, comment: str, claimed: bool, not_applicable: bool
) -> VerdictRow:
    return VerdictRow(row, self_points, points, comment, points is None, claimed, not_applicable)


def _sum_row(row: CriterionRow, criteria: dict[str, VerdictRow], policy: NotApplicable) -> VerdictRow:
    below = [criterion for code, criterion in criteria.items() if code.startswith(f"{row.code}.")]
    team = [counted(criterion.points, excepted=criterion.not_applicable, policy=policy) for criterion in below]
    given = [points for points in team if points is not None]
    return VerdictRow(
        row,
        _own_sum(below, policy),
        sum(given, Decimal(0)) if given else None,
        "",
        is_open=any(criterion.is_open for criterion in below),
        compared=_own_sum([criterion for criterion in below if not criterion.is_open], policy),
    )


def _own_sum(criteria: list[VerdictRow], policy: NotApplicable) -> Decimal:
    own = [counted(criterion.self_points, excepted=criterion.claimed, policy=policy) for criterion in criteria]
    return sum((points for points in own if points is not None), Decimal(0))


def shown_rows(rows: list[VerdictRow], show: str, *, among: Collection[str] = ()) -> list[VerdictRow]:
    """The rows left by the filter: criteria not yet appraised, differing, or those in `among`."""
    if show not in FILTERS:
        return rows
    keeps = {
        "open": lambda row: row.is_open,
        "differs": lambda row: row.differs,
    }.get(show, lambda row: row.criterion.code in among)
    kept = [lineage(row.criterion.code) for row in rows if row.criterion.is_leaf and keeps(row)]
    codes = set().union(*kept)
    return [row for row in rows if row.criterion.code in codes]


def rows_after(review: Review, scores: Mapping[str, ScoreRow], criterion: str, reader: User) -> list[VerdictRow]:
    """The criterion just saved and every row above it, computed from the scores that the save itself read."""
    above, rows = lineage(criterion), criterion_rows(review.assessment.rubric)
    if doubly_reviewed(review):
        return [row for row in verdict_rows(review, reader) if row.criterion.code in above]
    shown = attrgetter(*_SHOWN)
    group = criterion.partition(".")[0]
    wanted = [row for row in rows if row.group_code == group and row.code in scores]
    criteria = {row.code: _criterion_row(row, *shown(scores[row.code])) for row in wanted}
    policy = policy_of(review.assessment.rubric)
    return [criteria.get(row.code) or _sum_row(row, criteria, policy) for row in rows if row.code in above]


def first_open_criterion(rows: list[VerdictRow]) -> str:
    """Where to continue: the first criterion without a verdict, or the first of all."""
    criteria = [row for row in rows if row.criterion.is_leaf]
    return next((row.criterion.code for row in criteria if row.is_open), criteria[0].criterion.code)


def verdict_page(
    review: Review, code: str, *, reader=None, file_id: str = "", shown: Collection[str] | None = None
) -> VerdictPage | None:
    """The criterion with that code; `file_id` names the file to show, else the first that the viewer can show.

    Its neighbours are the next criteria of the table, or of those in `shown` where the list is filtered.
    """
    rows = criterion_rows(review.assessment.rubric)
    codes = criteria_held(reader, review) if reader is not None else [row.code for row in rows if row.is_leaf]
    if code not in codes:
        return None
    before, after = neighbours(codes, code, shown)
    by_code = {row.code: row for row in rows}
    criterion = by_code[code]
    own = SelfScore.objects.filter(assessment=review.assessment_id, criterion=criterion.pk).order_by()
    scores = _with_what_exists(review, code).annotate(
        explanation=Subquery(own.values("explanation")),
        has_year_before=has_table(review.assessment.registration.cycle.year - 1),
        hint=issued_hint(review.assessment.rubric, criterion.pk),
    )
    score = scores.get(criterion=criterion.pk)
    items = item_rows_by_criterion(review.assessment, criterion=code).get(criterion.pk, [])
    return VerdictPage(
        criterion=criterion,
        above=tuple(by_code[c] for c in sorted(lineage(code) - {code}, key=len)),
        score=as_own_score(reader, review, code, score),
        explanation=score.explanation or "",
        has_surveys=vars(score)["has_surveys"],
        has_findings=vars(score)["has_findings"],
        has_year_before=score.has_year_before,
        items=items,
        shown=_shown(items, file_id),
        quick=list(quick_points(criterion.max_points, review.assessment.rubric.step, criterion.partial_steps)),
        before=before,
        after=after,
        hint=hint_of(criterion, score.hint),
    )


def _with_what_exists(review: Review, code: str) -> QuerySet[ReviewScore]:
    """The scores with what exists beside the criterion: the page asks for nothing else."""
    return review.scores.select_related("changed_by").annotate(
        has_surveys=opened_surveys(code, assessment="review__assessment"),
        is_marked=marked_answers(code, assessment="review__assessment"),
        has_findings=has_findings(),
        has_questions=has_questions(),
        has_hints=has_hints(),
    )


def _shown(items: list[ItemRow], file_id: str) -> ItemRow | None:
    readable = [item for item in items if not item.mark]
    first = next((item for item in readable if item.viewer != "card"), readable[0] if readable else None)
    return next((item for item in readable if str(item.file_id) == file_id), first)
