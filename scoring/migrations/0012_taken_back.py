"""Why the head took a sent dossier back [R2]."""

from django.db import migrations, models

from kernel.db_triggers import create_triggers, drop_triggers
from scoring.db_triggers import KEPT_ASSESSMENTS


def drop(apps, schema_editor):
    """SQLite builds the table again, and its trigger with it."""
    drop_triggers(schema_editor.connection, KEPT_ASSESSMENTS)


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT_ASSESSMENTS)


class Migration(migrations.Migration):
    dependencies = [
        ("scoring", "0011_former_assessments"),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AddField(
            model_name="selfassessment",
            name="set_aside_reason",
            field=models.TextField(blank=True, verbose_name="reason of taking it back"),
        ),
        migrations.RunPython(create, drop),
    ]
