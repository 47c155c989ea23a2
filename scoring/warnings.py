"""Warnings on a year's board: unconfirmed figures of its table [S7], and a year that nobody uses yet."""

from collections.abc import Iterator

import rules
from django.urls import reverse
from django.utils.translation import gettext as _

from communes.models import Cycle
from communes.warnings import YearWarning
from kernel.problems import Problem
from scoring.cycle_closing import is_untouched
from scoring.queries import unconfirmed_by_table


def unused_year_warnings(user, cycle: Cycle) -> Iterator[YearWarning]:
    """For people who may open years, while no unit has begun: a year opened by mistake can be closed."""
    if rules.has_perm("scoring.close_cycle", user) and is_untouched(cycle):
        problem = Problem("cycle_untouched", where="cycle")
        yield YearWarning(problem, reverse("scoring:close_cycle", args=[cycle.year]), _("Close the year again…"))


def table_warnings(user, cycle: Cycle) -> Iterator[YearWarning]:
    """For officers and administrators, while an assumed figure of the year's table is unconfirmed."""
    if not rules.has_perm("scoring.view_provenance", user):
        return
    for code, count in unconfirmed_by_table(cycle):
        problem = Problem("figures_assumed", where="rubric", clause="S7", params={"count": count})
        yield YearWarning(problem, reverse("scoring:rubric", args=[code]), _("See the figures"))
