"""What every module of results stands on: the year is over for those who register and send."""

import pytest

from tests.factories.results import CONCLUDED


@pytest.fixture(autouse=True)
def after_the_dossiers(clock_on_its_day):
    """The portal's clock stands where results are drafted; a test may set it again."""
    clock_on_its_day.move_to(CONCLUDED)
