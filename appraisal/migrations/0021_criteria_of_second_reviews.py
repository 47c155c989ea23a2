"""What two people review is named as it is everywhere else: criteria."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0020_justifications")]

    operations = [migrations.RenameField("secondreview", "leaves", "criteria")]
