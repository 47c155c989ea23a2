"""Every board by its key in the URL, in the order of the list."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from results.boards.appraisers import strictness
from results.boards.criteria import hardest, heat_map
from results.boards.page import Board, Source
from results.boards.progress import progress
from results.boards.units import aims, by_kind, compared, movement, own_against_appraised, tile_map

BOARDS: dict[str, tuple[Promise | str, Callable[[Source], Board]]] = {
    "tiles": (_("Map of tiles"), tile_map),
    "progress": (_("Progress of the year"), progress),
    "heat": (_("Units by criteria"), heat_map),
    "hardest": (_("The hardest criteria"), hardest),
    "self": (_("Self-assessed against appraised"), own_against_appraised),
    "strictness": (_("Strictness of the appraisers"), strictness),
    "movement": (_("Against the year before"), movement),
    "kinds": (_("Median and quartiles by kind"), by_kind),
    "aims": (_("Aim against reached"), aims),
    "compare": (_("Units side by side"), compared),
}
