"""The trail carries the time that the service was told, not the moment of its writing.

SQLite rebuilds the guarded table, so its guards stand aside meanwhile.
"""

from django.db import migrations, models

from audit.db_triggers import APPEND_ONLY
from kernel.db_triggers import create_triggers, drop_triggers


def lift(apps, schema_editor):
    drop_triggers(schema_editor.connection, APPEND_ONLY)


def put_back(apps, schema_editor):
    create_triggers(schema_editor.connection, APPEND_ONLY)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.AlterField(
            model_name="entry",
            name="recorded_at",
            field=models.DateTimeField(verbose_name="recorded at"),
        ),
        migrations.RunPython(put_back, lift),
    ]
