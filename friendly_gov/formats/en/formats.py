"""English pages also put the day first, as the city does elsewhere: the Vietnamese formats except for numbers."""

from friendly_gov.formats.vi.formats import *  # noqa: F403 (a module of formats is its names)

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
