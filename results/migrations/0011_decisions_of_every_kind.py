"""Number, date and file of commendations, revocations and withdrawals become decisions that rows of one kind share.

Going back keeps number and date, and the file of withdrawals; other files and former versions find no place there.
"""

from django.db import migrations

# Model, kind of decision, and how a row leads to its year, who recorded it and when.
EFFECTS = [
    ("Commendation", "commendation", "recognition__outcome__registration__cycle_id", "recorded"),
    ("Revocation", "revocation", "recognition__outcome__registration__cycle_id", "revoked"),
    ("RevocationWithdrawal", "withdrawal", "revocation__recognition__outcome__registration__cycle_id", "recorded"),
]


def gather(apps, schema_editor):
    Decision = apps.get_model("results", "CityDecision")
    for model, kind, cycle, stem in EFFECTS:
        rows = apps.get_model("results", model).objects
        file = ["file_id"] if kind == "withdrawal" else []
        known = ("pk", cycle, "decision_number", "decision_date", f"{stem}_at", f"{stem}_by_id", *file)
        made = {}
        for pk, year, number, dated, at, by, *kept in rows.order_by(f"{stem}_at", "pk").values_list(*known):
            key = (year, number, dated, *kept)
            if key not in made:
                said = {"cycle_id": year, "kind": kind, "number": number, "dated": dated}
                said |= {"recorded_at": at, "recorded_by_id": by, "file_id": kept[0] if kept else None}
                made[key] = Decision.objects.create(**said)
            rows.filter(pk=pk).update(decision=made[key])


def spread(apps, schema_editor):
    for model, kind, _cycle, _stem in EFFECTS:
        rows = apps.get_model("results", model).objects
        for row in rows.select_related("decision"):
            facts = {"decision_number": row.decision.number, "decision_date": row.decision.dated, "decision": None}
            if kind == "withdrawal":
                facts["file_id"] = row.decision.file_id
            rows.filter(pk=row.pk).update(**facts)
    others = apps.get_model("results", "CityDecision").objects.exclude(kind="recognition")
    others.update(corrects=None, reason="")
    others.delete()


class Migration(migrations.Migration):
    dependencies = [("results", "0010_city_decisions")]

    operations = [migrations.RunPython(gather, spread)]
