"""Queries of breaches [S4]."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Role
from accounts.queries import barred_units, has_role, units_of
from appraisal.models import (
    Breach,
    BreachAnswerFile,
    BreachDocument,
    BreachReversal,
    BreachTerms,
    FormerReversal,
    TeamMember,
)
from appraisal.queries.reviews import OVERSEES, judge_among, team_members
from communes.deadlines import DeadlineFacts, due
from communes.models import Cycle, Registration
from documents.models import StoredFile
from documents.policies import mark_of
from scoring.core import BreachKind
from scoring.models import SelfAssessment


def breaches_visible_to(user) -> QuerySet[Breach]:
    """Officers, the team and city leaders see breaches, except recused people [S8]; communes use other queries."""
    breaches = Breach.objects.select_related(
        "registration__commune", "registration__cycle", "recorded_by", "settled_by"
    )
    if not has_role(user, *OVERSEES, Role.APPRAISER):
        return breaches.none()
    return breaches.exclude(registration__commune__code__in=barred_units(user))


def breaches_with_team(user) -> QuerySet[Breach]:
    """Those of `breaches_visible_to` with all that a breach's own page shows of single objects, and the year's team."""
    breaches = breaches_visible_to(user).select_related(
        "registration__cycle__appraisal_team",
        "answer__answered_by",
        "reversal__file",
        "reversal__recorded_by",
    )
    return breaches.prefetch_related("elements", team_members("registration__cycle__appraisal_team"))


def confirmed_breach_kinds(cycle: Cycle) -> dict[int, set[BreachKind]]:
    """The kinds of confirmed breaches of a year, by the registration's primary key [S4]."""
    return breaches_by_unit(cycle)[0]


def breaches_by_unit(cycle: Cycle) -> tuple[dict[int, set[BreachKind]], set[int]]:
    """The kinds of confirmed breaches of a year by registration, and the registrations with an undecided one [S4]."""
    kinds: dict[int, set[BreachKind]] = defaultdict(set)
    undecided: set[int] = set()
    counting = (Breach.State.CONFIRMED, Breach.State.PROPOSED)
    rows = Breach.objects.filter(registration__cycle=cycle, state__in=counting).order_by()
    for registration, kind, state in rows.values_list("registration", "kind", "state"):
        if state == Breach.State.CONFIRMED:
            kinds[registration].add(BreachKind(kind))
        else:
            undecided.add(registration)
    return dict(kinds), undecided


def own_breaches_of(user) -> QuerySet[Breach]:
    """The breaches of the communes this person works for, as their own people see them [S8]."""
    breaches = Breach.objects.select_related("registration__commune", "registration__cycle", "answer__answered_by")
    return breaches.filter(registration__commune__code__in=units_of(user))


def standing_breaches(registration: Registration) -> list[Breach]:
    """The breaches of an entry that count or may count; not those dismissed or set aside [S4]."""
    states = (Breach.State.PROPOSED, Breach.State.CONFIRMED)
    return list(Breach.objects.filter(registration=registration, state__in=states))


def members_for_breach(breach: Breach) -> list[TeamMember]:
    """The members of the team of the breach's year; none where it has no team."""
    team = getattr(breach.registration.cycle, "appraisal_team", None)
    return list(team.members.all()) if team else []


def deciding_member_of_breach(breach: Breach, members: Iterable[TeamMember] | None = None) -> TeamMember | None:
    """Who decides on this breach, as for a review: the lead, or the secretary for a recused lead [S4, S8].

    None where the year has no team, or nobody of it may decide: then any team lead who is not recused decides.
    `members` of the year's team, where they are already read.
    """
    if members is None:
        members = TeamMember.objects.filter(team__cycle=breach.registration.cycle_id).select_related("person")
    judge = judge_among(members, breach.registration.commune.code)
    return judge if judge is not None and judge.person.is_active else None


def answer_days(cycle: Cycle) -> int:
    """The number of whole days a commune has to answer a proposed breach of that year."""
    terms = BreachTerms.objects.filter(cycle=cycle).first()
    return terms.answer_days if terms else BreachTerms.DAYS


def has_answer(breach: Breach) -> bool:
    """True where the commune has answered this breach."""
    return hasattr(breach, "answer")


def answer_due(breach: Breach, *, now: datetime) -> DeadlineFacts | None:
    """The commune's deadline for an answer; None where the breach was recorded before communes were asked."""
    return due(breach.answer_before, now=now) if breach.answer_before else None


def may_answer(breach: Breach, *, now: datetime) -> bool:
    """True while the commune may still answer: its days run, and it has not answered yet [S8]."""
    facts = answer_due(breach, now=now)
    in_time = facts is not None and not facts.is_over
    return breach.state == Breach.State.PROPOSED and in_time and not has_answer(breach)


def breach_documents(breach: Breach, *, shared_only: bool = False) -> list[tuple[BreachDocument, str]]:
    """The documents of a breach, each with the result of its virus scan."""
    documents = breach.documents.select_related("file__inspection")
    documents = documents.filter(is_shared=True) if shared_only else documents
    return [(document, mark_of(document.file.inspection.state)) for document in documents]


def answer_files(breach: Breach) -> list[tuple[StoredFile, str]]:
    """The files of the commune's answer, each with the result of its virus scan."""
    files = BreachAnswerFile.objects.filter(answer__breach=breach).select_related("file__inspection")
    return [(row.file, mark_of(row.file.inspection.state)) for row in files]


def answer_files_held(registration: Registration) -> QuerySet:
    """The files in which a commune answered breaches of that year."""
    return BreachAnswerFile.objects.filter(answer__breach__registration=registration).values("file")


def reversal_file(breach: Breach, public_id: UUID) -> StoredFile | None:
    """The signed decision that set this breach aside, or a former version of it."""
    rows = (
        BreachReversal.objects.filter(breach=breach, file__public_id=public_id),
        FormerReversal.objects.filter(reversal__breach=breach, file__public_id=public_id),
    )
    reversals = (row for one in rows for row in one.select_related("file__inspection")[:1])
    return next((row.file for row in reversals), None)


def closable_dossier(breach: Breach) -> SelfAssessment:
    """The dossier of the breach's unit.

    Raises:
        DoesNotExist: the unit has no dossier in that year.
    """
    works = SelfAssessment.objects.select_related("registration__commune", "registration__cycle")
    return works.get(registration=breach.registration_id)


def breach_file(breach: Breach, public_id: UUID, *, shared_only: bool = False) -> StoredFile | None:
    """A file of this breach, or of the commune's answer to it; for the commune only shared ones and its own."""
    documents = BreachDocument.objects.filter(breach=breach, file__public_id=public_id)
    if shared_only:
        documents = documents.filter(is_shared=True)
    answers = BreachAnswerFile.objects.filter(answer__breach=breach, file__public_id=public_id)
    row = documents.select_related("file__inspection").first() or answers.select_related("file__inspection").first()
    return row.file if row else None
