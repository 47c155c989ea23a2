"""Who keeps out of the appraisal of a commune [S8]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("unit_code", models.CharField(max_length=10, verbose_name="unit")),
                ("worked_there", models.BooleanField(default=False, verbose_name="has worked there")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("declared_at", models.DateTimeField(verbose_name="declared at")),
                (
                    "declared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="recusals",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "recusal",
                "verbose_name_plural": "recusals",
                "ordering": ["user", "unit_code"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "unit_code"), name="recusal_once"),
                    models.CheckConstraint(
                        condition=models.Q(("unit_code", ""), _negated=True), name="recusal_names_a_unit"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("worked_there", True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="recusal_declared_has_reason",
                    ),
                ],
            },
        ),
    ]
