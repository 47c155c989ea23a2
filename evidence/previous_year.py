"""A criterion's record of the year before; the app that knows results registers how it is read [S2, S7, S8]."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from communes.models import Registration
from kernel.hooks import SingleHook
from scoring.queries import CriterionRow


@dataclass(frozen=True, slots=True)
class LastYear:
    """A criterion of the year before: its maximum then, the commune's own points, the team's, and the team's comment.

    `max_points` is None where that year's table had no such criterion. Points are None where nothing was sent, or where
    the reader may not see them yet.
    """

    year: int
    max_points: Decimal | None
    now_max_points: Decimal
    own: Decimal | None = None
    own_excepted: bool = False
    appraised: Decimal | None = None
    excepted: bool = False
    remark: str = ""
    explanation: str = ""
    """The commune's own words then, where the content applied."""

    @property
    def moved(self) -> Decimal:
        """How many points the maximum rose (positive) or fell since."""
        return self.now_max_points - (self.max_points or Decimal(0))


# Reads the year before: of an entry, of a criterion, for a person.
previous_year = SingleHook[Callable[[Registration, CriterionRow, User], LastYear | None]]()


def last_year(registration: Registration, criterion: CriterionRow, *, reader: User) -> LastYear | None:
    """The criterion in the year before, as far as this person may read it; None in the first year."""
    return previous_year.get()(registration, criterion, reader)
