"""Types that the apps above name in their annotations."""

from accounts.models import User
from kernel.htmx import Request


class UserRequest(Request):
    """A request that only somebody signed in gets answered (`kernel.access.allow`); for annotations alone."""

    user: User
    # The year that a page has chosen by itself; the frame of the page names it.
    shown_year: int | None
