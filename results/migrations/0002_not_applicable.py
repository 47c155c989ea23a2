"""An outcome remembers what did not apply, and what that brought to its total [S9]."""

from django.db import migrations, models

import kernel.fields


class Migration(migrations.Migration):
    dependencies = [("results", "0001_initial"), ("appraisal", "0002_not_applicable")]

    operations = [
        migrations.AddField(
            model_name="outcome",
            name="excepted_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="leaves that do not apply"),
        ),
        migrations.AddField(
            model_name="outcome",
            name="excepted_points",
            field=kernel.fields.PointsField(default=0, verbose_name="points by exception"),
        ),
    ]
