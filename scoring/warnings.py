"""What the board of a year warns of: figures of its table that nobody has compared with the signed original [S7]."""

from collections.abc import Iterator

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from communes.models import Cycle
from communes.warnings import YearWarning
from kernel.problems import Problem
from scoring.models import Rubric
from scoring.queries import unconfirmed_figures


def table_warnings(user, cycle: Cycle) -> Iterator[YearWarning]:
    """For officers and administrators, as long as an assumed figure of the year's table is unconfirmed."""
    if not rules.has_perm("scoring.view_provenance", user):
        return
    table = Rubric.objects.filter(cycles_in_force__cycle=cycle).first()
    if table is not None and (count := unconfirmed_figures(table)):
        problem = Problem("figures_assumed", where="rubric", clause="S7", params={"count": count})
        yield YearWarning(problem, reverse("scoring:rubric", args=[table.code]), _("See the figures"))
