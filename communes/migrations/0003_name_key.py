"""Units are listed in Vietnamese order, under names in clean letters."""

from django.db import migrations

import kernel.names
from kernel.text import clean_line, search_key


def clean_names(apps, schema_editor):
    communes = apps.get_model("communes", "Commune").objects.using(schema_editor.connection.alias)
    for commune in communes.only("code", "name", "search_key", "name_key"):
        commune.name = clean_line(commune.name) or commune.name
        commune.search_key = f"{search_key(commune.name)} {commune.code}"
        commune.save(update_fields=["name", "search_key", "name_key"])


class Migration(migrations.Migration):
    dependencies = [("communes", "0002_registration_counts_when_sent")]
    operations = [
        migrations.AddField(
            model_name="commune",
            name="name_key",
            field=kernel.names.NameKeyField(default="", editable=False, max_length=700, source="name"),
        ),
        migrations.RunPython(clean_names, migrations.RunPython.noop, elidable=True),
    ]
