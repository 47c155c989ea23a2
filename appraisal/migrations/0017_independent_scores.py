"""An opinion is an independent score; its table keeps its name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0016_dossier_version")]

    operations = [
        migrations.AlterModelTable(name="opinion", table="appraisal_opinion"),
        migrations.RenameModel(old_name="Opinion", new_name="IndependentScore"),
        migrations.AlterField(
            model_name="independentscore",
            name="score",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="independent_scores",
                to="appraisal.reviewscore",
            ),
        ),
        migrations.AlterField(
            model_name="independentscore",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="independent_scores",
                to="appraisal.teammember",
            ),
        ),
    ]
