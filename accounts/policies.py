"""When people may be invited, given a role or disabled: every reason against it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from accounts.models import (
    ACTING_ROLES,
    COMMUNE_ROLES,
    GrantRequest,
    Membership,
    Recusal,
    Role,
    SupportView,
    User,
)
from accounts.queries import has_role, has_second_step, open_support_views
from accounts.sessions import is_alive
from kernel.problems import Problem, required
from notifications.models import Mailing
from notifications.queries import is_stuck

IMPORT_LIMIT = 500
# The longest view by support.
SUPPORT_MINUTES = 60
SUPPORT_OPEN = (SupportView.State.ASKED, SupportView.State.CONSENTED, SupportView.State.RUNNING)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person to be invited, as somebody typed it."""

    email: str
    full_name: str
    role: str
    unit_code: str = ""


def newcomer_problems(newcomer: Newcomer, units: Mapping[str, str], *, where: str = "") -> Iterator[Problem]:
    """Why this person cannot be invited."""
    yield from _shape_problems(newcomer, units, where)
    if User.objects.filter(email__iexact=newcomer.email).exists():
        yield Problem("person_email_taken", where=where or "email", params={"email": newcomer.email})


def import_problems(newcomers: Iterable[Newcomer], units: Mapping[str, str]) -> Iterator[Problem]:
    """Why the people in a spreadsheet cannot be invited.

    `where` is the number of the row, the first person in row 2.
    """
    newcomers = list(newcomers)
    if not newcomers:
        yield Problem("sheet_empty")
    if len(newcomers) > IMPORT_LIMIT:
        yield Problem("sheet_too_long", params={"limit": IMPORT_LIMIT})
    taken = {email.lower() for email in User.objects.values_list("email", flat=True)}
    seen: set[str] = set()
    for number, newcomer in enumerate(newcomers, start=2):
        where, email = str(number), newcomer.email.lower()
        yield from _shape_problems(newcomer, units, where)
        if email in taken:
            yield Problem("person_email_taken", where=where, params={"email": newcomer.email})
        if email in seen:
            yield Problem("person_email_twice", where=where, params={"email": newcomer.email})
        seen.add(email)


def _shape_problems(newcomer: Newcomer, units: Mapping[str, str], where: str) -> Iterator[Problem]:
    try:
        validate_email(newcomer.email)
    except ValidationError:
        yield Problem("person_email_invalid", where=where or "email", params={"email": newcomer.email})
    if not newcomer.full_name.strip():
        yield Problem("person_name_missing", where=where or "full_name")
    yield from role_problems(newcomer.role, newcomer.unit_code, units, where=where)


def role_problems(role: str, unit_code: str, units: Mapping[str, str], *, where: str = "") -> Iterator[Problem]:
    """Why this role and unit do not match: a commune's role needs a commune, the others must have none."""
    if role not in Role:
        yield Problem("role_unknown", where=where or "role", params={"role": role})
    elif role in COMMUNE_ROLES and not unit_code:
        yield Problem("role_needs_unit", where=where or "unit_code")
    elif role not in COMMUNE_ROLES and unit_code:
        yield Problem("role_takes_no_unit", where=where or "unit_code")
    elif unit_code and unit_code not in units:
        yield Problem("unit_unknown", where=where or "unit_code", params={"unit": unit_code})


def second_heads(newcomers: Iterable[Newcomer]) -> dict[str, list[str]]:
    """Units that would have more than one head, by their code, with the names of all of them.

    Two heads may both send for their unit, so it is a warning and no refusal: a successor may start before the other
    leaves.
    """
    coming: dict[str, list[str]] = defaultdict(list)
    for newcomer in newcomers:
        if newcomer.role == Role.COMMUNE_HEAD and newcomer.unit_code:
            coming[newcomer.unit_code].append(newcomer.full_name)
    held = Membership.objects.filter(unit_code__in=coming, role=Role.COMMUNE_HEAD, user__is_active=True)
    heads: dict[str, list[str]] = defaultdict(list)
    for code, name in held.order_by("user__name_key", "pk").values_list("unit_code", "user__full_name"):
        heads[code].append(name)
    names_by_code = {code: [*heads[code], *names] for code, names in coming.items()}
    return {code: names for code, names in names_by_code.items() if len(names) > 1}


def granting_problems(person: User, role: str, unit_code: str, units: Mapping[str, str]) -> Iterator[Problem]:
    """Why a person cannot be given this role."""
    shape = list(role_problems(role, unit_code, units))
    yield from shape or _pair_problems(person, role)
    if Membership.objects.filter(user=person, role=role, unit_code=unit_code).exists():
        yield Problem("role_held_already", where="role")


def _pair_problems(person: User, role: str) -> Iterator[Problem]:
    """Nobody acts for the city, the department or the team on a unit where they hold a role."""
    held = set(Membership.objects.filter(user=person).values_list("role", flat=True))
    if role in ACTING_ROLES and held & set(COMMUNE_ROLES):
        yield Problem("works_for_a_unit", where="role")
    if role in COMMUNE_ROLES and held & set(ACTING_ROLES):
        yield Problem("acts_for_the_city", where="role")


def own_grant_problems(person: User, by: User | None) -> Iterator[Problem]:
    """Why this role is not given at once: it is the administrator's own, and waits for another one."""
    if by is not None and by.pk == person.pk:
        yield Problem("own_grant_needs_second", where="role")


def asking_problems(
    person: User, role: str, unit_code: str, units: Mapping[str, str], *, now: datetime
) -> Iterator[Problem]:
    """Why an administrator cannot request a role for themselves: it could not be given, or nobody could confirm it."""
    yield from granting_problems(person, role, unit_code, units)
    waiting = GrantRequest.objects.filter(person=person, state=GrantRequest.State.WAITING, lapses_at__gt=now)
    if waiting.filter(role=role, unit_code=unit_code).exists():
        yield Problem("grant_asked_already", where="role")
    if not _administrators().exclude(user=person).exists():
        yield Problem("no_second_administrator", where="role")


def grant_resolution_problems(request: GrantRequest, *, by: User, now: datetime) -> Iterator[Problem]:
    """Why this person cannot confirm or refuse it: their own, already closed, or they became administrator later."""
    if request.state != GrantRequest.State.WAITING or request.lapses_at <= now:
        yield Problem("grant_request_over")
    if by.pk == request.person_id:
        yield Problem("own_grant_needs_second")
    elif not _administrators().filter(user=by, granted_at__lt=request.asked_at).exists():
        yield Problem("administrator_too_new")


def _administrators() -> QuerySet[Membership]:
    return Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True)


def withdrawal_problems(membership: Membership) -> Iterator[Problem]:
    """Why a role cannot be withdrawn: at least one person who can give roles must remain."""
    if membership.role == Role.ADMINISTRATOR and is_last_administrator(membership.user):
        yield Problem("last_administrator", where="role")


def disabling_problems(person: User, *, by: User) -> Iterator[Problem]:
    """Why an account cannot be disabled."""
    if not person.is_active:
        yield Problem("person_disabled_already")
        return
    if person == by:
        yield Problem("not_oneself")
    if is_last_administrator(person):
        yield Problem("last_administrator")


def enabling_problems(person: User) -> Iterator[Problem]:
    """Why an account cannot be enabled."""
    if person.is_active:
        yield Problem("person_enabled_already")


def resetting_problems(person: User | None, *, by: User | None) -> Iterator[Problem]:
    """Why a person's two-step sign-in cannot be reset; nobody may reset their own."""
    if not Authenticator.objects.filter(user=person).exists():
        yield Problem("second_step_off")
    if person == by:
        yield Problem("second_step_own")


def connecting_problems(person: User) -> Iterator[Problem]:
    """Why a person cannot be connected to an account of the single sign-on."""
    if not person.is_active:
        yield Problem("person_disabled")
    if SocialAccount.objects.filter(user=person).exists():
        yield Problem("connected_already")


def disconnecting_problems(person: User) -> Iterator[Problem]:
    """Why a person cannot be disconnected from the single sign-on."""
    if not SocialAccount.objects.filter(user=person).exists():
        yield Problem("not_connected")


def erasing_problems(person: User) -> Iterator[Problem]:
    """Why a person's data cannot be erased: they may sign in, hold a role, or are erased already."""
    if person.is_active:
        yield Problem("erasing_needs_disabled")
    if person.memberships.exists():
        yield Problem("erasing_needs_no_role")
    if person.email.endswith("@erased.invalid"):
        yield Problem("erased_already")


def resending_problems(person: User) -> Iterator[Problem]:
    """Why the invitation cannot be sent again."""
    if not person.is_active:
        yield Problem("person_disabled")
    if person.has_usable_password():
        yield Problem("invitation_used")


def is_last_administrator(person: User) -> bool:
    """True for the only administrator who may sign in."""
    is_one = has_role(person, Role.ADMINISTRATOR)
    return is_one and set(_administrators().values_list("user", flat=True)) == {person.pk}


def recusing_problems(person: User, unit_code: str, reason: str, units: Mapping[str, str]) -> Iterator[Problem]:
    """Why a recusal cannot be declared: no such unit, no reason, or already declared [S8]."""
    if unit_code not in units:
        yield Problem("unit_unknown", where="commune", params={"unit": unit_code})
    if not reason.strip():
        yield Problem("recusal_reason_missing", where="reason", clause="S8")
    if person.recusals.filter(unit_code=unit_code).exists():
        yield Problem("recused_already", where="commune", clause="S8")


def lifting_problems(recusal: Recusal, reason: str) -> Iterator[Problem]:
    """Why a recusal cannot be withdrawn: the person has worked there, which stays; or no reason is given [S8]."""
    if recusal.worked_there:
        yield Problem("recusal_stays", where="recusal", clause="S8")
    if not reason.strip():
        yield Problem("recusal_reason_missing", where="reason", clause="S8")


def retry_problems(mailing: Mailing) -> Iterator[Problem]:
    """Why a mail is not sent again: it has not failed, or its person may no longer sign in."""
    if not is_stuck(mailing):
        yield Problem("mail_not_stuck")
    elif not mailing.person.is_active:
        yield Problem("person_disabled")


def support_between_problems(person: User, *, by: User) -> Iterator[Problem]:
    """Why an administrator cannot ask this person at all, whatever they would ask for; an open view apart."""
    if person.pk == by.pk or has_role(person, Role.ADMINISTRATOR):
        yield Problem("support_of_administrator")
    if not person.is_active:
        yield Problem("person_disabled")
    if not has_second_step(by):
        yield Problem("support_needs_second_step")


def support_asking_problems(person: User, reason: str, minutes: int, *, by: User, now: datetime) -> Iterator[Problem]:
    """Why an administrator cannot ask to see the portal as this person sees it."""
    yield from support_between_problems(person, by=by)
    between = SupportView.objects.filter(person=person, administrator=by)
    if open_support_views(between, now=now).exists():
        yield Problem("support_asked_already")
    if not reason.strip():
        yield Problem("support_reason_missing", where="reason")
    if not 1 <= minutes <= SUPPORT_MINUTES:
        yield Problem("support_too_long", where="minutes", params={"limit": SUPPORT_MINUTES})


def support_consent_problems(view: SupportView, session: UserSession | None, *, now: datetime) -> Iterator[Problem]:
    """Why a person cannot consent: it is over, or the session in which they do is not known."""
    if view.state != SupportView.State.ASKED or view.lapses_at <= now or _bars_support(view):
        yield Problem("support_view_over")
    elif session is None:
        yield Problem("support_needs_session")


def support_refusal_problems(view: SupportView) -> Iterator[Problem]:
    """Why a request cannot be refused: it is answered, or withdrawn."""
    if view.state != SupportView.State.ASKED:
        yield Problem("support_view_over")


def support_beginning_problems(view: SupportView, *, now: datetime) -> Iterator[Problem]:
    """Why the administrator cannot begin: no consent, begun already, or over."""
    if view.state == SupportView.State.ASKED:
        yield Problem("support_not_consented")
    elif view.state != SupportView.State.CONSENTED or support_ending(view, now=now):
        yield Problem("support_view_over")


def support_ending_problems(view: SupportView) -> Iterator[Problem]:
    """Why a view cannot be ended: it is over."""
    if view.state not in SUPPORT_OPEN:
        yield Problem("support_view_over")


def support_ending(view: SupportView, *, now: datetime) -> str:
    """What ends a view that was consented to, of itself; "" while it holds."""
    if not required(view.consented_at) <= now < required(view.ends_at):
        return SupportView.Ending.TIME
    if _bars_support(view):
        return SupportView.Ending.ACCOUNT
    if view.session is None or not is_alive(view.session, view.person):
        return SupportView.Ending.SIGNED_OUT
    return ""


def _bars_support(view: SupportView) -> bool:
    """Who looks must be an administrator with a second step, and whom they look at must not be one."""
    may_look = has_role(view.administrator, Role.ADMINISTRATOR) and has_second_step(view.administrator)
    return not may_look or not view.person.is_active or has_role(view.person, Role.ADMINISTRATOR)
