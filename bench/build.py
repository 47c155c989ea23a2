"""Fill the database that DATABASE_URL names: python -m bench.build 114 (prints what the client needs, as JSON)."""

import json
import os
import sys
from dataclasses import asdict

import django


def main(count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 (after django.setup)
    from django.db import connection  # noqa: PLC0415 (after django.setup)

    from bench.data import build  # noqa: PLC0415 (after django.setup)

    call_command("migrate", verbosity=0)
    world = build(count)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what a database that has lived for a day knows of itself
    json.dump(asdict(world), sys.stdout)


if __name__ == "__main__":
    main(int(sys.argv[1]))
