"""Queries of the team: who has how many dossiers, and which are not yet assigned."""

from dataclasses import dataclass

from django.db.models import (
    Aggregate,
    Count,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    Sum,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from accounts.queries import barred_units, read_duties
from appraisal.models import AppraisalTeam, Review, SecondReview, TeamMember
from communes.models import Cycle
from communes.queries import cycles_visible_to
from scoring.models import Criterion, RubricInForce

_COUNTED = [state for state in Review.State.values if state != Review.State.NOT_CONSIDERED]


def team_of(cycle: Cycle) -> AppraisalTeam | None:
    """The year's team, with its members."""
    members = Prefetch("members", TeamMember.objects.select_related("person"))
    return AppraisalTeam.objects.filter(cycle=cycle).select_related("cycle").prefetch_related(members).first()


def cycles_with_team(user) -> QuerySet[Cycle]:
    """The years that this person may see, each with its team."""
    return cycles_visible_to(user).select_related("appraisal_team")


def year_team(cycle: Cycle) -> AppraisalTeam | None:
    """The team of a year that was read with it."""
    return getattr(cycle, "appraisal_team", None)


def criterion_count(cycle: Cycle) -> int:
    """The number of criteria of the year's scoring table."""
    in_force = RubricInForce.objects.filter(cycle=cycle).values("rubric")
    return Criterion.objects.filter(rubric__in=in_force, is_leaf=True).count()


def load_of_members(team: AppraisalTeam) -> dict[int, dict[str, int]]:
    """How many dossiers each member reviews as first reviewer, in each state, by the member's primary key."""
    load: dict[int, dict[str, int]] = {member.pk: dict.fromkeys(_COUNTED, 0) for member in team.members.all()}
    first = Review.objects.filter(appraiser__team=team, assessment__registration__isnull=False)
    first = first.exclude(state=Review.State.NOT_CONSIDERED).order_by()
    for member, state, number in first.values_list("appraiser", "state").annotate(Count("pk")):
        load[member][state] = number
    return load


class _Length(Func):
    """The length of a JSON list."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, function="jsonb_array_length", **context)


def _with_loads() -> QuerySet[TeamMember]:
    """Members with their people, and what each has in each state as first reviewer, and as second; one query.

    Subqueries, because a join with the reviews would repeat the sums for every row before it groups them.
    """
    reviews = Review.objects.filter(appraiser=OuterRef("pk"), assessment__registration__isnull=False)
    seconds = SecondReview.objects.filter(
        appraiser=OuterRef("pk"), review__assessment__registration__isnull=False
    ).exclude(review__state=Review.State.NOT_CONSIDERED)
    return TeamMember.objects.select_related("person").annotate(
        **{f"load_{state}": _of_member(reviews.filter(state=state), Count("pk")) for state in _COUNTED},
        load_second=_of_member(seconds, Count("pk")),
        load_criteria=_of_member(seconds, Sum(_Length("criteria"))),
    )


def _of_member(rows: QuerySet, aggregate: Aggregate) -> Coalesce:
    counted = rows.order_by().values("appraiser").annotate(number=aggregate)
    return Coalesce(Subquery(counted.values("number")), 0)


@dataclass(frozen=True, slots=True)
class MemberLoad:
    """A member of the team, with the number of dossiers in each state as first reviewer.

    `second` are dossiers as second reviewer, usually a few criteria of each; `criteria` is the whole work, counted in
    criteria.
    """

    pk: int
    name: str
    is_lead: bool
    is_secretary: bool
    assigned: int
    in_progress: int
    completed: int
    reconciled: int
    second: int = 0
    criteria: int = 0

    @property
    def all(self) -> int:
        return self.assigned + self.in_progress + self.completed + self.reconciled

    @property
    def done(self) -> int:
        return self.completed + self.reconciled


def member_loads(team: AppraisalTeam, *, criteria: int | None = None) -> list[MemberLoad]:
    """The team's members with their load, the lead first; `criteria` of the year's table, where known.

    Reads the members with it, so the team must come without them: then `team.members.all()` asks no more.
    """
    prefetch_related_objects([team], Prefetch("members", _with_loads()))
    counted = {member.pk: vars(member) for member in team.members.all()}
    load = {pk: {state: row[f"load_{state}"] for state in _COUNTED} for pk, row in counted.items()}
    second = {pk: (row["load_second"], row["load_criteria"]) for pk, row in counted.items()}
    return _loads(team, load, second, criterion_count(team.cycle) if criteria is None else criteria)


def first_loads(team: AppraisalTeam) -> list[MemberLoad]:
    """Like `member_loads`, but only for dossiers as first reviewer; one query."""
    return _loads(team, load_of_members(team), {}, 0)


def _loads(
    team: AppraisalTeam, load: dict[int, dict[str, int]], second: dict[int, tuple[int, int]], criteria: int
) -> list[MemberLoad]:
    order = list(TeamMember.Part)
    members = sorted(team.members.all(), key=lambda m: (order.index(TeamMember.Part(m.part)), m.person.name_key, m.pk))
    return [
        MemberLoad(
            m.pk,
            str(m.person),
            m.part == TeamMember.Part.LEAD,
            m.part == TeamMember.Part.SECRETARY,
            **load[m.pk],
            second=second.get(m.pk, (0, 0))[0],
            criteria=sum(load[m.pk].values()) * criteria + second.get(m.pk, (0, 0))[1],
        )
        for m in members
    ]


def members_for(review: Review) -> list[TeamMember]:
    """The members of the review's team who are not recused from its unit [S8]."""
    members = list(review.appraiser.team.members.all())
    read_duties(member.person for member in members)
    code = review.assessment.registration.commune.code
    return [member for member in members if code not in barred_units(member.person)]
