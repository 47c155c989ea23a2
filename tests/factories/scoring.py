"""Scoring tables and self-assessments for tests: four groups, small or as large as asked."""

from datetime import UTC, date, datetime
from decimal import Decimal

import factory
from django.core.files.uploadedfile import SimpleUploadedFile
from factory.django import DjangoModelFactory

from evidence.services.dossiers import issue_receipt
from scoring.models import Criterion, Rubric, RubricDecision, RubricInForce, SelfAssessment, SelfScore
from scoring.services.drafts import draft_rubric
from tests.factories.accounts import UserFactory
from tests.factories.communes import RegistrationFactory
from tests.factories.documents import PDF
from tests.factories.evidence import signed_papers

# Two criteria a group, 100 points in all: small enough to read, whole enough to conclude.
SMALL_TABLE = {
    "I": ("24", {"I.1": "10", "I.2": "14"}),
    "II": ("24", {"II.1": "20", "II.2": "4"}),
    "III": ("26", {"III.1": "13", "III.2": "13"}),
    "IV": ("26", {"IV.1": "25", "IV.2": "1"}),
}
FULL_TABLE = {
    criterion: max_points for _points, criteria in SMALL_TABLE.values() for criterion, max_points in criteria.items()
}


class RubricFactory(DjangoModelFactory):
    """A published table of four groups with two criteria each."""

    class Meta:
        model = Rubric
        django_get_or_create = ("code",)
        skip_postgeneration_save = True

    code = "bang-thu"
    decision_vi = "Quyết định thử nghiệm"
    title_vi = "Bảng thử nghiệm"
    title_en = "Table for tests"
    applies_from_year = 2026
    step = Decimal("0.25")

    @factory.post_generation
    def rows(self, create, extracted, **kwargs):
        if not create or self.criteria.exists():
            return
        for place, (code, (points, criteria)) in enumerate(SMALL_TABLE.items(), start=1):
            group = _row(self, code, f"{place:02}", points, parent=None)
            for number, (criterion, criterion_points) in enumerate(criteria.items(), start=1):
                _row(self, criterion, f"{place:02}.{number:03}", criterion_points, parent=group)
        in_use(self)


def draft_table(code: str, **points: str) -> Rubric:
    """A draft like the small table with other points: `draft_table("x", I_1="12", I_2="12")`."""
    changed = {criterion.replace("_", "."): figure for criterion, figure in points.items()}
    rubric = Rubric.objects.create(
        code=code,
        decision_vi="Dự thảo",
        title_vi="Bảng dự thảo",
        title_en="Draft table",
        applies_from_year=2027,
        step=Decimal("0.25"),
    )
    for place, (group, (_points, criteria)) in enumerate(SMALL_TABLE.items(), start=1):
        figures = {criterion: changed.get(criterion, figure) for criterion, figure in criteria.items()}
        top = _row(rubric, group, f"{place:02}", sum(map(Decimal, figures.values())), parent=None)
        for number, (criterion, figure) in enumerate(figures.items(), start=1):
            _row(rubric, criterion, f"{place:02}.{number:03}", figure, parent=top)
    return rubric


def in_use(rubric: Rubric, *, at: datetime = datetime(2026, 1, 1, tzinfo=UTC)) -> Rubric:
    """The draft put into use by a decision of the city [S7]."""
    RubricDecision.objects.create(rubric=rubric, number="01/QĐ-UBND", dated_on=at.date(), recorded_at=at)
    rubric.publish(at=at)
    rubric.save()
    return rubric


def decided(day=date(2026, 1, 2), number="12/QĐ-UBND", **other) -> dict:
    """The decision that puts a table into use, as `publish_rubric` takes it."""
    return {"number": number, "dated_on": day, "file": SimpleUploadedFile("quyet-dinh.pdf", PDF)} | other


def _row(rubric, code, sort_key, points, *, parent):
    return Criterion.objects.create(
        rubric=rubric,
        parent=parent,
        code=code,
        sort_key=sort_key,
        is_leaf=parent is not None,
        title_vi=f"Nội dung {code}",
        title_en=f"Content {code}",
        max_points=Decimal(points),
        evidence_vi="Văn bản, hình ảnh",
        provenance=Criterion.Provenance.LEGIBLE,
    )


class SelfAssessmentFactory(DjangoModelFactory):
    """An open self-assessment of a registered commune, with a score row per criterion.

    `scores={"I.1": "10"}` fills leaves; `scores="full"` gives every criterion its maximum; `submitted=True` sends it,
    with full points where none are given: no dossier goes out with a criterion left open, or without its signed papers.
    """

    class Meta:
        model = SelfAssessment
        skip_postgeneration_save = True

    registration = factory.SubFactory(RegistrationFactory, accepted=True)
    rubric = factory.SubFactory(RubricFactory)

    class Params:
        submitted = factory.Trait(
            state=SelfAssessment.State.SUBMITTED,
            submitted_at=datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
            submitted_by=factory.SubFactory(UserFactory),
        )

    @factory.post_generation
    def scores(self, create, extracted, **kwargs):
        if not create:
            return
        RubricInForce.objects.get_or_create(cycle=self.registration.cycle, defaults={"rubric": self.rubric})
        criteria = list(self.rubric.criteria.filter(is_leaf=True).order_by("sort_key"))
        is_sent = self.state != SelfAssessment.State.OPEN
        if extracted == "full" or (is_sent and extracted is None):
            extracted = {criterion.code: criterion.max_points for criterion in criteria}
        given = dict(extracted or {})
        if is_sent and len(given) < len(criteria):
            raise ValueError("a dossier that was sent has points for every criterion")
        SelfScore.objects.bulk_create(_score(self, criterion, given.get(criterion.code)) for criterion in criteria)
        self.group_totals = {code: str(_sum(given, code)) for code in ("I", "II", "III", "IV")}
        self.total = sum((Decimal(points) for points in given.values()), Decimal(0))
        self.scored_count = len(given)
        self.save()
        if is_sent:
            signed_papers(self, at=self.submitted_at, by=self.submitted_by)
            issue_receipt(self, now=self.submitted_at)


def points_for(total: str | Decimal) -> dict[str, str]:
    """Points of the small table's criteria that add up to `total`.

    What is missing is taken from the largest criteria.
    """
    missing = Decimal(100) - Decimal(total)
    given = {}
    for code, max_points in sorted(FULL_TABLE.items(), key=lambda criterion: -Decimal(criterion[1])):
        less = min(missing, Decimal(max_points))
        given[code] = str(Decimal(max_points) - less)
        missing -= less
    return {code: given[code] for code in FULL_TABLE}


def group_totals_of(points: dict[str, str]) -> dict[str, str]:
    """The groups' sums, as they are kept."""
    return {group: str(_sum(points, group)) for group in SMALL_TABLE}


def _sum(given, group):
    return sum((Decimal(points) for code, points in given.items() if code.partition(".")[0] == group), Decimal("0.00"))


def _score(assessment, criterion, points):
    return SelfScore(
        assessment=assessment,
        criterion=criterion,
        max_points=criterion.max_points,
        points=None if points is None else Decimal(points),
        explanation="" if points is None else f"Đã thực hiện {criterion.code}",
    )


def draft_of(base, *, code="ban-nhap", by=None, now=datetime(2027, 1, 4, tzinfo=UTC)):
    """A draft copied from any version, as an administrator makes it."""
    return draft_rubric(
        base=base,
        code=code,
        title_vi="Bảng nháp",
        title_en="Draft table",
        decision_vi="Quyết định sửa đổi",
        applies_from_year=2027,
        by=by or UserFactory(),
        now=now,
    )


def conditional_table(policy: str = "full_points", *, criteria: tuple[str, ...] = ("II.2",)) -> Rubric:
    """The small table, published, with criteria that apply only to some communes, scored by this policy [S9]."""
    rubric = draft_table(f"co-dieu-kien-{policy.replace('_', '-')}")
    rubric.criteria.filter(code__in=criteria).update(applies_when_vi="Chỉ áp dụng nơi có thu hồi đất")
    rubric.not_applicable = policy
    return in_use(rubric)
