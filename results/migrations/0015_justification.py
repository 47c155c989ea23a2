"""The text that justifies the withdrawal of a revocation is named as in every other table [S5]."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("results", "0014_versions_of_outcomes")]

    operations = [
        migrations.RemoveConstraint("revocationwithdrawal", "withdrawal_has_a_ground"),
        migrations.RenameField("revocationwithdrawal", "ground", "justification"),
        migrations.AlterField("revocationwithdrawal", "justification", models.TextField(verbose_name="justification")),
        migrations.AddConstraint(
            "revocationwithdrawal",
            models.CheckConstraint(condition=~Q(justification=""), name="withdrawal_has_a_justification"),
        ),
    ]
