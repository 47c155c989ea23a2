"""A table is put into use by a decision of the city, and what its rows say can be set right [S7].

SQLite rebuilds the guarded tables, so their guards stand aside meanwhile. Tables in use from before keep the words
they had as the number of their decision.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from kernel.db_triggers import create_triggers, drop_triggers
from scoring.db_triggers import DECIDED_RUBRIC, EXCEPTING_RUBRIC, REWORDED_RUBRIC


def lift_former(apps, schema_editor):
    drop_triggers(schema_editor.connection, EXCEPTING_RUBRIC)


def put_back_former(apps, schema_editor):
    create_triggers(schema_editor.connection, EXCEPTING_RUBRIC)


def lift(apps, schema_editor):
    drop_triggers(schema_editor.connection, [*REWORDED_RUBRIC, *DECIDED_RUBRIC])


def put_back(apps, schema_editor):
    create_triggers(schema_editor.connection, [*REWORDED_RUBRIC, *DECIDED_RUBRIC])


def record_decisions(apps, schema_editor):
    Rubric, RubricDecision = apps.get_model("scoring", "Rubric"), apps.get_model("scoring", "RubricDecision")
    RubricDecision.objects.bulk_create(
        RubricDecision(rubric=table, number=(table.decision_vi or table.code)[:60], recorded_at=table.published_at)
        for table in Rubric.objects.exclude(state="draft")
    )


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_previews"),
        ("scoring", "0005_asking_the_commune"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift_former, put_back_former),
        migrations.AddField(
            model_name="criterion",
            name="applies_in_part",
            field=models.BooleanField(default=False, verbose_name="only a part of it may not occur"),
        ),
        migrations.CreateModel(
            name="RubricDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="number of the decision")),
                ("dated_on", models.DateField(blank=True, null=True, verbose_name="date of the decision")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                        verbose_name="signed decision",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rubric",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="decision", to="scoring.rubric"
                    ),
                ),
            ],
            options={
                "verbose_name": "decision on a scoring table",
                "verbose_name_plural": "decisions on scoring tables",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number", ""), _negated=True), name="rubric_decision_has_a_number"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("recorded_by__isnull", True),
                            models.Q(("dated_on__isnull", False), ("file__isnull", False)),
                            _connector="OR",
                        ),
                        name="rubric_decision_recorded_whole",
                    ),
                ],
            },
        ),
        migrations.RunPython(record_decisions, migrations.RunPython.noop),
        migrations.RunPython(put_back, lift),
    ]
