"""The one document of each breach becomes the first of its documents; not shared with the commune."""

from django.db import migrations


def take(apps, schema_editor):
    alias = schema_editor.connection.alias
    breaches = apps.get_model("appraisal", "Breach").objects.using(alias).filter(document__isnull=False)
    document = apps.get_model("appraisal", "BreachDocument")
    rows = breaches.order_by("pk").values_list("pk", "document", "recorded_at", "recorded_by")
    document.objects.using(alias).bulk_create(
        [
            document(breach_id=pk, file_id=file, added_at=recorded_at, added_by_id=by)
            for pk, file, recorded_at, by in rows.iterator(chunk_size=500)
        ],
        batch_size=500,
    )


def give_back(apps, schema_editor):
    """The first document of each breach; a breach has room for one only."""
    alias = schema_editor.connection.alias
    breaches = apps.get_model("appraisal", "Breach").objects.using(alias)
    documents = apps.get_model("appraisal", "BreachDocument").objects.using(alias)
    for pk, file in documents.order_by("-pk").values_list("breach", "file"):
        breaches.filter(pk=pk).update(document=file)
    documents.all().delete()


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0004_breach_hearings")]

    operations = [migrations.RunPython(take, give_back, elidable=True)]
