"""Copy the team of one year to the next [R3]."""

from datetime import datetime

from accounts.models import Role, User
from accounts.queries import has_role
from appraisal.double_review.queries import twice_reviewed
from appraisal.models import Review, TeamMember, TwoReviews
from appraisal.queries import team_of
from appraisal.services.second_reviews import set_two_reviews
from appraisal.services.teams import form_team
from communes.models import Cycle
from kernel.problems import required
from scoring.queries import criterion_rows, table_in_force

_RANKS: dict[str, tuple[Role, ...]] = {TeamMember.Part.LEAD: (Role.TEAM_LEAD,)}


def carry_team(before: Cycle, cycle: Cycle, by: User | None, now: datetime) -> None:
    """The same people in the same parts, if they still have the role; the founding decision is not copied.

    Where the lead has lost the role, no team is created and it must be set up.
    """
    parts: dict[str, list[User]] = {part: [] for part in TeamMember.Part}
    for member in required(team_of(before)).members.all():
        if has_role(member.person, *_RANKS.get(member.part, (Role.APPRAISER, Role.TEAM_LEAD))):
            parts[member.part].append(member.person)
    if not parts[TeamMember.Part.LEAD]:
        return
    form_team(
        cycle=cycle,
        decision_number="",
        decision_date=None,
        lead=parts[TeamMember.Part.LEAD][0],
        secretary=next(iter(parts[TeamMember.Part.SECRETARY]), None),
        members=parts[TeamMember.Part.MEMBER],
        by=by,
        now=now,
    )


def undo_two_reviews(cycle: Cycle) -> None:
    """Delete the double-review settings of a year that is closed unused."""
    TwoReviews.objects.filter(cycle=cycle).delete()


def undo_team(cycle: Cycle) -> None:
    """A team without a founding decision and without reviews is deleted with its year."""
    team = team_of(cycle)
    if team is not None and not team.is_founded and not Review.objects.filter(appraiser__team=team).exists():
        team.members.all().delete()
        team.delete()


def carry_two_reviews(before: Cycle, cycle: Cycle, by: User | None, now: datetime) -> None:
    """The same groups and criteria for double review, as far as the new table has them [S8]."""
    known = {row.code for row in criterion_rows(table_in_force(cycle))}
    codes = [code for code in twice_reviewed(before) if code in known]
    set_two_reviews(cycle=cycle, codes=codes, by=by, now=now)
