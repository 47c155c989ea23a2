"""The team agrees, leaf by leaf, to what a commune claims not to apply, or rejects it [S9]."""

from django.conf import settings
from django.db import migrations, models

import kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0001_initial"),
        ("scoring", "0004_not_applicable"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="review",
            name="excepted_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="leaves that do not apply"),
        ),
        migrations.AddField(
            model_name="review",
            name="excepted_points",
            field=kernel.fields.PointsField(
                decimal_places=2, default=0, max_digits=6, verbose_name="points by exception"
            ),
        ),
        migrations.AddField(
            model_name="reviewscore",
            name="claimed",
            field=models.BooleanField(default=False, verbose_name="claimed not to apply"),
        ),
        migrations.AddField(
            model_name="reviewscore",
            name="not_applicable",
            field=models.BooleanField(default=False, verbose_name="does not apply"),
        ),
        migrations.AddConstraint(
            model_name="reviewscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("not_applicable", False),
                    models.Q(("claimed", True), ("points", models.F("max_points"))),
                    _connector="OR",
                ),
                name="review_score_exception_was_claimed_and_has_full_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewscore",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("claimed", False),
                    ("points__isnull", True),
                    ("not_applicable", True),
                    models.Q(("comment", ""), _negated=True),
                    _connector="OR",
                ),
                name="review_score_rejected_claim_has_a_comment",
            ),
        ),
    ]
