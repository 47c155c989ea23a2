"""Visits on site: their members, the leaves to see, photos [R3, S8]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0007_second_reviews"),
        ("documents", "0006_previews"),
        ("scoring", "0004_not_applicable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Visit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="begins at")),
                ("place", models.CharField(max_length=200, verbose_name="place")),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "planned"), ("done", "done"), ("cancelled", "cancelled")],
                        default="planned",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("remarks", models.TextField(blank=True, verbose_name="remarks")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("planned_at", models.DateTimeField(verbose_name="planned at")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="done or cancelled at")),
                ("reason", models.TextField(blank=True, verbose_name="reason of the cancellation")),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "members",
                    models.ManyToManyField(related_name="visits", to="appraisal.teammember", verbose_name="members"),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="visits", to="appraisal.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "visit",
                "verbose_name_plural": "visits",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="VisitItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("look_for", models.CharField(blank=True, max_length=500, verbose_name="what to look at")),
                (
                    "seen",
                    models.CharField(
                        blank=True,
                        choices=[("yes", "seen as told"), ("partly", "in part"), ("no", "not so")],
                        max_length=10,
                        verbose_name="seen",
                    ),
                ),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("changed_at", models.DateTimeField(blank=True, null=True, verbose_name="changed at")),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="scoring.criterion"
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="appraisal.visit"
                    ),
                ),
            ],
            options={
                "verbose_name": "leaf to see",
                "verbose_name_plural": "leaves to see",
                "ordering": ["criterion__sort_key"],
            },
        ),
        migrations.CreateModel(
            name="VisitPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caption", models.CharField(blank=True, max_length=200, verbose_name="caption")),
                ("taken_at", models.DateTimeField(blank=True, null=True, verbose_name="taken at")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="photos",
                        to="appraisal.visititem",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="photos", to="appraisal.visit"
                    ),
                ),
            ],
            options={
                "verbose_name": "photo of a visit",
                "verbose_name_plural": "photos of visits",
                "ordering": ["pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(("place", ""), _negated=True), name="visit_has_a_place"
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="visit_ended_at_with_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "planned")),
                    models.Q(models.Q(("state", "planned"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="visit_ended_iff_not_planned",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="visit_cancelled_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="visititem",
            constraint=models.UniqueConstraint(fields=("visit", "criterion"), name="visit_item_once_per_leaf"),
        ),
        migrations.AddConstraint(
            model_name="visititem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("changed_at__isnull", True), ("changed_by__isnull", True)),
                    models.Q(("changed_at__isnull", False), ("changed_by__isnull", False)),
                    _connector="OR",
                ),
                name="visit_item_changed_at_with_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitphoto",
            constraint=models.UniqueConstraint(fields=("visit", "file"), name="visit_photo_once"),
        ),
    ]
