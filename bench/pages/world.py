"""The benchmark's year with all data: evidence, double reviews, letters, visits, breaches, trail and messages."""

from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import GrantRequest, Membership, Recusal, Role, User
from appraisal.models import (
    IndependentScore,
    Minutes,
    Review,
    ReviewScore,
    SecondReview,
    TeamMember,
    TwoReviews,
    Visit,
)
from audit.models import Entry
from bench import YEAR
from bench.data import OTHER_TABLE, build
from communes.models import Commune, Cycle, Registration
from documents.models import Export
from documents.pictures import display_address
from documents.previews import storage_paths
from evidence.models import EvidenceItem, Hint, Inquiry, Receipt
from notifications.models import Message
from results.models import Outcome, Recognition
from scoring.models import Rubric, SelfAssessment, SelfScore
from tests.factories.appraisal import BreachDocumentFactory, BreachFactory, VisitFactory, VisitPhotoFactory
from tests.factories.documents import StoredFileFactory
from tests.factories.evidence import DossierPartFactory, InquiryFactory, PartialUploadFactory, QuestionFactory
from tests.factories.notifications import MailingFactory
from tests.factories.results import CityDecisionFactory, DepartmentReportFactory
from tests.permissions.world import World, connected, days_decided, read_and_planned, received, support_view, surveyed

NOBODYS = make_password(None)
FILES_EACH, LINES_EACH, MESSAGES_EACH = 2, 60, 200
CRITERION = "I.1.1"


@dataclass
class BenchWorld(World):
    """The objects of the permission matrix, with the decision's own table; `writing` has not sent its dossier yet."""

    writing: Commune

    @property
    def arguments(self) -> dict:
        return super().arguments | {"criterion": CRITERION}


@transaction.atomic
def build_full(count: int) -> BenchWorld:
    """Fill an empty database with `count` complete communes; the one that the URLs name is under review."""
    facts, now = build(count), timezone.now()
    cycle = Cycle.objects.get(year=YEAR)
    reviewing = Registration.objects.select_related("commune", "cycle").get(cycle=cycle, commune__code=facts.reviewing)
    people = _people(reviewing.commune, facts.writing, now)
    review = Review.objects.select_related("appraiser__team").get(assessment__registration=reviewing)
    members = _members(review, people)
    _second_reviews(cycle, members, now)
    _evidence(people["officer"], now)
    _papers(people["officer"], now)
    _letters(people, now)
    _visits(review, people["officer"], now)
    breach = _breaches(cycle, reviewing, now)
    _trail(people["officer"], now)
    _messages(people, now)
    _published(cycle, people, now)
    writing = Commune.objects.get(code=facts.writing)
    return _world(cycle, reviewing, review, breach, people, now, writing)


def copies(template: Model, source: str, **columns: str) -> None:
    """A copy of a stored row for each row of `source` (SQL, named s), where none is there.

    `columns` are SQL expressions over the row (t) and s.
    """
    fields = [field.column for field in template._meta.concrete_fields if not field.primary_key]
    quote, table = connection.ops.quote_name, template._meta.db_table
    values = ", ".join(columns.get(name, f"t.{quote(name)}") for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(map(quote, fields))}) "
            f"SELECT {values} FROM {table} t, ({source}) s WHERE t.id = %s ON CONFLICT DO NOTHING",
            [template.pk],
        )


def numbers(count: int) -> str:
    """SQL of the numbers from 1 to `count`, on both engines."""
    return f"WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {count}) SELECT n FROM n"


def _people(commune: Commune, other: str, now) -> dict:
    """An editor and a head of every unit, and one person of each role in the permission matrix."""
    units = list(Commune.objects.order_by("code").values_list("code", flat=True))
    roles = [(Role.COMMUNE_EDITOR, code) for code in units] + [(Role.COMMUNE_HEAD, code) for code in units]
    created = User.objects.bulk_create(
        (
            User(email=f"{role}.{code}@bench.invalid", full_name=f"Cán bộ {code}", password=NOBODYS)
            for role, code in roles
        ),
        batch_size=1000,
    )
    Membership.objects.bulk_create(
        (
            Membership(user=person, role=role, unit_code=code, granted_at=now)
            for person, (role, code) in zip(created, roles, strict=True)
        ),
        batch_size=1000,
    )
    person = {held.role: held.user for held in Membership.objects.filter(unit_code="").select_related("user")}
    of_unit = {
        (held.role, held.unit_code): held.user
        for held in Membership.objects.filter(unit_code__in=(commune.code, other), user__in=created)
    }
    single = {"administrator": Role.ADMINISTRATOR, "other_appraiser": Role.APPRAISER, "no_role": ""}
    for key, role in single.items():
        single[key] = User.objects.create_user(f"{key}@bench.invalid", f"Người dùng {key}", None)
        if role:
            Membership.objects.create(user=single[key], role=role, granted_at=now)
    return {
        "anonymous": None,
        "no_role": single["no_role"],
        "editor": of_unit[Role.COMMUNE_EDITOR, commune.code],
        "head": of_unit[Role.COMMUNE_HEAD, commune.code],
        "other_editor": of_unit[Role.COMMUNE_EDITOR, other],
        "officer": person[Role.OFFICER],
        "appraiser": person[Role.APPRAISER],
        "other_appraiser": single["other_appraiser"],
        "lead": person[Role.TEAM_LEAD],
        "leader": person[Role.CITY_LEADER],
        "administrator": single["administrator"],
    }


def _members(review: Review, people: dict) -> list[TeamMember]:
    """Ten more members; the dossiers are spread over them, the addressed one stays where it is."""
    team = review.appraiser.team
    added = [TeamMember(team=team, person=people["other_appraiser"])]
    for number in range(9):
        person = User.objects.create_user(f"thanh-vien-{number}@bench.invalid", f"Thành viên {number}", None)
        added.append(TeamMember(team=team, person=person))
    members = TeamMember.objects.bulk_create(added)
    for place, member in enumerate(members):
        Review.objects.exclude(pk=review.pk).extra(where=[f"id %% 10 = {place}"]).update(appraiser=member)  # noqa: S610
    return members


def _second_reviews(cycle: Cycle, members: list[TeamMember], now) -> None:
    """Every criterion of every dossier reviewed twice and compared; every ninth score of the second differs."""
    criteria = list(
        SelfScore.objects.filter(assessment=SelfAssessment.objects.first())
        .order_by("criterion__sort_key")
        .values_list("criterion__code", flat=True)
    )
    TwoReviews.objects.bulk_create(TwoReviews(cycle=cycle, code=code, set_at=now) for code in ("I", "II", "III", "IV"))
    following = {member: members[(place + 1) % len(members)] for place, member in enumerate(members)}
    done = {"state": SecondReview.State.COMPLETED, "assigned_at": now, "first_done_at": now, "completed_at": now}
    made = []
    for review in Review.objects.select_related("appraiser__person"):
        second = following.get(review.appraiser, members[0])
        by = {"first_done_by": review.appraiser.person, "completed_by": second.person}
        made.append(SecondReview(review=review, criteria=criteria, appraiser=second, **done, **by))
    SecondReview.objects.bulk_create(made, batch_size=500)
    score = ReviewScore.objects.select_related("review__appraiser").first()
    row = IndependentScore.objects.create(
        score=score, author=score.review.appraiser, max_points=score.max_points, points=0, changed_at=now, frozen_at=now
    )
    reviewed = "FROM appraisal_reviewscore r JOIN appraisal_review v ON v.id = r.review_id "
    copies(
        row,
        "SELECT r.id, r.max_points, v.appraiser_id AS author, "
        f"r.points AS points {reviewed}UNION ALL "
        "SELECT r.id, r.max_points, w.appraiser_id AS author, "
        f"CASE WHEN r.id %% 9 = 0 THEN r.max_points - r.points ELSE r.points END AS points {reviewed}"
        "JOIN appraisal_secondreview w ON w.review_id = v.id",
        score_id="s.id",
        author_id="s.author",
        max_points="s.max_points",
        points="s.points",
    )


def _evidence(by: User, now) -> None:
    """Two files for every criterion of every commune, taken from a hundred contents; hints on a tenth of them."""
    files = [StoredFileFactory(name=f"minh-chung-{number}.pdf") for number in range(100)]
    EvidenceItem.objects.all().delete()
    score = SelfScore.objects.first()
    row = EvidenceItem.objects.create(score=score, file=files[0], position=1, added_at=now, added_by=by)
    first = files[0].pk
    copies(
        row,
        f"SELECT p.id, k.n FROM scoring_selfscore p, ({numbers(FILES_EACH)}) k",
        score_id="s.id",
        position="s.n",
        file_id=f"{first} + (s.id * 7 + s.n) %% 100",
        number="s.id || '/BC-UBND'",
        issuer="'Ủy ban nhân dân'",
        caption="'Báo cáo kết quả thực hiện tiêu chí số ' || s.id",
        dated="DATE '2026-06-01'" if connection.vendor == "postgresql" else "'2026-06-01'",
    )
    hint = Hint.objects.create(item=EvidenceItem.objects.first(), kind=Hint.Kind.BLANK, found_at=now, key="-")
    copies(hint, "SELECT id FROM evidence_evidenceitem WHERE id %% 5 = 0", item_id="s.id")
    for file in files:
        for made in (storage_paths.thumbnail_address, storage_paths.paper_address):
            storage_paths.put(made(file.sha256), b"made by the worker")


def _papers(by: User, now) -> None:
    work = SelfAssessment.objects.first()
    for kind in ("letter", "report", "table"):
        part = DossierPartFactory(assessment=work, kind=kind, signed_copy=True)
        part.rendered, part.rendered_at = StoredFileFactory(), now
        part.save()
        copies(part, "SELECT id FROM scoring_selfassessment", assessment_id="s.id")
    sent = SelfAssessment.objects.exclude(submitted_at=None).values_list("pk", flat=True)
    facts = {"total": 90, "files_count": 138, "digest": "0" * 64, "issued_at": now}
    Receipt.objects.bulk_create(
        (Receipt(assessment_id=pk, code=f"{pk:04}-BBBB-CCCC", **facts) for pk in sent), batch_size=1000
    )


def _letters(people: dict, now) -> None:
    """An answered letter of three questions for every dossier that was sent."""
    work = SelfAssessment.objects.exclude(submitted_at=None).first()
    letter = InquiryFactory(assessment=work, answered=True, sent_at=now, ended_at=now)
    copies(
        letter,
        "SELECT id FROM scoring_selfassessment WHERE submitted_at IS NOT NULL",
        assessment_id="s.id",
    )
    letter = Inquiry.objects.first()
    score = SelfScore.objects.filter(assessment=letter.assessment).first()
    question = QuestionFactory(inquiry=letter, score=score, asked_at=now, asked_by=people["officer"])
    copies(
        question,
        "SELECT i.id AS letter, p.id FROM evidence_inquiry i JOIN scoring_selfscore p "
        "ON p.assessment_id = i.assessment_id WHERE p.id %% 23 = 0",
        inquiry_id="s.letter",
        score_id="s.id",
    )


def _visits(review: Review, by: User, now) -> None:
    """A visit for every third dossier, and for the one in the URLs with a photo."""
    visit = VisitFactory(review=review, planned_by=by, starts_at=now + timedelta(days=3))
    taken = VisitPhotoFactory(visit=visit)
    storage_paths.put(display_address(taken.file.sha256), b"made by the worker")
    Minutes.objects.create(review=review, held_on=now.date(), place="Sở Nội vụ")
    others = Review.objects.exclude(pk=review.pk).extra(where=["id %% 3 = 0"])
    made = Visit.objects.bulk_create(
        Visit(review=one, place="UBND", starts_at=now + timedelta(days=4, hours=one.pk), planned_at=now, planned_by=by)
        for one in others
    )
    through = Visit.members.through
    through.objects.bulk_create(through(visit_id=one.pk, teammember_id=one.review.appraiser_id) for one in made)


def _breaches(cycle: Cycle, reviewing: Registration, now):
    breach = BreachFactory(registration=reviewing, recorded_at=now)
    BreachDocumentFactory(breach=breach)
    for registration in cycle.registrations.exclude(pk=reviewing.pk).order_by("-pk")[:60]:
        BreachFactory(registration=registration, recorded_at=now, recorded_by=breach.recorded_by)
    return breach


def _trail(by: User, now) -> None:
    """Sixty trail entries on every dossier, review, registration and on the year."""
    facts = {"criterion": CRITERION, "before": "0.5", "after": "1"}
    entry = Entry(verb="scoring.enter_score", actor=by, target_label="Đơn vị", facts=facts, recorded_at=now)
    for model in (SelfAssessment, Review, Registration, Cycle):
        entry.pk, entry.target_type, entry.target_key = None, model._meta.label_lower, "0"
        entry.save(force_insert=True)
        source = f"SELECT m.id FROM {model._meta.db_table} m, ({numbers(LINES_EACH)}) k"
        copies(entry, source, target_key="CAST(s.id AS varchar)")


def _messages(people: dict, now) -> None:
    message = Message.objects.create(person=people["editor"], kind="invitation", path="/", sent_at=now)
    chosen = ", ".join(str(person.pk) for person in people.values() if person)
    copies(
        message,
        f"SELECT u.id FROM accounts_user u, ({numbers(MESSAGES_EACH)}) k WHERE u.id IN ({chosen})",
        person_id="s.id",
    )


def _published(cycle: Cycle, people: dict, now) -> None:
    """The results are public, and all qualified units are recognised by one decision."""
    by = {"confirmed_by": people["lead"], "approved_by": people["leader"], "published_by": people["leader"]}
    Outcome.objects.update(state=Outcome.State.PUBLISHED, confirmed_at=now, approved_at=now, published_at=now, **by)
    DepartmentReportFactory(cycle=cycle)
    decision = CityDecisionFactory(cycle=cycle)
    Recognition.objects.bulk_create(
        (
            Recognition(outcome_id=pk, decision=decision, issued_at=now, issued_by=people["leader"])
            for pk in Outcome.objects.filter(level__gt=0).values_list("pk", flat=True)
        ),
        batch_size=1000,
    )


def _world(cycle, reviewing, review, breach, people, now, writing) -> BenchWorld:
    item = EvidenceItem.objects.filter(score__assessment=review.assessment, hints__isnull=False).first()
    asked_for = {"kind": "results.ranking", "facts": {"year": YEAR, "form": "xlsx", "query": ""}}
    Export.objects.create(owner=people["officer"], language="vi", asked_at=now, **asked_for)
    surveyed(cycle, reviewing.commune, people)
    connected(people)
    read_and_planned(reviewing, item, people)
    days_decided(cycle)
    received(review.assessment, people)
    support_view(people["editor"], people["administrator"])
    upload = PartialUploadFactory(score=item.score, owner=people["editor"])
    asked = GrantRequest.objects.create(
        person=people["administrator"], role=Role.OFFICER, asked_at=now, lapses_at=now + timedelta(days=5)
    )
    recusal = Recusal.objects.create(
        user=people["other_appraiser"], unit_code=Commune.objects.last().code, reason="Người nhà", declared_at=now
    )
    return BenchWorld(
        cycle=cycle,
        commune=reviewing.commune,
        writing=writing,
        registration=reviewing,
        assessment=review.assessment,
        review=review,
        breach=breach,
        item=item,
        upload=upload,
        message=Message.objects.filter(person=people["editor"]).first(),
        mailing=MailingFactory(person=people["officer"], failed=True),
        draft=Rubric.objects.get(code=OTHER_TABLE),
        scan=StoredFileFactory(),
        recusal=recusal,
        grant_request=asked,
        people=people,
    )
