"""Reads of breaches [S4]."""

from collections import defaultdict

from django.db.models import QuerySet

from accounts.models import Role
from accounts.queries import barred_units, has_role
from appraisal.models import Breach
from appraisal.queries.reviews import OVERSEES
from communes.models import Cycle
from scoring.core import BreachKind


def breaches_visible_to(user) -> QuerySet[Breach]:
    """Officers, the team and city leaders see breaches; communes do not, here; nor the recused [S8]."""
    breaches = Breach.objects.select_related(
        "registration__commune", "registration__cycle", "recorded_by", "settled_by"
    )
    if not has_role(user, *OVERSEES, Role.APPRAISER):
        return breaches.none()
    return breaches.exclude(registration__commune__code__in=barred_units(user))


def confirmed_breach_kinds(cycle: Cycle) -> dict[int, set[BreachKind]]:
    """The kinds of confirmed breaches of a year, by the registration's primary key [S4]."""
    kinds: dict[int, set[BreachKind]] = defaultdict(set)
    rows = Breach.objects.filter(registration__cycle=cycle, state=Breach.State.CONFIRMED).order_by()
    for registration, kind in rows.values_list("registration", "kind"):
        kinds[registration].add(BreachKind(kind))
    return dict(kinds)
