"""The table of independent scores has the name of its model; constraints are named after what they hold."""

from django.db import migrations, models
from django.db.models import F, Q

from appraisal.db_triggers import KEPT_INDEPENDENT_SCORES, KEPT_OPINIONS
from kernel.db_triggers import create_triggers, drop_triggers


def drop_old(apps, schema_editor):
    """The triggers are named after the table."""
    drop_triggers(schema_editor.connection, KEPT_OPINIONS)


def create_old(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT_OPINIONS)


def drop_new(apps, schema_editor):
    drop_triggers(schema_editor.connection, KEPT_INDEPENDENT_SCORES)


def create_new(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT_INDEPENDENT_SCORES)


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0023_former_reversals")]

    operations = [
        migrations.RunPython(drop_old, create_old),
        migrations.AlterModelTable("independentscore", None),
        migrations.AlterModelOptions(
            "independentscore",
            options={
                "ordering": ["score", "pk"],
                "verbose_name": "independent score",
                "verbose_name_plural": "independent scores",
            },
        ),
        migrations.RemoveConstraint("independentscore", "opinion_once_per_leaf_and_author"),
        migrations.RemoveConstraint("independentscore", "opinion_between_0_and_max"),
        migrations.AddConstraint(
            "independentscore",
            models.UniqueConstraint(fields=("score", "author"), name="independent_score_once_per_author"),
        ),
        migrations.AddConstraint(
            "independentscore",
            models.CheckConstraint(
                condition=Q(points__isnull=True) | Q(points__gte=0, points__lte=F("max_points")),
                name="independent_score_between_0_and_max",
            ),
        ),
        migrations.RunPython(create_new, drop_new),
        migrations.RemoveConstraint("reviewscore", "review_score_once_per_leaf"),
        migrations.AddConstraint(
            "reviewscore",
            models.UniqueConstraint(fields=("review", "criterion"), name="review_score_once_per_criterion"),
        ),
        migrations.RemoveConstraint("visititem", "visit_item_once_per_leaf"),
        migrations.AddConstraint(
            "visititem",
            models.UniqueConstraint(fields=("visit", "criterion"), name="visit_item_once_per_criterion"),
        ),
    ]
