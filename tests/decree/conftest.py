"""What every module of the decree stands on."""

import pytest


@pytest.fixture(autouse=True)
def portal(db):
    """The portal's own database."""


@pytest.fixture
def on(pinned_clock):
    """Set the portal's clock to an instant: `on(last_second_before(2, 15))`."""

    def set_clock(instant):
        pinned_clock.move_to(instant)
        return instant

    return set_clock
