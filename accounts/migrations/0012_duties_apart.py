"""Duties stand apart: no pair of roles that may not stand together, and nobody gives a role to themselves."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.db_triggers import DUTIES_APART
from kernel.db_triggers import create_triggers, drop_triggers


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, DUTIES_APART)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, DUTIES_APART)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_sent_form_answers"),
    ]

    operations = [
        migrations.CreateModel(
            name="GrantRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("commune_editor", "commune editor"),
                            ("commune_head", "head of commune"),
                            ("officer", "department officer"),
                            ("appraiser", "appraiser"),
                            ("team_lead", "lead of the appraisal team"),
                            ("city_leader", "city leader"),
                            ("administrator", "administrator"),
                        ],
                        max_length=20,
                        verbose_name="role",
                    ),
                ),
                ("unit_code", models.CharField(blank=True, max_length=10, verbose_name="unit")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("lapses_at", models.DateTimeField(verbose_name="lapses at")),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "waiting"), ("confirmed", "confirmed"), ("refused", "refused")],
                        default="waiting",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("settled_at", models.DateTimeField(blank=True, null=True, verbose_name="settled at")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "role asked for",
                "verbose_name_plural": "roles asked for",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ["confirmed", "refused"]),
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                            ),
                            models.Q(
                                models.Q(("state__in", ["confirmed", "refused"]), _negated=True),
                                ("settled_at__isnull", True),
                                ("settled_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="grant_request_settled_with_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_by", None),
                            models.Q(("settled_by", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="grant_request_settled_by_another",
                    ),
                ],
            },
        ),
        migrations.RunPython(create, drop),
    ]
