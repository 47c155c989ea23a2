"""The team's founding decision as a file, and its secretary [R3]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0002_not_applicable"),
        ("documents", "0002_verifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appraisalteam",
            name="decision_file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="founding decision",
            ),
        ),
        migrations.AlterField(
            model_name="teammember",
            name="part",
            field=models.CharField(
                choices=[("lead", "team lead"), ("secretary", "secretary"), ("member", "member")],
                default="member",
                max_length=10,
                verbose_name="part",
            ),
        ),
        migrations.AddConstraint(
            model_name="teammember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("part", "secretary")), fields=("team",), name="team_has_one_secretary"
            ),
        ),
    ]
