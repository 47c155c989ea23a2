"""Builders for check constraints that many models need."""

import itertools

from django.db.models import CheckConstraint, F, Q


def together(*fields: str, name: str) -> CheckConstraint:
    """All of `fields` are null, or none is: for example a moment and its actor."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    every = Q(**{f"{field}__isnull": False for field in fields})
    return CheckConstraint(condition=none | every, name=name)


def in_order(*fields: str, name: str) -> CheckConstraint:
    """The dates or moments in `fields` do not decrease; nulls are skipped."""
    condition = Q()
    for earlier, later in itertools.pairwise(fields):
        condition &= (
            Q(**{f"{earlier}__isnull": True}) | Q(**{f"{later}__isnull": True}) | Q(**{f"{earlier}__lte": F(later)})
        )
    return CheckConstraint(condition=condition, name=name)


def iff_state(states: list[str], *fields: str, name: str, state: str = "state") -> CheckConstraint:
    """`fields` are set exactly when the state is one of `states`."""
    every = Q(**{f"{field}__isnull": False for field in fields})
    none = Q(**{f"{field}__isnull": True for field in fields})
    inside = Q(**{f"{state}__in": states})
    return CheckConstraint(condition=(inside & every) | (~inside & none), name=name)
