"""The dates of what followed from the decision that set a breach aside: higher layers register them [S5]."""

from collections.abc import Callable, Iterable
from datetime import date

from appraisal.models import Breach
from kernel.hooks import Hook

# Functions of higher layers that return the dates of later decisions that refer to it.
days_after_reversal = Hook[Callable[[Breach], Iterable[date]]]()
