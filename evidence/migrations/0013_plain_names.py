"""Plain names: a remark is resolved, a PDF has its last progress. Stored PDFs keep the path that their row names."""

from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def _both(*fields):
    """All of these fields are set, or none."""
    none = Q(**{f"{field}__isnull": True for field in fields})
    return none | Q(**{f"{field}__isnull": False for field in fields})


def _constraint(model, name, *fields):
    return migrations.AddConstraint(model, models.CheckConstraint(condition=_both(*fields), name=name))


class Migration(migrations.Migration):
    dependencies = [
        ("evidence", "0012_codes_of_papers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint("readingremark", "reading_remark_settled_at_with_by"),
        migrations.RenameField("readingremark", "settled_at", "resolved_at"),
        migrations.RenameField("readingremark", "settled_by", "resolved_by"),
        migrations.AlterField(
            "readingremark",
            "resolved_at",
            models.DateTimeField(blank=True, null=True, verbose_name="resolved at"),
        ),
        _constraint("readingremark", "reading_remark_resolved_at_with_by", "resolved_at", "resolved_by"),
        migrations.RemoveConstraint("dossierpdf", "dossier_pdf_asked_with_heard"),
        migrations.RenameField("dossierpdf", "heard_at", "last_progress_at"),
        migrations.AlterField(
            "dossierpdf",
            "last_progress_at",
            models.DateTimeField(blank=True, null=True, verbose_name="last progress"),
        ),
        migrations.AlterField(
            "dossierpdf",
            "file",
            models.FileField(blank=True, max_length=120, upload_to="dossier_pdfs", verbose_name="file"),
        ),
        _constraint("dossierpdf", "dossier_pdf_asked_with_progress", "asked_at", "last_progress_at"),
    ]
