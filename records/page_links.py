"""Links to this app's pages from the page of a year's decisions."""

from typing import Any

import rules
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communes.models import Cycle
from results.page_links import PageLink


def links_of_year(person: Any, cycle: Cycle) -> list[PageLink]:
    """The registry and the hand-over, for people who keep them."""
    if not rules.has_perm("records.keep_registry", person, cycle):
        return []
    return [
        PageLink(_("Registry of documents"), reverse("records:registry", args=[cycle.year])),
        PageLink(_("Hand-over to the archive"), reverse("records:archive", args=[cycle.year])),
    ]
