"""Drafts remember what they were copied from, leaves carry scoring hints, figures can be confirmed [S2, S7].

SQLite rebuilds the guarded tables, so their guards stand aside meanwhile and come back knowing the new columns.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kernel.fields
from kernel.db_triggers import create_triggers, drop_triggers
from scoring.db_triggers import GOVERNED_RUBRIC, PUBLISHED_RUBRIC


def lift(apps, schema_editor):
    drop_triggers(schema_editor.connection, PUBLISHED_RUBRIC)


def put_back(apps, schema_editor):
    create_triggers(schema_editor.connection, GOVERNED_RUBRIC)


def put_back_former(apps, schema_editor):
    create_triggers(schema_editor.connection, PUBLISHED_RUBRIC)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0001_initial"),
        ("scoring", "0002_published_rubric_immutable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunPython(lift, put_back_former),
        migrations.CreateModel(
            name="FigureConfirmation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("points", kernel.fields.PointsField(verbose_name="points")),
                ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                ("confirmed_at", models.DateTimeField(verbose_name="confirmed at")),
            ],
            options={
                "verbose_name": "confirmed figure",
                "verbose_name_plural": "confirmed figures",
            },
        ),
        migrations.AddField(
            model_name="criterion",
            name="partial_steps",
            field=models.JSONField(blank=True, default=list, verbose_name="partial steps in percent"),
        ),
        migrations.AddField(
            model_name="criterion",
            name="scoring_hint_vi",
            field=models.TextField(blank=True, verbose_name="scoring hint"),
        ),
        migrations.AddField(
            model_name="criterion",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="rubric",
            name="base",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="scoring.rubric",
                verbose_name="copied from",
            ),
        ),
        migrations.AddField(
            model_name="rubric",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="changed at"),
        ),
        migrations.AddField(
            model_name="rubric",
            name="changed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="rubric",
            name="version",
            field=models.PositiveIntegerField(default=0, verbose_name="version"),
        ),
        migrations.AlterField(
            model_name="criterion",
            name="provenance",
            field=models.CharField(
                choices=[
                    ("legible", "legible in the scan"),
                    ("derived", "derived by arithmetic"),
                    ("assumed", "assumed: the scan lost the figure"),
                    ("corrected", "read from the signed original"),
                    ("decided", "set again in this version"),
                ],
                max_length=10,
                verbose_name="provenance of the figure",
            ),
        ),
        migrations.AddConstraint(
            model_name="rubric",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="rubric_changed_at_with_by",
            ),
        ),
        migrations.AddField(
            model_name="figureconfirmation",
            name="confirmed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="figureconfirmation",
            name="criterion",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="confirmation", to="scoring.criterion"
            ),
        ),
        migrations.AddField(
            model_name="figureconfirmation",
            name="scan",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="scanned page",
            ),
        ),
        migrations.RunPython(put_back, lift),
    ]
