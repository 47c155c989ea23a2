"""The bound book of a dossier is its PDF; the table keeps its name."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0007_unread_hints")]

    operations = [
        migrations.AlterModelTable(name="dossierbook", table="evidence_dossierbook"),
        migrations.RenameModel(old_name="DossierBook", new_name="DossierPdf"),
        migrations.AlterField(
            model_name="dossierpdf",
            name="assessment",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="dossier_pdf",
                to="scoring.selfassessment",
            ),
        ),
    ]
