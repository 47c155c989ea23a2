"""The table of a dossier's PDF has the name of its model; constraints are named after what they hold."""

from django.db import migrations, models
from django.db.models import F, Q

# The part of each constraint's name that stays, and its condition.
_PDF = {
    "asked_with_heard": Q(Q(asked_at__isnull=True) & Q(heard_at__isnull=True))
    | Q(Q(asked_at__isnull=False) & Q(heard_at__isnull=False)),
    "done_of_all": Q(done__lte=F("all")),
    "made_with_file_and_digest": Q(Q(made_at=None) & Q(file="") & Q(digest=""))
    | Q(Q(made_at__isnull=False) & ~Q(file="") & ~Q(digest="")),
}


class Migration(migrations.Migration):
    dependencies = [("evidence", "0010_reading_remarks")]

    operations = [
        migrations.RemoveConstraint("question", "question_once_a_leaf"),
        migrations.AddConstraint(
            "question",
            models.UniqueConstraint(fields=("inquiry", "score"), name="question_once_per_criterion"),
        ),
        migrations.AlterModelTable("dossierpdf", None),
        migrations.AlterModelOptions(
            "dossierpdf", options={"verbose_name": "PDF of a dossier", "verbose_name_plural": "PDFs of dossiers"}
        ),
        *(migrations.RemoveConstraint("dossierpdf", f"dossier_book_{name}") for name in _PDF),
        *(
            migrations.AddConstraint(
                "dossierpdf", models.CheckConstraint(condition=condition, name=f"dossier_pdf_{name}")
            )
            for name, condition in _PDF.items()
        ),
    ]
