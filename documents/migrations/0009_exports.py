"""Long papers and tables are asked for and made by the worker."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import documents.models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0008_a_preview_can_fail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "public_id",
                    models.UUIDField(default=uuid.uuid4, editable=False, unique=True, verbose_name="public identifier"),
                ),
                ("kind", models.CharField(max_length=60, verbose_name="kind")),
                ("facts", models.JSONField(default=dict, verbose_name="facts")),
                ("language", models.CharField(max_length=10, verbose_name="language")),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("begun_at", models.DateTimeField(blank=True, null=True, verbose_name="begun at")),
                ("made_at", models.DateTimeField(blank=True, null=True, verbose_name="made at")),
                ("failed_at", models.DateTimeField(blank=True, null=True, verbose_name="failed at")),
                ("name", models.CharField(blank=True, max_length=200, verbose_name="file name")),
                ("media_type", models.CharField(blank=True, max_length=100, verbose_name="media type")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size in bytes")),
                ("file", models.FileField(blank=True, upload_to=documents.models.export_address, verbose_name="file")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "export",
                "verbose_name_plural": "exports",
                "ordering": ["-pk"],
                "indexes": [models.Index(fields=["asked_at"], name="exports_by_age")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("made_at__isnull", True), ("failed_at__isnull", True), _connector="OR"),
                        name="export_made_or_failed",
                    )
                ],
            },
        ),
    ]
