"""What a content carries is flagged: the field bears the name of its codes."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("documents", "0011_message_of_the_reader")]

    operations = [migrations.RenameField("inspection", "hazards", "content_flags")]
