"""The address of a person's calendar."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_recusals"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="calendar_key",
            field=models.CharField(
                blank=True, max_length=43, null=True, unique=True, verbose_name="key of the calendar"
            ),
        ),
    ]
