"""Commendation, revocation and withdrawal stand by their decisions alone, and decisions stay as they were issued."""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db_triggers import create_triggers, drop_triggers
from results.db_triggers import kept_as_issued

KEPT = kept_as_issued("results_departmentreport", "results_citydecision")


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, KEPT)


def by_its_decision(model, related_name):
    protect = django.db.models.deletion.PROTECT
    decision = models.ForeignKey(on_delete=protect, related_name=related_name, to="results.citydecision")
    yield migrations.RemoveField(model_name=model, name="decision_date")
    yield migrations.RemoveField(model_name=model, name="decision_number")
    yield migrations.AlterField(model_name=model, name="decision", field=decision)


class Migration(migrations.Migration):
    dependencies = [("results", "0011_decisions_of_every_kind")]

    operations = [
        *by_its_decision("commendation", "commendations"),
        *by_its_decision("revocation", "revocations"),
        *by_its_decision("revocationwithdrawal", "withdrawals"),
        migrations.RemoveField(model_name="revocationwithdrawal", name="file"),
        migrations.RunPython(create, drop),
    ]
