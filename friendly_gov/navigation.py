"""The menu and the frame of every page, as data."""

import re
from dataclasses import dataclass, replace
from datetime import date

import rules
from django.conf import settings
from django.urls import NoReverseMatch, reverse, translate_url
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from accounts.models import COMMUNE_ROLES, Role
from communes.queries import current_cycle
from kernel.names import name_key
from kernel.problems import StrOrPromise
from notifications.queries import mail_facts

YEAR = re.compile(r"20[0-9]{2}")


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A menu entry: its label, its URL; `current` is "page" on that page itself, and "true" on the pages below it."""

    label: StrOrPromise
    url: str
    current: str = ""


# label, URL name, whether the URL names the year, the permission that shows it
_MENU = (
    (_("The year"), "communes:board", True, "communes.view_board"),
    (_("Registrations"), "communes:registrations", True, "communes.list_registrations"),
    (_("Self-assessments"), "scoring:assessments", True, "scoring.list_assessments"),
    (_("Dossiers"), "evidence:dossiers", True, "evidence.list_dossiers"),
    (_("Reviews"), "appraisal:reviews", True, "appraisal.list_reviews"),
    (_("Breaches"), "appraisal:breaches", True, "appraisal.view_breach"),
    (_("Results"), "results:ranking", True, "results.view_ranking"),
    (_("People"), "accounts:people", False, "accounts.list_people"),
    (_("Scoring table"), "scoring:rubrics", False, "scoring.view_rubric"),
    (_("Texts of papers"), "papers:texts", False, "papers.write_text"),
    (_("Operations"), "operations:overview", False, "operations.view_operations"),
    (_("What if"), "results:what_if_choice", False, "results.compare_tables"),
    (_("New year"), "scoring:open_cycle", False, "scoring.open_cycle"),
)
# Once a year exists, other pages link to these, so the menu omits them: it must fit one line.
_LINKED_FROM = {"results:what_if_choice": "results.view_ranking", "scoring:open_cycle": "communes.view_board"}
_OWN = (
    (_("My account"), "accounts:profile"),
    (_("Mails and language"), "notifications:settings"),
    (_("My deadlines in a calendar"), "communes:calendar"),
    (_("Change password"), "account_change_password"),
    (_("Two-step sign-in"), "mfa_index"),
    (_("API tokens"), "tokens:own"),
)
_COMMUNE_MENU = (
    (_("Registration"), "communes:registration"),
    (_("Self-assessment"), "evidence:assessment"),
    (_("Dossier"), "evidence:dossier"),
    (_("The year in words"), "trail:unit_year"),
    (_("Surveys"), "surveys:own"),
)


# What the frame shows to anonymous users.
_STRANGER: dict[str, object] = {
    "year": None,
    "menu": [],
    "own": [],
    "roles": [],
    "messages_url": "",
    "unread": 0,
    "failing_address": "",
    "support_view": None,
}


@dataclass(frozen=True, slots=True)
class PublicFrame:
    """What the frame of a public page shows: nothing that depends on the reader.

    `here` is the page's canonical URL, `versions` its URL in each language; `demonstration_day` is None in production.
    """

    here: str
    versions: list[tuple[str, str]]
    demonstration_day: date | None


def public_frame(request) -> dict:
    """Context of base_public.html, computed only where a page uses it."""
    return {"site": SimpleLazyObject(lambda: _public_facts(request))}


def _public_facts(request) -> PublicFrame:
    addresses = [(language, _address_in(request, language)) for language, _name in settings.LANGUAGES]
    versions = [(language, request.build_absolute_uri(address)) for language, address in addresses]
    return PublicFrame(request.build_absolute_uri(request.path), versions, _demonstration_day())


def _address_in(request, language: str) -> str:
    """The URL of this public page in a language; the front page shares its URL with the signed-in home page."""
    if request.resolver_match.url_name not in ("home", "front"):
        return translate_url(request.path, language)
    with translation.override(language):
        return reverse("front")


def _demonstration_day() -> date | None:
    return date.fromisoformat(settings.DEMONSTRATION_DAY) if settings.DEMONSTRATION_DAY else None


def frame(request) -> dict:
    """Context of base.html, computed only where a page uses it: an htmx partial has no frame."""
    return {"frame": SimpleLazyObject(lambda: _facts(request))}


def _facts(request) -> dict:
    """The menu of this user, the number of unread messages, the demonstration's date."""
    facts = {
        "demonstration_day": _demonstration_day(),
        "public_url": address("public:years"),
    } | _STRANGER
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        year = _year(request)
        facts |= {
            "year": year,
            "menu": _marked([*_commune_entries(user, year), *_entries(user, year)], request.path),
            "own": [MenuItem(label, url) for label, name in _OWN if (url := address(name))],
            "roles": sorted({str(Role(role).label) for role, _unit in user.roles}, key=name_key),
            "messages_url": address("notifications:inbox"),
        }
        facts["support_view"] = getattr(request, "support_view", None)
        facts["unread"], facts["failing_address"] = mail_facts(user)
    return facts


def _year(request) -> int | None:
    """The year in the URL (for the search: `?year=`), the one that the page has chosen, or the latest."""
    match = request.resolver_match
    if match and "year" in match.kwargs:
        return int(match.kwargs["year"])
    asked = request.GET.get("year", "")
    if match and match.url_name in ("home", "search") and YEAR.fullmatch(asked):
        return int(asked)
    if hasattr(request, "shown_year"):
        return request.shown_year
    cycle = current_cycle()
    return cycle.year if cycle else None


def _marked(entries: list[MenuItem], path: str) -> list[MenuItem]:
    """The entries, with the one that the page belongs to marked: the longest URL that the page's own begins with."""
    nearest = max((entry.url for entry in entries if path.startswith(entry.url)), key=len, default="")
    mark = "page" if nearest == path else "true"
    return [replace(entry, current=mark if entry.url == nearest else "") for entry in entries]


def _entries(user, year: int | None) -> list[MenuItem]:
    entries = []
    for label, name, yearly, permission in _MENU:
        if (yearly and year is None) or not rules.has_perm(permission, user):
            continue
        if year is not None and name in _LINKED_FROM and rules.has_perm(_LINKED_FROM[name], user):
            continue
        if url := address(name, year) if yearly else address(name):
            entries.append(MenuItem(label, url))
    return entries


def _commune_entries(user, year: int | None) -> list[MenuItem]:
    """People of a commune go directly to their own commune's pages."""
    codes = sorted({code for role, code in user.roles if role in COMMUNE_ROLES})
    if year is None or not codes:
        return []
    entries = [(label, address(name, year, codes[0])) for label, name in _COMMUNE_MENU]
    return [MenuItem(label, url) for label, url in entries if url]


def address(name: str, *arguments) -> str:
    """The URL of a page, or "" where the portal has none with that name."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
