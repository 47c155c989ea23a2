"""The database refuses to change a published scoring table [S7]."""

from django.db import migrations

from kernel.db_triggers import create_triggers, drop_triggers
from scoring.db_triggers import PUBLISHED_RUBRIC


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, PUBLISHED_RUBRIC)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, PUBLISHED_RUBRIC)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
