"""Queries of cycles, registrations and deadlines."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Prefetch, QuerySet, Value, When, prefetch_related_objects
from django.db.models.functions import Concat

from accounts.models import Role
from accounts.queries import has_role, hidden_units, units_of
from communes.commune_search import UnitSearch
from communes.deadlines import YearDays
from communes.models import Commune, Cycle, ExtensionRequest, Registration, unit_title
from communes.registration_status import NOT_DUE, NOT_REGISTERED, count_not_due

CITY_WIDE = (Role.OFFICER, Role.APPRAISER, Role.TEAM_LEAD, Role.CITY_LEADER, Role.ADMINISTRATOR)


def current_cycle() -> Cycle | None:
    """The latest year that was opened."""
    return Cycle.objects.order_by("-year").first()


def cycles_visible_to(user) -> QuerySet[Cycle]:
    """Everyone with a role in the portal may see the years."""
    return Cycle.objects.all() if user.is_authenticated and user.roles else Cycle.objects.none()


def communes_visible_to(user) -> QuerySet[Commune]:
    """The city and the department see all units, a commune's people their own; except where they are recused [S8]."""
    if has_role(user, *CITY_WIDE):
        return Commune.objects.exclude(code__in=hidden_units(user))
    return Commune.objects.filter(code__in=units_of(user))


def registrations_visible_to(user) -> QuerySet[Registration]:
    """The city and the department see all entries, a commune's people their own; except where they are recused [S8]."""
    entries = Registration.objects.select_related("commune", "cycle")
    if has_role(user, *CITY_WIDE):
        return entries.exclude(commune__code__in=hidden_units(user))
    return entries.filter(commune__code__in=units_of(user))


def entries_visible_to(user) -> QuerySet[Registration]:
    """The same entries, each with what its page names: the plan, who sent it, who decided."""
    return registrations_visible_to(user).select_related("plan", "submitted_by", "decided_by")


def registration_counts(user, days: YearDays, *, now: datetime) -> tuple[dict[str, int], dict[str, int]]:
    """How many visible entries of the year are in each state; and how many of those that sent nothing have time left.

    Every state is present. Without time left a unit is not registered [R1].
    """
    entries = registrations_visible_to(user).filter(cycle=days.cycle).order_by()
    states = dict(entries.values_list("pk", "state"))
    counted = Counter(states.values())
    drafts = [pk for pk, state in states.items() if state == Registration.State.DRAFT]
    not_due = count_not_due(drafts, days, now=now)
    by_state = {state.value: counted[state.value] for state in Registration.State}
    return by_state, {NOT_DUE: not_due, NOT_REGISTERED: len(drafts) - not_due}


@dataclass(frozen=True, slots=True)
class ExtensionAsking:
    """Extension requests at one step, for a unit's page: the last request, and whether another is possible."""

    step: str
    last: ExtensionRequest | None
    may_ask: bool


def extension_asking(registration: Registration, step: str, *, may_ask: bool) -> ExtensionAsking:
    """The last request of a unit at one step."""
    read_requests(registration)
    last = next((one for one in registration.extension_requests.all() if one.step == step), None)
    return ExtensionAsking(step, last, may_ask)


def read_requests(registration: Registration) -> None:
    """Read a unit's requests for extensions with their people, once for all that a page says of them."""
    requests = ExtensionRequest.objects.select_related("asked_by", "answered_by")
    prefetch_related_objects([registration], Prefetch("extension_requests", requests))


def unit_names(codes: Collection[str] | None = None) -> dict[str, str]:
    """Units' names by official code, in the order of names: of `codes`, or of every unit."""
    wanted = Commune.objects.all() if codes is None else Commune.objects.filter(code__in=codes)
    listed = wanted.order_by("name_key", "code").values_list("code", "kind", "name")
    return {code: unit_title(kind, name) for code, kind, name in listed}


def unit_titles(codes: Collection[str]) -> QuerySet:
    """The names of these units in the active language as a query, like `communes.models.unit_title`."""
    kinds = [When(kind=kind, then=Value(unit_title(kind, ""))) for kind in Commune.Kind.values]
    title = Concat(Case(*kinds, output_field=CharField()), "name")
    return Commune.objects.filter(code__in=codes).order_by().values_list(title, flat=True)


def units_meant_by(words: str) -> QuerySet:
    """The official codes of the units that match this search."""
    return Commune.objects.filter(UnitSearch.of(words).condition()).order_by().values("code")
