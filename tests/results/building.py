"""A year with every outcome in it, for tests of results."""

from dataclasses import dataclass

from accounts.models import Role
from appraisal.models import TeamMember
from communes.models import Registration
from tests.factories.accounts import UserFactory
from tests.factories.appraisal import AppraisalTeamFactory, BreachFactory, ReviewFactory, TeamMemberFactory
from tests.factories.communes import CommuneFactory, CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory, points_for


@dataclass
class Year:
    """What a test needs of the year."""

    cycle: object
    lead: object
    units: dict[str, Registration]


def appraised(cycle, code: str, total: str, *, own: str = "100", state: str = "reconciled", **commune) -> Registration:
    """A commune that registered, sent its dossier and was appraised at `total`."""
    unit = CommuneFactory(code=code, **commune)
    registration = RegistrationFactory(cycle=cycle, commune=unit, accepted=True)
    assessment = SelfAssessmentFactory(
        registration=registration, submitted=True, scores=points_for(own), state="under_appraisal"
    )
    member = TeamMember.objects.filter(team__cycle=cycle).first() or TeamMemberFactory(team__cycle=cycle)
    ReviewFactory(assessment=assessment, appraiser=member, scores=points_for(total), **{state: True})
    return registration


def team_of(cycle):
    """The year's team with its lead; the lead."""
    lead = UserFactory(membership=Role.TEAM_LEAD)
    TeamMemberFactory(team=AppraisalTeamFactory(cycle=cycle), person=lead, part=TeamMember.Part.LEAD)
    return lead


def whole_year() -> Year:
    """Every outcome once: four levels, a tie, below 80, breach, not submitted, not registered."""
    cycle = CycleFactory()
    lead = team_of(cycle)
    units = {
        "level_4": appraised(cycle, "30001", "96.25", own="98"),
        "level_3": appraised(cycle, "30002", "94.99", own="95"),
        "tie": appraised(cycle, "30003", "94.99", own="94.99"),
        "level_2": appraised(cycle, "30004", "85", own="90"),
        "level_1": appraised(cycle, "30005", "80", own="79"),
        "below": appraised(cycle, "30006", "79.99", own="85"),
        "breach": appraised(cycle, "30007", "99", own="99"),
    }
    BreachFactory(registration=units["breach"], confirmed=True)
    units["silent"] = SelfAssessmentFactory(
        registration__cycle=cycle, registration__commune__code="30008", scores={"I.1": "10"}
    ).registration
    draft = RegistrationFactory(cycle=cycle, commune__code="30009")
    SelfAssessmentFactory(registration=draft)
    units["outside"] = draft
    return Year(cycle, lead, units)
