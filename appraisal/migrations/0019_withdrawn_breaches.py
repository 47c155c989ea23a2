"""A breach may be withdrawn by who recorded it, with a reason, before it is decided [S4, S8]."""

from django.conf import settings
from django.db import migrations, models

from appraisal.db_triggers import WHOLE_BREACHES
from kernel.db_triggers import create_triggers, drop_triggers


def drop(apps, schema_editor):
    """SQLite builds the table again, and its trigger with it."""
    drop_triggers(schema_editor.connection, WHOLE_BREACHES)


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, WHOLE_BREACHES)


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0018_minutes_version"),
        ("communes", "0004_days_compared_as_dates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(drop, create),
        migrations.AlterField(
            model_name="breach",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("confirmed", "confirmed"),
                    ("dismissed", "dismissed"),
                    ("set_aside", "set aside"),
                    ("withdrawn", "withdrawn"),
                ],
                default="proposed",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "withdrawn"), _negated=True),
                    models.Q(("ground", ""), _negated=True),
                    _connector="OR",
                ),
                name="breach_withdrawn_with_a_reason",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
