"""Reads about cycles, registrations and deadlines."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, QuerySet

from accounts.models import Role
from accounts.queries import has_role, hidden_units, units_of
from communes.commune_search import UnitSearch
from communes.deadlines import due, effective_before, year_days
from communes.models import Commune, Cycle, Extension, ExtensionRequest, Registration
from communes.registration_status import NOT_DUE, NOT_REGISTERED, count_not_due, standing_with

CITY_WIDE = (Role.OFFICER, Role.APPRAISER, Role.TEAM_LEAD, Role.CITY_LEADER, Role.ADMINISTRATOR)


def current_cycle() -> Cycle | None:
    """The latest year that was opened."""
    return Cycle.objects.order_by("-year").first()


def cycles_visible_to(user) -> QuerySet[Cycle]:
    """Everyone with a role in the portal sees the years."""
    return Cycle.objects.all() if user.is_authenticated and user.roles else Cycle.objects.none()


def communes_visible_to(user) -> QuerySet[Commune]:
    """The city and the department see all units, a commune's people their own; nobody where they keep out [S8]."""
    if has_role(user, *CITY_WIDE):
        return Commune.objects.exclude(code__in=hidden_units(user))
    return Commune.objects.filter(code__in=units_of(user))


def registrations_visible_to(user) -> QuerySet[Registration]:
    """The city and the department see all entries, a commune's people their own; nobody where they keep out [S8]."""
    entries = Registration.objects.select_related("commune", "cycle")
    if has_role(user, *CITY_WIDE):
        return entries.exclude(commune__code__in=hidden_units(user))
    return entries.filter(commune__code__in=units_of(user))


@dataclass(frozen=True, slots=True)
class RegistrationRow:
    """One line of the list of entries: all that the page needs, so its template cannot query.

    `state` is where the entry stands now (`communes.registration_status`).
    """

    code: str
    commune: str
    state: str
    state_label: str
    aimed_level: int | None
    submitted_at: datetime | None
    before: date
    extended: bool
    dossier_before: date | None
    is_late: bool
    is_unsent: bool


@dataclass(frozen=True, slots=True)
class RegistrationFilter:
    """What the list of entries shows: words searched, a state, a kind, only late or extended ones, and the order."""

    words: str = ""
    state: str = ""
    kind: str = ""
    late: bool = False
    extended: bool = False
    sort: str = "code"

    SORTS = {"code": "commune__code", "name": "commune__name_key", "state": "state", "sent": "submitted_at"}

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "RegistrationFilter":
        """Read from an address's query; what it does not know is passed over."""
        sort = query.get("sort", "code")
        return cls(
            words=query.get("q", "").strip(),
            state=query.get("state", "") if query.get("state") in Registration.State else "",
            kind=query.get("kind", "") if query.get("kind") in Commune.Kind else "",
            late=query.get("late") == "1",
            extended=query.get("extended") == "1",
            sort=sort if sort.lstrip("-") in cls.SORTS else "code",
        )


def registration_rows(user, cycle: Cycle, wanted: RegistrationFilter, *, now: datetime) -> list[RegistrationRow]:
    """The entries of a year that this person may see, as the filter asks; in a stable order."""
    entries = registrations_visible_to(user).filter(cycle=cycle).prefetch_related("extensions")
    if asked := UnitSearch.of(wanted.words):
        entries = entries.filter(asked.condition("commune__"))
    if wanted.state:
        entries = entries.filter(state=wanted.state)
    if wanted.kind:
        entries = entries.filter(commune__kind=wanted.kind)
    if wanted.extended:
        entries = entries.filter(pk__in=Extension.objects.values("registration"))
    field = F(RegistrationFilter.SORTS[wanted.sort.lstrip("-")])
    order = field.desc(nulls_last=True) if wanted.sort.startswith("-") else field.asc(nulls_last=True)
    rows = [_row(entry, now) for entry in entries.order_by(order, "commune__code")]
    return [row for row in rows if row.is_late] if wanted.late else rows


def _row(entry: Registration, now: datetime) -> RegistrationRow:
    before = effective_before(entry, Extension.Step.REGISTRATION)
    dossier_before = effective_before(entry, Extension.Step.SUBMISSION)
    over = due(before, now=now).is_over
    standing, label = standing_with(entry, over)
    return RegistrationRow(
        code=entry.commune.code,
        commune=str(entry.commune),
        state=standing,
        state_label=label,
        aimed_level=entry.aimed_level,
        submitted_at=entry.submitted_at,
        before=before,
        extended=any(one.step == Extension.Step.REGISTRATION for one in entry.extensions.all()),
        dossier_before=dossier_before if dossier_before != entry.cycle.submit_before else None,
        is_late=over and entry.state in (Registration.State.DRAFT, Registration.State.RETURNED),
        is_unsent=entry.state in (Registration.State.DRAFT, Registration.State.RETURNED),
    )


def draft_counts(user, cycle: Cycle, *, now: datetime) -> dict[str, int]:
    """How many units that this person sees have sent nothing: whose time still runs, who are not registered [R1]."""
    entries = registrations_visible_to(user).filter(cycle=cycle, state=Registration.State.DRAFT)
    drafts = list(entries.order_by().values_list("pk", flat=True))
    not_due = count_not_due(drafts, year_days(cycle), now=now)
    return {NOT_DUE: not_due, NOT_REGISTERED: len(drafts) - not_due}


def registration_counts(user, cycle: Cycle) -> dict[str, int]:
    """How many entries of the year that this person sees stand in each state; every state is present."""
    entries = registrations_visible_to(user).filter(cycle=cycle)
    counted = dict(entries.order_by().values_list("state").annotate(Count("pk")))
    return {state.value: counted.get(state.value, 0) for state in Registration.State}


@dataclass(frozen=True, slots=True)
class ExtensionAsking:
    """Asking for more time at one step, as a unit's page shows it: the last request, may another be made."""

    step: str
    last: ExtensionRequest | None
    may_ask: bool


def extension_asking(registration: Registration, step: str, *, may_ask: bool) -> ExtensionAsking:
    """The last request of a unit at one step."""
    last = registration.extension_requests.filter(step=step).select_related("asked_by", "answered_by").first()
    return ExtensionAsking(step, last, may_ask)


def unit_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """Units' names by official code, in the order of names: of `codes`, or of every unit."""
    wanted = Commune.objects.all() if codes is None else Commune.objects.filter(code__in=codes)
    return {commune.code: str(commune) for commune in wanted.order_by("name_key", "code")}
