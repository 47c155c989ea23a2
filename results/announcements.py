"""What webhooks report to other systems: results were published or corrected, or a recognition was revoked.

An event names year and units only; what is public of them is read from the API, so nothing unpublished is sent.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from communes.models import Cycle
from results.models import CityDecision, Recognition
from results.queries import published_cycles
from webhooks.services import announce


def announce_published(cycle: Cycle, *, now: datetime) -> None:
    """The year's results are public."""
    announce("results.published", _year(cycle), now=now)


def announce_corrected(cycle: Cycle, codes: Iterable[str], *, why: str, now: datetime) -> None:
    """Published results of these units changed, and with them perhaps the ranks of others; `why` is for programs."""
    units = sorted(set(codes))
    if units and published_cycles().filter(pk=cycle.pk).exists():
        announce("results.corrected", _year(cycle) | {"why": why, "units": _units(cycle, units)}, now=now)


def announce_revoked(recognition: Recognition, decision: CityDecision, *, now: datetime) -> None:
    """A recognition that is public was revoked."""
    registration = recognition.outcome.registration
    cycle = registration.cycle
    if published_cycles().filter(pk=cycle.pk).exists():
        decided = {"number": decision.number, "dated": decision.dated.isoformat()}
        units = _units(cycle, [registration.commune.code])
        announce("recognition.revoked", _year(cycle) | {"units": units, "decision": decided}, now=now)


def _year(cycle: Cycle) -> dict[str, object]:
    return {"year": cycle.year, "url": _whole(reverse("api:units", args=[cycle.year]))}


def _units(cycle: Cycle, codes: list[str]) -> list[dict[str, str]]:
    return [{"code": code, "url": _whole(reverse("api:unit", args=[cycle.year, code]))} for code in codes]


def _whole(path: str) -> str:
    return f"{settings.PORTAL_URL}{path}"
