"""A breach keeps its two days and the elements of its ground, and a later decision may set it aside [S4, S5]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from appraisal.db_triggers import WHOLE_BREACHES
from kernel.db_triggers import create_triggers, drop_triggers


def lift(apps, schema_editor):
    drop_triggers(schema_editor.connection, WHOLE_BREACHES)


def put_back(apps, schema_editor):
    create_triggers(schema_editor.connection, WHOLE_BREACHES)


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0012_minutes_hours_and_chair"),
        ("communes", "0001_initial"),
        ("documents", "0006_previews"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BreachElement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "element",
                    models.CharField(
                        choices=[
                            ("late_within_competence", "late handling of cases within its competence led to it"),
                            ("collective_or_civil_servant", "it is a collective, a cadre or a civil servant"),
                            ("citizens_business", "it is linked to handling citizens' business"),
                            (
                                "reprimand_or_prosecution",
                                "it led to discipline from reprimand upwards, or to criminal prosecution",
                            ),
                        ],
                        max_length=40,
                        verbose_name="element",
                    ),
                ),
                ("document", models.CharField(max_length=200, verbose_name="document that shows it")),
            ],
            options={
                "verbose_name": "element of a breach",
                "verbose_name_plural": "elements of breaches",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="BreachReversal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision_number", models.CharField(max_length=200, verbose_name="number and issuer of the decision")),
                ("decision_date", models.DateField(verbose_name="date of the decision")),
                ("ground", models.TextField(verbose_name="ground")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "decision that set a breach aside",
                "verbose_name_plural": "decisions that set breaches aside",
            },
        ),
        migrations.AddField(
            model_name="breach",
            name="decided_on",
            field=models.DateField(blank=True, null=True, verbose_name="date of the discipline or prosecution"),
        ),
        migrations.AddField(
            model_name="breach",
            name="year_ground",
            field=models.TextField(blank=True, verbose_name="why it counts for this year"),
        ),
        migrations.AlterField(
            model_name="breach",
            name="kind",
            field=models.CharField(
                choices=[
                    (
                        "unresolved_cases",
                        "cases within its competence not settled in time, giving rise to complex hot spots or incidents, or to complaints and denunciations that bypass levels, with crowds, complex, prolonged",
                    ),
                    (
                        "discipline_or_prosecution",
                        "a collective or an individual cadre or civil servant in breach, in handling citizens' business, to the point of discipline from reprimand upwards or of criminal prosecution",
                    ),
                ],
                max_length=40,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="breach",
            name="state",
            field=models.CharField(
                choices=[
                    ("proposed", "proposed"),
                    ("confirmed", "confirmed"),
                    ("dismissed", "dismissed"),
                    ("set_aside", "set aside"),
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
                    ("decided_on__isnull", True), ("decided_on__gte", models.F("occurred_on")), _connector="OR"
                ),
                name="breach_decided_not_before_the_act",
            ),
        ),
        migrations.AddField(
            model_name="breachelement",
            name="breach",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="elements", to="appraisal.breach"
            ),
        ),
        migrations.AddField(
            model_name="breachreversal",
            name="breach",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="reversal", to="appraisal.breach"
            ),
        ),
        migrations.AddField(
            model_name="breachreversal",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="signed decision",
            ),
        ),
        migrations.AddField(
            model_name="breachreversal",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="breachelement",
            constraint=models.UniqueConstraint(fields=("breach", "element"), name="breach_element_once"),
        ),
        migrations.AddConstraint(
            model_name="breachelement",
            constraint=models.CheckConstraint(
                condition=models.Q(("document", ""), _negated=True), name="breach_element_has_a_document"
            ),
        ),
        migrations.AddConstraint(
            model_name="breachreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decision_number", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                ),
                name="breach_reversal_has_decision_and_ground",
            ),
        ),
        migrations.RunPython(put_back, lift),
    ]
