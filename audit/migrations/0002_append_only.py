"""The database refuses to change or remove a line of the trail [S8]."""

from django.db import migrations

from audit.db_triggers import APPEND_ONLY
from kernel.db_triggers import create_triggers, drop_triggers


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, APPEND_ONLY)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, APPEND_ONLY)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
