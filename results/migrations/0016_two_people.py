"""The database demands a second person for the approval of results (decision 81)."""

from django.db import migrations

from kernel.db_triggers import create_triggers, drop_triggers
from results.db_triggers import TWO_PEOPLE


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, TWO_PEOPLE)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, TWO_PEOPLE)


class Migration(migrations.Migration):
    dependencies = [("results", "0015_justification")]

    operations = [migrations.RunPython(create, drop)]
