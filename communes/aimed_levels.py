"""The levels that a unit may aim at, as the layer above that keeps the rules says [S3, S6]."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from kernel.hooks import SingleHook

# Each level and the points from which it begins, the lowest first.
level_bounds = SingleHook[Mapping[int, Decimal]]()


def aim_choices() -> list[tuple[int, str]]:
    """Each level as the form of registration offers it."""
    words = _("Level %(level)s: from %(points)s points")
    return [(level, words % {"level": level, "points": points}) for level, points in level_bounds.get().items()]


def highest_level() -> int:
    """The level that is kept, not surpassed."""
    return max(level_bounds.get())
