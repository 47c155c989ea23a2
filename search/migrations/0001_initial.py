from django.db import migrations, models

from search.matching import CREATE, DROP
from search.watches import drop_watches


def create_index(apps, schema_editor):
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    drop_watches(schema_editor.connection)
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(max_length=80, verbose_name="watched model")),
                ("row", models.BigIntegerField(verbose_name="row")),
            ],
            options={
                "verbose_name": "change to be indexed",
                "verbose_name_plural": "changes to be indexed",
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("key", models.BigIntegerField(verbose_name="key")),
                ("words", models.TextField(verbose_name="folded words")),
            ],
            options={
                "verbose_name": "entry of the search index",
                "verbose_name_plural": "entries of the search index",
                "constraints": [models.UniqueConstraint(fields=("kind", "key"), name="search_entry_once_a_row")],
            },
        ),
        migrations.RunPython(create_index, drop_index, elidable=False),
    ]
