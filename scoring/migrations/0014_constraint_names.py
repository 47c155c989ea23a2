"""A constraint is named after what it holds: one score per criterion."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("scoring", "0013_former_decisions")]

    operations = [
        migrations.RemoveConstraint("selfscore", "self_score_once_per_leaf"),
        migrations.AddConstraint(
            "selfscore",
            models.UniqueConstraint(fields=("assessment", "criterion"), name="self_score_once_per_criterion"),
        ),
    ]
