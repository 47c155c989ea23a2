"""Links from the page of a year's decisions to pages of the layers above (decision 0050)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from communes.models import Cycle
from kernel.hooks import Hook
from kernel.problems import StrOrPromise


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page with its name."""

    name: StrOrPromise
    url: str


year_page_links = Hook[Callable[[Any, Cycle], list[PageLink]]]()
