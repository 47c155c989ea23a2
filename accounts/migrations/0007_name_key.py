"""People are listed in Vietnamese order, and their names and addresses hold no letter that nobody sees."""

from django.db import migrations

import kernel.names
from kernel.text import clean_line


def clean_people(apps, schema_editor):
    people = apps.get_model("accounts", "User").objects.using(schema_editor.connection.alias)
    taken = set(people.values_list("email", flat=True))
    for person in people.only("email", "full_name", "name_key"):
        email = clean_line(person.email).lower()
        # An address that somebody else has meanwhile stays as it is: two accounts are a person's to judge.
        if email != person.email and email not in taken:
            taken.add(email)
            person.email = email
        person.full_name = clean_line(person.full_name) or person.full_name
        person.save(update_fields=["email", "full_name", "name_key"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_scrub_calendar_keys")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="name_key",
            field=kernel.names.NameKeyField(default="", editable=False, max_length=700, source="full_name"),
        ),
        migrations.RunPython(clean_people, migrations.RunPython.noop, elidable=True),
        migrations.AlterModelOptions(
            name="user",
            options={"ordering": ["name_key", "pk"], "verbose_name": "person", "verbose_name_plural": "people"},
        ),
    ]
