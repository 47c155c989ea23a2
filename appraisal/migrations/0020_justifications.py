"""The text that justifies a decision has one name in every table [S4, S8]."""

from django.db import migrations, models
from django.db.models import Q

from appraisal.db_triggers import WHOLE_BREACHES
from kernel.db_triggers import create_triggers, drop_triggers


def drop(apps, schema_editor):
    """SQLite rebuilds the table, and the trigger is lost with it."""
    drop_triggers(schema_editor.connection, WHOLE_BREACHES)


def create(apps, schema_editor):
    create_triggers(schema_editor.connection, WHOLE_BREACHES)


def rename(model, old, new, label, *, blank=False):
    """Two operations: the column's name, then its label."""
    return [
        migrations.RenameField(model, old, new),
        migrations.AlterField(model, new, models.TextField(blank=blank, verbose_name=label)),
    ]


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0019_withdrawn_breaches")]

    operations = [
        migrations.RunPython(drop, create),
        migrations.RemoveConstraint("breach", "breach_dismissed_with_a_ground"),
        migrations.RemoveConstraint("breach", "breach_withdrawn_with_a_reason"),
        migrations.RemoveConstraint("breachreversal", "breach_reversal_has_decision_and_ground"),
        migrations.RemoveConstraint("notconsidered", "not_considered_with_a_ground"),
        migrations.RemoveConstraint("notconsidered", "not_considered_reopened_with_a_ground"),
        *rename("breach", "ground", "justification", "justification of the lead's decision", blank=True),
        *rename("breach", "year_ground", "year_justification", "why it counts for this year", blank=True),
        *rename("breachreversal", "ground", "justification", "justification"),
        *rename("notconsidered", "ground", "justification", "justification"),
        *rename(
            "notconsidered",
            "reopening_ground",
            "reopening_justification",
            "justification of taking it up again",
            blank=True,
        ),
        migrations.AddConstraint(
            "breach",
            models.CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(justification=""), name="breach_dismissed_with_a_justification"
            ),
        ),
        migrations.AddConstraint(
            "breach",
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(justification=""), name="breach_withdrawn_with_a_reason"
            ),
        ),
        migrations.AddConstraint(
            "breachreversal",
            models.CheckConstraint(
                condition=~Q(decision_number="") & ~Q(justification=""),
                name="breach_reversal_has_decision_and_justification",
            ),
        ),
        migrations.AddConstraint(
            "notconsidered",
            models.CheckConstraint(condition=~Q(justification=""), name="not_considered_with_a_justification"),
        ),
        migrations.AddConstraint(
            "notconsidered",
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopening_justification=""),
                name="not_considered_reopened_with_a_justification",
            ),
        ),
        migrations.RunPython(create, drop),
    ]
