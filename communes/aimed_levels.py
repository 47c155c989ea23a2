"""The levels that a unit may register for; the higher layer with the rules provides them [S3, S6]."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.hooks import SingleHook

# Each level and the points at which it begins, the lowest first.
level_bounds = SingleHook[Mapping[int, Decimal]]()


def aim_choices() -> list[tuple[int, str]]:
    """Each level as a choice of the registration form."""
    words = _("Level %(level)s: from %(points)s points")
    return [(level, words % {"level": level, "points": points}) for level, points in level_bounds.get().items()]


def highest_level() -> int:
    """The highest level, which can only be kept."""
    return max(level_bounds.get())
