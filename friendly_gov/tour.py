"""The first visit: three steps for each role on the home page, until the person dismisses them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import COMMUNE_ROLES, Role, User
from communes.models import Cycle
from friendly_gov.navigation import address


@dataclass(frozen=True, slots=True)
class TourStep:
    """One step: what to do, what it is for, the page where it is done."""

    title: Promise
    text: Promise
    url: str


@dataclass(frozen=True, slots=True)
class Tour:
    """The first steps of one role."""

    role: str
    steps: list[TourStep]


# What to do, what it is for, the page. The pages of a commune take the year and its code, the others the year.
_STEPS: dict[Role, tuple[tuple[Promise, Promise, str], ...]] = {
    Role.COMMUNE_EDITOR: (
        (_("Prepare the registration"), _("Level aimed at and plan; then to the Chair."), "communes:registration"),
        (_("Score every criterion"), _("Points, explanation, evidence; saved as you go."), "evidence:assessment"),
        (_("Put the dossier together"), _("The papers, what is missing; then to the Chair."), "evidence:dossier"),
    ),
    Role.COMMUNE_HEAD: (
        (_("Send the registration"), _("Only you can send it; or return it to the editor."), "communes:registration"),
        (_("Look through the scores"), _("Points, explanation and evidence of each criterion."), "evidence:assessment"),
        (_("Send the dossier"), _("Read it, comment on it, send it, get the receipt."), "evidence:dossier"),
    ),
    Role.OFFICER: (
        (_("Follow the year"), _("Where each unit stands, who is late."), "communes:board"),
        (_("Receive the registrations"), _("Receive, return with a note, extend the time."), "communes:registrations"),
        (_("Set up the team"), _("Members, groups of criteria, who appraises which unit."), "appraisal:team"),
    ),
    Role.APPRAISER: (
        (_("Declare conflicts of interest"), _("Name the units that you cannot appraise."), "appraisal:team"),
        (_("Review your dossiers"), _("Score, evidence and last year side by side."), "appraisal:reviews"),
        (_("Follow the visits"), _("Day, place and what to look at on the spot."), "appraisal:visits"),
    ),
    Role.TEAM_LEAD: (
        (_("Confirm the reviews"), _("Confirm a finished review or return it."), "appraisal:reviews"),
        (_("Decide on breaches"), _("After the unit's answer or the end of its time."), "appraisal:breaches"),
        (_("Confirm the draft results"), _("Once every review is confirmed."), "results:steps"),
    ),
    Role.CITY_LEADER: (
        (_("Look at the results"), _("Levels, ranks, each unit's points."), "results:ranking"),
        (_("Approve and recognise"), _("Five steps in order, each with its decision."), "results:steps"),
        (_("Follow the year"), _("Where each unit stands, who is late."), "communes:board"),
    ),
    Role.ADMINISTRATOR: (
        (_("Invite people"), _("Invite, give roles, disable accounts."), "accounts:people"),
        (_("Check the scoring table"), _("Versions, points that are assumed, changes."), "scoring:rubrics"),
        (_("Watch the portal run"), _("Periodic work, queues, mails, the trail."), "operations:overview"),
    ),
}
_WITHOUT_YEAR = (Role.ADMINISTRATOR,)


def tours_for(user: User, cycle: Cycle | None) -> list[Tour]:
    """The first steps of each role that the person has not dismissed; most need a year that is open."""
    held = _new_roles(user)
    tours = []
    for role, steps in _STEPS.items():
        codes = sorted(code for each, code in held if each == role)
        if not codes or (cycle is None and role not in _WITHOUT_YEAR):
            continue
        arguments = () if cycle is None or role in _WITHOUT_YEAR else (cycle.year, *codes[:1])[: _arity(role)]
        tours.append(
            Tour(str(role.label), [TourStep(title, text, address(at, *arguments)) for title, text, at in steps])
        )
    return tours


def _arity(role: Role) -> int:
    return 2 if role in COMMUNE_ROLES else 1


def _new_roles(user: User) -> frozenset[tuple[str, str]]:
    """All roles before the first dismissal; afterwards those that the person was given since."""
    if user.tour_dismissed_at is None:
        return user.roles
    return user.roles_among(user.memberships.filter(granted_at__gt=user.tour_dismissed_at).order_by())
