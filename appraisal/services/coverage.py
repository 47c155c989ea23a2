"""Record which members of the team cover which groups of criteria [R3]."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from appraisal.models import AppraisalTeam, Coverage
from appraisal.queries.coverage import covered_by_members, groups_of
from audit.services import record
from kernel.names import name_key
from kernel.problems import Problem
from kernel.refusals import refuse_if


@transaction.atomic
def set_coverage(*, team: AppraisalTeam, covered: Mapping[int, Collection[str]], by: User, now: datetime) -> int:
    """Set the groups that each member covers, by the member's primary key; members not named cover none.

    Raises:
        Refused: somebody is not of the team, or the year's table has no such group.
    """
    team = AppraisalTeam.objects.select_for_update(of=("self",)).select_related("cycle").get(pk=team.pk)
    refuse_if(_coverage_problems(team, covered))
    wanted = {(member, code) for member, codes in covered.items() for code in codes}
    known = {(member, code) for member, codes in covered_by_members(team).items() for code in codes}
    for member, code in known - wanted:
        Coverage.objects.filter(member=member, code=code).delete()
    Coverage.objects.bulk_create(
        Coverage(member_id=member, code=code, set_at=now, set_by=by) for member, code in sorted(wanted - known)
    )
    if wanted != known:
        record("appraisal.set_coverage", by=by, now=now, on=team, groups=_described(team, wanted))
    return len(wanted)


def _described(team: AppraisalTeam, wanted: set[tuple[int, str]]) -> str:
    """Each member with their groups, as facts for the trail."""
    codes = {str(one.person): sorted(code for pk, code in wanted if pk == one.pk) for one in _members(team)}
    named = sorted((name for name, of in codes.items() if of), key=name_key)
    return "; ".join(f"{name}: {', '.join(codes[name])}" for name in named) or "–"


def _members(team: AppraisalTeam) -> Any:
    return team.members.select_related("person")


def _coverage_problems(team: AppraisalTeam, covered: Mapping[int, Collection[str]]) -> Iterator[Problem]:
    members, groups = {member.pk for member in _members(team)}, {group.code for group in groups_of(team.cycle)}
    if set(covered) - members:
        yield Problem("coverage_of_a_stranger", where="covers", clause="R3")
    for code in sorted({code for codes in covered.values() for code in codes} - groups):
        yield Problem("coverage_unknown_group", where=code, clause="R3")
