"""Secrets of second steps and calendars stand encrypted; a calendar is looked up by the digest of its key."""

from django.db import migrations, models

from accounts.secrets import decrypt, digest, encrypt, with_secrets


def encrypt_secrets(apps, schema_editor):
    _change_steps(apps, schema_editor, encrypt)
    for person in _people(apps, schema_editor).exclude(calendar_key=None).only("calendar_key"):
        person.calendar_digest, person.calendar_secret = digest(person.calendar_key), encrypt(person.calendar_key)
        person.save(update_fields=["calendar_digest", "calendar_secret"])


def decrypt_secrets(apps, schema_editor):
    _change_steps(apps, schema_editor, decrypt)
    for person in _people(apps, schema_editor).exclude(calendar_secret="").only("calendar_secret"):
        person.calendar_key = decrypt(person.calendar_secret)
        person.save(update_fields=["calendar_key"])


def _change_steps(apps, schema_editor, change):
    steps = apps.get_model("mfa", "Authenticator").objects.using(schema_editor.connection.alias)
    for step in steps.order_by("pk"):
        step.data = with_secrets(step.data, change)
        step.save(update_fields=["data"])


def _people(apps, schema_editor):
    return apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias).order_by("pk")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_sign_in_trace"), ("mfa", "0003_authenticator_type_uniq")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="calendar_digest",
            field=models.CharField(
                blank=True, max_length=64, null=True, unique=True, verbose_name="digest of the calendar’s key"
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="calendar_secret",
            field=models.TextField(blank=True, default="", verbose_name="encrypted key of the calendar"),
            preserve_default=False,
        ),
        migrations.RunPython(encrypt_secrets, decrypt_secrets),
    ]
