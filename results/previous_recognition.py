"""A unit's recognition of the year before, for the page on which it registers [S6]."""

from communes.models import Registration
from communes.previous_recognition import PreviousRecognition
from results.models import Recognition
from results.queries import published_outcomes
from scoring.core import points_to_next_level


def recognised_before(registration: Registration) -> PreviousRecognition | None:
    """The published recognition of the year before, unless it was revoked [S5, S6]."""
    outcome = (
        published_outcomes()
        .filter(
            registration__commune=registration.commune_id,
            registration__cycle__year=registration.cycle.year - 1,
            recognition__state=Recognition.State.ISSUED,
        )
        .first()
    )
    if outcome is None:
        return None
    missing = points_to_next_level(outcome.appraised_total)
    year = outcome.registration.cycle.year
    return PreviousRecognition(year, outcome.level, outcome.appraised_total, missing and missing[1])
