"""The first steps of the home page: dismissed once, and shown again on request."""

from datetime import datetime

from accounts.models import User


def dismiss_tour(*, person: User, now: datetime) -> None:
    """Show this person no more first steps of the roles that they have now."""
    _set(person, now)


def show_tour(*, person: User) -> None:
    """Show this person the first steps of their roles again."""
    _set(person, None)


def _set(person: User, moment: datetime | None) -> None:
    # One column by `update`: no history of a mere preference is kept.
    User.objects.filter(pk=person.pk).update(tour_dismissed_at=moment)
    person.tour_dismissed_at = moment
