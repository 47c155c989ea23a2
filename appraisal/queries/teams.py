"""Reads of the team: who has how much, and what is still to be given."""

from collections import defaultdict
from dataclasses import dataclass

from appraisal.models import AppraisalTeam, Review, SecondReview, TeamMember
from appraisal.queries.lists import leaf_count
from communes.models import Cycle
from scoring.models import SelfAssessment


def team_of(cycle: Cycle) -> AppraisalTeam | None:
    """The year's team, with its members."""
    return AppraisalTeam.objects.filter(cycle=cycle).select_related("cycle").prefetch_related("members__person").first()


def load_of_members(team: AppraisalTeam) -> dict[int, dict[str, int]]:
    """How many dossiers each member reviews as the first, in each state, by the member's primary key."""
    load: dict[int, dict[str, int]] = {
        member.pk: dict.fromkeys(Review.State.values, 0) for member in team.members.all()
    }
    for counts in load.values():
        del counts[Review.State.NOT_CONSIDERED]
    first = Review.objects.filter(appraiser__team=team, assessment__registration__isnull=False)
    first = first.exclude(state=Review.State.NOT_CONSIDERED).order_by()
    for member, state in first.values_list("appraiser", "state"):
        load[member][state] += 1
    return load


def _second_criteria(team: AppraisalTeam) -> dict[int, list[int]]:
    """Of every dossier that a member reviews as the second: how many criteria, by the member's primary key."""
    rows = SecondReview.objects.filter(appraiser__team=team, review__assessment__registration__isnull=False)
    rows = rows.exclude(review__state=Review.State.NOT_CONSIDERED)
    criteria = defaultdict(list)
    for member, leaves in rows.order_by().values_list("appraiser", "leaves"):
        criteria[member].append(len(leaves))
    return criteria


@dataclass(frozen=True, slots=True)
class MemberLoad:
    """A member of the team: how many dossiers lie in each state with him or her as the first reviewer.

    `second` are those reviewed as the second, mostly a few criteria of each; `criteria` is the whole work, counted in
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


def member_loads(team: AppraisalTeam) -> list[MemberLoad]:
    """The team's members, the lead first, with their load."""
    load, second, leaves = load_of_members(team), _second_criteria(team), leaf_count(team.cycle)
    order = list(TeamMember.Part)
    members = sorted(team.members.all(), key=lambda m: (order.index(TeamMember.Part(m.part)), m.person.name_key, m.pk))
    return [
        MemberLoad(
            m.pk,
            str(m.person),
            m.part == TeamMember.Part.LEAD,
            m.part == TeamMember.Part.SECRETARY,
            **load[m.pk],
            second=len(second[m.pk]),
            criteria=sum(load[m.pk].values()) * leaves + sum(second[m.pk]),
        )
        for m in members
    ]


@dataclass(frozen=True, slots=True)
class DossierToAssign:
    """A sent dossier, and who has it; one whose review is complete can no longer move."""

    code: str
    commune: str
    appraiser: str
    state: str
    state_label: str
    second: str = ""

    @property
    def is_movable(self) -> bool:
        return self.state not in (Review.State.COMPLETED, Review.State.RECONCILED, Review.State.NOT_CONSIDERED)


def dossiers_to_assign(cycle: Cycle) -> list[DossierToAssign]:
    """The dossiers sent in a year, those that nobody has first."""
    sent = SelfAssessment.objects.filter(registration__cycle=cycle).exclude(state__in=SelfAssessment.NOT_IN)
    sent = sent.exclude(state=SelfAssessment.State.NOT_CONSIDERED, review=None)
    rows = sent.select_related(
        "registration__commune", "review__appraiser__person", "review__second__appraiser__person"
    )
    dossiers = [_to_assign(row) for row in rows.order_by("registration__commune__code")]
    return sorted(dossiers, key=lambda row: bool(row.appraiser))


def _to_assign(assessment: SelfAssessment) -> DossierToAssign:
    review, commune = getattr(assessment, "review", None), assessment.registration.commune
    second = getattr(review, "second", None)
    return DossierToAssign(
        commune.code,
        str(commune),
        str(review.appraiser.person) if review else "",
        review.state if review else "",
        review.get_state_display() if review else "",
        str(second.appraiser.person) if second and second.appraiser else "",
    )
