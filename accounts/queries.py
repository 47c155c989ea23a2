"""Queries of people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db.models import Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.lookups import In
from django.utils.translation import override

from accounts.models import (
    ACTING_ROLES,
    COMMUNE_ROLES,
    GrantRequest,
    Membership,
    Recusal,
    Role,
    SignInEvent,
    SupportView,
    User,
)
from accounts.secrets import digest
from accounts.units import EVERY, unit_of, unit_titles
from notifications.models import Mailing
from notifications.queries import failing_mailings


def has_role(user, *roles: str) -> bool:
    """True where this person holds one of `roles`, in any unit."""
    return user.is_authenticated and any(role in roles for role, _ in user.roles)


def lacks_second_step(user) -> bool:
    """True where this person's role demands a second step of sign-in, and they have set up none."""
    if not (settings.MFA_DEMANDED_OF_ALL or has_role(user, Role.ADMINISTRATOR, *ACTING_ROLES)):
        return False
    return not has_second_step(user)


def has_second_step(user) -> bool:
    """True where this person has an authenticator app or a passkey; recovery codes alone are none."""
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=user, type__in=types).exists()


def has_role_in(user, unit_code: str, *roles: str) -> bool:
    """True where this person holds one of `roles` in the commune with that official code."""
    return user.is_authenticated and any(role in roles and code == unit_code for role, code in user.roles)


def units_of(user) -> set[str]:
    """The official codes of the communes this person works for."""
    if not user.is_authenticated:
        return set()
    return {code for role, code in user.roles if role in COMMUNE_ROLES}


def barred_units(user) -> frozenset[str]:
    """The communes from whose appraisal this person is recused [S8].

    For the team: where a recusal is declared, or they work or worked. For the department and the city: where they work,
    if such roles exist together from earlier days. Those of `units_of` are included: they stay visible as one's own.
    """
    if has_role(user, Role.APPRAISER, Role.TEAM_LEAD):
        return user.recused | units_of(user)
    return frozenset(units_of(user)) if has_role(user, *ACTING_ROLES) else frozenset()


def read_duties(people: Iterable[User]) -> None:
    """Read the roles and recusals of several people at once: one query for any number of people."""
    by_key = {person.pk: person for person in people}
    held = Membership.objects.filter(user__in=by_key).order_by().values_list("user", "role", "unit_code")
    recusals = Recusal.objects.filter(user__in=by_key).order_by().values_list("user", Value(""), "unit_code")
    roles: dict[int, list[Membership]] = {key: [] for key in by_key}
    recused: dict[int, set[str]] = {key: set() for key in by_key}
    for key, role, code in held.union(recusals, all=True):
        if role:
            roles[key].append(Membership(user_id=key, role=role, unit_code=code))
        else:
            recused[key].add(code)
    for key, person in by_key.items():
        person.roles, person.recused = person.roles_among(roles[key]), frozenset(recused[key])


def acts_for(user, target, *roles: str) -> bool:
    """True where this person holds one of `roles`, and the object is not of a unit where they hold a role themselves.

    Nobody acts for the city, the department or the team on their own unit, nor on a whole year of units that
    includes it (decision 0030).
    """
    if not has_role(user, *roles):
        return False
    own = units_of(user)
    unit = unit_of(target) if own else ""
    return not own or (unit != EVERY and unit not in own)


def hidden_units(user) -> frozenset[str]:
    """The communes of which a member of the team sees nothing at all: recused, and not their own."""
    return barred_units(user) - units_of(user)


def messages_hidden_from(user) -> Q | None:
    """Messages about a unit from which this team member is now recused, although they were sent before [S8].

    A message is about the unit in its link, or the unit that its facts name.
    """
    codes = hidden_units(user)
    if not codes:
        return None
    with override("vi"):
        named = In(KeyTextTransform("vi", KeyTransform("commune", "facts")), unit_titles(codes))
    hidden = Q(named)
    for code in codes:
        hidden |= Q(path__regex=rf"/[0-9]{{4}}/{code}/")
    return hidden


def people_of_unit(unit_code: str, *roles: Role):
    """Active people with one of `roles` in a commune."""
    wanted = Membership.objects.filter(unit_code=unit_code, role__in=roles or COMMUNE_ROLES)
    return User.objects.filter(is_active=True, pk__in=wanted.values("user")).order_by("name_key", "pk")


def people_with_role(*roles: Role):
    """Active people with one of `roles`, in any unit."""
    wanted = Membership.objects.filter(role__in=roles)
    return User.objects.filter(is_active=True, pk__in=wanted.values("user")).order_by("name_key", "pk")


def role_holders(*roles: Role) -> dict[User, set[str]]:
    """The people of `people_with_role`, in the order of their names, each with those of `roles` that they hold."""
    held = Membership.objects.filter(role__in=roles, user__is_active=True).select_related("user")
    holders: dict[User, set[str]] = {}
    for membership in held.order_by("user__name_key", "user"):
        holders.setdefault(membership.user, set()).add(membership.role)
    return holders


def person_with_calendar(key: str) -> User | None:
    """The person with this calendar URL, if they may still sign in."""
    return User.objects.filter(calendar_digest=digest(key), is_active=True).first() if key else None


def people_visible_to(user) -> QuerySet[User]:
    """Administrators see everybody; everybody sees themselves."""
    return User.objects.all() if has_role(user, Role.ADMINISTRATOR) else User.objects.filter(pk=user.pk)


def memberships_visible_to(user) -> QuerySet[Membership]:
    """The roles of the people this person may see."""
    return Membership.objects.select_related("user").filter(user__in=people_visible_to(user))


@dataclass(frozen=True, slots=True)
class Holding:
    """A role for display, with the name of its unit."""

    pk: int
    role: str
    label: str
    unit_code: str
    unit: str
    granted_at: datetime


def holdings_of(person: User, units: Mapping[str, str]) -> list[Holding]:
    """A person's roles with the names of their units; prefetched memberships cost no query."""
    return [
        Holding(
            held.pk,
            held.role,
            str(held.get_role_display()),
            held.unit_code,
            units.get(held.unit_code, ""),
            held.granted_at,
        )
        for held in person.memberships.all()
    ]


def people_of_units(unit_codes: Iterable[str]) -> dict[str, list[User]]:
    """The active people of each of these communes; one query for any number."""
    held = Membership.objects.filter(unit_code__in=unit_codes, role__in=COMMUNE_ROLES, user__is_active=True)
    by_unit: dict[str, dict[int, User]] = {}
    for membership in held.select_related("user").order_by("user__name_key", "user"):
        by_unit.setdefault(membership.unit_code, {})[membership.user_id] = membership.user
    return {code: list(people.values()) for code, people in by_unit.items()}


def mailings_visible_to(user) -> QuerySet[Mailing]:
    """Mails that did not arrive; visible to administrators only."""
    return failing_mailings() if has_role(user, Role.ADMINISTRATOR) else Mailing.objects.none()


def sign_in_before_last(user) -> datetime | None:
    """When this person signed in before the present session, as far as records go back."""
    visits = SignInEvent.objects.filter(person=user, kind=SignInEvent.Kind.SIGNED_IN).order_by("-pk")
    moments = list(visits.values_list("happened_at", flat=True)[:2])
    return moments[1] if len(moments) > 1 else None


def is_known_browser(email: str, browser: str) -> bool:
    """True where this person has signed in with this browser before, as far as records go back."""
    signed_in = SignInEvent.objects.filter(person__email__iexact=email, kind=SignInEvent.Kind.SIGNED_IN)
    return bool(browser) and signed_in.filter(browser=browser).exists()


def is_known_address(email: str, address: str) -> bool:
    """True where this person has signed in from this address before, or set a password there by a mailed link."""
    kinds = (SignInEvent.Kind.SIGNED_IN, SignInEvent.Kind.PASSWORD_RESET)
    been = SignInEvent.objects.filter(person__email__iexact=email, kind__in=kinds)
    return bool(address) and been.filter(address=address).exists()


def sign_ins_of(person: User) -> QuerySet[SignInEvent]:
    """The sign-in events of this person, the newest first."""
    return SignInEvent.objects.filter(person=person).select_related("by").order_by("-pk")


def grant_requests_visible_to(user) -> QuerySet[GrantRequest]:
    """The roles that administrators request for themselves."""
    requests = GrantRequest.objects.select_related("person", "settled_by")
    return requests if has_role(user, Role.ADMINISTRATOR) else requests.none()


def waiting_requests(user, *, now: datetime) -> QuerySet[GrantRequest]:
    """Those that wait for another administrator, the oldest first."""
    waiting = grant_requests_visible_to(user).filter(state=GrantRequest.State.WAITING, lapses_at__gt=now)
    return waiting.order_by("pk")


def support_views_visible_to(user) -> QuerySet[SupportView]:
    """The views by support of this person's portal, and those that they asked for as an administrator."""
    return SupportView.objects.filter(Q(person=user.pk) | Q(administrator=user.pk)).select_related(
        "person", "administrator", "session"
    )


def support_views_asked_of(user) -> QuerySet[SupportView]:
    """Those about which this person decides."""
    return support_views_visible_to(user).filter(person=user.pk)


def support_views_asked_by(user) -> QuerySet[SupportView]:
    """Those that this administrator asked for."""
    return support_views_visible_to(user).filter(administrator=user.pk)


def open_support_views(views: QuerySet[SupportView], *, now: datetime) -> QuerySet[SupportView]:
    """Those that wait for consent or may still be used."""
    agreed = [SupportView.State.CONSENTED, SupportView.State.RUNNING]
    return views.filter(
        Q(state=SupportView.State.ASKED, lapses_at__gt=now)
        | Q(state__in=agreed, consented_at__lte=now, ends_at__gt=now)
    )


def single_sign_on_of(person: User) -> SocialAccount | None:
    """The person's account at the provider of single sign-on."""
    return SocialAccount.objects.filter(user=person).first()
