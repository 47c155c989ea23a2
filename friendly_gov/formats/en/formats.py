"""English pages keep the day first, as everything else in the city does: the Vietnamese formats but for numbers."""

from friendly_gov.formats.vi.formats import *  # noqa: F403 (a module of formats is its names)

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
