"""People are searched in the query: their names and addresses without accents stand in a field."""

from django.db import migrations

import kernel.names
from kernel.text import search_key


def fill(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects
    found = list(people.only("full_name", "email"))
    for person in found:
        person.search_key = search_key(f"{person.full_name} {person.email}")
    people.bulk_update(found, ["search_key"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0012_duties_apart")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="search_key",
            field=kernel.names.SearchKeyField(
                default="", editable=False, max_length=700, sources=("full_name", "email")
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
