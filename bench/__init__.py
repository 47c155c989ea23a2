"""The benchmark of bin/bench: the cost of pages and saves at 114, 1,000 and 3,321 communes."""

from datetime import UTC, datetime

YEAR = datetime.now(UTC).year + 1
"""The year to come: whatever the day the benchmark runs, the year's days are ahead and its communes may write."""
