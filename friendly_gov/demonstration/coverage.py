"""Which members of the demonstration's team cover which groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appraisal.models import TeamMember
from appraisal.queries.coverage import groups_of
from appraisal.services import set_coverage

if TYPE_CHECKING:
    from friendly_gov.demonstration.year import DemoYear


def share_groups(demo: DemoYear, members: list[TeamMember]) -> None:
    """Each member covers one group, in turn."""
    groups = [group.code for group in groups_of(demo.cycle)]
    covered = {member.pk: [groups[number % len(groups)]] for number, member in enumerate(members)}
    set_coverage(team=members[0].team, covered=covered, by=demo.people.lead, now=demo.moment(11, 21))
