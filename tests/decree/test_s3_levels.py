"""[S3] Levels (procedure II.1).

Level 4 from 95 to 100 points, Level 3 from 90 to under 95, Level 2 from 85 to under 90, Level 1 from 80 to under 85;
under 80 points, or not registered: not qualified. The lower bound belongs to the level, and nothing is rounded first.
"""

from results.models import Outcome
from scoring.core import Level
from tests.decree.acts import conclude, midday, standing_of
from tests.factories.communes import CycleFactory, RegistrationFactory
from tests.factories.scoring import SelfAssessmentFactory
from tests.results.building import appraised, team_of

BOUNDS = [
    ("0", Level.NOT_QUALIFIED),
    ("79.75", Level.NOT_QUALIFIED),
    ("79.99", Level.NOT_QUALIFIED),
    ("80", Level.LEVEL_1),
    ("84.99", Level.LEVEL_1),
    ("85", Level.LEVEL_2),
    ("89.99", Level.LEVEL_2),
    ("90", Level.LEVEL_3),
    ("94.99", Level.LEVEL_3),
    ("95", Level.LEVEL_4),
    ("100", Level.LEVEL_4),
]


def test_each_total_has_its_level_and_the_lower_bound_belongs_to_it():
    cycle = CycleFactory()
    units = [appraised(cycle, f"{number}", total) for number, (total, _) in enumerate(BOUNDS)]

    assert [(str(standing_of(unit).appraised_total), standing_of(unit).level) for unit in units] == [
        (f"{float(total):.2f}", level) for total, level in BOUNDS
    ]


def test_the_appraised_total_decides_not_the_communes_own():
    cycle = CycleFactory()
    modest, proud = appraised(cycle, "1", "95", own="79"), appraised(cycle, "2", "79", own="95")

    assert (standing_of(modest).level, standing_of(proud).level) == (Level.LEVEL_4, Level.NOT_QUALIFIED)


def test_the_level_of_the_outcome_is_that_of_its_total():
    cycle = CycleFactory()
    lead = team_of(cycle)
    for number, (total, _) in enumerate(BOUNDS):
        appraised(cycle, f"{number:02}", total)

    conclude(cycle, lead, at=midday(12, 20), until="drafted")

    levels = Outcome.objects.order_by("registration__commune__code").values_list("level", flat=True)
    assert list(levels) == [level for _, level in BOUNDS]


def test_a_unit_that_did_not_register_is_not_qualified():
    row = standing_of(RegistrationFactory())

    assert (row.level, row.reason) == (Level.NOT_QUALIFIED, "not_registered")


def test_a_registered_unit_that_sent_no_dossier_is_not_qualified():
    row = standing_of(SelfAssessmentFactory(scores="full").registration)

    assert (row.level, row.reason, row.appraised_total) == (Level.NOT_QUALIFIED, "not_submitted", None)


def test_a_unit_under_appraisal_has_no_level_yet():
    row = standing_of(appraised(CycleFactory(), "1", "96", state="in_progress"))

    assert (row.level, row.reason, row.rank) == (None, "not_appraised", None)


def test_equal_totals_share_their_rank_and_the_next_one_comes_after_both():
    cycle = CycleFactory()
    units = [appraised(cycle, code, total) for code, total in (("1", "96"), ("2", "94"), ("3", "94"), ("4", "80"))]

    assert [standing_of(unit).rank for unit in units] == [1, 2, 2, 4]
