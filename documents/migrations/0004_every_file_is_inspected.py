import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_inspections"),
    ]

    operations = [
        migrations.AlterField(
            model_name="storedfile",
            name="inspection",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="files",
                to="documents.inspection",
            ),
        ),
    ]
