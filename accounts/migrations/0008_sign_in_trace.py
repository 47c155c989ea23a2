"""Tries are counted in the database, and sign-ins leave a trace."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_name_key"),
    ]

    operations = [
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=64, unique=True, verbose_name="key")),
                ("clears_at", models.DateTimeField(db_index=True, verbose_name="forgotten at")),
            ],
            options={
                "verbose_name": "throttle",
                "verbose_name_plural": "throttles",
                "ordering": ["pk"],
            },
        ),
        migrations.RenameField(model_name="user", old_name="times_disabled", new_name="times_signed_out"),
        migrations.AlterField(
            model_name="user",
            name="times_signed_out",
            field=models.PositiveIntegerField(default=0, verbose_name="times signed out"),
        ),
        migrations.CreateModel(
            name="SignInEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("signed_in", "signed in"),
                            ("failed", "wrong password"),
                            ("blocked", "refused after too many tries"),
                            ("second_failed", "wrong code of the second step"),
                            ("code_used", "used a recovery code"),
                            ("signed_out", "signed out"),
                            ("password_changed", "changed the password"),
                            ("reset_asked", "was mailed a link to set a new password"),
                            ("password_reset", "set a password by a mailed link"),
                            ("second_on", "turned two-step sign-in on"),
                            ("second_off", "turned two-step sign-in off"),
                            ("codes_renewed", "made new recovery codes"),
                            ("sessions_ended", "signed out everywhere"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("happened_at", models.DateTimeField(db_index=True, verbose_name="happened at")),
                ("address", models.GenericIPAddressField(blank=True, null=True, verbose_name="address")),
                ("browser", models.CharField(blank=True, max_length=64, verbose_name="browser")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "sign-in event",
                "verbose_name_plural": "sign-in events",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["person", "kind"], name="sign_in_event_of_person")],
            },
        ),
    ]
