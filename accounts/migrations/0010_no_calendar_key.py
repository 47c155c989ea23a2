"""No key of a calendar stands in clear."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_encrypted_secrets")]

    operations = [migrations.RemoveField(model_name="user", name="calendar_key")]
