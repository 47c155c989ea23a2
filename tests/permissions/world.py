"""One year with everything that a page may show, and a person of each role who might request it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from accounts.models import GrantRequest, Recusal, Role, SupportView
from appraisal.models import Breach, IndependentScore, Minutes, Review, TeamMember, TwoReviews, Visit, VisitPhoto
from audit.services import record, sign_trail
from communes.models import Commune, Cycle, FormerDaysDecision, Registration
from documents.models import Export, StoredFile
from documents.pictures import display_address
from documents.previews import storage_paths
from evidence.models import DossierPart, EvidenceItem, Hint, PartialUpload, Question, ReadingRemark
from notifications.models import Mailing, Message
from papers.models import Draft
from results.models import CityDecision, Outcome, PlanTask, SharedEvidence
from scoring.guidance_queries import GUIDANCE
from scoring.models import FigureConfirmation, GuidanceHint, Rubric, SelfAssessment
from scoring.services.drafts import set_points
from surveys.counting import add_to_counts
from surveys.models import Survey
from tests.factories.accounts import UserFactory, editor_of, head_of
from tests.factories.appraisal import (
    AppraisalTeamFactory,
    BreachDocumentFactory,
    BreachFactory,
    ReviewFactory,
    SecondReviewFactory,
    TeamMemberFactory,
    VisitFactory,
    VisitPhotoFactory,
)
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import ADDED, InquiryFactory, PartialUploadFactory, QuestionFactory, complete_dossier
from tests.factories.notifications import MailingFactory
from tests.factories.results import OutcomeFactory, RecognitionFactory
from tests.factories.scoring import SelfAssessmentFactory, draft_of
from tests.factories.surveys import QuestionnaireFactory, SurveyFactory, draft_version, published_version, respond
from tests.factories.tokens import TokenFactory
from tests.factories.webhooks import DeliveryFactory
from tokens.models import Token
from webhooks.models import Delivery

ROLES = (
    "anonymous",
    "no_role",
    "editor",
    "head",
    "other_editor",
    "officer",
    "appraiser",
    "other_appraiser",
    "lead",
    "leader",
    "administrator",
)


@dataclass
class World:
    """The objects in the URLs, and the people."""

    cycle: Cycle
    commune: Commune
    registration: Registration
    assessment: SelfAssessment
    review: Review
    breach: Breach
    item: EvidenceItem
    upload: PartialUpload
    message: Message
    mailing: Mailing
    draft: Rubric
    scan: StoredFile
    recusal: Recusal
    grant_request: GrantRequest
    people: dict

    @property
    def question(self) -> Question:
        return Question.objects.get(inquiry__assessment=self.assessment)

    @property
    def survey(self) -> Survey:
        return Survey.objects.get(state=Survey.State.OPEN)

    @property
    def delivery(self) -> Delivery:
        return Delivery.objects.get()

    @property
    def token(self) -> Token:
        return Token.objects.get()

    @property
    def decision(self) -> CityDecision:
        return CityDecision.objects.get(cycle=self.cycle)

    @property
    def remark(self) -> ReadingRemark:
        """The head's comment on a criterion, made before the dossier was sent."""
        return ReadingRemark.objects.get(score__assessment=self.assessment)

    @property
    def plan_task(self) -> PlanTask:
        return PlanTask.objects.get()

    @property
    def former_days(self) -> FormerDaysDecision:
        return FormerDaysDecision.objects.get()

    @property
    def export(self) -> Export:
        return Export.objects.get()

    @property
    def hint(self) -> Hint:
        return Hint.objects.get(item=self.item)

    @property
    def arguments(self) -> dict:
        """The value of each argument of a URL."""
        return {
            "year": self.cycle.year,
            "code": self.commune.code,
            "criterion": "I.1",
            "kind": "letter",
            "item": self.item.pk,
            "public_id": self.item.file.public_id,
            "breach": self.breach.pk,
            "file": self.breach.documents.get().file.public_id,
            "recusal": self.recusal.pk,
            "visit": Visit.objects.values_list("pk", flat=True).first() or 0,
            "photo": VisitPhoto.objects.values_list("pk", flat=True).first() or 0,
            "form": "csv",
            "key": "k" * 43,
            "language": "vi",
            "slug": self.survey.slug,
            "answer": self.survey.responses.get().answers.get().pk,
        }


def build_world(*, open_work: bool = False, outcome: str = "published", former: bool = True) -> World:
    """Two communes of 2026; the first has its dossier, review, breach and outcome.

    With `open_work` its dossier is not sent yet: no review, no outcome. `outcome` is the state of the results.
    `former`: it was also sent before a correction of the table, and set aside then.
    """
    cycle, commune, other = CycleFactory(), CommuneFactory(code="10510"), CommuneFactory(code="10520")
    days_decided(cycle)
    registration = RegistrationFactory(cycle=cycle, commune=commune, accepted=True)
    elsewhere = RegistrationFactory(cycle=cycle, commune=other, accepted=True)
    SelfAssessmentFactory(registration=elsewhere, scores={"I.1": "5"})
    people = _people(commune, other)
    surveyed(cycle, commune, people)
    member = _team(cycle, people)
    fields = {} if open_work else {"submitted": True, "state": SelfAssessment.State.UNDER_APPRAISAL}
    assessment = SelfAssessmentFactory(registration=registration, scores="full", **fields)
    complete_dossier(assessment)
    DossierPart.objects.filter(assessment=assessment).update(rendered=StoredFileFactory(), rendered_at=ADDED)
    review = None if open_work else _appraised(assessment, member)
    if not open_work:
        inquiry = InquiryFactory(assessment=assessment, answered=True)
        QuestionFactory(inquiry=inquiry, score=assessment.scores.get(criterion__code="I.1"))
        if former:
            _set_aside_before(assessment, member)
        received(assessment, people)
    breach = BreachFactory(registration=registration)
    BreachDocumentFactory(breach=breach)
    if not open_work:
        _concluded(registration, outcome)
    item = EvidenceItem.objects.filter(score__assessment=assessment).first()
    read_and_planned(registration, item, people)
    Hint.objects.create(item=item, kind=Hint.Kind.BLANK, found_at=ADDED)
    for made in (storage_paths.thumbnail_address, storage_paths.paper_address):
        storage_paths.put(made(item.file.sha256), b"made by the worker")
    upload = PartialUploadFactory(score=item.score, owner=people["editor"])
    message = Message.objects.create(person=people["editor"], kind="invitation", path="/", sent_at=ADDED)
    connected(people)
    mailing = MailingFactory(person=people["officer"], failed=True)
    asked = {"kind": "results.ranking", "facts": {"year": cycle.year, "form": "xlsx", "query": ""}}
    Export.objects.create(owner=people["officer"], language="vi", asked_at=ADDED, **asked)
    draft, scan = _draft(assessment.rubric, by=people["administrator"])
    _guidance(assessment.rubric, by=people["officer"])
    if review:
        _reviewed_twice(review)
    recusal = Recusal.objects.create(
        user=people["other_appraiser"], unit_code=other.code, reason="Người nhà", declared_at=ADDED
    )
    result = (
        cycle,
        commune,
        registration,
        assessment,
        review,
        breach,
        item,
        upload,
        message,
        mailing,
        draft,
        scan,
        recusal,
        _asked(people["administrator"]),
    )
    support_view(people["editor"], people["administrator"])
    return World(*result, people)


def _set_aside_before(assessment: SelfAssessment, member: TeamMember) -> None:
    """A dossier that the unit had sent, and its review, before a correction of the table."""
    former = SelfAssessment.with_set_aside.create(
        registration=None,
        former_registration=assessment.registration,
        rubric=assessment.rubric,
        state=SelfAssessment.State.SUBMITTED,
        submitted_at=ADDED,
        submitted_by=assessment.submitted_by,
        set_aside_at=ADDED,
        set_aside_for=assessment.rubric,
    )
    Review.objects.create(assessment=former, appraiser=member, assigned_at=ADDED)
    assessment.replaces = former
    assessment.save(update_fields=["replaces"])


def _draft(rubric, *, by) -> tuple[Rubric, StoredFile]:
    """A draft of the next table, and a figure of the published one that was compared with the signed original."""
    draft = draft_of(rubric, by=by)
    set_points(
        rubric=draft, points={"I.1": Decimal(9), "I.2": Decimal(15)}, seen_version=0, by=by, now=ADDED
    )  # fmt: skip
    scan = StoredFileFactory()
    FigureConfirmation.objects.create(
        criterion=rubric.criteria.get(code="I.1"), points=10, scan=scan, confirmed_at=ADDED, confirmed_by=by
    )
    return draft, scan


def _guidance(rubric, *, by) -> None:
    """An issued guidance on the table, and a correction of it that is begun."""
    facts = {"kind": GUIDANCE, "subject": rubric.code, "changed_at": ADDED, "changed_by": by}
    signed, issued = StoredFileFactory(), {"issued_at": ADDED, "issued_by": by, "is_latest": False}
    former = Draft.objects.create(**facts, **issued, number="12/HD-SNV", dated=ADDED.date(), signed=signed)
    GuidanceHint.objects.create(paper=former, criterion=rubric.criteria.get(code="I.1"), text="Đủ hồ sơ: 10 điểm")
    Draft.objects.create(**facts, corrects=former, reason="Nhầm một ý")


def _asked(person) -> GrantRequest:
    lapses = datetime(2027, 1, 5, tzinfo=UTC)
    return GrantRequest.objects.create(person=person, role=Role.OFFICER, asked_at=ADDED, lapses_at=lapses)


def support_view(person, administrator) -> SupportView:
    """The administrator asks to see the portal as this person sees it."""
    facts = {"reason": "Không thấy nút gửi hồ sơ", "minutes": 30, "asked_at": ADDED}
    lapses = datetime(2027, 1, 5, tzinfo=UTC)
    return SupportView.objects.create(person=person, administrator=administrator, lapses_at=lapses, **facts)


def _people(commune, other) -> dict:
    return {
        "anonymous": None,
        "no_role": UserFactory(),
        "editor": editor_of(commune),
        "head": head_of(commune),
        "other_editor": editor_of(other),
        "officer": UserFactory(membership=Role.OFFICER),
        "appraiser": UserFactory(membership=Role.APPRAISER),
        "other_appraiser": UserFactory(membership=Role.APPRAISER),
        "lead": UserFactory(membership=Role.TEAM_LEAD),
        "leader": UserFactory(membership=Role.CITY_LEADER),
        "administrator": UserFactory(membership=Role.ADMINISTRATOR),
    }


def _team(cycle, people) -> TeamMember:
    team = AppraisalTeamFactory(cycle=cycle)
    TeamMemberFactory(team=team, person=people["lead"], part=TeamMember.Part.LEAD)
    TeamMemberFactory(team=team, person=people["other_appraiser"])
    return TeamMemberFactory(team=team, person=people["appraiser"])


def _reviewed_twice(review: Review) -> None:
    """The last criterion, by another member too: both are done, and the lead resolved their difference."""
    other = TeamMemberFactory(team=review.appraiser.team, person=UserFactory(membership=Role.APPRAISER))
    fields = {"first_done_at": ADDED, "first_done_by": review.appraiser.person}
    fields |= {"state": "completed", "completed_at": ADDED, "completed_by": other.person}
    SecondReviewFactory(review=review, appraiser=other, criteria=["IV.2"], **fields)
    TwoReviews.objects.create(cycle=other.team.cycle, code="IV.2", set_at=ADDED)
    score = review.scores.get(criterion__code="IV.2")
    terms = {"score": score, "max_points": score.max_points, "changed_at": ADDED, "frozen_at": ADDED}
    for author, points, comment in ((review.appraiser, "1", ""), (other, "0.5", "Minh chứng chưa đủ.")):
        IndependentScore.objects.create(author=author, points=Decimal(points), comment=comment, **terms)


def _appraised(assessment, member) -> Review:
    review = ReviewFactory(assessment=assessment, appraiser=member, scores="agree", in_progress=True)
    taken = VisitPhotoFactory(visit=VisitFactory(review=review))
    storage_paths.put(display_address(taken.file.sha256), b"made by the worker")
    Minutes.objects.create(review=review, held_on=ADDED.date(), place="Sở Nội vụ")
    return review


def surveyed(cycle, commune, people) -> None:
    """An open survey of the unit with one response, and a draft of another questionnaire."""
    version = published_version(QuestionnaireFactory(criterion_code="I.1"))
    facts = {"cycle": cycle, "commune": commune, "version": version, "created_by": people["editor"]}
    survey = SurveyFactory(opened=True, **facts)
    response = respond(survey, {5: "Nhanh, đúng hẹn"})
    options = {(0, 0): 12, (1, 5): 9, (1, 2): 3, (4, 0): 12, (4, 1): 12}
    add_to_counts(survey, channel=response.channel, received_at=response.received_at, options=options)
    draft_version()


def received(assessment, people) -> None:
    """The receipt of the dossier on the trail, whose root is signed."""
    record("evidence.submit_dossier", by=people["head"], now=ADDED, on=assessment, receipt="R-1", total="100.00")
    sign_trail(now=ADDED)


def connected(people) -> None:
    """A token of the read API, and a delivery to another system."""
    TokenFactory(owner=people["officer"])
    DeliveryFactory(endpoint__added_by=people["administrator"])


def read_and_planned(registration, item, people) -> None:
    """The head's remark on the item, a task of the unit's plan, and the item shown to other units."""
    ReadingRemark.objects.create(score=item.score, text="Bổ sung số liệu", made_at=ADDED, made_by=people["head"])
    made = {"made_at": ADDED, "made_by": people["editor"]}
    due = date(registration.cycle.year + 1, 9, 30)
    PlanTask.objects.create(
        registration=registration, text="Tập huấn", responsible=people["editor"], due_on=due, **made
    )
    SharedEvidence.objects.create(item=item, agreed_at=ADDED, agreed_by=people["head"])


def days_decided(cycle) -> None:
    """A decision on the days, and its version before a correction."""
    cycle.days_decision_number, cycle.days_decision_date = "16/QĐ-UBND", date(2026, 1, 5)
    cycle.days_decision_file = StoredFileFactory()
    cycle.save()
    FormerDaysDecision.objects.create(
        cycle=cycle,
        number="15/QĐ-UBND",
        dated_on=date(2026, 1, 4),
        file=StoredFileFactory(),
        reason="Ghi sai số",
        corrected_at=ADDED,
        corrected_by=UserFactory(),
    )


def _concluded(registration, outcome) -> Outcome:
    trait = {} if outcome == "drafted" else {outcome: True}
    result = OutcomeFactory(registration=registration, **trait)
    if outcome == "published":
        RecognitionFactory(outcome=result)
    return result
