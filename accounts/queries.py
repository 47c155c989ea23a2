"""Reads about people."""

from accounts.models import COMMUNE_ROLES, Membership, Role, User


def has_role(user, *roles: str) -> bool:
    """Does this person hold one of `roles`, in any unit?"""
    return user.is_authenticated and any(role in roles for role, _ in user.roles)


def has_role_in(user, unit_code: str, *roles: str) -> bool:
    """Does this person hold one of `roles` in the commune of that official code?"""
    return user.is_authenticated and any(role in roles and code == unit_code for role, code in user.roles)


def units_of(user) -> set[str]:
    """The official codes of the communes this person works for."""
    if not user.is_authenticated:
        return set()
    return {code for role, code in user.roles if role in COMMUNE_ROLES}


def people_of_unit(unit_code: str, *roles: Role):
    """Active people with one of `roles` in a commune."""
    wanted = Membership.objects.filter(unit_code=unit_code, role__in=roles or COMMUNE_ROLES)
    return User.objects.filter(is_active=True, pk__in=wanted.values("user")).order_by("full_name", "pk")


def people_with_role(*roles: Role):
    """Active people with one of `roles`, in any unit."""
    wanted = Membership.objects.filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=wanted.values("user")).order_by("full_name", "pk")
