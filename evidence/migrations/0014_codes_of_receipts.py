"""Each receipt has a code to check it by, those that exist already too."""

from django.db import migrations, models

import papers.codes


def fill(apps, schema_editor):
    rows = apps.get_model("evidence", "Receipt").objects
    without = list(rows.filter(check_code=None).only("pk"))
    for row in without:
        row.check_code = papers.codes.new_code()
    rows.bulk_update(without, ["check_code"], batch_size=500)


def field(**more):
    return models.CharField(
        default=papers.codes.new_code, editable=False, max_length=32, verbose_name="code to check it by", **more
    )


class Migration(migrations.Migration):
    dependencies = [("evidence", "0013_plain_names")]

    operations = [
        # Django asks the default once for all rows, so that they would have the same code.
        migrations.AddField("receipt", "check_code", models.CharField(max_length=32, null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("receipt", "check_code", field(unique=True)),
    ]
