"""Fill the database that DATABASE_URL names: python -m bench.build 114 (prints what the client needs, as JSON)."""

import json
import sys
from dataclasses import asdict

from django.core.management import call_command
from django.db import connection

import bench.ready  # noqa: F401 (before any model)
from bench.data import build


def main(count: int) -> None:
    call_command("migrate", verbosity=0)
    world = build(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # statistics, which a database in use has
    json.dump(asdict(world), sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
