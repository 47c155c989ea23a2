"""Each recognition's number and date become a decision of its own, shared by those that it recognised."""

from django.db import migrations


def gather(apps, schema_editor):
    Recognition = apps.get_model("results", "Recognition")
    Decision = apps.get_model("results", "RecognitionDecision")
    made = {}
    for one in Recognition.objects.select_related("outcome__registration").order_by("issued_at", "pk"):
        cycle = one.outcome.registration.cycle_id
        key = (cycle, one.decision_number, one.decision_date)
        if key not in made:
            made[key] = Decision.objects.create(
                cycle_id=cycle,
                number=one.decision_number,
                dated=one.decision_date,
                recorded_at=one.issued_at,
                recorded_by_id=one.issued_by_id,
            )
        Recognition.objects.filter(pk=one.pk).update(decision=made[key])


def spread(apps, schema_editor):
    Recognition = apps.get_model("results", "Recognition")
    for one in Recognition.objects.select_related("decision"):
        facts = {"decision_number": one.decision.number, "decision_date": one.decision.dated}
        Recognition.objects.filter(pk=one.pk).update(**facts)


def mark(apps, schema_editor):
    Revocation = apps.get_model("results", "Revocation")
    Revocation.objects.filter(withdrawal__isnull=False).update(is_withdrawn=True)


class Migration(migrations.Migration):
    dependencies = [("results", "0006_issued_papers")]

    operations = [
        migrations.RunPython(gather, spread),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
