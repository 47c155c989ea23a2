"""Which criteria are reviewed twice, by whom, and what each of the two thinks; compared opinions are kept [S8]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import kernel.fields
from appraisal.db_triggers import KEPT_OPINIONS
from kernel.db_triggers import create_triggers, drop_triggers


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT_OPINIONS)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, KEPT_OPINIONS)


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0006_breach_without_document"),
        ("communes", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Opinion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("max_points", kernel.fields.PointsField(verbose_name="maximum points")),
                ("points", kernel.fields.PointsField(blank=True, null=True, verbose_name="points")),
                ("comment", models.TextField(blank=True, verbose_name="comment")),
                ("not_applicable", models.BooleanField(default=False, verbose_name="does not apply")),
                ("version", models.PositiveIntegerField(default=0, verbose_name="version")),
                ("changed_at", models.DateTimeField(verbose_name="changed at")),
                ("frozen_at", models.DateTimeField(blank=True, null=True, verbose_name="frozen at")),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="opinions", to="appraisal.teammember"
                    ),
                ),
                (
                    "score",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="opinions", to="appraisal.reviewscore"
                    ),
                ),
            ],
            options={
                "verbose_name": "opinion",
                "verbose_name_plural": "opinions",
                "ordering": ["score", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("score", "author"), name="opinion_once_per_leaf_and_author"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("points__isnull", True),
                            models.Q(("points__gte", 0), ("points__lte", models.F("max_points"))),
                            _connector="OR",
                        ),
                        name="opinion_between_0_and_max",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SecondReview",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("leaves", models.JSONField(default=list, verbose_name="leaves reviewed twice")),
                (
                    "state",
                    models.CharField(
                        choices=[("assigned", "assigned"), ("in_progress", "in progress"), ("completed", "completed")],
                        default="assigned",
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("assigned_at", models.DateTimeField(blank=True, null=True, verbose_name="assigned at")),
                (
                    "first_done_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="first review completed at"),
                ),
                ("completed_at", models.DateTimeField(blank=True, null=True, verbose_name="completed at")),
                (
                    "appraiser",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="second_reviews",
                        to="appraisal.teammember",
                        verbose_name="appraiser",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "first_done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "review",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="second", to="appraisal.review"
                    ),
                ),
            ],
            options={
                "verbose_name": "second review",
                "verbose_name_plural": "second reviews",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_done_at__isnull", True), ("first_done_by__isnull", True)),
                            models.Q(("first_done_at__isnull", False), ("first_done_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="second_review_first_done_at_with_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", True), ("completed_by__isnull", True)),
                            models.Q(("completed_at__isnull", False), ("completed_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="second_review_completed_at_with_by",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at__isnull", False), ("state", "completed")),
                            models.Q(models.Q(("state", "completed"), _negated=True), ("completed_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="second_review_completed_at_iff_completed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "assigned"), ("appraiser__isnull", False), _connector="OR"),
                        name="second_review_begun_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TwoReviews",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="code")),
                ("set_at", models.DateTimeField(verbose_name="set at")),
                (
                    "cycle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="two_reviews", to="communes.cycle"
                    ),
                ),
                (
                    "set_by",
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
                "verbose_name": "criterion reviewed twice",
                "verbose_name_plural": "criteria reviewed twice",
                "ordering": ["cycle", "code"],
                "constraints": [models.UniqueConstraint(fields=("cycle", "code"), name="two_reviews_once_per_code")],
            },
        ),
        migrations.RunPython(create, drop),
    ]
