"""A unit's scores of the year before, beside its workbook's cells; the app that knows results reads them [S2, S8]."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from accounts.models import User
from communes.models import Registration
from kernel.hooks import SingleHook


@dataclass(frozen=True, slots=True)
class FormerScore:
    """A criterion of the year before: the unit's points; the team's points and comment, as far as one may read them."""

    own: Decimal | None
    appraised: Decimal | None = None
    remark: str = ""


# By the criterion's code, of an entry, for a person; empty where nothing was sent the year before.
former_scores = SingleHook[Callable[[Registration, User], Mapping[str, FormerScore]]]()
