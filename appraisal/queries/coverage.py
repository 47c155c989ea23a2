"""Queries of who covers which groups of criteria."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects

from appraisal.models import AppraisalTeam, Coverage, TeamMember
from communes.models import Cycle
from kernel.names import name_key
from scoring.models import RubricInForce
from scoring.queries import CriterionRow, criterion_rows


class Group(Protocol):
    """An object with the code and the title of a group."""

    @property
    def code(self) -> str: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One group for one member."""

    code: str
    title: str
    is_set: bool


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """A member and the groups of the table."""

    pk: int
    name: str
    cells: tuple[CoverageCell, ...]


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """The team's members, with the groups of the year's table."""

    groups: Sequence[Group]
    rows: list[CoverageRow]

    @property
    def is_set(self) -> bool:
        return any(cell.is_set for row in self.rows for cell in row.cells)

    @property
    def uncovered(self) -> list[str]:
        """The groups that nobody covers."""
        covered = {cell.code for row in self.rows for cell in row.cells if cell.is_set}
        return [group.code for group in self.groups if group.code not in covered]


def groups_of(cycle: Cycle) -> list[CriterionRow]:
    """The groups of the year's table; none where the year has no table yet."""
    in_force = RubricInForce.objects.select_related("rubric").filter(cycle=cycle).first()
    return [row for row in criterion_rows(in_force.rubric) if not row.depth] if in_force else []


def covered_by_members(team: AppraisalTeam) -> dict[int, set[str]]:
    """The groups that each member covers, by the member's primary key."""
    covered: dict[int, set[str]] = defaultdict(set)
    for member, code in Coverage.objects.filter(member__team=team).order_by().values_list("member", "code"):
        covered[member].add(code)
    return covered


def coverage_table(team: AppraisalTeam, groups: Sequence[Group]) -> CoverageTable:
    """Members by the groups of the year's table, in the order of their names."""
    covered = covered_by_members(team)
    rows = [
        CoverageRow(
            member.pk,
            str(member.person),
            tuple(CoverageCell(group.code, group.title, group.code in covered.get(member.pk, ())) for group in groups),
        )
        for member in sorted(team.members.all(), key=lambda one: (one.person.name_key, one.pk))
    ]
    return CoverageTable(groups, rows)


def who_covers(team: AppraisalTeam, group: str) -> list[str]:
    """The members of a team who cover a group, in the order of their names.

    Reads all members with it, so the team must come without them: then `team.members.all()` asks no more.
    """
    covers = Exists(Coverage.objects.filter(member=OuterRef("pk"), code=group))
    members = TeamMember.objects.select_related("person").annotate(covers_group=covers)
    prefetch_related_objects([team], Prefetch("members", members))
    covering = [str(member.person) for member in team.members.all() if vars(member)["covers_group"]]
    return sorted(covering, key=name_key)


def covering_members(free: list[TeamMember], covered: dict[int, set[str]], groups: Collection[str]) -> list[TeamMember]:
    """Of the eligible members, those who cover all these groups; all of them where nobody does."""
    wanted = set(groups)
    return [member for member in free if wanted and wanted <= covered.get(member.pk, set())] or free
