"""A dossier that a correction of the table set aside, kept by the database, and the copy that replaces it [S7]."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.exceptions import IrreversibleError

from kernel.db_triggers import create_triggers, drop_triggers
from scoring.db_triggers import KEPT_ASSESSMENTS


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, KEPT_ASSESSMENTS)


def drop(apps, schema_editor):
    drop_triggers(schema_editor.connection, KEPT_ASSESSMENTS)


def refuse_with_former(apps, schema_editor):
    """An earlier release has no place for a dossier that was set aside: nothing of it is thrown away.

    Raises:
        IrreversibleError: such dossiers exist.
    """
    count = apps.get_model("scoring", "SelfAssessment")._base_manager.filter(registration=None).count()
    if count:
        raise IrreversibleError(f"{count} dossiers were set aside by a correction: an earlier release would lose them.")


class Migration(migrations.Migration):
    dependencies = [
        ("communes", "0004_days_compared_as_dates"),
        ("scoring", "0010_dossier_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="selfassessment",
            name="former_registration",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="communes.registration",
            ),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="replaces",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="scoring.selfassessment",
            ),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="set aside at"),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="selfassessment",
            name="set_aside_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="scoring.rubric",
                verbose_name="corrected scoring table",
            ),
        ),
        migrations.AlterField(
            model_name="selfassessment",
            name="registration",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="self_assessment",
                to="communes.registration",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("former_registration__isnull", True), ("registration__isnull", False)),
                    models.Q(("former_registration__isnull", False), ("registration__isnull", True)),
                    _connector="OR",
                ),
                name="self_assessment_of_one_registration",
            ),
        ),
        migrations.AddConstraint(
            model_name="selfassessment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("former_registration__isnull", True),
                        ("set_aside_at__isnull", True),
                        ("set_aside_for__isnull", True),
                    ),
                    models.Q(
                        ("former_registration__isnull", False),
                        ("set_aside_at__isnull", False),
                        ("set_aside_for__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="self_assessment_set_aside_whole",
            ),
        ),
        migrations.RunPython(create, drop),
        migrations.RunPython(migrations.RunPython.noop, refuse_with_former),
    ]
