"""What people do in these tests, in the words of the procedure; each act is the portal's own service or page."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from appraisal.services import answer_breach, confirm_breach, record_breach
from communes.services import grant_extension
from evidence.services import submit_dossier
from kernel.deadlines import CITY_ZONE
from kernel.refusals import Refused
from results import services as results
from results.models import Outcome, Recognition
from results.paper_services import record_report
from results.queries import ranking_rows
from scoring.addresses import DossierAddress
from scoring.services.scores import enter_score
from tests.factories.accounts import city_leader, head_of, officer, team_lead
from tests.factories.appraisal import elements_of
from tests.factories.documents import PDF
from tests.factories.evidence import complete_dossier
from tests.factories.scoring import SelfAssessmentFactory

# -- When ----------------------------------------------------------------------------------------------------------


def first_second_of(month: int, day: int, *, year: int = 2026) -> datetime:
    """00:00:00 of that day in Hải Phòng: what is "before the day" is over."""
    return datetime(year, month, day, tzinfo=CITY_ZONE)


def last_second_before(month: int, day: int, *, year: int = 2026) -> datetime:
    """23:59:59 of the day before, in Hải Phòng."""
    return first_second_of(month, day, year=year) - timedelta(seconds=1)


def midday(month: int, day: int, *, year: int = 2026) -> datetime:
    return first_second_of(month, day, year=year) + timedelta(hours=12)


def refusal_codes(act, **facts) -> list[str]:
    """Do it; the codes of the problems for which the portal refuses, or an empty list."""
    try:
        act(**facts)
    except Refused as refusal:
        return [problem.code for problem in refusal.problems]
    return []


# -- The commune ---------------------------------------------------------------------------------------------------


def register(client, registration, *, aimed_level: int | str = 2, plan: bool = True):
    """The head sends the registration from its page, at the time of the portal's clock."""
    client.force_login(head_of(registration.commune))
    sent: dict = {"aimed_level": aimed_level}
    if plan:
        sent["plan"] = SimpleUploadedFile("ke-hoach.pdf", PDF)
    where = [registration.cycle.year, registration.commune.code]
    answer = client.post(reverse("communes:submit_registration", args=where), sent)
    registration.refresh_from_db()
    return answer


def a_commune_ready_to_send(**facts):
    """A registered commune whose dossier is complete: every criterion scored and proved, three signed papers."""
    assessment = SelfAssessmentFactory(**{"scores": "full"} | facts)
    complete_dossier(assessment)
    return assessment


def send_dossier(assessment, *, at: datetime):
    return submit_dossier(assessment=assessment, by=head_of(assessment.registration.commune), now=at)


def score_itself(assessment, criterion: str, points: str | None, *, at: datetime):
    score = assessment.scores.get(criterion__code=criterion)
    return enter_score(
        address=DossierAddress.of(assessment),
        criterion=criterion,
        points=None if points is None else Decimal(points),
        explanation="Đã thực hiện",
        seen_version=score.version,
        by=head_of(assessment.registration.commune),
        now=at,
    ).score


# -- The department and the team -----------------------------------------------------------------------------------


def grant_time(registration, step: str, *, before: date, at: datetime, reason: str = "Mưa bão, mất mạng", by=None):
    return grant_extension(
        registration=registration, step=step, before=before, reason=reason, by=by or officer(), now=at
    )


def report_breach(registration, kind: str, *, occurred_on: date, at: datetime):
    return record_breach(
        registration=registration,
        kind=kind,
        facts="Có kết luận bằng văn bản.",
        source="12/KL-SNV",
        occurred_on=occurred_on,
        decided_on=occurred_on,
        elements=elements_of(kind),
        by=officer(),
        now=at,
    )


def answer(breach, *, at: datetime):
    """The commune says what it has to say, so that the lead need not wait for its days to end [S8]."""
    return answer_breach(breach=breach, text="Đã rút kinh nghiệm.", by=head_of(breach.registration.commune), now=at)


def establish_breach(registration, kind: str, *, occurred_on: date, at: datetime):
    """The department reports a breach; the commune answers; the lead of the team confirms it."""
    breach = report_breach(registration, kind, occurred_on=occurred_on, at=at)
    answer(breach, at=at)
    return confirm_breach(breach=breach, justification="", by=team_lead(), now=at)


# -- The city ------------------------------------------------------------------------------------------------------


def conclude(cycle, lead, *, at: datetime, until: str = "published"):
    """Draft, lead's confirmation, department's report, approval, recognition, publication, as far as `until`."""
    leader = city_leader()
    steps = {
        "drafted": lambda: results.draft_outcomes(cycle=cycle, by=officer(), now=at),
        "confirmed": lambda: results.confirm_outcomes(cycle=cycle, by=lead, now=at),
        "reported": lambda: report(cycle, at=at),
        "approved": lambda: results.approve_outcomes(cycle=cycle, by=leader, now=at),
        "recognised": lambda: recognise(Outcome.objects.filter(registration__cycle=cycle, level__gt=0), leader, at=at),
        "published": lambda: results.publish_outcomes(cycle=cycle, by=leader, now=at),
    }
    for name, step in steps.items():
        step()
        if name == until:
            break
    return leader


def recognise(outcomes, leader, *, at: datetime, dated: date | None = None):
    facts = {
        "decision_number": "6000/QĐ-UBND",
        "decision_date": dated or at.astimezone(CITY_ZONE).date(),
        "file": signed_copy(),
    }
    return results.recognise(outcomes=outcomes, **facts, by=leader, now=at)


def report(cycle, *, at: datetime, number: str = "215/BC-SNV", dated: date | None = None, reason: str = "", by=None):
    """The department reports the confirmed results to the city."""
    facts = {"decision_number": number, "decision_date": dated or at.astimezone(CITY_ZONE).date(), "reason": reason}
    return record_report(cycle=cycle, **facts, file=signed_copy(), by=by or officer(), now=at)


def signed_copy(name: str = "ban-ky.pdf"):
    return SimpleUploadedFile(name, PDF)


def revoke(registration, breach, leader, *, at: datetime):
    return results.revoke_recognition(
        recognition=Recognition.objects.get(outcome__registration=registration),
        breach=breach,
        decision_number="700/QĐ-UBND",
        decision_date=at.date(),
        file=signed_copy(),
        reason="Có vi phạm bị xử lý kỷ luật.",
        by=leader,
        now=at,
    )


def standing_of(registration, *, at: datetime | None = None):
    """The unit's line in the ranking: at the end of its year, or at another instant."""
    at = at or midday(12, 30, year=registration.cycle.year)
    rows = ranking_rows(registration.cycle, now=at)
    return next(row for row in rows if row.registration_id == registration.pk)
