"""A leaf may be claimed not to apply, and each table says how such a leaf is scored [S9].

SQLite rebuilds the guarded table, so its guards stand aside meanwhile and come back knowing the new column.
"""

from django.db import migrations, models

import kernel.fields
from kernel.db_triggers import create_triggers, drop_triggers
from scoring.db_triggers import EXCEPTING_RUBRIC, GOVERNED_RUBRIC


def lift(apps, schema_editor):
    drop_triggers(schema_editor.connection, GOVERNED_RUBRIC)


def put_back(apps, schema_editor):
    create_triggers(schema_editor.connection, EXCEPTING_RUBRIC)


def put_back_former(apps, schema_editor):
    create_triggers(schema_editor.connection, GOVERNED_RUBRIC)


class Migration(migrations.Migration):
    dependencies = [("scoring", "0003_governed_rubric")]

    operations = [
        migrations.RunPython(lift, put_back_former),
        migrations.AddField(
            model_name="rubric",
            name="not_applicable",
            field=models.CharField(
                choices=[
                    ("full_points", "earns its full points"),
                    ("rescale", "is left out, and the rest counts for 100 points"),
                ],
                default="full_points",
                max_length=20,
                verbose_name="what does not apply",
            ),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="excepted_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="leaves claimed not to apply"),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="excepted_points",
            field=kernel.fields.PointsField(
                decimal_places=2, default=0, max_digits=6, verbose_name="points by exception"
            ),
        ),
        migrations.AddField(
            model_name="selfscore",
            name="not_applicable",
            field=models.BooleanField(default=False, verbose_name="claimed not to apply"),
        ),
        migrations.AddConstraint(
            model_name="selfscore",
            constraint=models.CheckConstraint(
                condition=models.Q(not_applicable=False)
                | (models.Q(points=models.F("max_points")) & ~models.Q(explanation="")),
                name="self_score_claim_has_full_points_and_a_reason",
            ),
        ),
        migrations.RunPython(put_back, lift),
    ]
