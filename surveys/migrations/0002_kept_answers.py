"""The database keeps answers as they were given, and questionnaires as they were asked."""

from django.db import migrations

from kernel.db_triggers import create_triggers, drop_triggers
from surveys.db_triggers import KEPT_ANSWERS, OPENED_SURVEYS, PUBLISHED_VERSIONS, USED_CODES

_TRIGGERS = (*PUBLISHED_VERSIONS, *OPENED_SURVEYS, *KEPT_ANSWERS, *USED_CODES)


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, _TRIGGERS)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, _TRIGGERS)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_citizens_surveys")]

    operations = [migrations.RunPython(create, drop)]
