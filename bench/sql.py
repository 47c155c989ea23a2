"""The bare SQL that yields the ranking, timed in this process: python -m bench.sql (prints milliseconds as JSON)."""

import json
import sys
import time

from django.db import connection

import bench.ready  # noqa: F401 (before any model)

RANKING = """
SELECT c.code, c.name, c.kind, a.total, v.total, RANK() OVER (ORDER BY v.total DESC) AS place
FROM communes_registration r
JOIN communes_commune c ON c.id = r.commune_id
JOIN scoring_selfassessment a ON a.registration_id = r.id
JOIN appraisal_review v ON v.assessment_id = a.id
WHERE r.state IN ('submitted', 'accepted', 'returned') AND v.state IN ('completed', 'reconciled')
  AND NOT EXISTS (SELECT 1 FROM appraisal_breach b WHERE b.registration_id = r.id AND b.state = 'confirmed')
ORDER BY place, c.code
"""


def main() -> None:
    times = []
    with connection.cursor() as cursor:
        for _ in range(30):
            started = time.perf_counter()
            cursor.execute(RANKING)
            cursor.fetchall()
            times.append(1000 * (time.perf_counter() - started))
    json.dump(times, sys.stdout)


if __name__ == "__main__":
    main()
