"""The bound of rounds of questions is named as bounds are named everywhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0021_criteria_of_second_reviews")]

    operations = [
        migrations.RemoveConstraint("appraisalterms", "appraisal_terms_in_range"),
        migrations.RenameField("appraisalterms", "most_rounds", "max_rounds"),
        migrations.AddConstraint(
            "appraisalterms",
            models.CheckConstraint(
                condition=models.Q(
                    max_rounds__range=(1, 9), supplement_days__range=(1, 30), explanation_days__range=(1, 30)
                ),
                name="appraisal_terms_in_range",
            ),
        ),
    ]
