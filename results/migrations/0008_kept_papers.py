"""A recognition stands by its decision alone, and papers stay as they were issued."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db_triggers import create_triggers, drop_triggers
from results.db_triggers import kept_as_issued

ISSUED_PAPERS = kept_as_issued("results_departmentreport", "results_recognitiondecision")


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, ISSUED_PAPERS)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, ISSUED_PAPERS)


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0007_decisions_of_recognitions"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="recognition",
            name="decision_date",
        ),
        migrations.RemoveField(
            model_name="recognition",
            name="decision_number",
        ),
        migrations.AlterField(
            model_name="recognition",
            name="decision",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recognitions",
                to="results.recognitiondecision",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
