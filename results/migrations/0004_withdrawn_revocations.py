"""A revocation may be withdrawn by a later decision; the record keeps all [S5]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_previews"),
        ("results", "0003_commendation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RevocationWithdrawal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("decision_number", models.CharField(max_length=60, verbose_name="number of the decision")),
                ("decision_date", models.DateField(verbose_name="date of the decision")),
                ("ground", models.TextField(verbose_name="ground")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                        verbose_name="signed decision",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revocation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="withdrawal", to="results.revocation"
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of a revocation",
                "verbose_name_plural": "withdrawals of revocations",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision_number", ""), _negated=True), models.Q(("ground", ""), _negated=True)
                        ),
                        name="withdrawal_has_decision_and_ground",
                    )
                ],
            },
        ),
    ]
