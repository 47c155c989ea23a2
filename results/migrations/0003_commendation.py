"""The city's decision that commends a unit at Level 4 [R5]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0002_not_applicable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Commendation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision_number", models.CharField(max_length=60, verbose_name="number of the decision")),
                ("decision_date", models.DateField(verbose_name="date of the decision")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "recognition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="commendation",
                        to="results.recognition",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "commendation",
                "verbose_name_plural": "commendations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("decision_number", ""), _negated=True), name="commendation_has_a_decision"
                    )
                ],
            },
        ),
    ]
