"""Minutes of an appraisal have a code to check them by, those that exist already too."""

from django.db import migrations, models

import papers.codes


def fill(apps, schema_editor):
    rows = apps.get_model("appraisal", "Minutes").objects
    found = list(rows.filter(code=None).only("pk"))
    for row in found:
        row.code = papers.codes.new_code()
    rows.bulk_update(found, ["code"], batch_size=500)


def field(**more):
    return models.CharField(
        default=papers.codes.new_code, editable=False, max_length=32, verbose_name="code to check it by", **more
    )


class Migration(migrations.Migration):
    dependencies = [("appraisal", "0024_names_of_tables_and_constraints")]

    operations = [
        # Django asks the default once for all rows, so that they would have the same code.
        migrations.AddField("minutes", "code", models.CharField(max_length=32, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("minutes", "code", field(unique=True)),
    ]
