"""The benchmark of bin/bench: what pages and saves cost at 114, 1,000 and 3,321 communes."""

YEAR = 2026
