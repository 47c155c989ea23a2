"""The recognition decisions become the decisions of the city: commendations and revocations have one of theirs [R5, S5].

The constraints named after the table are made again under its new name.
"""

import django.db.models.deletion
from django.db import migrations, models

from kernel.db_triggers import create_triggers, drop_triggers
from results.db_triggers import kept_as_issued

KEPT = kept_as_issued("results_departmentreport", "results_recognitiondecision")
KINDS = [
    ("recognition", "recognition"),
    ("commendation", "commendation"),
    ("revocation", "revocation of a recognition"),
    ("withdrawal", "withdrawal of a revocation"),
]


def lift(apps, schema_editor):
    drop_triggers(schema_editor.connection, KEPT)


def put_back(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT)


def with_a_number(model):
    return models.CheckConstraint(condition=~models.Q(number=""), name=f"{model}_has_a_number")


def with_a_reason(model):
    condition = models.Q(corrects__isnull=True, reason="") | (models.Q(corrects__isnull=False) & ~models.Q(reason=""))
    return models.CheckConstraint(condition=condition, name=f"{model}_corrects_with_a_reason")


def to_decision(related_name):
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(null=True, on_delete=protect, related_name=related_name, to="results.citydecision")


def loose(model):
    """Number and date of a row give way to its decision."""
    number = models.CharField(max_length=60, null=True, verbose_name="number of the decision")
    day = models.DateField(null=True, verbose_name="date of the decision")
    yield migrations.AlterField(model_name=model, name="decision_number", field=number)
    yield migrations.AlterField(model_name=model, name="decision_date", field=day)


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_a_preview_can_fail"),
        ("results", "0009_late_and_unconsidered_dossiers"),
    ]

    operations = [
        migrations.RunPython(lift, put_back),
        migrations.RemoveConstraint("recognitiondecision", "recognitiondecision_has_a_number"),
        migrations.RemoveConstraint("recognitiondecision", "recognitiondecision_corrects_with_a_reason"),
        migrations.RenameModel("RecognitionDecision", "CityDecision"),
        migrations.AlterModelOptions(
            name="citydecision",
            options={
                "abstract": False,
                "ordering": ["pk"],
                "verbose_name": "decision of the city",
                "verbose_name_plural": "decisions of the city",
            },
        ),
        migrations.AddField(
            model_name="citydecision",
            name="kind",
            field=models.CharField(choices=KINDS, default="recognition", max_length=20, verbose_name="kind"),
            preserve_default=False,
        ),
        migrations.AddConstraint("citydecision", with_a_number("citydecision")),
        migrations.AddConstraint("citydecision", with_a_reason("citydecision")),
        migrations.AddConstraint(
            "citydecision",
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]), name="citydecision_kind_known"
            ),
        ),
        migrations.RemoveConstraint("commendation", "commendation_has_a_decision"),
        migrations.RemoveConstraint("revocation", "revocation_has_decision_and_reason"),
        migrations.RemoveConstraint("revocationwithdrawal", "withdrawal_has_decision_and_ground"),
        *loose("commendation"),
        *loose("revocation"),
        *loose("revocationwithdrawal"),
        migrations.AlterField(
            model_name="revocationwithdrawal",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="signed decision",
            ),
        ),
        migrations.AddField("commendation", "decision", to_decision("commendations")),
        migrations.AddField("revocation", "decision", to_decision("revocations")),
        migrations.AddField("revocationwithdrawal", "decision", to_decision("withdrawals")),
        migrations.AddConstraint(
            "revocation", models.CheckConstraint(condition=~models.Q(reason=""), name="revocation_has_a_reason")
        ),
        migrations.AddConstraint(
            "revocationwithdrawal",
            models.CheckConstraint(condition=~models.Q(ground=""), name="withdrawal_has_a_ground"),
        ),
    ]
