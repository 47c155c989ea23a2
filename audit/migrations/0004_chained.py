"""Every entry gets a place in a hash chain; `sign_trail` chains those that are there (decision 0079)."""

import django.db.models.deletion
from django.db import migrations, models

import audit.models
from audit.db_triggers import CHAINED
from kernel.db_triggers import create_triggers, drop_triggers


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, CHAINED)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, CHAINED)


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0003_recorded_at_is_told"),
    ]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("length", models.BigIntegerField(default=0, verbose_name="length")),
                (
                    "digest",
                    models.CharField(
                        default="0000000000000000000000000000000000000000000000000000000000000000",
                        max_length=64,
                        verbose_name="digest",
                    ),
                ),
                ("seen", models.BigIntegerField(default=0, verbose_name="latest entry")),
            ],
            options={
                "verbose_name": "chain of the trail",
                "verbose_name_plural": "chains of the trail",
                "constraints": [models.CheckConstraint(condition=models.Q(("pk", 1)), name="trail_one_chain")],
            },
        ),
        migrations.CreateModel(
            name="Link",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="position")),
                ("salt", models.CharField(default=audit.models.new_salt, max_length=32, verbose_name="salt")),
                ("commitment", models.CharField(max_length=64, verbose_name="commitment")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING, related_name="link", to="audit.entry"
                    ),
                ),
            ],
            options={
                "verbose_name": "link of the trail",
                "verbose_name_plural": "links of the trail",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Root",
            fields=[
                ("number", models.BigIntegerField(primary_key=True, serialize=False, verbose_name="number")),
                ("first", models.BigIntegerField(verbose_name="first link")),
                ("last", models.BigIntegerField(unique=True, verbose_name="last link")),
                ("head", models.CharField(max_length=64, verbose_name="digest of the last link")),
                ("tree", models.CharField(max_length=64, verbose_name="root of the tree")),
                ("previous", models.CharField(max_length=64, verbose_name="digest of the previous root")),
                ("digest", models.CharField(max_length=64, verbose_name="digest")),
                ("signed_at", models.DateTimeField(verbose_name="signed at")),
                ("signature", models.CharField(max_length=128, verbose_name="signature")),
            ],
            options={
                "verbose_name": "signed root of the trail",
                "verbose_name_plural": "signed roots of the trail",
                "ordering": ["-number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))), name="trail_root_not_empty"
                    )
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
