"""The base of the results tests: registration and submission are over."""

import pytest

from tests.factories.results import CONCLUDED


@pytest.fixture(autouse=True)
def after_the_dossiers(clock_on_its_day):
    """The portal's clock is set to the time when results are drafted; a test may change it."""
    clock_on_its_day.move_to(CONCLUDED)
