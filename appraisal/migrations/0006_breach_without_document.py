"""A breach has documents now, not one document."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0005_breach_documents")]

    operations = [migrations.RemoveField(model_name="breach", name="document")]
