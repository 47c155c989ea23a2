"""What a reader reports on a content that it cannot read is its message, as everywhere else."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0010_export_progress")]

    operations = [
        migrations.RenameField("failedreading", "said", "message"),
        migrations.AlterField(
            "failedreading",
            "message",
            models.CharField(blank=True, max_length=500, verbose_name="message of the reader"),
        ),
    ]
