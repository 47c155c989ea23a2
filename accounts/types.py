"""Types for annotations in the apps above."""

from accounts.models import User
from kernel.htmx import Request


class UserRequest(Request):
    """A request of a signed-in user (`kernel.access.allow`); for annotations only."""

    user: User
    # The year that a page has chosen itself; the frame of the page shows it.
    shown_year: int | None
