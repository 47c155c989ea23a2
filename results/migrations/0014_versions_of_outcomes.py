"""Each drafted conclusion knows the version that its dossier now has; one that tells other points knows none."""

from django.db import migrations


def note(apps, schema_editor):
    Outcome = apps.get_model("results", "Outcome")
    Review = apps.get_model("appraisal", "Review")
    reviews = Review.objects.select_related("assessment").order_by("pk")
    found = {review.assessment.registration_id: review for review in reviews}
    for outcome in Outcome.objects.order_by("pk"):
        review = found.get(outcome.registration_id)
        if review is None:
            continue
        told = (outcome.self_total, outcome.appraised_total, outcome.group_totals)
        stands = (review.assessment.total, review.total, review.group_totals)
        version = review.assessment.version + review.version
        is_frozen = outcome.state in ("approved", "published") or outcome.appraised_total is None
        outcome.dossier_version = version if is_frozen or told == stands else None
        outcome.save(update_fields=["dossier_version"])


class Migration(migrations.Migration):
    dependencies = [
        ("results", "0013_outcome_version"),
        ("appraisal", "0016_dossier_version"),
        ("scoring", "0010_dossier_version"),
    ]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
