"""The key of a calendar opens it: no trail keeps one."""

from django.db import migrations


def scrub(apps, schema_editor):
    LogEntry = apps.get_model("auditlog", "LogEntry")
    kept = LogEntry.objects.filter(
        content_type__app_label="accounts", content_type__model="user", changes__has_key="calendar_key"
    )
    for entry in kept:
        del entry.changes["calendar_key"]
        if entry.changes:
            entry.save(update_fields=["changes"])
        else:
            entry.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_times_disabled"),
        ("auditlog", "0017_add_actor_email"),
    ]

    operations = [migrations.RunPython(scrub, migrations.RunPython.noop, elidable=True)]
