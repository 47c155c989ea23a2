"""The states of a dossier, and the services that people may call in them at the same moment."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from appraisal import services
from appraisal.models import Breach, IndependentScore, Minutes, Review, SecondReview, TeamMember, TwoReviews
from evidence import services as evidence
from evidence.models import EvidenceItem, Inquiry, Question
from kernel.deadlines import CITY_ZONE
from scoring.addresses import DossierAddress
from scoring.models import SelfAssessment
from scoring.services.scores import enter_score
from tests.factories.accounts import appraiser, editor_of, head_of, officer, team_lead
from tests.factories.appraisal import AppraisalTeamFactory, BreachFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CycleFactory
from tests.factories.documents import PDF
from tests.factories.evidence import EvidenceItemFactory, InquiryFactory, QuestionFactory, complete_dossier
from tests.factories.scoring import FULL_TABLE, SelfAssessmentFactory
from tests.races.racing import Verb

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=CITY_ZONE)
LATER = datetime(2026, 12, 21, 9, 0, tzinfo=CITY_ZONE)
BEFORE = date(2026, 12, 20)
LESS = FULL_TABLE | {"I.1": "4"}


class Team:
    """The year's team: its lead, and two members."""

    def __init__(self) -> None:
        self.cycle = CycleFactory(year=2026)
        team = AppraisalTeamFactory(cycle=self.cycle)
        self.lead = TeamMemberFactory(team=team, person=team_lead(), part=TeamMember.Part.LEAD).person
        self.first, self.second = (TeamMemberFactory(team=team, person=appraiser()) for _ in range(2))

    def review(self, **fields) -> Review:
        return ReviewFactory(assessment__registration__cycle=self.cycle, appraiser=self.first, **fields)


def _review() -> Review:
    """The review as a page reads it, before any lock."""
    rows = Review.objects.select_related(
        "assessment__registration__cycle", "assessment__registration__commune", "assessment__rubric", "appraiser__team"
    )
    return rows.get()


def _work() -> SelfAssessment:
    return SelfAssessment.objects.select_related("registration__cycle", "registration__commune", "rubric").get()


def _question() -> Question:
    return Question.objects.select_related("inquiry", "score__criterion").get()


def _enter(team: Team, points: str = "3") -> Verb:
    facts = {"points": Decimal(points), "comment": "x", "seen_version": 0, "by": team.first.person, "now": NOW}
    return lambda: services.enter_review_score(address=DossierAddress.of(_work()), criterion="I.1", **facts)


def _ask(team: Team) -> Verb:
    facts = {"criterion": "I.2", "wanted": "x", "by": team.first.person, "now": NOW}
    return lambda: services.ask_supplement(review=_review(), **facts)


def _leave(team: Team, work: SelfAssessment) -> Verb:
    breach = BreachFactory(registration=work.registration, confirmed=True)
    return lambda: services.leave_unconsidered(
        breach=Breach.objects.get(pk=breach.pk), justification="x", by=team.lead, now=NOW
    )


def _assign(team: Team) -> Verb:
    return lambda: services.assign_review(assessment=_work(), member=team.second, by=team.lead, now=NOW)


def _complete(team: Team) -> Verb:
    return lambda: services.complete_review(review=_review(), by=team.first.person, now=NOW)


def _reconcile(team: Team) -> Verb:
    return lambda: services.reconcile_review(review=_review(), by=team.lead, now=NOW)


def _send_back(team: Team) -> Verb:
    return lambda: services.send_back_review(review=_review(), reason="x", by=team.lead, now=NOW)


def _write_minutes(team: Team) -> Verb:
    facts = {"held_on": NOW.date(), "place": "x", "by": team.lead, "now": NOW}
    return lambda: services.write_minutes(review=_review(), present=[team.first], **facts)


def begun() -> dict[str, Verb]:
    """An appraiser has scored all of it, and no question was asked."""
    team = Team()
    review = team.review(in_progress=True, scores="agree")
    return {
        "enter": _enter(team),
        "complete": _complete(team),
        "ask": _ask(team),
        "assign": _assign(team),
        "leave": _leave(team, review.assessment),
    }


def collected() -> dict[str, Verb]:
    """A question is added, and its letter not sent."""
    team = Team()
    review = team.review(in_progress=True, scores="agree")
    inquiry = InquiryFactory(assessment=review.assessment)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.first())
    by = {"by": team.first.person, "now": NOW}
    return {
        "send": lambda: services.send_supplement_request(review=_review(), before=BEFORE, note="", **by),
        "withdraw": lambda: services.withdraw_question(question=_question(), review=_review(), **by),
        "ask": _ask(team),
        "enter": _enter(team),
        "complete": _complete(team),
        "leave": _leave(team, review.assessment),
    }


def completed() -> dict[str, Verb]:
    """The lead has it, and the points differ from the commune's own."""
    team = Team()
    review = team.review(completed=True, scores=LESS)
    minutes = Minutes.objects.create(review=review, held_on=NOW.date(), place="x")
    minutes.present.set([team.first])
    return {
        "send back": _send_back(team),
        "reconcile": _reconcile(team),
        "explain": lambda: services.open_explanation(review=_review(), before=BEFORE, note="", by=team.lead, now=NOW),
        "minutes": _write_minutes(team),
        "signed minutes": lambda: services.store_signed_minutes(
            review=_review(), upload=SimpleUploadedFile("a.pdf", PDF), by=team.lead, now=NOW
        ),
        "leave": _leave(team, review.assessment),
    }


def asked() -> dict[str, Verb]:
    """A letter is with the commune, and its time may be over."""
    team = Team()
    review = team.review(in_progress=True, scores="agree")
    work = review.assessment
    inquiry = InquiryFactory(assessment=work, sent=True, before=BEFORE)
    QuestionFactory(inquiry=inquiry, score=work.scores.get(criterion__code="I.1"))
    EvidenceItemFactory(score=work.scores.get(criterion__code="I.1"), added_at=NOW)
    work.request_supplement()
    work.save()
    head = head_of(work.registration.commune)
    return {
        "answer": lambda: evidence.write_answer(question=_question(), answer="x", by=head, now=NOW),
        "send answers": lambda: evidence.send_answers(inquiry=Inquiry.objects.get(), by=head, now=NOW, knowingly=True),
        "end": lambda: evidence.end_inquiry(inquiry=Inquiry.objects.get(), now=LATER),
        "remove": lambda: evidence.remove_evidence(
            item=EvidenceItem.objects.select_related("score__criterion").get(), by=head, now=NOW
        ),
        "complete": lambda: services.complete_review(review=_review(), by=team.first.person, now=LATER),
        "leave": _leave(team, work),
    }


def explained() -> dict[str, Verb]:
    """The commune has explained, and waits for a reply."""
    team = Team()
    review = team.review(completed=True, scores=LESS)
    inquiry = InquiryFactory(assessment=review.assessment, kind="explanation", answered=True, total=review.total)
    QuestionFactory(inquiry=inquiry, score=review.assessment.scores.get(criterion__code="I.1"), points=4)
    by = {"by": team.first.person, "now": NOW}
    return {
        "reply": lambda: services.reply_to_explanation(
            question=_question(), review=_review(), reply="x", points=Decimal(9), **by
        ),
        "keep": lambda: services.reply_to_explanation(
            question=_question(), review=_review(), reply="x", points=None, **by
        ),
        "reconcile": _reconcile(team),
        "send back": _send_back(team),
        "minutes": _write_minutes(team),
    }


def given_out() -> dict[str, Verb]:
    """Nobody has begun it, so the year may still ask for two reviews."""
    team = Team()
    team.review()
    return {
        "two reviews": lambda: services.set_two_reviews(cycle=team.cycle, codes=["I"], by=officer(), now=NOW),
        "enter": _enter(team),
        "assign": _assign(team),
    }


def reviewed_twice() -> dict[str, Verb]:
    """Both members have given their points, and neither is done."""
    team = Team()
    review = team.review(
        in_progress=True, scores={code: max_points for code, max_points in FULL_TABLE.items() if code != "I.1"}
    )
    TwoReviews.objects.create(cycle=team.cycle, code="I.1", set_at=NOW)
    look = SecondReview.objects.create(review=review, appraiser=team.second, criteria=["I.1"], assigned_at=NOW)
    score = review.scores.get(criterion__code="I.1")
    for member in (team.first, team.second):
        IndependentScore.objects.create(score=score, author=member, max_points=10, points=10, version=1, changed_at=NOW)
    look.begin()
    look.save()
    change = {"criterion": "I.1", "points": Decimal(10), "comment": "", "seen_version": 1, "now": NOW}
    change |= {"points": Decimal(8), "comment": "x"}

    def score_independently(member: TeamMember) -> Verb:
        return lambda: services.enter_independent_score(review=_review(), by=member.person, **change)

    def finish(member: TeamMember) -> Verb:
        return lambda: services.complete_independent_scores(review=_review(), by=member.person, now=NOW)

    return {
        "first's points": score_independently(team.first),
        "second's points": score_independently(team.second),
        "first is done": finish(team.first),
        "second is done": finish(team.second),
        "leave": _leave(team, review.assessment),
    }


def prepared() -> dict[str, Verb]:
    """The commune's own: whole, and not sent."""
    work = SelfAssessmentFactory(registration__cycle=CycleFactory(year=2026), scores=FULL_TABLE)
    complete_dossier(work)
    editor, now = editor_of(work.registration.commune), datetime(2026, 11, 20, 9, 0, tzinfo=CITY_ZONE)
    by = {"by": editor, "now": now}

    def item() -> EvidenceItem:
        return EvidenceItem.objects.select_related("score__criterion").order_by("pk").first()

    def score(points: str) -> Verb:
        facts = {"points": Decimal(points), "explanation": "", "seen_version": 0}
        return lambda: enter_score(address=DossierAddress.of(_work()), criterion="I.1", **facts, **by)

    return {
        "score": score("3"),
        "other score": lambda: enter_score(
            address=DossierAddress.of(_work()),
            criterion="II.2",
            points=Decimal(1),
            explanation="",
            seen_version=0,
            **by,
        ),
        "remove": lambda: evidence.remove_evidence(item=item(), **by),
        "describe": lambda: evidence.describe_evidence(item=item(), caption="x", **by),
        "paper": lambda: evidence.edit_paper(assessment=_work(), kind="letter", number="1", **by),
        "submit": lambda: evidence.submit_dossier(assessment=_work(), **by),
    }


def late() -> dict[str, Verb]:
    """Sent late: the department decides."""
    work = SelfAssessmentFactory(registration__cycle=CycleFactory(year=2026), scores=FULL_TABLE)
    complete_dossier(work)
    head, by = head_of(work.registration.commune), {"reason": "x", "by": officer(), "now": NOW}
    evidence.send_as_it_stands(assessment=work, reason="x", by=head, now=NOW)
    return {
        "take in": lambda: evidence.take_in_dossier(assessment=_work(), **by),
        "return": lambda: evidence.return_dossier(assessment=_work(), **by),
        "refuse": lambda: evidence.refuse_dossier(assessment=_work(), **by),
    }


WORLDS: tuple[Callable[[], dict[str, Verb]], ...] = (
    *(begun, collected, completed, asked, explained, given_out, reviewed_twice, prepared, late),
)
