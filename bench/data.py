"""A year with N communes, every criterion scored by the commune and by the team, made in bulk."""

from dataclasses import dataclass
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership, Role, User
from appraisal.models import AppraisalTeam, Review, TeamMember
from bench import YEAR
from communes.models import Commune, Cycle, Registration
from documents.models import StoredFile
from documents.services import store_file
from evidence.models import EvidenceItem
from results.models import Outcome
from results.queries import ranking_rows
from scoring.models import Criterion, Rubric, SelfAssessment, SelfScore
from scoring.services.cycles import open_cycle

OTHER_TABLE = "bang-khac"
_COPIED = ("code", "sort_key", "is_leaf", "title_vi", "title_en", "max_points", "provenance")


@dataclass(frozen=True, slots=True)
class World:
    """What the client needs: session cookies by role, and the two communes that it uses."""

    cookies: dict[str, str]
    writing: str
    reviewing: str


@transaction.atomic
def build(count: int) -> World:
    """Fill an empty database with `count` communes whose year is scored and appraised in full."""
    call_command("load_decree", verbosity=0)
    now = timezone.now()
    _more_communes(count)
    people = {role: _person(role, now) for role in (Role.OFFICER, Role.TEAM_LEAD, Role.APPRAISER, Role.CITY_LEADER)}
    cycle = open_cycle(year=YEAR, rubric_code="QD5049-2025", by=people[Role.OFFICER], now=now)
    writing, reviewing = Commune.objects.order_by("code").values_list("code", flat=True)[:2]
    _score(cycle, people, now)
    _reopen(cycle, writing, reviewing, people)
    _conclude(cycle, now)
    _other_table(cycle)
    editor = _person(Role.COMMUNE_EDITOR, now, unit=writing)
    _prove(writing, editor, now)
    cookies = {role: _cookie(person) for role, person in people.items()} | {Role.COMMUNE_EDITOR: _cookie(editor)}
    return World(cookies, writing, reviewing)


def _more_communes(count: int) -> None:
    there = Commune.objects.count()
    Commune.objects.bulk_create(
        Commune(code=f"9{number:05}", name=f"Đơn vị {number}", kind=Commune.Kind.COMMUNE, search_key=f"don vi {number}")
        for number in range(there, count)
    )


def _person(role: str, now, unit: str = "") -> User:
    person = User.objects.create_user(f"{role}@bench.invalid", f"Người dùng {role}", "khong-dang-nhap-bang-mat-khau")
    Membership.objects.create(user=person, role=role, unit_code=unit, granted_at=now)
    return person


def _cookie(person: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session.session_key


def _score(cycle: Cycle, people: dict[str, User], now) -> None:
    """Every commune has registered, scored itself, and was appraised and confirmed."""
    plan = store_file(upload=SimpleUploadedFile("ke-hoach.pdf", b"%PDF-1.4\n%%EOF\n"), by=people[Role.OFFICER], now=now)
    cycle.registrations.update(
        state=Registration.State.ACCEPTED,
        plan=plan,
        aimed_level=2,
        submitted_at=now,
        submitted_by=people[Role.OFFICER],
        decided_at=now,
        decided_by=people[Role.OFFICER],
    )
    with connection.cursor() as cursor:
        # Every seventh criterion earns half: multiples of the step, and totals that differ from unit to unit.
        cursor.execute(
            "UPDATE scoring_selfscore SET points = CASE WHEN (id * 31) %% 7 = 0 OR (id * 17 / 69) %% 11 = 0 "
            "THEN max_points / 2 ELSE max_points END, "
            "explanation = %s, version = 1, changed_at = %s, changed_by_id = %s",
            ["Đã thực hiện đầy đủ, có minh chứng kèm theo.", now, people[Role.OFFICER].pk],
        )
    assessments = _with_totals(SelfAssessment.objects.filter(registration__cycle=cycle))
    for assessment in assessments:
        assessment.submitted_at, assessment.submitted_by = now, people[Role.OFFICER]
    fields = ["total", "group_totals", "scored_count", "submitted_at", "submitted_by"]
    SelfAssessment.objects.bulk_update(assessments, fields, batch_size=500)
    SelfAssessment.objects.filter(registration__cycle=cycle).update(state=SelfAssessment.State.CLOSED)
    _review(cycle, assessments, people, now)


def _decision(people: dict[str, User], now) -> StoredFile:
    upload = SimpleUploadedFile("quyet-dinh.pdf", b"%PDF-1.4\n%%EOF\n")
    return store_file(upload=upload, by=people[Role.OFFICER], now=now)


def _with_totals(assessments) -> list[SelfAssessment]:
    by_work: dict[int, dict[str, Decimal]] = {}
    rows = SelfScore.objects.order_by().values_list("assessment_id", "criterion__code", "points")
    for work, code, points in rows.iterator(chunk_size=20_000):
        groups = by_work.setdefault(work, dict.fromkeys(("I", "II", "III", "IV"), Decimal(0)))
        groups[code.partition(".")[0]] += points
    made = list(assessments)
    for assessment in made:
        groups = by_work[assessment.pk]
        assessment.total, assessment.scored_count = sum(groups.values(), Decimal(0)), 69
        assessment.group_totals = {code: str(points) for code, points in groups.items()}
    return made


def _review(cycle: Cycle, assessments: list[SelfAssessment], people: dict[str, User], now) -> None:
    team = AppraisalTeam.objects.create(
        cycle=cycle, decision_number="1", decision_date=now.date(), decision_file=_decision(people, now), formed_at=now
    )
    TeamMember.objects.create(team=team, person=people[Role.TEAM_LEAD], part=TeamMember.Part.LEAD)
    member = TeamMember.objects.create(team=team, person=people[Role.APPRAISER])
    Review.objects.bulk_create(
        (
            Review(
                assessment=assessment,
                appraiser=member,
                state=Review.State.RECONCILED,
                total=assessment.total,
                group_totals=assessment.group_totals,
                scored_count=69,
                assigned_at=now,
                completed_at=now,
                completed_by=people[Role.APPRAISER],
                reconciled_at=now,
                reconciled_by=people[Role.TEAM_LEAD],
            )
            for assessment in assessments
        ),
        batch_size=500,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO appraisal_reviewscore "
            "(review_id, criterion_id, max_points, self_points, points, comment, claimed, not_applicable, version, "
            "changed_at, changed_by_id) "
            "SELECT r.id, s.criterion_id, s.max_points, s.points, s.points, '', FALSE, FALSE, 1, "
            "s.changed_at, s.changed_by_id "
            "FROM scoring_selfscore s JOIN appraisal_review r ON r.assessment_id = s.assessment_id"
        )


def _reopen(cycle: Cycle, writing: str, reviewing: str, people: dict[str, User]) -> None:
    """One commune has not sent yet; one dossier is under appraisal."""
    Review.objects.filter(assessment__registration__commune__code=writing).delete()
    SelfAssessment.objects.filter(registration__commune__code=writing).update(
        state=SelfAssessment.State.OPEN, submitted_at=None, submitted_by=None
    )
    Review.objects.filter(assessment__registration__commune__code=reviewing).update(
        state=Review.State.IN_PROGRESS, completed_at=None, completed_by=None, reconciled_at=None, reconciled_by=None
    )
    SelfAssessment.objects.filter(registration__commune__code=reviewing).update(
        state=SelfAssessment.State.UNDER_APPRAISAL
    )


def _conclude(cycle: Cycle, now) -> None:
    """The results are drafted, so that the year can be compared under another table."""
    Outcome.objects.bulk_create(
        Outcome(
            registration_id=row.registration_id,
            level=row.level or 0,
            reason=row.reason if row.rank else Outcome.Reason.NOT_SUBMITTED,
            self_total=row.self_total,
            appraised_total=row.appraised_total,
            group_totals=row.group_totals,
            rank=row.rank,
            drafted_at=now,
        )
        for row in ranking_rows(cycle, now=now)
    )


def _other_table(cycle: Cycle) -> None:
    """A draft that moves half a point from each of the ten heaviest criteria to each of the ten lightest."""
    old = cycle.rubric_in_force.rubric
    draft = Rubric.objects.create(
        code=OTHER_TABLE, decision_vi="Dự thảo", title_vi="Dự thảo", title_en="Draft", applies_from_year=YEAR + 1
    )
    copies: dict[int, Criterion] = {}
    for row in old.criteria.order_by("sort_key"):
        fields = {name: getattr(row, name) for name in _COPIED}
        copies[row.pk] = Criterion.objects.create(rubric=draft, parent=copies.get(row.parent_id), **fields)
    criteria = sorted((row for row in copies.values() if row.is_leaf), key=lambda row: (row.max_points, row.sort_key))
    for light, heavy in zip(criteria[:10], criteria[-10:], strict=True):
        light.max_points += Decimal("0.5")
        heavy.max_points -= Decimal("0.5")
    Criterion.objects.bulk_update(criteria, ["max_points"])


def _prove(writing: str, editor: User, now) -> None:
    """Two files for every criterion of the commune that has not sent."""
    file = store_file(upload=SimpleUploadedFile("minh-chung.pdf", b"%PDF-1.4\n%\n%%EOF\n"), by=editor, now=now)
    scores = SelfScore.objects.filter(assessment__registration__commune__code=writing)
    EvidenceItem.objects.bulk_create(
        EvidenceItem(score=score, file=file, position=place, added_at=now, added_by=editor)
        for score in scores
        for place in (1, 2)
    )
