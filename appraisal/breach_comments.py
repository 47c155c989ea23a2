"""The notes about a breach on a commune's own pages and on its dossier [S4, S8]."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.queries import units_of
from appraisal.models import Breach
from appraisal.queries import breaches_visible_to, own_breaches_of
from communes.models import Registration
from evidence.page_comments import PageComment

_MATTERS = (Breach.State.PROPOSED, Breach.State.CONFIRMED)


def breach_comments(registration: Registration, reader) -> Iterator[PageComment]:
    """Only for the commune's own people, and for people of the team and the city who may see breaches."""
    own = registration.commune.code in units_of(reader)
    seen = own_breaches_of(reader) if own else breaches_visible_to(reader)
    for breach in seen.filter(registration=registration, state__in=_MATTERS):
        year, code = registration.cycle.year, registration.commune.code
        url = (
            reverse("appraisal:own_breach", args=[year, code, breach.pk])
            if own
            else reverse("appraisal:breach", args=[year, breach.pk])
        )
        yield _comment(breach, url)


def _comment(breach: Breach, url: str) -> PageComment:
    kind = {"kind": breach.get_kind_display()}
    if breach.state == Breach.State.CONFIRMED:
        text = _("A breach is confirmed (%(kind)s): not qualified this year, whatever the points (section I.2).") % kind
        return PageComment(text, url, _("Read it"), "bad")
    text = _("A breach was recorded (%(kind)s); it has no effect until the appraisal team confirms it.") % kind
    return PageComment(text, url, _("Read it"))
