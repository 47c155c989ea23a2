from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0015_single_sign_on_event"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="tour_dismissed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="first steps dismissed at"),
        ),
    ]
